"""Reads of the register: names on a date, who is alive, who carries on whose work, and what a user reaches."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import Http404
from django.utils.translation import gettext as _

from ttdn.organisations import lineage
from ttdn.organisations.choices import Attribute, BodyKind, Function, MemberRole, StateRole, SuccessionKind
from ttdn.organisations.dated import valid_on
from ttdn.organisations.errors import NoHolder, NoSuccessor
from ttdn.organisations.models import (
    Body,
    BodyAttribute,
    BodyName,
    BodyParent,
    BodyRole,
    Delegation,
    Membership,
    Succession,
)

if TYPE_CHECKING:
    from ttdn.accounts.models import User

REGISTER_SCOPE = "register"
"""Search scope of what everyone who acts for some body may read."""

CLASSES: dict[str, tuple[tuple[BodyKind, ...], Attribute | None]] = {
    "ministries_all": ((BodyKind.MINISTRY, BodyKind.MINISTERIAL_AGENCY, BodyKind.GOVERNMENT_AGENCY), None),
    "provinces_all": ((BodyKind.PROVINCE,), None),
    "missions_abroad": ((BodyKind.MISSION,), None),
    "border_china_provinces": ((BodyKind.PROVINCE,), Attribute.BORDER_CHINA),
    "border_laos_provinces": ((BodyKind.PROVINCE,), Attribute.BORDER_LAOS),
    "border_cambodia_provinces": ((BodyKind.PROVINCE,), Attribute.BORDER_CAMBODIA),
    "coast_provinces": ((BodyKind.PROVINCE,), Attribute.COAST),
    "international_gate_provinces": ((BodyKind.PROVINCE,), Attribute.INTERNATIONAL_GATE),
}
"""Classes of bodies that a programme or a letter may name; any other code is an open class ("… liên quan")."""


@dataclass(frozen=True)
class Reach:
    """What a user reaches on a day.

    Attributes:
        bodies: ids of the user's own bodies and of the bodies whose TTĐN work they carry on.
        own: ids of the user's own bodies only.
        roles: the user's roles by body id; a predecessor has the roles held at its successor.
        units: where every role at a body is held within units: those units, theirs, and their predecessors;
            a body that is missing here is reached as a whole.
        is_coordinator: coordinator staff at the body that is coordinator that day.
        coordinator_body: that body (None on a day without coordinator).
    """

    bodies: frozenset[int] = frozenset()
    own: frozenset[int] = frozenset()
    roles: dict[int, frozenset[str]] = field(default_factory=dict)
    units: dict[int, frozenset[int]] = field(default_factory=dict)
    is_coordinator: bool = False
    coordinator_body: Body | None = None

    def roles_at(self, body_id: int) -> frozenset[str]:
        """The user's roles at a body; none where the user has none."""
        return self.roles.get(body_id, frozenset())


# Names


def name_on(body: Body, on: date) -> BodyName:
    """The name of a body on a day; outside its years the nearest earlier one, else its first.

    Raises:
        BodyName.DoesNotExist: the body has no name at all.
    """
    found = names_on([body], on).get(body.pk)
    if found is None:
        raise BodyName.DoesNotExist(body.code)
    return found


def names_on(bodies: Iterable[Body | int], on: date) -> dict[int, BodyName]:
    """The name of each body on a day, by body id, in one query (see `name_on`)."""
    ids = {each if isinstance(each, int) else each.pk for each in bodies}
    found: dict[int, BodyName] = {}
    for name in BodyName.objects.filter(body_id__in=ids).order_by("body_id", "valid_from"):
        if name.body_id not in found or name.valid_from <= on:
            found[name.body_id] = name
    return found


def body_by_symbol(symbol: str, on: date) -> Body | None:
    """The one body that signs with `symbol` on a day; None where nobody does, or several do (UBND)."""
    found = list(Body.objects.alive(on).filter(valid_on(on, "names__"), names__symbol=symbol).distinct()[:2])
    return found[0] if len(found) == 1 else None


def body_by_code(code: str) -> Body | None:
    """The body of a code of the register (`bvhttdl`, `tinh-an-giang`)."""
    return Body.objects.filter(code=code).first()


# Kinds, classes, roles


def bodies_of_kind(kinds: Iterable[str], on: date) -> QuerySet[Body]:
    """The bodies of these kinds that exist on a day, in the order of the register."""
    return Body.objects.alive(on).filter(kind__in=list(kinds))


def resolve_class(class_code: str, on: date) -> list[Body] | None:
    """The bodies of a class on a day, in the order of the register; None: the class is open or not known."""
    if class_code not in CLASSES:
        return None
    kinds, attribute = CLASSES[class_code]
    bodies = bodies_of_kind(kinds, on)
    if attribute is not None:
        having = BodyAttribute.objects.on(on).filter(body=OuterRef("pk"), attribute=attribute)
        bodies = bodies.filter(Exists(having))
    return list(bodies)


