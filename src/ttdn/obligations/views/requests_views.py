"""Ad hoc requests of the coordinator."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.obligations.actions import send_request
from ttdn.obligations.book import current_book
from ttdn.obligations.forms import RequestForm
from ttdn.obligations.models import Obligation
from ttdn.obligations.permissions import may_request
from ttdn.obligations.queries import access_request, requests_for, status_of
from ttdn.organisations.choices import Function
from ttdn.organisations.queries import bodies_of_kind, names_on, successors_for
from ttdn.organisations.requests import reach_in
from ttdn.web import refusals
from ttdn.web.errors import NotAllowed
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.refusals import shown_on

ASKED_KINDS = ("ministry", "ministerial_agency", "government_agency", "province")


@login_required
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """Requests sent (coordinator) or received (other bodies)."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    page = keyset(requests_for(reach), order=("-document_date", "-pk"), cursor=request.GET.get("cursor"), size=50)
    return render(
        request,
        "obligations/requests.html",
        {"page": page, "may_request": may_request(is_coordinator=reach.is_coordinator)},
    )


@login_required
@require_http_methods(["GET", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Ask one or many bodies for a report on a form by a date."""
    at = timezone.now()
    on = timezone.localdate(at)
    reach = reach_in(request, on)
    if not may_request(is_coordinator=reach.is_coordinator):
        raise NotAllowed(_("Chỉ cơ quan quản lý nhà nước về thông tin đối ngoại được gửi yêu cầu báo cáo đột xuất."))
    book = current_book()
    bodies = bodies_of_kind(ASKED_KINDS, on)
    form = RequestForm(
        request.POST or None, book=book, on=on, bodies=bodies, names=names_on([body.pk for body in bodies], on)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with shown_on(form):
                sent = send_request(
                    **(data | {"bodies": list(data["bodies"])}),
                    book=book,
                    reach=reach,
                    acting_user=user_of(request),
                    at=at,
                    once=request.POST.get("once", ""),
                )
                messages.success(request, _("Đã gửi yêu cầu."))
                return redirect("obligations_request", sent.public_id)
        except AlreadyDone as done:
            return redirect("obligations_request", done.result)
    return render(request, "obligations/request_new.html", {"form": form}, status=refusals.status_of(form))


@login_required
@require_GET
def request_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One request and who has answered."""
    at = timezone.now()
    on = timezone.localdate(at)
    reach = reach_in(request, on)
    asked = access_request(reach, public_id)
    rows = list(
        Obligation.objects.visible_to(reach).filter(origin_id=str(public_id)).select_related("bearer", "derivation")
    )
    ended = any(not duty.bearer.alive_on(on) for duty in rows)
    heir_of = successors_for(Function.TTDN, on) if ended else {}
    names = names_on({duty.bearer_id for duty in rows} | set(heir_of.values()), on)
    return render(
        request,
        "obligations/request.html",
        {
            "asked": asked,
            "form": current_book().form(asked.form_id, on),
            "rows": [
                {
                    "duty": duty,
                    "status": status_of(duty, at),
                    "name": names.get(duty.bearer_id),
                    "heir": names.get(heir_of.get(duty.bearer_id, 0)),
                }
                for duty in rows
            ],
        },
    )
