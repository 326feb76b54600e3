"""What the list and the page of a body show: read once, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from ttdn.audit.queries import entries_for
from ttdn.law.text import fold
from ttdn.organisations.choices import BodyKind, StateRole
from ttdn.organisations.models import (
    Body,
    BodyName,
    BodyParent,
    BodyRole,
    Delegation,
    FocalAssignment,
    Membership,
    Succession,
)
from ttdn.organisations.people import roles_to_give
from ttdn.organisations.permissions import (
    may_keep,
    may_manage_people,
    may_see_contacts,
    may_see_people,
    may_set_numbering,
)
from ttdn.organisations.queries import Reach, names_on, units_of

if TYPE_CHECKING:
    from ttdn.accounts.models import User


@dataclass(frozen=True)
class RegisterRow:
    """One line of the list."""

    body: Body
    name: BodyName
    alive: bool
    roles: list[str]
    has_focal: bool


@dataclass(frozen=True)
class Step:
    """One succession as a body's page tells it: `other` is the body at the other end."""

    row: Succession
    other: Body
    name: BodyName


def register_bodies(user: User, today: date, on: date, chosen: dict[str, Any]) -> QuerySet[Body]:
    """The bodies of the list: what the user may see, of a kind, with a name, alive on a day."""
    bodies = Body.objects.visible_to(user, today).exclude(kind=BodyKind.UNIT)
    if not chosen.get("ended"):
        bodies = bodies.alive(on)
    if chosen.get("kind"):
        bodies = bodies.filter(kind=chosen["kind"])
    for word in fold(chosen.get("q") or "").split():
        bodies = bodies.filter(Exists(BodyName.objects.filter(body=OuterRef("pk"), folded__contains=word)))
    return bodies


def register_rows(bodies: Sequence[Body], on: date, reach: Reach) -> list[RegisterRow]:
    """The lines of a page of the list, in three queries."""
    names = names_on(bodies, on)
    roles: dict[int, list[str]] = {}
    for role in BodyRole.objects.on(on).filter(body__in=bodies):
        roles.setdefault(role.body_id, []).append(str(StateRole(role.role).label))
    focal = set(
        FocalAssignment.objects.on(on).filter(body__in=bodies).values_list("body_id", flat=True)
        if reach.is_coordinator
        else ()
    )
    return [
        RegisterRow(body, names[body.pk], body.alive_on(on), roles.get(body.pk, []), body.pk in focal)
        for body in bodies
        if body.pk in names
    ]


def body_page(body: Body, user: User, reach: Reach, on: date) -> dict[str, Any]:
    """The context of a body's page; what the user may not see is not read."""
    admin = user.is_system_administrator
    parent = BodyParent.objects.on(on).filter(body=body).select_related("parent").first()
    # Whoever acts for a body acts for its units: a unit's page shows what the parent's roles allow.
    roles = reach.roles_at(body.pk) | (reach.roles_at(parent.parent_id) if parent else frozenset())
    own = body.pk in reach.own
    names = list(body.names.order_by("-valid_from"))
    context: dict[str, Any] = {
        "body": body,
        "names": names,
        "name": next((name for name in names if name.valid_from <= on), names[-1]),
        "alive": body.alive_on(on),
        "parents": _named_parents(body, on),
        "roles": body.roles.order_by("-valid_from"),
        "codes": body.codes.all(),
        "attributes": body.attributes.on(on),
        "sees_people": may_see_people(roles, is_administrator=admin),
        "sees_contacts": may_see_contacts(roles, is_coordinator=reach.is_coordinator),
        "may_keep": own and may_keep(roles),
        "may_number": (own or admin) and may_set_numbering(roles, is_administrator=admin),
        "may_people": (own or admin) and may_manage_people(roles, is_administrator=admin),
        "may_delegate": own,
        **_steps(body, on),
    }
    if roles or reach.is_coordinator or admin:
        units = list(units_of(body, on))
        unit_names = names_on(units, on)
        context["units"] = [(unit, unit_names[unit.pk]) for unit in units if unit.pk in unit_names]
    if context["sees_contacts"]:
        context["focal"] = _focal(body, on)
        context["channels"] = body.channels.all()
    if context["sees_people"]:
        context |= _people(body, user, on)
        context["entries"] = entries_for("organisations.body", body.public_id)
    return context


def _named_parents(body: Body, on: date) -> list[tuple[BodyParent, BodyName]]:
    rows = list(body.parents.select_related("parent").order_by("-valid_from"))
    names = names_on([row.parent_id for row in rows], on)
    return [(row, names[row.parent_id]) for row in rows if row.parent_id in names]


def _steps(body: Body, on: date) -> dict[str, list[Step]]:
    rows = list(
        Succession.objects.filter(Q(predecessor=body) | Q(successor=body))
        .select_related("predecessor", "successor")
        .order_by("-effective_on", "pk")
    )
    others = [row.successor if row.predecessor_id == body.pk else row.predecessor for row in rows]
    names = names_on(others, on)
    steps = [Step(row, other, names[other.pk]) for row, other in zip(rows, others, strict=True) if other.pk in names]
    return {
        "renamings": [step for step in steps if step.other == body],
        "heirs": [step for step in steps if step.other != body and step.row.predecessor_id == body.pk],
        "forebears": [step for step in steps if step.other != body and step.row.successor_id == body.pk],
    }


def _focal(body: Body, on: date) -> list[tuple[FocalAssignment, str]]:
    """The focal assignments, the last first, each with the name of its unit."""
    rows = list(body.focal_assignments.select_related("unit", "officer").order_by("-valid_from"))
    names = names_on([row.unit_id for row in rows if row.unit_id], on)
    return [(row, names[row.unit_id].label if row.unit_id in names else "") for row in rows]


def _people(body: Body, user: User, on: date) -> dict[str, Any]:
    rows = list(
        Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), body=body)
        .select_related("user")
        .order_by("user__full_name", "role")
    )
    names = names_on([row.unit_id for row in rows if row.unit_id], on)
    give = roles_to_give(body, user, on)
    lent = Delegation.objects.filter(body=body, valid_to__gte=on).select_related("user", "grantor")
    return {
        "members": [(row, names[row.unit_id].label if row.unit_id in names else "", row.role in give) for row in rows],
        "delegations": [(row, row.role in give or row.grantor_id == user.pk) for row in lent],
    }
