"""Who reads which chain of the audit trail: the people of a body who answer for it, and its auditors; how bodies are named."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from ttdn.accounts.signed_in import user_of
from ttdn.audit.registry import Named
from ttdn.organisations.choices import BodyKind, MemberRole
from ttdn.organisations.models import Body, BodyName
from ttdn.organisations.queries import Reach, names_on, reach_of, units_within
from ttdn.organisations.requests import reach_in

READERS = frozenset({MemberRole.LEADER, MemberRole.UNIT_HEAD, MemberRole.AUDITOR, MemberRole.CLERK})


def _readable(reach: Reach) -> list[int]:
    """Bodies whose trail the person reads as a whole; a role limited to a unit does not open the body's trail."""
    return [body for body, held in reach.roles.items() if held & READERS and body not in reach.units]


def may_read_chain(user: Any, chain: UUID, on: date) -> bool:
    """Whether the user reads the trail of a body on a day."""
    return Body.objects.filter(public_id=chain, pk__in=_readable(reach_of(user, on))).exists()


def chains_of(request: HttpRequest, on: date) -> dict[UUID, str]:
    """The trails the reader may choose from, with the bodies' names."""
    bodies = list(Body.objects.filter(pk__in=_readable(reach_in(request, on))))
    names = names_on(bodies, on)
    return {body.public_id: names[body.pk].name_vi if body.pk in names else body.code for body in bodies}


def has_chains(request: HttpRequest) -> bool:
    """For the menu: whether the reader reads any trail."""
    return bool(_readable(reach_in(request)))


def bodies_named(request: HttpRequest, ids: list[UUID], on: date) -> dict[UUID, Named]:
    """How the audit list names bodies: today's name, to whoever may open the page (see `access_body`; two queries)."""
    reach = reach_in(request, on)
    names: dict[int, BodyName] = {}
    for name in BodyName.objects.filter(body__public_id__in=ids).select_related("body").order_by("valid_from"):
        if name.body_id not in names or name.valid_from <= on:
            names[name.body_id] = name
    rows = [name.body for name in names.values()]
    if not (user_of(request).is_system_administrator or reach.is_coordinator):
        within = units_within(reach.bodies) if any(row.kind == BodyKind.UNIT for row in rows) else set()
        rows = [row for row in rows if reach.bodies and (row.kind != BodyKind.UNIT or row.pk in within)]
    return {
        row.public_id: Named(names[row.pk].label, reverse("organisations_detail", args=[row.public_id])) for row in rows
    }
