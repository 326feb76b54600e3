"""What people do with a plan: make it, write its tasks, draw tasks from other plans, adjust it after guidance."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.organisations.models import Body
from ttdn.plans import permissions
from ttdn.plans.errors import NotAllowed, PlanExists, TaskClash, UserError
from ttdn.plans.models import Guidance, Plan
from ttdn.plans.queries import Workplace, day_of, workplace_of
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

LONGEST_PLAN = 30
LONGEST_LINE = 300


@transaction.atomic(durable=True)
def create_plan(
    *,
    body: Body,
    horizon: str,
    year_from: int,
    year_to: int,
    title: str,
    grounds: Sequence[str],
    acting_user: User,
    at: datetime,
    parent_plan: Plan | None = None,
    once: str = "",
) -> Plan:
    """Begin a plan of a body (Điều 3): annual, medium-term or long-term.

    Raises:
        NotAllowed: the person does not write plans of the body.
        PlanExists: the body has a plan of this horizon for these years.
        UserError: the years do not fit the horizon.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    require_editor(workplace_of(acting_user, day_of(at)), body.pk)
    return add_plan(
        body=body,
        horizon=horizon,
        year_from=year_from,
        year_to=year_to,
        title=title,
        grounds=grounds,
        acting_user=acting_user,
        at=at,
        parent_plan=parent_plan,
        public_id=public_id,
    )


def add_plan(
    *,
    body: Body,
    horizon: str,
    year_from: int,
    year_to: int,
    title: str,
    grounds: Sequence[str],
    acting_user: User | None,
    at: datetime,
    parent_plan: Plan | None = None,
    public_id: uuid.UUID | None = None,
    is_demo: bool = False,
) -> Plan:
    """Building block: keep a plan; the caller authorised."""
    if year_to < year_from or year_to - year_from >= LONGEST_PLAN:
        raise UserError(_("Năm kết thúc phải bằng hoặc sau năm bắt đầu, và kế hoạch không dài quá 30 năm."))
    if horizon == Plan.Horizon.ANNUAL and year_to != year_from:
        raise UserError(_("Kế hoạch hằng năm chỉ gồm một năm."))
    if parent_plan is not None and parent_plan.body_id != body.pk:
        raise UserError(_("Kế hoạch dài hơn phải là của cùng cơ quan."))
    refuse_if_secret_text(title)
    plan = Plan(
        public_id=public_id or uuid7(),
        body=body,
        horizon=horizon,
        year_from=year_from,
        year_to=year_to,
        title=normalise(title).strip()[:LONGEST_LINE],
        grounds=list(grounds),
        parent_plan=parent_plan,
        created_by=acting_user,
        created_at=at,
        is_demo=is_demo,
    )
    try:
        with transaction.atomic():
            plan.save(force_insert=True)
    except IntegrityError as error:
        raise PlanExists(_("Cơ quan đã có kế hoạch cho thời gian này. Hãy mở kế hoạch đó để sửa.")) from error
    record(
        "plans.plan.created",
        acting_user=acting_user,
        at=at,
        chain=body.public_id,
        object_kind="plans.plan",
        object_id=plan.public_id,
        after={"title": plan.title, "horizon": horizon, "years": [year_from, year_to], "grounds": list(grounds)},
    )
    return plan


@transaction.atomic(durable=True)
def change_plan(
    *,
    plan: Plan,
    title: str,
    grounds: Sequence[str],
    parent_plan: Plan | None,
    lock: int,
    acting_user: User,
    at: datetime,
) -> Plan:
    """Change a plan's title, grounds (căn cứ) and the longer plan above it."""
    row = locked_plan(plan, acting_user, at)
    if row.lock != lock:
        raise TaskClash(_("Có người vừa sửa kế hoạch này. Hãy tải lại trang rồi sửa."), mine={}, lock=row.lock)
    if parent_plan is not None and (parent_plan.body_id != row.body_id or parent_plan.pk == row.pk):
        raise UserError(_("Kế hoạch dài hơn phải là của cùng cơ quan."))
    refuse_if_secret_text(title)
    before = {"title": row.title, "grounds": row.grounds}
    row.title, row.grounds, row.parent_plan = normalise(title).strip()[:LONGEST_LINE], list(grounds), parent_plan
    row.lock += 1
    row.save(update_fields=["title", "grounds", "parent_plan", "lock"])
    _tell_plan(
        "plans.plan.changed", row, acting_user, at, before=before, after={"title": row.title, "grounds": row.grounds}
    )
    return row


@transaction.atomic(durable=True)
def begin_amendment(*, plan: Plan, reason: str, guidance: Guidance | None, acting_user: User, at: datetime) -> Plan:
    """Say why an issued plan is being adjusted, and after which guidance; the next issue keeps both."""
    reason = normalise(reason).strip()
    if not reason:
        raise UserError(_("Hãy ghi lý do điều chỉnh kế hoạch."))
    refuse_if_secret_text(reason)
    row = locked_plan(plan, acting_user, at)
    if not row.snapshots.exists():
        raise UserError(_("Kế hoạch chưa ban hành nên sửa trực tiếp, chưa cần điều chỉnh."))
    before = {"amend_reason": row.amend_reason}
    row.amend_reason, row.amend_guidance = reason, guidance
    row.save(update_fields=["amend_reason", "amend_guidance"])
    after = {"amend_reason": reason, "guidance": guidance.law_id if guidance else ""}
    _tell_plan("plans.plan.amended", row, acting_user, at, before=before, after=after)
    return row


# Inside


def require_editor(workplace: Workplace, body_id: int) -> None:
    """Building block: refuse who does not write the body's plans."""
    if not permissions.may_edit(workplace.roles(body_id)):
        raise NotAllowed(_("Bạn không có quyền soạn kế hoạch của cơ quan này; hãy nhờ cán bộ phụ trách."))


def locked_plan(plan: Plan, acting_user: User, at: datetime, *, workplace: Workplace | None = None) -> Plan:
    """Building block: the plan, locked, for somebody who may write it."""
    row = Plan.objects.select_for_update(of=("self",)).select_related("body").get(pk=plan.pk)
    require_editor(workplace or workplace_of(acting_user, day_of(at)), row.body_id)
    return row


def _tell_plan(
    action: str, plan: Plan, acting_user: User, at: datetime, *, before: dict[str, Any], after: dict[str, Any]
) -> None:
    record(
        action,
        acting_user=acting_user,
        at=at,
        chain=plan.body.public_id,
        object_kind="plans.plan",
        object_id=plan.public_id,
        before=before,
        after=after,
    )
