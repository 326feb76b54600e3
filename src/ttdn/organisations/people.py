"""Who acts for a body: memberships, handovers and delegations, each with its first and last day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.organisations.choices import MemberRole, StateRole
from ttdn.organisations.errors import MayNot, WrongEntry
from ttdn.organisations.models import Body, BodyRole, Delegation, Membership
from ttdn.organisations.permissions import grantable_roles
from ttdn.organisations.queries import Reach, reach_of, units_of
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

if TYPE_CHECKING:
    from ttdn.accounts.models import User


def roles_to_give(body: Body, user: User, on: date, reach: Reach | None = None) -> frozenset[str]:
    """The roles that `user` may give at a body on a day; `reach`: the user's, where it is known."""
    known = reach or reach_of(user, on)
    if known.coordinator_body is not None:
        at_coordinator = known.coordinator_body == body
    else:
        at_coordinator = BodyRole.objects.on(on).filter(body=body, role=StateRole.COORDINATOR).exists()
    return grantable_roles(
        known.roles_at(body.pk), is_administrator=user.is_system_administrator, at_coordinator=at_coordinator
    )


def _require_grant(body: Body, role: str, acting_user: User, at: datetime) -> None:
    if role not in roles_to_give(body, acting_user, timezone.localtime(at).date()):
        raise MayNot(
            _("Bạn không có quyền trao hay rút vai trò “%(role)s” ở cơ quan này.") % {"role": MemberRole(role).label}
        )


def _require_candidate(user: User, acting_user: User) -> None:
    if user == acting_user:
        raise MayNot(_("Không tự trao vai trò cho mình; hãy nhờ lãnh đạo hoặc quản trị hệ thống."))
    if user.is_system_administrator:
        raise WrongEntry(
            _("Quản trị hệ thống không xem nội dung nên không giữ vai trò ở cơ quan; hãy dùng một tài khoản khác.")
        )
    if not user.is_active:
        raise WrongEntry(_("Tài khoản này đã khóa; hãy mở lại trước khi trao vai trò."))


def _require_order(first_day: date, last_day: date | None) -> None:
    if last_day is not None and last_day < first_day:
        raise WrongEntry(_("Ngày kết thúc đứng trước ngày bắt đầu; hãy sửa một trong hai."))


def _tell(action: str, row: Membership | Delegation, acting_user: User, at: datetime, before: date | None) -> None:
    record(
        action,
        acting_user=acting_user,
        at=at,
        chain=row.body.public_id,
        object_kind="organisations.body",
        object_id=row.body.public_id,
        before={"valid_to": before.isoformat()} if before else None,
        after={
            "user": str(row.user.public_id),
            "role": row.role,
            "valid_from": row.valid_from.isoformat(),
            "valid_to": row.valid_to.isoformat() if row.valid_to else "",
        },
    )


