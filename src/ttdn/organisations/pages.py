"""What the list and the page of a body show: read once, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ttdn.audit.queries import entries_for
from ttdn.law.text import fold
from ttdn.organisations.choices import MINISTRIES, Attribute, BodyKind, StateRole
from ttdn.organisations.models import (
    Body,
    BodyName,
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
    may_record_succession,
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
    lacks_focal: bool


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


def _owes_focal(body: Body, on: date) -> bool:
    """Whether the rules ask the body to name its focal point: ministries (Thông tư 02/2019) and provinces."""
    return body.alive_on(on) and (body.kind in MINISTRIES or body.kind == BodyKind.PROVINCE)


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
        RegisterRow(
            body,
            names[body.pk],
            body.alive_on(on),
            roles.get(body.pk, []),
            _owes_focal(body, on) and body.pk not in focal,
        )
        for body in bodies
        if body.pk in names
    ]


@dataclass(frozen=True)
class Mark:
    """One dated line of the register: a State role, a code, an attribute."""

    label: str
    value: str
    row: Any
    unchecked: bool = False


def _frame(body: Body, user: User, reach: Reach, on: date) -> dict[str, Any]:
    """What both pages of a body need: its parents, and what the user may do there.

    Whoever acts for a body acts for its units: a unit's page shows what the parent's roles allow.
    """
    admin = user.is_system_administrator
    parents = list(body.parents.select_related("parent").order_by("-valid_from"))
    roles = reach.roles_at(body.pk)
    for row in parents:
        if row.counts_on(on):
            roles |= reach.roles_at(row.parent_id)
    own = body.pk in reach.own
    return {
        "body": body,
        "alive": body.alive_on(on),
        "parent_rows": parents,
        "acts_here": bool(roles) or reach.is_coordinator or admin,
        "sees_people": may_see_people(roles, is_administrator=admin),
        "sees_contacts": may_see_contacts(roles, is_coordinator=reach.is_coordinator),
        "may_keep": own and may_keep(roles),
        "may_number": (own or admin) and may_set_numbering(roles, is_administrator=admin),
        "may_people": (own or admin) and may_manage_people(roles, is_administrator=admin),
        "may_delegate": own,
        "may_record": may_record_succession(is_coordinator=reach.is_coordinator, is_administrator=admin),
    }


def body_page(body: Body, user: User, reach: Reach, on: date) -> dict[str, Any]:
    """The context of a body's page; what the user may not see is not read."""
    context = _frame(body, user, reach, on)
    steps = list(
        Succession.objects.filter(Q(predecessor=body) | Q(successor=body))
        .select_related("predecessor", "successor")
        .order_by("-effective_on", "pk")
    )
    units = list(units_of(body, on)) if context["acts_here"] else []
    focal = list(body.focal_assignments.order_by("-valid_from")) if context["sees_contacts"] else []
    others = [row.successor if row.predecessor_id == body.pk else row.predecessor for row in steps]
    ids = {body.pk, *(row.parent_id for row in context["parent_rows"]), *(unit.pk for unit in units)}
    ids |= {other.pk for other in others} | {row.unit_id for row in focal if row.unit_id}
    names, own_names = _names(ids, body, on)
    return {
        **context,
        "names": own_names,
        "name": names[body.pk],
        "parents": [(row, names[row.parent_id]) for row in context["parent_rows"] if row.parent_id in names],
        "units": [(unit, names[unit.pk]) for unit in units if unit.pk in names],
        "focal": [(row, names[row.unit_id].label if row.unit_id in names else "") for row in focal],
        "channels": list(body.channels.all()) if context["sees_contacts"] else [],
        "marks": _marks(body),
        **_steps(body, steps, others, names),
    }


def people_page(body: Body, user: User, reach: Reach, on: date) -> dict[str, Any]:
    """The context of the page of a body's people; `sees_people` False: the user may not open it."""
    context = _frame(body, user, reach, on)
    if not context["sees_people"]:
        return context
    rows = list(
        Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on), body=body)
        .select_related("user")
        .order_by("user__full_name", "role")
    )
    names = names_on({body.pk, *(row.unit_id for row in rows if row.unit_id)}, on)
    give = roles_to_give(body, user, on, reach)
    lent = Delegation.objects.filter(body=body, valid_to__gte=on).select_related("user", "grantor")
    return {
        **context,
        "name": names[body.pk],
        "members": [(row, names[row.unit_id].label if row.unit_id in names else "", row.role in give) for row in rows],
        "delegations": [(row, row.role in give or row.grantor_id == user.pk) for row in lent],
        "entries": entries_for("organisations.body", body.public_id),
    }


def _names(ids: set[int], body: Body, on: date) -> tuple[dict[int, BodyName], list[BodyName]]:
    """The name of each body on a day, and all names of the one, the last first: in one query."""
    names: dict[int, BodyName] = {}
    own: list[BodyName] = []
    for row in BodyName.objects.filter(body_id__in=ids).order_by("body_id", "valid_from"):
        if row.body_id not in names or row.valid_from <= on:
            names[row.body_id] = row
        if row.body_id == body.pk:
            own.insert(0, row)
    return names, own


def _marks(body: Body) -> list[Mark]:
    """State roles, codes and attributes over time."""
    roles = [Mark(str(StateRole(row.role).label), "", row) for row in body.roles.order_by("-valid_from")]
    codes = [Mark(_scheme(row.scheme), row.code, row) for row in body.codes.order_by("scheme", "-valid_from")]
    if body.kind != BodyKind.PROVINCE:
        return [*roles, *codes]
    land = body.attributes.order_by("attribute", "-valid_from")
    return [*roles, *codes, *(Mark(str(Attribute(row.attribute).label), "", row, not row.checked) for row in land)]


def _scheme(scheme: str) -> str:
    return {"gso": _("Mã thống kê"), "qd20": _("Mã định danh điện tử")}.get(scheme) or _("Tên khác")


def _steps(body: Body, rows: list[Succession], others: list[Body], names: dict[int, BodyName]) -> dict[str, list[Step]]:
    steps = [Step(row, other, names[other.pk]) for row, other in zip(rows, others, strict=True) if other.pk in names]
    return {
        "renamings": [step for step in steps if step.other == body],
        "heirs": [step for step in steps if step.other != body and step.row.predecessor_id == body.pk],
        "forebears": [step for step in steps if step.other != body and step.row.successor_id == body.pk],
    }
