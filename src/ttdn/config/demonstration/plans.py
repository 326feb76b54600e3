"""Plans of the demonstration: tasks by section of Phụ lục 01, money by source, adjustment after the guidance letter."""

import calendar
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from django.db import transaction

from ttdn.config.demonstration.people import Cast
from ttdn.config.demonstration.script import MILLION, between, chance, filled, moment, script
from ttdn.law.text import sort_key
from ttdn.organisations.queries import body_by_code
from ttdn.plans.actions import TaskData, add_plan, begin_amendment, copy_tasks, put_task, save_task
from ttdn.plans.budget_actions import LineData, put_line, save_line
from ttdn.plans.models import Guidance, GuidanceItem, Plan, Task
from ttdn.plans.queries import annual_plan

GROUNDS = ["tt-02-2019-btttt", "nd-72-2015"]
GUIDANCE_2024 = "cv-947-btttt-2024"


@transaction.atomic
def make_plan(cast: Cast, year: int, field: str, on: date, *, guided: bool = False) -> Plan:
    """The annual plan of a body with its tasks and money; with `guided`, those the guidance letter of 2024 asks for."""
    known = annual_plan(cast.body.pk, year)
    if known is not None:
        return known
    plan = add_plan(
        body=cast.body,
        horizon=Plan.Horizon.ANNUAL,
        year_from=year,
        year_to=year,
        title=f"Kế hoạch hoạt động thông tin đối ngoại năm {year}",
        grounds=[*GROUNDS, GUIDANCE_2024] if guided else GROUNDS,
        acting_user=cast.officer,
        at=moment(on),
        is_demo=True,
    )
    luck = chance("plan", cast.body.code, year)
    _put_tasks(plan, cast, script("tasks")["tasks"], luck=luck, field=field, on=on)
    if guided:
        _put_tasks(plan, cast, script("tasks")["after_guidance"], luck=luck, field=field, on=on)
    return plan


@transaction.atomic
def _put_tasks(
    plan: Plan, cast: Cast, written: Iterable[dict[str, Any]], *, luck: Random, field: str, on: date
) -> None:
    year = plan.year_from
    items = {item.path: item for item in GuidanceItem.objects.filter(guidance__law_id=GUIDANCE_2024)}
    for entry in written:
        first, last = entry["months"]
        data = TaskData(
            section_code=entry["section"],
            title=filled(entry["title"], field=field, year=year),
            lead_text=luck.choice(script("tasks")["leads"]),
            coordinators=_coordinators(entry, cast),
            output=entry["output"],
            themes=tuple(entry.get("themes", ())),
            starts_on=date(year, first, 1),
            ends_on=date(year, last, calendar.monthrange(year, last)[1]),
            guidance_item=items.get(entry.get("guidance", "")),
        )
        task = put_task(plan=plan, data=data, acting_user=cast.officer, at=moment(on))
        if "budget" in entry:
            money = LineData(source=_source(cast, luck), year=year, estimate=between(luck, entry["budget"]) * MILLION)
            put_line(plan=plan, task=task, data=money, acting_user=cast.officer, at=moment(on))


def _coordinators(entry: dict[str, Any], cast: Cast) -> tuple[int, ...]:
    bodies = [body_by_code(code) for code in entry.get("coordinators", ())]
    return tuple(body.pk for body in bodies if body is not None and body.pk != cast.body.pk)


def _source(cast: Cast, luck: Random) -> str:
    if luck.random() < 0.15:  # noqa: PLR2004  (a small part comes from elsewhere)
        return "other_lawful"
    return "local_budget" if cast.body.kind == "province" else "central_budget"


