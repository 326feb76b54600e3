"""The purge of records: the words go, what was counted stays."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from ttdn.activities.models import Activity
from ttdn.filings.tests.builders import AT, World
from ttdn.plans.models import Plan, Task
from ttdn.purging.actions import approve_purge, finish, request_purge
from ttdn.purging.registry import ERASED
from ttdn.rounds.models import Round, RoundAnswer, RoundItem

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)
WORDS = "zưxuân kínhạc"


@pytest.fixture
def world(settings: Any, tmp_path: Path) -> World:
    settings.PURGE_LEDGER = tmp_path / "purges.jsonl"
    return World()


def _purge(world: World, kind: str, record: Any) -> None:
    at = AT + timedelta(days=2)
    people = {"at": at, "on": at.date()}
    asked = request_purge(
        kind=kind, object_id=record.public_id, reason="x", document="1/QĐ", acting_user=world.clerk, **people
    )  # type: ignore[arg-type]
    finish(approve_purge(public_id=asked.public_id, acting_user=world.leader, **people), at=at)  # type: ignore[arg-type]
    record.refresh_from_db()


def test_an_activity(world: World) -> None:
    record = Activity.objects.create(
        body=world.ministry, kind="training", section_code="II.3", title=WORDS, place=WORDS, note=WORDS, starts_on=DAY,
        ends_on=DAY, year=2026, month=5, figures={"people": 12}, cost=5, created_at=AT, updated_at=AT,
    )  # fmt: skip
    _purge(world, "activity", record)
    assert (record.title, record.place, record.note) == (ERASED, "", "")
    assert (record.figures, record.cost, record.starts_on) == ({"people": 12}, 5, DAY)


def test_a_task_and_the_pictures_of_its_plan(world: World) -> None:
    plan = Plan.objects.create(body=world.ministry, year_from=2026, year_to=2026, title="Kế hoạch")
    task = Task.objects.create(plan=plan, body=world.ministry, section_code="II.3", title=WORDS, output=WORDS)
    other = {"id": "khác", "title": "Việc khác"}
    picture = {"id": str(task.public_id), "title": WORDS, "output": WORDS, "state": "done", "coordinators": [WORDS]}
    snapshot = plan.snapshots.create(kind="baseline", at=AT, tasks=[picture, other])
    _purge(world, "task", task)
    snapshot.refresh_from_db()
    assert (task.title, task.output) == (ERASED, "")
    assert WORDS not in str(snapshot.tasks)
    assert snapshot.tasks[0]["state"] == "done"
    assert snapshot.tasks[1] == other


def test_an_answer_of_a_unit(world: World) -> None:
    opened = Round.objects.create(
        body=world.ministry, title="Đợt", year=2026, due_on=DAY, opened_by=world.officer, opened_at=AT
    )
    answer = RoundAnswer.objects.create(round=opened, unit=world.ministry, return_reason=WORDS)
    line = RoundItem.objects.create(answer=answer, ask="tasks", title=WORDS, remark=WORDS, amount=7, created_at=AT)
    _purge(world, "round_answer", answer)
    line.refresh_from_db()
    assert (line.title, line.remark, line.amount, answer.return_reason) == (ERASED, "", 7, "")
