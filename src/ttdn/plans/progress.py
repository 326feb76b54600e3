"""How far the bodies have come with a programme's tasks: what issued plans and reports say, counted by the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ttdn.organisations.queries import Reach
from ttdn.plans.coverage import ItemState
from ttdn.plans.models import ProgrammeProgress, ProgrammeTask, Task
from ttdn.plans.programmes import Resolved

PERIODS_EN = {"hàng năm": "Every year", "hằng năm": "Every year"}
"""Words of a programme's annex for a time, on the English screen; the annex itself stays as it was printed."""

BADGES = {"done": "ok", "under_way": "info", "not_begun": "muted", "": "muted"}


@dataclass(frozen=True)
class Counts:
    """Bodies (of a year) by the state of a programme task."""

    done: int
    under_way: int
    not_begun: int

    @property
    def total(self) -> int:
        """Bodies that said anything."""
        return self.done + self.under_way + self.not_begun


def period_words(task: ProgrammeTask) -> str:
    """When a task is to be done, in the reader's language where the words are known, else as the annex has them."""
    if not (get_language() or "vi").startswith("en"):
        return task.period_text
    return PERIODS_EN.get(task.period_text.strip().lower(), task.period_text)


def rows_for(task: ProgrammeTask, reach: Reach) -> QuerySet[ProgrammeProgress]:
    """What issued documents say of the task: of every body for the coordinator, else of one's own."""
    rows = ProgrammeProgress.objects.filter(task=task)
    return rows if reach.is_coordinator else rows.filter(body_id__in=reach.bodies)


def counts(tasks: Iterable[ProgrammeTask], reach: Reach) -> dict[int, Counts]:
    """Counts by task key, in the same scope; one query."""
    rows = ProgrammeProgress.objects.filter(task__in=list(tasks))
    if not reach.is_coordinator:
        rows = rows.filter(body_id__in=reach.bodies)
    found: dict[int, dict[str, int]] = {}
    for task_id, state, number in (
        rows.order_by().values_list("task_id", "state").annotate(n=Count("body_id", distinct=True))
    ):
        found.setdefault(task_id, {})[state] = number
    return {
        key: Counts(
            states.get(Task.State.DONE, 0),
            states.get(Task.State.UNDER_WAY, 0),
            states.get(Task.State.NOT_BEGUN, 0) + states.get("", 0),
        )
        for key, states in found.items()
    }


def in_language(row: Any, name: str) -> str:
    """A title in the reader's language; Vietnamese where there is no English."""
    english = (get_language() or "vi").startswith("en")
    return str((getattr(row, f"{name}_en") if english else "") or getattr(row, f"{name}_vi"))


def party_row(resolved: Resolved, names: Mapping[int, str] | None = None, *, limit: int = 400) -> dict[str, Any]:
    """A party in its exact words, with how many bodies it means, and which where `names` are given."""
    party = resolved.party
    plain = party.kind == "body" and len(resolved.bodies) == 1
    return {
        "party": party,
        "text": party.text_vi,
        "open": resolved.open,
        "count": len(resolved.bodies),
        "bodies": [names.get(body.pk, body.code) for body in resolved.bodies[:limit]] if names and not plain else [],
        "plain": plain,
    }


def state_row(row: ProgrammeProgress, names: Mapping[int, str]) -> dict[str, Any]:
    """One body's line on the page of a programme task."""
    return {
        "body": names.get(row.body_id, row.body.code),
        "year": row.year,
        "state": Task.State(row.state).label if row.state else _("Chưa rõ"),
        "badge": BADGES.get(row.state, "muted"),
        "planned": row.planned,
        "activities": row.activities,
    }


def item_row(state: ItemState) -> dict[str, Any]:
    """An item of a letter as its line shows it."""
    words, badge = {
        "covered": (_("Kế hoạch đã có"), "ok"),
        "partly": (_("Mới có một phần"), "soon"),
        "missing": (_("Kế hoạch chưa có"), "late"),
        "not_applicable": (_("Không áp dụng"), "muted"),
        "document": (_("Văn bản phải gửi"), "info"),
        "": ("", ""),
    }[state.state]
    tasks = [task["title"] if isinstance(task, dict) else task.title for task in state.tasks]
    return {
        "item": state.item,
        "title": in_language(state.item, "title"),
        "depth": state.depth,
        "level": min(state.depth, 3),
        "state": state.state,
        "words": words,
        "badge": badge,
        "tasks": tasks,
    }
