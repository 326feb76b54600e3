"""What goes from a body that changes to the one that carries on its work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from ttdn.organisations.changes import Change
from ttdn.organisations.choices import BodyKind, Function, StateRole, SuccessionKind
from ttdn.organisations.models import (
    Body,
    BodyAttribute,
    BodyParent,
    BodyRole,
    Delegation,
    FocalAssignment,
    Membership,
)


@dataclass
class Moves:
    """What goes from the predecessors to the successor, and what ends with them."""

    units: list[BodyParent] = field(default_factory=list)
    roles: list[BodyRole] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    attributes: list[BodyAttribute] = field(default_factory=list)
    delegations: list[Delegation] = field(default_factory=list)
    focal: list[FocalAssignment] = field(default_factory=list)


def moves_of(change: Change) -> Moves:
    """What the change would move: shown before it is recorded, and used to record it."""
    if change.kind == SuccessionKind.RENAMING:
        return Moves()
    bodies = change.predecessors
    open_or_later = Q(valid_to__isnull=True) | Q(valid_to__gte=change.effective_on)
    if change.kind == SuccessionKind.TRANSFER:
        moves = Moves(units=list(_open_units(bodies, change).filter(body__in=change.units)))
        if change.function == Function.TTDN:
            roles = BodyRole.objects.filter(open_or_later, body__in=bodies, role=StateRole.COORDINATOR)
            moves.roles = list(roles)
        return moves
    return Moves(
        units=list(_open_units(bodies, change)),
        roles=list(BodyRole.objects.filter(open_or_later, body__in=bodies)),
        memberships=list(
            Membership.objects.filter(open_or_later, body__in=bodies).select_related("user", "unit", "body")
        ),
        attributes=list(BodyAttribute.objects.filter(open_or_later, body__in=bodies)),
        delegations=list(Delegation.objects.filter(open_or_later, body__in=bodies)),
        focal=list(FocalAssignment.objects.filter(open_or_later, body__in=bodies)),
    )


def _open_units(bodies: Sequence[Body], change: Change) -> Any:
    return BodyParent.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=change.effective_on),
        parent__in=bodies,
        body__dissolved_on__isnull=True,
    ).select_related("body")


def move(moves: Moves, heir: Body, change: Change) -> None:
    """Building block: what goes along begins at the heir on the day of the change; the rest ends the day before."""
    _move_units(moves.units, heir, change)
    _move_roles(moves.roles, heir, change)
    _move_memberships(moves.memberships, heir, change)
    _move_attributes(moves.attributes, heir, change)
    end(moves.delegations, change.eve)
    end(moves.focal, change.eve)


def end(rows: Sequence[Any], last_day: date) -> None:
    """End dated rows on a day; a row that would begin only after it never counts and goes."""
    for row in rows:
        if row.valid_from > last_day:
            row.delete()
        else:
            row.valid_to = last_day
            row.save(update_fields=["valid_to"])


def _move_units(rows: Sequence[BodyParent], heir: Body, change: Change) -> None:
    for row in rows:
        first, last = max(row.valid_from, change.effective_on), row.valid_to
        end([row], change.eve)
        BodyParent.objects.create(body=row.body, parent=heir, valid_from=first, valid_to=last)


def _move_roles(rows: Sequence[BodyRole], heir: Body, change: Change) -> None:
    for row in rows:
        first, last = max(row.valid_from, change.effective_on), row.valid_to
        end([row], change.eve)
        BodyRole.objects.create(body=heir, role=row.role, instrument=change.instrument, valid_from=first, valid_to=last)


def _move_memberships(rows: Sequence[Membership], heir: Body, change: Change) -> None:
    """People keep their roles at the heir; a role somebody already holds there is not given twice."""
    held = {
        (each.user_id, each.unit_id, each.role) for each in Membership.objects.filter(body=heir, valid_to__isnull=True)
    }
    for row in rows:
        first, last = max(row.valid_from, change.effective_on), row.valid_to
        end([row], change.eve)
        key = (row.user_id, row.unit_id, row.role)
        if key in held:
            continue
        held.add(key)
        Membership.objects.create(
            user=row.user, body=heir, unit=row.unit, role=row.role, valid_from=first, valid_to=last
        )


def _move_attributes(rows: Sequence[BodyAttribute], heir: Body, change: Change) -> None:
    """The land and sea of a merged province are now the heir's."""
    there = set(heir.attributes.filter(valid_to__isnull=True).values_list("attribute", flat=True))
    for row in rows:
        end([row], change.eve)
        if row.attribute not in there and heir.kind == BodyKind.PROVINCE:
            there.add(row.attribute)
            BodyAttribute.objects.create(
                body=heir, attribute=row.attribute, checked=row.checked, valid_from=change.effective_on
            )