def holder_of_role(role: str, on: date) -> Body:
    """The body that holds a State role on a day.

    Raises:
        NoHolder: nobody does.
    """
    row = BodyRole.objects.on(on).filter(role=role).select_related("body").first()
    if row is None:
        raise NoHolder(
            _("Ngày %(on)s không có cơ quan nào giữ vai trò “%(role)s”; hãy ghi vai trò này trong danh mục cơ quan.")
            % {"on": f"{on:%d/%m/%Y}", "role": StateRole(role).label}
        )
    body: Body = row.body
    return body


# Lineage


def _links() -> list[lineage.Link]:
    rows = Succession.objects.exclude(kind=SuccessionKind.RENAMING).values_list(
        "predecessor_id", "successor_id", "function", "effective_on", "predecessor__dissolved_on"
    )
    return [lineage.Link(*row) for row in rows]


def successor_for(body: Body, function: str, on: date) -> Body:
    """The body that carries on the work of `body` on a day: `body` itself while it exists, else its heir.

    Args:
        body: whose duty or record it is.
        function: `ttdn`, `all` or `other`.
        on: the day.

    Raises:
        NoSuccessor: the body ended and no succession is recorded.
    """
    if body.dissolved_on is None or on < body.dissolved_on:
        return body
    last = lineage.last_heir(body.pk, lineage.heirs(_links(), function, on))
    successor = Body.objects.get(pk=last)
    if successor.dissolved_on is not None and successor.dissolved_on <= on:
        raise NoSuccessor(
            _("%(name)s đã kết thúc hoạt động mà chưa ghi cơ quan kế tục; hãy ghi việc sáp nhập, chia tách trước.")
            % {"name": name_on(successor, on).name_vi}
        )
    return successor


def successors_for(function: str, on: date) -> dict[int, int]:
    """For every body that has ended by a day: the id of the body that carries on its work (one query)."""
    heir_of = lineage.heirs(_links(), function, on)
    return {body: lineage.last_heir(body, heir_of) for body in heir_of}


def predecessors_of(body: Body, function: str = Function.TTDN, on: date | None = None) -> set[int]:
    """Ids of all bodies that ended and whose work `body` carries on; `on` None: all that are recorded."""
    return lineage.ancestors_of(body.pk, lineage.heirs(_links(), function, on or date.max))


def predecessors_map(function: str, on: date) -> dict[int, set[int]]:
    """`predecessors_of` for every body at once, in one query; bodies without predecessors are missing."""
    return lineage.ancestors(lineage.heirs(_links(), function, on))


# People


def _grants(user: User, on: date) -> list[tuple[int, int | None, str]]:
    """(body, unit, role) of the user's memberships and delegations that count on a day, in one query."""
    alive = Q(body__established_on__isnull=True) | Q(body__established_on__lte=on)
    alive &= Q(body__dissolved_on__isnull=True) | Q(body__dissolved_on__gt=on)
    own = Membership.objects.on(on).filter(alive, user=user)
    held = Membership.objects.on(on).filter(user=OuterRef("grantor"), body=OuterRef("body"), role=OuterRef("role"))
    lent = Delegation.objects.on(on).filter(alive, Exists(held), user=user, grantor__is_active=True)
    rows = (
        own.order_by()
        .values_list("body_id", "unit_id", "role")
        .union(
            lent.order_by()
            .annotate(whole=Value(None, output_field=Membership._meta.get_field("unit").target_field))
            .values_list("body_id", "whole", "role"),
            all=True,
        )
    )
    return list(rows)


def _units_below() -> dict[int, set[int]]:
    """For each body: the units that belong or belonged directly to it (one query)."""
    below: dict[int, set[int]] = defaultdict(set)
    for unit, parent in BodyParent.objects.values_list("body_id", "parent_id"):
        below[parent].add(unit)
    return below


def _down(below: dict[int, set[int]], bodies: Iterable[int]) -> set[int]:
    found: set[int] = set()
    ahead = list(bodies)
    while ahead:
        for unit in below.get(ahead.pop(), ()):
            if unit not in found:
                found.add(unit)
                ahead.append(unit)
    return found


def units_within(bodies: Iterable[int]) -> set[int]:
    """Ids of the units that belong or belonged to these bodies, and of theirs, however deep (one query)."""
    return _down(_units_below(), bodies)