@transaction.atomic(durable=True)
def add_membership(
    *,
    body: Body,
    user: User,
    role: str,
    unit: Body | None,
    first_day: date,
    last_day: date | None,
    acting_user: User,
    at: datetime,
    once: str = "",
) -> Membership:
    """Let a person act for a body in a role from a day, within a unit if one is named.

    Raises:
        MayNot: the acting user may not give this role here, or gives it to themselves.
        WrongEntry: dates, unit or person do not fit.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    _require_grant(body, role, acting_user, at)
    _require_candidate(user, acting_user)
    _require_order(first_day, last_day)
    if unit is not None and not units_of(body, first_day).filter(pk=unit.pk).exists():
        raise WrongEntry(_("Ngày bắt đầu, đơn vị này không thuộc cơ quan; hãy chọn đơn vị khác."))
    same = Membership.objects.filter(user=user, body=body, unit=unit, role=role, valid_from__lte=last_day or date.max)
    if any(row.valid_to is None or row.valid_to >= first_day for row in same):
        raise WrongEntry(_("Người này đã giữ vai trò đó trong thời gian ghi ở trên."))
    row = Membership.objects.create(
        public_id=public_id, user=user, body=body, unit=unit, role=role, valid_from=first_day, valid_to=last_day
    )
    _tell("organisations.membership.added", row, acting_user, at, None)
    return row


@transaction.atomic(durable=True)
def end_membership(*, membership: Membership, last_day: date, acting_user: User, at: datetime) -> None:
    """End a role on a day; delegations of that role end with it, since they count only while the grantor holds it."""
    row = Membership.objects.select_for_update(of=("self",)).select_related("body", "user").get(pk=membership.pk)
    _require_grant(row.body, row.role, acting_user, at)
    _end(row, last_day)
    _tell("organisations.membership.ended", row, acting_user, at, None)


def _end(row: Membership | Delegation, last_day: date) -> None:
    if last_day < row.valid_from or (row.valid_to is not None and last_day > row.valid_to):
        raise WrongEntry(
            _("Ngày cuối phải nằm trong thời gian giữ vai trò, từ ngày %(on)s.") % {"on": f"{row.valid_from:%d/%m/%Y}"}
        )
    row.valid_to = last_day
    row.save(update_fields=["valid_to"])


@transaction.atomic(durable=True)
def hand_over(
    *, membership: Membership, to_user: User, first_day: date, acting_user: User, at: datetime, once: str = ""
) -> Membership:
    """Hand a role over: the holder's ends the day before, the other person's begins that day."""
    public_id = uuid7()
    claim_once(once, result=public_id)
    old = (
        Membership.objects.select_for_update(of=("self",)).select_related("body", "user", "unit").get(pk=membership.pk)
    )
    _require_grant(old.body, old.role, acting_user, at)
    _require_candidate(to_user, acting_user)
    if to_user == old.user:
        raise WrongEntry(_("Người nhận đang là người giữ vai trò này; hãy chọn người khác."))
    last_day = old.valid_to
    _end(old, first_day - timedelta(days=1))
    new = Membership.objects.create(
        public_id=public_id,
        user=to_user,
        body=old.body,
        unit=old.unit,
        role=old.role,
        valid_from=first_day,
        valid_to=last_day,
    )
    _tell("organisations.membership.ended", old, acting_user, at, last_day)
    _tell("organisations.membership.handed_over", new, acting_user, at, None)
    return new


@transaction.atomic(durable=True)
def delegate(
    *,
    body: Body,
    grantor: User,
    user: User,
    role: str,
    first_day: date,
    last_day: date,
    document: str,
    acting_user: User,
    at: datetime,
    once: str = "",
) -> Delegation:
    """Let a person do for some days what the grantor may do in one role; recorded by the grantor or who gives the role.

    Raises:
        MayNot: the acting user is neither.
        WrongEntry: the grantor does not hold the role, or dates or document are missing.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    if acting_user != grantor:
        _require_grant(body, role, acting_user, at)
        _require_candidate(user, acting_user)
    if user == grantor:
        raise WrongEntry(_("Người được ủy quyền trùng với người ủy quyền; hãy chọn người khác."))
    if user.is_system_administrator:
        _require_candidate(user, acting_user)
    _require_order(first_day, last_day)
    if not normalise(document).strip():
        raise WrongEntry(_("Chưa ghi văn bản ủy quyền (số, ngày)."))
    refuse_if_secret_text(document)
    if not Membership.objects.on(first_day).filter(body=body, user=grantor, role=role).exists():
        raise WrongEntry(
            _("%(name)s không giữ vai trò “%(role)s” ngày %(on)s nên không ủy quyền được.")
            % {"name": grantor.full_name, "role": MemberRole(role).label, "on": f"{first_day:%d/%m/%Y}"}
        )
    row = Delegation.objects.create(
        public_id=public_id,
        body=body,
        grantor=grantor,
        user=user,
        role=role,
        valid_from=first_day,
        valid_to=last_day,
        document=normalise(document).strip(),
    )
    _tell("organisations.delegation.added", row, acting_user, at, None)
    return row


@transaction.atomic(durable=True)
def end_delegation(*, delegation: Delegation, last_day: date, acting_user: User, at: datetime) -> None:
    """End a delegation early."""
    row = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("body", "user", "grantor")
        .get(pk=delegation.pk)
    )
    if acting_user != row.grantor:
        _require_grant(row.body, row.role, acting_user, at)
    before = row.valid_to
    _end(row, last_day)
    _tell("organisations.delegation.ended", row, acting_user, at, before)
