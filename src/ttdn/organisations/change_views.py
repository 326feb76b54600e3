"""The screen that records a merger, split, renaming or transfer: typed, shown with what would move, confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.organisations import actions
from ttdn.organisations.changes import Change, check_change
from ttdn.organisations.choices import Attribute, BodyKind, Function, StateRole, SuccessionKind
from ttdn.organisations.forms import ChangeForm
from ttdn.organisations.models import Body
from ttdn.organisations.moving import moves_of
from ttdn.organisations.permissions import may_record_succession
from ttdn.organisations.queries import names_on, units_of
from ttdn.organisations.requests import reach_in
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import shown_on, status_of


@login_required
@require_http_methods(("GET", "HEAD", "POST"))
def record_change(request: HttpRequest) -> HttpResponse:
    """First POST: what would move; second, with `confirm`: recorded."""
    user, on, at = user_of(request), timezone.localdate(), timezone.now()
    reach = reach_in(request, on)
    if not may_record_succession(is_coordinator=reach.is_coordinator, is_administrator=user.is_system_administrator):
        raise Http404
    confirmed = "confirm" in request.POST
    # A form sent twice names bodies that its first sending ended: the action answers for it.
    bodies = (Body.objects.all() if confirmed else Body.objects.alive(on)).exclude(kind=BodyKind.UNIT)
    first = request.GET.get("co-quan", "")
    form = ChangeForm(request.POST or None, bodies=bodies, on=on, initial={"predecessors": [first] if first else []})
    if request.method != "POST" or not form.is_valid() or "edit" in request.POST:
        return _typed(request, form)
    change = form.change(_units(request, form.change(), on))
    try:
        with shown_on(form):
            if not confirmed:
                check_change(change)
                return render(request, "organisations/change_preview.html", _preview(change, form, request.POST))
            once = request.POST.get("once", "")
            result = actions.record_succession(change=change, acting_user=user, at=at, once=once)
            messages.success(request, _("Đã ghi thay đổi cơ quan."))
            return redirect("organisations_detail", public_id=result)
    except AlreadyDone as done:
        return redirect("organisations_detail", public_id=done.result)
    return _typed(request, form)


def _typed(request: HttpRequest, form: ChangeForm) -> HttpResponse:
    return render(request, "organisations/change.html", {"form": form}, status=status_of(form))


def _units(request: HttpRequest, change: Change, on: date) -> tuple[Body, ...]:
    """The units of the predecessor that were ticked to go along with a transferred function."""
    if change.kind != SuccessionKind.TRANSFER or not change.predecessors:
        return ()
    ticked = set(request.POST.getlist("units"))
    return tuple(unit for unit in units_of(change.predecessors[0], on) if str(unit.public_id) in ticked)


def _preview(change: Change, form: ChangeForm, posted: QueryDict) -> dict[str, Any]:
    """What the change would do, in names."""
    moves = moves_of(change)
    offered = list(units_of(change.predecessors[0], change.eve)) if change.kind == SuccessionKind.TRANSFER else []
    heirs = [change.successor] if change.successor else []
    everyone = [*change.predecessors, *heirs, *change.others, *offered, *(row.body for row in moves.units)]
    names = names_on(everyone, change.eve)
    new_name = change.name.name_vi if change.name else ""
    return {
        "form": form,
        "change": change,
        "kind_label": SuccessionKind(change.kind).label,
        "function_label": Function(change.function).label,
        "renaming": change.kind == SuccessionKind.RENAMING,
        "transfer": change.kind == SuccessionKind.TRANSFER,
        "predecessors": [names[body.pk].label for body in change.predecessors],
        "heir": names[change.successor.pk].label if change.successor else new_name,
        "establishes": change.successor is None and change.kind != SuccessionKind.RENAMING,
        "others": [names[body.pk].label for body in change.others],
        "new_name": new_name,
        "moves": moves,
        "moved_units": [names[row.body_id].label for row in moves.units],
        "moved_roles": [StateRole(row.role).label for row in moves.roles],
        "moved_attributes": sorted({str(Attribute(row.attribute).label) for row in moves.attributes}),
        "offered_units": [(str(unit.public_id), names[unit.pk].label) for unit in offered],
        "posted": [(key, value) for key, values in posted.lists() for value in values if key in form.fields],
    }
