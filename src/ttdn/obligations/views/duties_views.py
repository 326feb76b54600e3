"""Duties: the list of what is owed, one duty with its derivation, relief."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.audit.queries import entries_for
from ttdn.obligations.actions import record_act, relieve
from ttdn.obligations.book import current_book
from ttdn.obligations.choices import Fulfilling, StatusCode
from ttdn.obligations.forms import ActForm, DutyFilter, ReliefForm
from ttdn.obligations.models import Fulfilment
from ttdn.obligations.panels import panels_for
from ttdn.obligations.permissions import may_record_act, may_relieve
from ttdn.obligations.queries import access_obligation, answerer_of, duties, status_of
from ttdn.organisations.queries import name_on, names_on
from ttdn.organisations.requests import reach_in
from ttdn.web import refusals
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.refusals import shown_on


@login_required
@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    """What the reader's bodies owe; the coordinator's compliance board is a page of its own."""
    at = timezone.now()
    on = timezone.localdate(at)
    reach = reach_in(request, on)
    chosen = DutyFilter(request.GET)
    chosen.is_valid()
    year = chosen.cleaned_data.get("year") if request.GET.get("year") else on.year
    rows = duties(reach, at, year=year, status=chosen.cleaned_data.get("status") or "", own=True)
    page = keyset(rows, order=("derivation__due_at", "pk"), cursor=request.GET.get("cursor"), size=50)
    listed = list(page.rows)
    names = names_on({duty.bearer_id for duty in listed}, on)
    return render(
        request,
        "obligations/list.html",
        {
            "rows": [
                {"duty": duty, "status": status_of(duty, at), "name": names.get(duty.bearer_id)} for duty in listed
            ],
            "page": page,
            "year": year,
            "years": range(on.year + 1, 2017, -1),
            "status": chosen.cleaned_data.get("status") or "",
            "statuses": StatusCode.choices,
            "many_bodies": len(reach.bodies) > 1,
        },
    )


@login_required
@require_GET
def duty_detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One duty: why it is due, what fulfilled it, who relieved it."""
    at = timezone.now()
    on = timezone.localdate(at)
    reach = reach_in(request, on)
    duty = access_obligation(reach, public_id)
    answerer = answerer_of(duty, on)
    fulfilments = list(duty.fulfilments.select_related("answered_by"))
    due_day = duty.derivation.due_on if duty.derivation else on
    return render(
        request,
        "obligations/detail.html",
        {
            "duty": duty,
            "status": status_of(duty, at),
            "name": names_on([duty.bearer_id], due_day).get(duty.bearer_id),
            "first_name": names_on([duty.first_bearer_id], due_day).get(duty.first_bearer_id)
            if duty.first_bearer_id != duty.bearer_id
            else None,
            "answerer": answerer,
            "heir_name": names_on([answerer], on).get(answerer.pk)
            if answerer is not None and answerer.pk != duty.bearer_id
            else None,
            "form": current_book().form(duty.form_id, on) if duty.form_id else None,
            "fulfilments": [{"row": each, "by": _answered_by(each)} for each in fulfilments],
            "reliefs": duty.reliefs.select_related("by"),
            "may_record_act": duty.fulfilment != Fulfilling.FILING
            and duty.met_at is None
            and duty.waived_at is None
            and may_record_act(reach.roles_at(duty.bearer_id)),
            "own": answerer is not None and answerer.pk in reach.own,
            "may_relieve": may_relieve(is_coordinator=reach.is_coordinator)
            and duty.waived_at is None
            and duty.met_at is None,
            "entries": entries_for("obligation", duty.public_id),
            "panels": panels_for(reach, duty, at),
        },
    )


def _answered_by(row: Fulfilment) -> str:
    """The name, on the day of sending, of the heir that answered for the bearer; empty where the bearer did."""
    if row.answered_by is None:
        return ""
    return name_on(row.answered_by, timezone.localdate(row.sent_at or row.recorded_at)).label


@login_required
@require_http_methods(["GET", "POST"])
def duty_relieve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Waive or extend a duty."""
    return _settled(request, public_id, ReliefForm(request.POST or None), relieve, "obligations/relieve.html")


@login_required
@require_http_methods(["GET", "POST"])
def duty_record_act(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """State that an act or assignment was done."""
    return _settled(request, public_id, ActForm(request.POST or None), record_act, "obligations/record_act.html")


def _settled(
    request: HttpRequest, public_id: UUID, form: ReliefForm | ActForm, act: Callable[..., object], template: str
) -> HttpResponse:
    """Ask with the form, and do with the duty what it says, once."""
    at = timezone.now()
    reach = reach_in(request, timezone.localdate(at))
    duty = access_obligation(reach, public_id)
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                act(
                    obligation=duty,
                    reach=reach,
                    acting_user=user_of(request),
                    at=at,
                    once=request.POST.get("once", ""),
                    **form.cleaned_data,
                )
                messages.success(request, _("Đã ghi nhận."))
                return redirect("obligations_detail", public_id)
        except AlreadyDone:
            messages.info(request, _("Biểu mẫu này đã được gửi trước đó."))
            return redirect("obligations_detail", public_id)
    context = {"duty": duty, "form": form, "status": status_of(duty, at)}
    return render(request, template, context, status=refusals.status_of(form))
