"""Who reads which chain of the audit trail: the people of a body who answer for it, and its auditors."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from ttdn.organisations.choices import MemberRole
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, names_on, reach_of
from ttdn.organisations.requests import reach_in

READERS = frozenset({MemberRole.LEADER, MemberRole.UNIT_HEAD, MemberRole.AUDITOR, MemberRole.CLERK})


def _readable(reach: Reach) -> list[int]:
    """Bodies whose trail the person reads as a whole; a role limited to a unit does not open the body's trail."""
    return [body for body, held in reach.roles.items() if held & READERS and body not in reach.units]


def may_read_chain(user: Any, chain: UUID, on: date) -> bool:
    """Whether the user reads the trail of a body on a day."""
    return Body.objects.filter(public_id=chain, pk__in=_readable(reach_of(user, on))).exists()


def chains_of(user: Any, on: date) -> dict[UUID, str]:
    """The trails the user may choose from, with the bodies' names."""
    bodies = list(Body.objects.filter(pk__in=_readable(reach_of(user, on))))
    names = names_on(bodies, on)
    return {body.public_id: names[body.pk].name_vi if body.pk in names else body.code for body in bodies}


def has_chains(request: HttpRequest) -> bool:
    """For the menu: whether the reader reads any trail."""
    return bool(_readable(reach_in(request)))
