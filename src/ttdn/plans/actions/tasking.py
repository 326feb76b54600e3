"""What people do with the tasks of a plan: add, change, move, remove, draw from other plans."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.plans import permissions
from ttdn.plans.actions.planning import LONGEST_LINE, locked_plan
from ttdn.plans.errors import NotAllowed, TaskClash, TaskInUse, UserError
from ttdn.plans.models import GuidanceItem, Plan, ProgrammeTask, Task, TaskCoordinator
from ttdn.plans.queries import Workplace, day_of, plan_form, task_sections, units_for, workplace_of
from ttdn.plans.records import RECORD_KIND, content_of
from ttdn.search.actions import index_later
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


@dataclass(frozen=True)
class TaskData:
    """What a person says about a task. `coordinators` holds bodies (by key) and words, in order."""

    section_code: str
    title: str
    unit_id: int | None = None
    lead_text: str = ""
    coordinators: tuple[int | str, ...] = ()
    output: str = ""
    themes: tuple[str, ...] = ()
    starts_on: date | None = None
    ends_on: date | None = None
    time_text: str = ""
    programme_task: ProgrammeTask | None = None
    guidance_item: GuidanceItem | None = None
    state: str = Task.State.NOT_BEGUN
    state_note: str = ""
    change_note: str = ""
    source_task: Task | None = field(default=None)


@transaction.atomic(durable=True)
def add_task(*, plan: Plan, data: TaskData, acting_user: User, at: datetime, once: str = "") -> Task:
    """Add a task under a section of Phụ lục 01.

    Raises:
        NotAllowed: the person does not write this plan, or not for that unit.
        UserError: a section, unit or day that does not fit.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    workplace = workplace_of(acting_user, day_of(at))
    row = locked_plan(plan, acting_user, at, workplace=workplace)
    _require_unit(workplace, row.body, data.unit_id, day_of(at))
    return put_task(plan=row, data=data, acting_user=acting_user, at=at, public_id=public_id)


def put_task(
    *,
    plan: Plan,
    data: TaskData,
    acting_user: User | None,
    at: datetime,
    public_id: uuid.UUID | None = None,
    origin: tuple[str, uuid.UUID] | None = None,
) -> Task:
    """Building block: keep a new task at the end of its section; the caller authorised."""
    _check(plan, data, at)
    last = plan.tasks.filter(section_code=data.section_code).aggregate(last=Max("position"))["last"] or 0
    task = Task(public_id=public_id or uuid7(), plan=plan, body=plan.body, position=last + 1)
    if origin:
        task.origin_kind, task.origin_id = origin
    _fill(task, data)
    task.save(force_insert=True)
    _set_coordinators(task, data.coordinators)
    _tell(task, "plans.task.added", acting_user, at, after=content_of(task))
    return task