def amend_plan(plan: Plan, cast: Cast, field: str, on: date) -> None:
    """Adjust an issued plan after the guidance letter of 2024: the reason, and the tasks the letter asks for."""
    if plan.tasks.exclude(guidance_item=None).exists():
        return
    begin_amendment(
        plan=plan,
        reason=script("texts")["amended"],
        guidance=Guidance.objects.get(law_id=GUIDANCE_2024),
        acting_user=cast.officer,
        at=moment(on),
    )
    luck = chance("amendment", cast.body.code)
    _put_tasks(plan, cast, script("tasks")["after_guidance"], luck=luck, field=field, on=on)


def next_years_plan(plan: Plan, cast: Cast, on: date) -> Plan:
    """The plan for the year after, its tasks copied from this year's."""
    year = plan.year_from + 1
    new = annual_plan(cast.body.pk, year)
    if new is not None and new.budget_lines.exists():
        return new
    with transaction.atomic():
        new = new or add_plan(
            body=cast.body,
            horizon=Plan.Horizon.ANNUAL,
            year_from=year,
            year_to=year,
            title=f"Kế hoạch hoạt động thông tin đối ngoại năm {year}",
            grounds=GROUNDS,
            acting_user=cast.officer,
            at=moment(on),
            is_demo=True,
        )
    tasks = plan.tasks.filter(guidance_item=None).values_list("public_id", flat=True)
    copy_tasks(plan=new, source=plan, task_ids=list(tasks), acting_user=cast.officer, at=moment(on, 10))
    luck = chance("money", cast.body.code, year)
    with transaction.atomic():
        for task in new.tasks.exclude(source_task=None).order_by("pk"):
            estimate = sum(line.estimate for line in task.source_task.budget_lines.all()) if task.source_task else 0
            if estimate:
                money = LineData(source=_source(cast, luck), year=year, estimate=estimate)
                put_line(plan=new, task=task, data=money, acting_user=cast.officer, at=moment(on, 10))
    return new


def settle_tasks(plan: Plan, cast: Cast, on: date) -> None:
    """Before the report: what was done, what is under way, and what was spent."""
    chances = {
        (entry["section"], entry["output"]): entry["done"]
        for part in ("tasks", "after_guidance")
        for entry in script("tasks")[part]
    }
    luck = chance("progress", cast.body.code, plan.year_from)
    tasks = plan.tasks.select_related("programme_task", "guidance_item").prefetch_related(
        "coordinators", "budget_lines"
    )
    for task in sorted(tasks, key=lambda each: (each.section_code, each.position, sort_key(each.title))):
        drawn = luck.random()
        if task.state != Task.State.NOT_BEGUN:
            continue
        state = _state(drawn, chances.get((task.section_code, task.output), 0.7))
        if state == Task.State.NOT_BEGUN:
            continue
        data = replace(_data_of(task), state=state)
        save_task(task=task, data=data, lock=task.lock, acting_user=cast.officer, at=moment(on))
        for line in task.budget_lines.all():
            allotted = line.estimate * luck.randint(85, 100) // 100
            spent = allotted * luck.randint(88, 100) // 100 if state == Task.State.DONE else allotted // 2
            money = LineData(line.source, line.year, line.estimate, allotted, spent, line.unit_id, line.note)
            save_line(line=line, data=money, lock=line.lock, acting_user=cast.officer, at=moment(on))


def _state(drawn: float, likely: float) -> str:
    if drawn < likely:
        return Task.State.DONE
    return Task.State.UNDER_WAY if drawn < likely + (1 - likely) * 0.7 else Task.State.NOT_BEGUN


def _data_of(task: Task) -> TaskData:
    return TaskData(
        section_code=task.section_code,
        title=task.title,
        unit_id=task.unit_id,
        lead_text=task.lead_text,
        coordinators=tuple(each.body_id or each.text for each in task.coordinators.all()),
        output=task.output,
        themes=tuple(task.themes),
        starts_on=task.starts_on,
        ends_on=task.ends_on,
        time_text=task.time_text,
        programme_task=task.programme_task,
        guidance_item=task.guidance_item,
        state=task.state,
        state_note=task.state_note,
        change_note=task.change_note,
    )