def reach_of(user: User, on: date) -> Reach:
    """What a user reaches on a day, in at most four queries. Computed at each call: a view calls it once."""
    if not user.is_active:
        return Reach()
    grants = _grants(user, on)
    if not grants:
        return Reach()
    heir_of = lineage.heirs(_links(), Function.TTDN, on)
    roles: dict[int, set[str]] = defaultdict(set)
    limits: dict[int, set[int] | None] = {}
    for body_id, unit_id, role in grants:
        roles[body_id].add(role)
        if unit_id is None:
            limits[body_id] = None
        elif (limit := limits.setdefault(body_id, set())) is not None:
            limit.add(unit_id)
    own = frozenset(roles)
    reached = {body_id: frozenset(held) for body_id, held in roles.items()}
    narrow = {body_id: limit for body_id, limit in limits.items() if limit is not None}
    below = _units_below() if narrow else {}
    units = {body_id: _with_history(limit, below, heir_of) for body_id, limit in narrow.items()}
    for body_id in own:
        for before in lineage.ancestors_of(body_id, heir_of):
            reached[before] = reached.get(before, frozenset()) | reached[body_id]
            if body_id in units:
                units[before] = units[body_id]
    holder = BodyRole.objects.on(on).filter(role=StateRole.COORDINATOR).select_related("body").first()
    coordinator: Body | None = holder.body if holder else None
    staff = coordinator is not None and MemberRole.COORDINATOR_STAFF in roles.get(coordinator.pk, ())
    return Reach(frozenset(reached), own, reached, units, staff, coordinator)


def _with_history(units: set[int], below: dict[int, set[int]], heir_of: dict[int, int]) -> frozenset[int]:
    """The units, the units below them, and those whose work they carry on."""
    wide = units | _down(below, units)
    for unit in list(wide):
        wide |= lineage.ancestors_of(unit, heir_of)
    return frozenset(wide)


def roles_at(user: User, body: Body, on: date) -> frozenset[str]:
    """The user's roles at a body on a day, those at its successor included."""
    return reach_of(user, on).roles_at(body.pk)


def members_with_role(body: Body, roles: Iterable[str], on: date) -> QuerySet[User]:
    """The active people who hold one of the roles at a body on a day, by membership or by delegation."""
    from ttdn.accounts.models import User as Account  # noqa: PLC0415  (only for the query)

    wanted = list(roles)
    held = Membership.objects.on(on).filter(user=OuterRef("pk"), body=body, role__in=wanted)
    grantor_holds = Membership.objects.on(on).filter(
        user=OuterRef("grantor"), body=OuterRef("body"), role=OuterRef("role")
    )
    lent = Delegation.objects.on(on).filter(Exists(grantor_holds), user=OuterRef("pk"), body=body, role__in=wanted)
    return Account.objects.filter(Exists(held) | Exists(lent), is_active=True).order_by("full_name", "pk")


def has_product_login(body: Body, on: date) -> bool:
    """Whether somebody at the body can sign in and receive documents in the product on a day."""
    return Membership.objects.on(on).filter(body=body, user__is_active=True).exists()


def scope_tokens(user: User, on: date) -> frozenset[str]:
    """The search scopes of a user.

    `body:<public id>` of each body reached, `coordinator` for coordinator staff, `register` for whoever reaches a body.
    """
    reach = reach_of(user, on)
    tokens = {f"body:{each}" for each in Body.objects.filter(pk__in=reach.bodies).values_list("public_id", flat=True)}
    if reach.is_coordinator:
        tokens.add("coordinator")
    if tokens:
        tokens.add(REGISTER_SCOPE)
    return frozenset(tokens)


# One object


def access_body(user: User, public_id: uuid.UUID, on: date, reach: Reach | None = None) -> Body:
    """The body, if the user may open its page; missing and foreign are the same `Http404`.

    The same rule as `BodyQuerySet.visible_to`, for one body; `reach`: the user's, where it is known.
    """
    body = Body.objects.filter(public_id=public_id).first()
    if body is None:
        raise Http404
    if user.is_system_administrator:
        return body
    known = reach or reach_of(user, on)
    open_to_all = body.kind != BodyKind.UNIT or known.is_coordinator
    if not known.bodies or not (open_to_all or body.pk in units_within(known.bodies)):
        raise Http404
    return body


def access_own_body(user: User, public_id: uuid.UUID, on: date, *, for_people: bool = False) -> Body:
    """A body that the user acts for; with `for_people`, any body for the system administrator. Foreign: `Http404`."""
    reach = reach_of(user, on)
    body = access_body(user, public_id, on, reach)
    if not (body.pk in reach.own or (for_people and user.is_system_administrator)):
        raise Http404
    return body


def access_unit(body: Body, public_id: uuid.UUID, on: date) -> Body:
    """A unit directly under a body the caller has access to; another body's unit is `Http404`."""
    unit = units_of(body, on).filter(public_id=public_id).first()
    if unit is None:
        raise Http404
    return unit


def units_of(body: Body, on: date) -> QuerySet[Body]:
    """The units directly under a body on a day."""
    return Body.objects.alive(on).filter(valid_on(on, "parents__"), parents__parent=body)
