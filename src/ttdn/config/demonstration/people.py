"""Role accounts: those that people sign in with today, and those that act in the demonstration's past (no password)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ttdn.accounts.actions import open_account
from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.config.demonstration.script import moment, script
from ttdn.organisations.actions import add_membership, add_unit, assign_focal
from ttdn.organisations.changes import NameFields
from ttdn.organisations.choices import MINISTRIES, BodyKind, MemberRole, Numbering, StateRole
from ttdn.organisations.loading import REGISTER_ID
from ttdn.organisations.models import Body, BodyRole, FocalAssignment, Membership
from ttdn.organisations.queries import bodies_of_kind, holder_of_role, names_on, predecessors_of, units_of
from ttdn.web.errors import UserError

PASSWORD = "trinh-dien-ttdn"  # noqa: S105  (of the demonstration only, printed by the command)
PREFIX = "TD-"
FIRST_DAY = date(2023, 1, 3)
LAST_DAY_2024 = date(2025, 2, 28)
"""Last day of the ministries of 2024; whoever has no account today stops acting here."""


@dataclass(frozen=True)
class Cast:
    """Who acts for a body: drafts, approves, numbers and receives."""

    body: Body
    officer: User
    leader: User
    clerk: User


@dataclass(frozen=True)
class Account:
    """A line of the table that the command prints."""

    email: str
    role: str
    body: str


def ministries_of_2024() -> list[Body]:
    """The thirty ministries and agencies of 2024, in the order of the register."""
    return list(bodies_of_kind(MINISTRIES, date(2024, 6, 1)))


def account_bodies() -> list[Body]:
    """The bodies whose people can sign in today."""
    found = {body.code: body for body in Body.objects.filter(code__in=script("people")["bodies"])}
    return [found[code] for code in script("people")["bodies"]]


def _provinces_before() -> list[Body]:
    """The provinces whose work one of the provinces with accounts carries on."""
    before = {pk for body in account_bodies() for pk in predecessors_of(body)}
    return list(Body.objects.filter(pk__in=before, kind=BodyKind.PROVINCE))


def holder(body: Body, role: str, on: date) -> User:
    """The person who holds a role at the body as a whole on a day."""
    row = Membership.objects.on(on).filter(body=body, role=role, unit=None).select_related("user").get()
    user: User = row.user
    return user


def cast_of(body: Body, on: date) -> Cast:
    """The people who act for a body on a day."""
    return Cast(body, holder(body, "officer", on), holder(body, "leader", on), holder(body, "clerk", on))


def coordinator_on(on: date) -> tuple[Cast, User]:
    """The people of the body that is coordinator on a day, and its coordinator staff."""
    body = holder_of_role(StateRole.COORDINATOR, on)
    return cast_of(body, on), holder(body, MemberRole.COORDINATOR_STAFF, on)


def make_people() -> None:
    """Mark the bodies, open the accounts, give the roles, name units and focal units."""
    written = script("people")
    administrator = _account(written["administrator"], written["names"]["administrator"], administrator=True)
    _mark_bodies()
    signing_in = set(written["bodies"])
    bodies = {body.pk: body for body in [*ministries_of_2024(), *account_bodies(), *_provinces_before()]}
    for body in bodies.values():
        if body.code in signing_in:
            _people_of_today(body, written, administrator)
        else:
            _people_of_2024(body, written, administrator)
    _set_passwords()


def _mark_bodies() -> None:
    """On a demonstration site every body is marked, so that what visitors issue is marked too."""
    with transaction.atomic():
        Body.objects.update(is_demo=True, numbering=Numbering.INTERNAL, number_prefix=PREFIX)
        record(
            "demonstration.bodies.marked",
            acting_user=None,
            at=moment(FIRST_DAY, 7),
            chain=None,
            object_kind="organisations.register",
            object_id=REGISTER_ID,
            after={"is_demo": True, "number_prefix": PREFIX},
        )


def _account(email: str, name: str, *, administrator: bool = False) -> User:
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    return open_account(
        email=email,
        full_name=name,
        is_system_administrator=administrator,
        acting_user=None,
        at=moment(FIRST_DAY, 7),
    )


def _set_passwords() -> None:
    """One password for the accounts that sign in today; those of the past have none."""
    hashed = make_password(PASSWORD)
    fresh = [user.pk for user in User.objects.filter(_today()) if not user.has_usable_password()]
    User.objects.filter(pk__in=fresh).update(password=hashed)


def _today() -> Q:
    written = script("people")
    domains = [each["domain"] for each in written["bodies"].values()]
    chosen = Q(email=written["administrator"])
    for domain in domains:
        chosen |= Q(email__endswith=f"@{domain}")
    return chosen


def _people_of_today(body: Body, written: dict[str, Any], administrator: User) -> None:
    entry = written["bodies"][body.code]
    for role in entry["roles"]:
        user = _account(f"{written['addresses'][role]}@{entry['domain']}", written["names"][role])
        _member(body, user, role, None, administrator)
    leader = holder(body, "leader", _first_day(body, "leader"))
    units = _units(body, entry, leader)
    for person in entry["unit_people"]:
        user = _account(f"{person['address']}@{entry['domain']}", person["name"])
        _member(body, user, person["role"], units[person["unit"]], administrator)
    focal = Body.objects.filter(code=entry["focal"]).first() if entry["focal"] else None
    _focal(body, leader, focal, written["names"]["officer"])


def _people_of_2024(body: Body, written: dict[str, Any], administrator: User) -> None:
    roles = ["officer", "leader", "clerk"]
    if holder_of_role(StateRole.COORDINATOR, date(2024, 6, 1)) == body:
        roles.insert(0, "coordinator_staff")
    for role in roles:
        user = _account(f"{written['addresses'][role]}@{body.code}.2024.demo", written["names"][role])
        _member(body, user, role, None, administrator)
    if body.code != "bql-lang":
        unit = units_of(body, FIRST_DAY).filter(kind="unit").first()
        _focal(body, holder(body, "leader", FIRST_DAY), unit, written["names"]["officer"])


def _first_day(body: Body, role: str) -> date:
    if role != MemberRole.COORDINATOR_STAFF:
        return FIRST_DAY
    row = BodyRole.objects.get(body=body, role=StateRole.COORDINATOR)
    return max(FIRST_DAY, row.valid_from)


def _member(body: Body, user: User, role: str, unit: Body | None, administrator: User) -> None:
    if Membership.objects.filter(user=user, body=body, unit=unit, role=role).exists():
        return
    first = _first_day(body, role)
    if unit is not None:
        first = unit.established_on or first
    last = None
    if body.code not in script("people")["bodies"]:
        last = body.dissolved_on - timedelta(days=1) if body.dissolved_on else LAST_DAY_2024
    add_membership(
        body=body,
        user=user,
        role=role,
        unit=unit,
        first_day=first,
        last_day=last,
        acting_user=administrator,
        at=moment(first, 8),
    )


def _units(body: Body, entry: dict[str, Any], leader: User) -> dict[str, Body]:
    first = date(2025, 4, 1)
    for unit in entry["units"]:
        if units_of(body, first).filter(names__name_vi=unit["name"]).exists():
            continue
        name = NameFields(
            name_vi=unit["name"],
            name_en=unit["en"],
            symbol=unit["symbol"],
            short_vi=unit["name"],
            place_vi="Hà Nội",
            head_title_vi=unit["head"],
            deputy_title_vi=unit["deputy"],
        )
        add_unit(body=body, name=name, first_day=first, acting_user=leader, at=moment(first, 8))
    found = list(units_of(body, first))
    names = names_on(found, first)
    return {names[unit.pk].name_vi: unit for unit in found}


def _focal(body: Body, leader: User, unit: Body | None, officer_name: str) -> None:
    if FocalAssignment.objects.filter(body=body).exists():
        return
    first = max(FIRST_DAY, unit.established_on or FIRST_DAY) if unit else FIRST_DAY
    if first > FIRST_DAY:
        _assign(body, leader, None, officer_name, FIRST_DAY)
    _assign(body, leader, unit, officer_name, first)


def _assign(body: Body, leader: User, unit: Body | None, officer_name: str, first: date) -> None:
    assign_focal(
        body=body,
        unit=unit,
        officer_name=officer_name,
        first_day=first,
        acting_user=leader,
        at=moment(first, 10),
        document_number=f"{PREFIX}01/QĐ",
        document_date=first,
    )


def accounts_to_print(on: date) -> list[Account]:
    """E-mail, role and body of everyone who can sign in, in the order of the script."""
    rows = list(
        Membership.objects.on(on)
        .filter(_today_through("user__"), user__is_active=True)
        .select_related("user", "body", "unit")
        .order_by("body__sort_key", "unit_id", "pk")
    )
    names = names_on([row.body for row in rows] + [row.unit for row in rows if row.unit], on)
    found = []
    for row in rows:
        place = names[row.body_id].label
        if row.unit_id:
            place = f"{place}, {names[row.unit_id].label}"
        found.append(Account(row.user.email, str(MemberRole(row.role).label), place))
    found.append(Account(script("people")["administrator"], _("Quản trị hệ thống (không đọc nội dung)"), ""))
    return found


def _today_through(prefix: str) -> Q:
    chosen = Q()
    for entry in script("people")["bodies"].values():
        chosen |= Q(**{f"{prefix}email__endswith": f"@{entry['domain']}"})
    return chosen


def require_script_fits() -> None:
    """Refuse to play when the register and the script no longer speak of the same bodies."""
    missing = sorted({body.code for body in ministries_of_2024()} ^ set(script("bodies")))
    if missing:
        raise UserError(
            _("Danh mục cơ quan năm 2024 và kịch bản trình diễn không khớp ở: %(codes)s. Hãy sửa data/bodies.yaml.")
            % {"codes": ", ".join(missing)}
        )
