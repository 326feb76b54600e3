"""Writing budget lines of a plan: estimate, allotted, spent, by source and year; whole đồng."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.obligations.book import current_book
from ttdn.plans import permissions
from ttdn.plans.errors import NotAllowed, TaskClash, UserError
from ttdn.plans.models import BudgetLine, Plan, Task
from ttdn.plans.queries import budget_sources, day_of, workplace_of
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

LARGEST = 10**15


@dataclass(frozen=True)
class LineData:
    """What a person says about a line of money; amounts are whole đồng."""

    source: str
    year: int
    estimate: int = 0
    allotted: int = 0
    spent: int = 0
    unit_id: int | None = None
    note: str = ""


@transaction.atomic(durable=True)
def add_line(
    *, plan: Plan, task: Task | None, data: LineData, acting_user: User, at: datetime, once: str = ""
) -> BudgetLine:
    """Add a line of money for a task, or for the plan before a task exists.

    Raises:
        NotAllowed: the person does not write this plan, or not for that unit.
        UserError: an unknown source, a year outside the plan, an amount out of range.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    _authorise(plan, task, data.unit_id, acting_user, at)
    return put_line(
        plan=plan, task=task, data=data, acting_user=acting_user, at=at, line=BudgetLine(public_id=public_id)
    )


def put_line(
    *,
    plan: Plan,
    task: Task | None,
    data: LineData,
    acting_user: User | None,
    at: datetime,
    line: BudgetLine | None = None,
) -> BudgetLine:
    """Building block: keep a new line; the caller authorised."""
    _check(plan, task, data, at)
    line = line or BudgetLine()
    line.plan, line.task = plan, task
    _fill(line, data, task)
    line.save(force_insert=True)
    _tell("plans.budget.added", plan, line, acting_user, at, after=_content(line))
    return line


@transaction.atomic(durable=True)
def save_line(*, line: BudgetLine, data: LineData, lock: int, acting_user: User, at: datetime) -> BudgetLine:
    """Change a line of money; `lock` is the one it was opened with."""
    row = BudgetLine.objects.select_for_update(of=("self",)).select_related("plan__body", "task").get(pk=line.pk)
    _authorise(row.plan, row.task, row.unit_id, acting_user, at)
    if row.lock != lock:
        raise TaskClash(_("Có người vừa sửa dòng kinh phí này. Hãy tải lại trang rồi sửa."), mine={}, lock=row.lock)
    _check(row.plan, row.task, data, at)
    before = _content(row)
    _fill(row, data, row.task)
    row.lock += 1
    row.save()
    _tell("plans.budget.changed", row.plan, row, acting_user, at, before=before, after=_content(row))
    return row


@transaction.atomic(durable=True)
def remove_line(*, line: BudgetLine, acting_user: User, at: datetime) -> None:
    """Take a line of money out of the plan."""
    row = BudgetLine.objects.select_for_update(of=("self",)).select_related("plan__body", "task").get(pk=line.pk)
    _authorise(row.plan, row.task, row.unit_id, acting_user, at)
    _tell("plans.budget.removed", row.plan, row, acting_user, at, before=_content(row))
    row.delete()


def _authorise(plan: Plan, task: Task | None, unit_id: int | None, acting_user: User, at: datetime) -> None:
    workplace = workplace_of(acting_user, day_of(at))
    unit = task.unit_id if task else unit_id
    if not permissions.may_edit_task(workplace.roles(plan.body_id), workplace.own_units(plan.body_id), unit):
        raise NotAllowed(_("Bạn không có quyền ghi kinh phí của nhiệm vụ này."))


def _check(plan: Plan, task: Task | None, data: LineData, at: datetime) -> None:
    if task is not None and task.plan_id != plan.pk:
        raise UserError(_("Nhiệm vụ không thuộc kế hoạch này."))
    if data.source not in {item.code for item in budget_sources(current_book(), day_of(at))}:
        raise UserError(_("Chưa chọn nguồn kinh phí có trong danh mục."))
    if not plan.year_from <= data.year <= plan.year_to:
        raise UserError(_("Năm của dòng kinh phí phải nằm trong thời gian của kế hoạch."))
    if not all(0 <= amount <= LARGEST for amount in (data.estimate, data.allotted, data.spent)):
        raise UserError(_("Số tiền phải từ 0 đồng trở lên."))
    refuse_if_secret_text(data.note)


def _fill(line: BudgetLine, data: LineData, task: Task | None) -> None:
    line.source, line.year, line.note = data.source, data.year, normalise(data.note).strip()[:300]
    line.estimate, line.allotted, line.spent = data.estimate, data.allotted, data.spent
    line.unit_id = task.unit_id if task else data.unit_id


def _content(line: BudgetLine) -> dict[str, object]:
    return {
        "task": str(line.task.public_id) if line.task else None,
        "source": line.source,
        "year": line.year,
        "estimate": line.estimate,
        "allotted": line.allotted,
        "spent": line.spent,
        "note": line.note,
    }


def _tell(
    action: str,
    plan: Plan,
    line: BudgetLine,
    acting_user: User | None,
    at: datetime,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record(
        action,
        acting_user=acting_user,
        at=at,
        chain=plan.body.public_id,
        object_kind="plans.budget_line",
        object_id=line.public_id,
        before=before,
        after=after,
    )
