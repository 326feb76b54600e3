"""What an issued filing means to plans: a picture of the plan, and how far the programme's tasks have come."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ttdn.filings.models import Fact, FilingVersion
from ttdn.plans.choices import PLAN_FORMS, REPORT_FORMS
from ttdn.plans.models import Plan, PlanSnapshot, ProgrammeProgress, ProgrammeTask, Task
from ttdn.plans.queries import annual_plan, day_of, name_map
from ttdn.plans.snapshots import keys_of, picture


def on_issued(version: FilingVersion, at: datetime) -> None:
    """Hook of `filings`: runs inside the transaction of the issue."""
    form_id = version.filing.form_id
    if form_id in PLAN_FORMS:
        plan = annual_plan(version.filing.body_id, version.filing.year)
        if plan is not None:
            snapshot = take_snapshot(plan, version, at)
            _planned(plan, snapshot, version, at)
    elif form_id in REPORT_FORMS:
        _reported(version, at)


def take_snapshot(plan: Plan, version: FilingVersion, at: datetime) -> PlanSnapshot:
    """Keep the plan's tasks as they stand: the baseline at the first issue, an amended plan at each later one."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    first = not plan.snapshots.exists()
    snapshot = PlanSnapshot.objects.create(
        plan=plan,
        kind=PlanSnapshot.Kind.BASELINE if first else PlanSnapshot.Kind.AMENDED,
        at=at,
        reason="" if first else (plan.amend_reason or version.replacing_reason),
        guidance=None if first else plan.amend_guidance,
        version_id=version.public_id,
        tasks=picture(plan, name_map(keys_of(plan), day_of(at))),
    )
    if plan.amend_reason or plan.amend_guidance_id:
        plan.amend_reason, plan.amend_guidance = "", None
        plan.save(update_fields=["amend_reason", "amend_guidance"])
    return snapshot


def _planned(plan: Plan, snapshot: PlanSnapshot, version: FilingVersion, at: datetime) -> None:
    """Programme tasks that the issued plan carries out, and the state its tasks stood in."""
    states: dict[str, list[str]] = {}
    for task in snapshot.tasks:
        if task["programme_task"] and task["state"] != Task.State.CANCELLED:
            states.setdefault(task["programme_task"], []).append(task["state"])
    for year in range(plan.year_from, plan.year_to + 1):
        rows = ProgrammeProgress.objects.filter(body_id=plan.body_id, year=year)
        rows.update(planned=0, state="")
        for task_id, found in _tasks_by_key(states).items():
            _put(task_id, plan.body_id, year, version, at, planned=len(found), state=joint_state(found))
        rows.filter(planned=0, activities=0).delete()


def _reported(version: FilingVersion, at: datetime) -> None:
    """Programme tasks that the issued report tells of, and the state of the plan's tasks on that day."""
    filing = version.filing
    facts = Counter(
        Fact.objects.filter(version=version).exclude(programme_task="").values_list("programme_task", flat=True)
    )
    plan = annual_plan(filing.body_id, filing.year)
    states: dict[str, list[str]] = {}
    if plan is not None:
        for task in (
            plan.tasks.exclude(programme_task=None)
            .exclude(state=Task.State.CANCELLED)
            .select_related("programme_task__programme")
        ):
            if task.programme_task:
                key = f"{task.programme_task.programme.law_id}:{task.programme_task.label}"
                states.setdefault(key, []).append(task.state)
    told = {key: states.get(key, []) for key in {*facts, *states}}
    ids = _ids_by_key(told)
    for key, found in told.items():
        if key in ids:
            values: dict[str, Any] = {"activities": facts.get(key, 0)}
            if found:
                values |= {"planned": len(found), "state": joint_state(found)}
            elif facts.get(key):
                values["state"] = Task.State.UNDER_WAY
            _put(ids[key], filing.body_id, filing.year, version, at, **values)


def joint_state(states: list[str]) -> str:
    """The state of a programme task at a body from its own tasks: done when all are, not begun when none began."""
    if all(state == Task.State.DONE for state in states):
        return Task.State.DONE
    if all(state == Task.State.NOT_BEGUN for state in states):
        return Task.State.NOT_BEGUN
    return Task.State.UNDER_WAY


def _put(task_id: int, body_id: int, year: int, version: FilingVersion, at: datetime, **values: Any) -> None:
    ProgrammeProgress.objects.update_or_create(
        task_id=task_id, body_id=body_id, year=year, defaults={**values, "version_id": version.public_id, "at": at}
    )


def _tasks_by_key(states: dict[str, list[str]]) -> dict[int, list[str]]:
    ids = _ids_by_key(states)
    return {ids[key]: found for key, found in states.items() if key in ids}


def _ids_by_key(keys: Any) -> dict[str, int]:
    """Keys of programme tasks by "programme:label"."""
    programmes = {key.partition(":")[0] for key in keys}
    rows = ProgrammeTask.objects.filter(programme__law_id__in=programmes).values_list(
        "programme__law_id", "label", "pk"
    )
    return {f"{law_id}:{label}": pk for law_id, label, pk in rows}


def snapshot_title(snapshot: PlanSnapshot) -> str:
    """Such as "Kế hoạch ban đầu, 28/11/2023"."""
    return _("%(kind)s, %(day)s") % {"kind": snapshot.get_kind_display(), "day": f"{day_of(snapshot.at):%d/%m/%Y}"}
