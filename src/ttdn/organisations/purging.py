"""Who may have the content of a body erased: its clerk or leader asks, its leader agrees (another person: `ttdn.purging`)."""

import uuid
from datetime import date
from typing import Any

from ttdn.audit.models import SYSTEM_CHAIN
from ttdn.organisations.choices import MemberRole
from ttdn.organisations.models import Body
from ttdn.organisations.queries import reach_of

ROLES = {"request": frozenset({MemberRole.CLERK, MemberRole.LEADER}), "approve": frozenset({MemberRole.LEADER})}


def may_purge(person: Any, chain: uuid.UUID, step: str, on: date) -> bool:
    """Whether the person holds a role for this step at the body of a chain, for the body as a whole.

    What belongs to no body is the coordinator's to decide.
    """
    reach = reach_of(person, on)
    bodies = [body for body, held in reach.roles.items() if held & ROLES[step] and body not in reach.units]
    if chain == SYSTEM_CHAIN and reach.coordinator_body is not None:
        return reach.coordinator_body.pk in bodies
    return Body.objects.filter(public_id=chain, pk__in=bodies).exists()
