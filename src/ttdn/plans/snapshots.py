"""The tasks of a plan as plain data, and what changed between two such pictures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ttdn.plans.models import Plan, PlanSnapshot, Task

#: fields compared, in the order the compare screen shows them
FIELDS = (
    "section", "title", "lead", "unit", "coordinators", "time", "output", "themes", "programme_task", "guidance_item",
    "budget", "state",
)  # fmt: skip


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, with both values as printed."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class TaskChange:
    """What became of a task: added, removed, changed or same; `note` is why."""

    kind: str
    id: str
    section: str
    title: str
    note: str = ""
    fields: tuple[FieldChange, ...] = field(default=())


def field_labels() -> dict[str, str]:
    """The words for each compared field."""
    return {
        "section": _("Mục"),
        "title": _("Nhiệm vụ"),
        "lead": _("Chủ trì"),
        "unit": _("Đơn vị thực hiện"),
        "coordinators": _("Phối hợp"),
        "time": _("Thời gian"),
        "output": _("Sản phẩm, kết quả"),
        "themes": _("Nội dung trọng tâm"),
        "programme_task": _("Nhiệm vụ của chương trình"),
        "guidance_item": _("Nhiệm vụ theo văn bản hướng dẫn"),
        "budget": _("Dự toán"),
        "state": _("Tình trạng"),
    }


def time_of(task: Task) -> str:
    """When a task takes place, as a plan prints it: its own words, else its days."""
    if task.time_text:
        return task.time_text
    return days_text(task.starts_on, task.ends_on)


def days_text(start: date | None, end: date | None) -> str:
    """Such as "05/3/2024", "từ 05/3/2024 đến 09/3/2024", or empty."""
    if start and end and start != end:
        return f"từ {_day(start)} đến {_day(end)}"
    either = start or end
    return _day(either) if either else ""


def _day(on: date) -> str:
    """As documents print a day: two digits for days and for months 1 and 2 only (Nghị định 30/2020)."""
    month = f"{on.month:02d}" if on.month <= 2 else str(on.month)  # noqa: PLR2004
    return f"{on.day:02d}/{month}/{on.year}"


def picture(plan: Plan, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Every task of the plan as data, in order; `names` gives the name of each body and unit by key."""
    tasks = (
        plan.tasks.select_related("programme_task__programme", "guidance_item__guidance")
        .prefetch_related("coordinators", "budget_lines")
        .order_by("section_code", "position", "pk")
    )
    return [task_picture(task, names) for task in tasks]


def task_picture(task: Task, names: Mapping[int, str]) -> dict[str, Any]:
    """One task as data: JSON-ready, without internal keys."""
    return {
        "id": str(task.public_id),
        "section": task.section_code,
        "title": task.title,
        "lead": task.lead_text,
        "unit": names.get(task.unit_id, "") if task.unit_id else "",
        "coordinators": [
            names.get(each.body_id, each.text) if each.body_id else each.text for each in task.coordinators.all()
        ],
        "time": time_of(task),
        "output": task.output,
        "themes": list(task.themes),
        "programme_task": f"{task.programme_task.programme.law_id}:{task.programme_task.label}"
        if task.programme_task
        else "",
        "guidance_item": f"{task.guidance_item.guidance.law_id}:{task.guidance_item.path}"
        if task.guidance_item
        else "",
        "state": task.state,
        "note": task.change_note,
        "budget": [
            {"source": line.source, "year": line.year, "estimate": line.estimate} for line in task.budget_lines.all()
        ],
    }


def keys_of(plan: Plan) -> set[int]:
    """Keys of every body and unit named by the plan's tasks, for one look-up of names."""
    keys = set(plan.tasks.exclude(unit=None).values_list("unit_id", flat=True))
    keys |= set(plan.tasks.exclude(coordinators__body=None).values_list("coordinators__body_id", flat=True))
    return {key for key in keys if key}


def compare(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> list[TaskChange]:
    """What changed from one picture to the other, in the order of the later one, removed tasks last."""
    old = {row["id"]: row for row in before}
    new = {row["id"]: row for row in after}
    found = [_change(old.get(key), row) for key, row in new.items()]
    gone = [
        TaskChange("removed", key, str(row["section"]), str(row["title"]), str(row.get("note", "")))
        for key, row in old.items()
        if key not in new
    ]
    return found + gone


def _change(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> TaskChange:
    section, title, note = str(after["section"]), str(after["title"]), str(after.get("note", ""))
    if before is None:
        return TaskChange("added", after["id"], section, title, note)
    labels = field_labels()
    fields = tuple(
        FieldChange(name, labels[name], printed(name, before.get(name)), printed(name, after.get(name)))
        for name in FIELDS
        if before.get(name) != after.get(name)
    )
    return TaskChange("changed" if fields else "same", after["id"], section, title, note, fields)


def printed(name: str, value: Any) -> str:
    """A compared value as a person reads it."""
    if name == "budget":
        return "; ".join(
            f"{line['year']}: {line['estimate']:,} đ ({line.get('source_name', line['source'])})".replace(",", ".")
            for line in value or ()
        )
    if name == "state":
        return str(Task.State(value).label) if value else ""
    if isinstance(value, list):
        return "; ".join(str(each) for each in value)
    return str(value or "")


def latest(plan: Plan) -> PlanSnapshot | None:
    """The picture of the plan as last issued; None before the first issue."""
    return plan.snapshots.order_by("-at", "-pk").first()