@transaction.atomic(durable=True)
def save_task(*, task: Task, data: TaskData, lock: int, acting_user: User, at: datetime) -> Task:
    """Change a task row; `lock` is the one the row was opened with.

    Raises:
        TaskClash: somebody saved it meanwhile; nothing is written, what was typed is carried back.
        NotAllowed, UserError: as in `add_task`.
    """
    workplace = workplace_of(acting_user, day_of(at))
    row = _locked_task(task, workplace)
    if row.lock != lock:
        raise TaskClash(
            _("Có người vừa sửa nhiệm vụ này. Nội dung bạn gõ vẫn còn bên dưới; hãy so với bản mới rồi lưu lại."),
            mine={"title": data.title, "output": data.output},
            lock=row.lock,
        )
    if data.unit_id != row.unit_id:
        _require_unit(workplace, row.body, data.unit_id, day_of(at))
    _check(row.plan, data, at)
    before = content_of(row)
    moved = row.section_code != data.section_code
    _fill(row, data)
    if moved:
        last = row.plan.tasks.filter(section_code=data.section_code).aggregate(last=Max("position"))["last"] or 0
        row.position = last + 1
    row.lock += 1
    row.save()
    _set_coordinators(row, data.coordinators)
    after = content_of(row)
    changed = sorted(name for name in after if after[name] != before[name])
    _tell(
        row,
        "plans.task.changed",
        acting_user,
        at,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return row


def put_task_state(*, task: Task, state: str, note: str, acting_user: User | None, at: datetime) -> Task:
    """Building block: what became of a task, as its unit reported it; the caller authorised."""
    row = Task.objects.select_for_update(of=("self",)).select_related("plan__body", "body").get(pk=task.pk)
    before = content_of(row)
    row.state, row.state_note = state, normalise(note).strip() or row.state_note
    row.lock += 1
    row.save(update_fields=["state", "state_note", "lock"])
    _tell(row, "plans.task.changed", acting_user, at, before=before, after=content_of(row))
    return row


@transaction.atomic(durable=True)
def move_task(*, task: Task, up: bool, acting_user: User, at: datetime) -> None:
    """Move a task one place up or down within its section."""
    row = _locked_task(task, workplace_of(acting_user, day_of(at)))
    neighbours = list(
        row.plan.tasks.select_for_update().filter(section_code=row.section_code).order_by("position", "pk")
    )
    place = next(index for index, each in enumerate(neighbours) if each.pk == row.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(neighbours):
        return
    neighbours[place], neighbours[other] = neighbours[other], neighbours[place]
    for position, each in enumerate(neighbours, 1):
        each.position = position
    Task.objects.bulk_update(neighbours, ["position"])
    _tell(row, "plans.task.moved", acting_user, at, after={"position": other + 1})


@transaction.atomic(durable=True)
def remove_task(*, task: Task, acting_user: User, at: datetime) -> None:
    """Take a task out of a plan; one that activities carry out, or that was issued, can only be given up.

    Raises:
        TaskInUse: activities hang on it, or it stands in an issued plan.
    """
    row = _locked_task(task, workplace_of(acting_user, day_of(at)))
    issued = row.plan.snapshots.order_by("-at", "-pk").first()
    if row.activities.exists():
        raise TaskInUse(_("Đã có hoạt động gắn với nhiệm vụ này; hãy chuyển trạng thái sang “Không thực hiện”."))
    if issued is not None and any(each.get("id") == str(row.public_id) for each in issued.tasks):
        raise TaskInUse(
            _("Nhiệm vụ đã có trong kế hoạch ban hành; hãy chuyển trạng thái sang “Không thực hiện” và ghi lý do.")
        )
    _tell(row, "plans.task.removed", acting_user, at, before=content_of(row))
    row.delete()


@transaction.atomic(durable=True)
def copy_tasks(
    *, plan: Plan, source: Plan, task_ids: Iterable[uuid.UUID], acting_user: User, at: datetime, once: str = ""
) -> int:
    """Copy tasks into a plan from last year's or from a longer plan of the same body; gives how many.

    The new task remembers where it comes from; states, days and money are not carried over.
    """
    claim_once(once, result=plan.public_id)
    workplace = workplace_of(acting_user, day_of(at))
    row = locked_plan(plan, acting_user, at, workplace=workplace)
    if source.body_id != row.body_id or source.pk == row.pk:
        raise UserError(_("Chỉ lấy nhiệm vụ từ kế hoạch khác của cùng cơ quan."))
    taken = set(row.tasks.exclude(source_task=None).values_list("source_task__public_id", flat=True))
    wanted = {each for each in task_ids if each not in taken}
    tasks = (
        source.tasks.filter(public_id__in=wanted).prefetch_related("coordinators").order_by("section_code", "position")
    )
    limits = workplace.own_units(row.body_id)
    made = 0
    for task in tasks:
        if limits and task.unit_id not in limits:
            continue
        put_task(plan=row, data=_copied(task, row), acting_user=acting_user, at=at)
        made += 1
    return made


def _copied(task: Task, plan: Plan) -> TaskData:
    programme = task.programme_task
    if programme is not None and programme.year_to is not None and programme.year_to < plan.year_from:
        programme = None
    return TaskData(
        section_code=task.section_code,
        title=task.title,
        unit_id=task.unit_id,
        lead_text=task.lead_text,
        coordinators=tuple(each.body_id or each.text for each in task.coordinators.all()),
        output=task.output,
        themes=tuple(task.themes),
        time_text=task.time_text,
        programme_task=programme,
        source_task=task,
    )


# Inside


def _locked_task(task: Task, workplace: Workplace) -> Task:
    row = (
        Task.objects.select_for_update(of=("self",))
        .select_related("plan__body", "body", "unit", "programme_task", "guidance_item")
        .get(pk=task.pk)
    )
    if not permissions.may_edit_task(workplace.roles(row.body_id), workplace.own_units(row.body_id), row.unit_id):
        raise NotAllowed(_("Bạn không có quyền sửa nhiệm vụ này; nhiệm vụ thuộc đơn vị khác."))
    return row


def _require_unit(workplace: Workplace, body: Body, unit_id: int | None, on: date) -> None:
    limits = workplace.own_units(body.pk)
    if limits and unit_id not in limits:
        raise NotAllowed(_("Bạn chỉ được ghi nhiệm vụ của đơn vị mình."))
    if unit_id is not None and unit_id not in {unit.pk for unit in units_for(body, workplace, on)}:
        raise UserError(_("Đơn vị không thuộc cơ quan này."))


def _check(plan: Plan, data: TaskData, at: datetime) -> None:
    if not data.title.strip():
        raise UserError(_("Chưa ghi tên nhiệm vụ."))
    form = plan_form(current_book(), plan.body, day_of(at))
    if data.section_code not in {section.code for section in task_sections(form)}:
        raise UserError(_("Mục “%(code)s” không có trong mẫu kế hoạch.") % {"code": data.section_code})
    if data.starts_on and data.ends_on and data.ends_on < data.starts_on:
        raise UserError(_("Ngày kết thúc phải bằng hoặc sau ngày bắt đầu."))
    refuse_if_secret_text("\n".join((data.title, data.output, data.state_note, data.change_note, data.lead_text)))


def _fill(task: Task, data: TaskData) -> None:
    task.section_code = data.section_code
    task.title = normalise(data.title).strip()
    task.unit_id = data.unit_id
    task.lead_text = normalise(data.lead_text).strip()[:LONGEST_LINE]
    task.output = normalise(data.output).strip()
    task.themes = list(data.themes)
    task.starts_on, task.ends_on = data.starts_on, data.ends_on
    task.time_text = normalise(data.time_text).strip()[:120]
    task.programme_task, task.guidance_item = data.programme_task, data.guidance_item
    task.state, task.state_note = data.state, normalise(data.state_note).strip()
    task.change_note = normalise(data.change_note).strip()
    if data.source_task is not None:
        task.source_task = data.source_task


def _set_coordinators(task: Task, named: Sequence[int | str]) -> None:
    rows = [
        TaskCoordinator(task=task, body_id=each, position=position)
        if isinstance(each, int)
        else TaskCoordinator(task=task, text=normalise(each).strip()[:LONGEST_LINE], position=position)
        for position, each in enumerate(named, 1)
    ]
    task.coordinators.all().delete()
    TaskCoordinator.objects.bulk_create(rows)


def _tell(
    task: Task,
    action: str,
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
        chain=task.body.public_id,
        object_kind="plans.task",
        object_id=task.public_id,
        before=before,
        after=after,
    )
    index_later(RECORD_KIND, task.public_id)
