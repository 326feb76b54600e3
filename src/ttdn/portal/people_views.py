"""Spokespersons of the reader's bodies by date, and the decision to publish the focal unit's contact."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ttdn.organisations.models import Body
from ttdn.organisations.requests import reach_in
from ttdn.portal.actions.people import Naming, end_spokesperson, name_spokesperson, set_contact_public
from ttdn.portal.contacts import contacts_of
from ttdn.portal.content_forms import LastDayForm, SpokespersonForm
from ttdn.portal.content_queries import body_names, content_bodies
from ttdn.portal.models import PublicContact, Spokesperson
from ttdn.portal.permissions import may_name_spokesperson, may_see
from ttdn.portal.requests import done, sent, taken, today, tried
from ttdn.web.errors import NotAllowed
from ttdn.web.forms import TtdnForm
from ttdn.web.once import AlreadyDone

_METHODS = ["GET", "HEAD", "POST"]


def _body(request: HttpRequest, public_id: UUID) -> Body:
    """A body whose content the reader handles."""
    body = get_object_or_404(Body, public_id=public_id)
    if not may_see(reach_in(request, today()).roles_at(body.pk)):
        raise Http404
    return body


@login_required
@require_safe
def spokesperson_list(request: HttpRequest) -> HttpResponse:
    """Who speaks for the reader's bodies, spoke and will speak; what readers see of the focal unit."""
    on = today()
    reach = reach_in(request, on)
    bodies = list(Body.objects.alive(on).filter(pk__in=content_bodies(reach)).order_by("sort_key", "pk"))
    by_body: dict[int, list[Spokesperson]] = {}
    for each in Spokesperson.objects.filter(body__in=bodies).order_by("-valid_from"):
        by_body.setdefault(each.body_id, []).append(each)
    shown = set(PublicContact.objects.filter(body__in=bodies).values_list("body_id", flat=True))
    contacts = contacts_of(bodies, get_language() or "vi", on)
    rows = [
        {
            "body": contact.body,
            "name": contact.name,
            "contact": contact,
            "people": [(each, each.counts_on(on), each.valid_to is None) for each in by_body.get(contact.body.pk, [])],
            "shown": contact.body.pk in shown,
            "may": may_name_spokesperson(reach.roles_at(contact.body.pk)),
        }
        for contact in contacts
    ]
    return render(request, "portal/workspace/spokespersons.html", {"rows": rows, "tab": "people"})


@login_required
@require_http_methods(_METHODS)
def spokesperson_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Name the spokesperson of a body."""
    on = today()
    body = _body(request, public_id)
    if not may_name_spokesperson(reach_in(request, on).roles_at(body.pk)):
        raise NotAllowed(_("Chỉ lãnh đạo cơ quan được cử người phát ngôn và quyết định công khai đầu mối."))
    form = SpokespersonForm(sent(request), initial={"first_day": on})

    def act() -> object:
        return taken(request, partial(name_spokesperson, body=body, naming=Naming(**form.cleaned_data)))

    return _asked(
        request,
        form,
        act,
        title=_("Cử người phát ngôn"),
        lead=body_names([body], on).get(body.pk, ""),
        words=_("Đã cử người phát ngôn; người đọc thấy từ ngày bắt đầu."),
    )


@login_required
@require_http_methods(_METHODS)
def spokesperson_end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say until when somebody speaks for the body."""
    on = today()
    found = get_object_or_404(Spokesperson.objects.select_related("body"), public_id=public_id)
    roles = reach_in(request, on).roles_at(found.body_id)
    if not may_see(roles):
        raise Http404
    if not may_name_spokesperson(roles):
        raise NotAllowed(_("Chỉ lãnh đạo cơ quan được cử người phát ngôn và quyết định công khai đầu mối."))
    form = LastDayForm(sent(request), initial={"last_day": on})

    def act() -> object:
        return taken(request, partial(end_spokesperson, spokesperson=found, last_day=form.cleaned_data["last_day"]))

    return _asked(
        request,
        form,
        act,
        title=_("Thôi làm người phát ngôn"),
        lead=found.name,
        words=_("Đã ghi ngày cuối."),
    )


def _asked(
    request: HttpRequest, form: TtdnForm, act: Callable[[], object], *, title: str, lead: str, words: str
) -> HttpResponse:
    """The page with the form; once it is done, say so and lead back to the spokespersons."""
    try:
        if request.method == "POST" and tried(form, act):
            messages.success(request, words)
            return redirect("portal_spokespersons")
    except AlreadyDone:
        return redirect("portal_spokespersons")
    context = {"form": form, "title": title, "lead": lead, "tab": "people", "back": "portal_spokespersons"}
    return render(request, "portal/workspace/form.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def contact_public(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show readers the focal unit's contact, or stop showing it."""
    body = _body(request, public_id)
    shown = request.POST.get("shown") == "1"
    return done(
        request,
        partial(set_contact_public, body=body, shown=shown),
        _("Người đọc nay thấy điện thoại, thư điện tử của đầu mối.")
        if shown
        else _("Người đọc không còn thấy điện thoại, thư điện tử của đầu mối."),
        "portal_spokespersons",
    )
