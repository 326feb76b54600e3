"""What a purge blanks of plans: the words of a task wherever the plan keeps them, and the snapshots of a purged version."""

import uuid

from django.utils.translation import gettext_lazy as _

from ttdn.filings.purging import VERSION, told_in
from ttdn.plans.models import BudgetLine, PlanSnapshot, Task, TaskCoordinator
from ttdn.plans.records import RECORD_KIND
from ttdn.purging.registry import ERASED, Target, Trace

WORDS = ("lead", "unit", "time", "output", "note")


def _chain(public_id: uuid.UUID) -> uuid.UUID | None:
    return Task.objects.filter(public_id=public_id).values_list("body__public_id", flat=True).first()


def _traces(public_id: uuid.UUID) -> list[Trace]:
    return [Trace(RECORD_KIND, public_id)]


def _blank(traces: list[Trace]) -> None:
    ids = [each.id for each in traces]
    tasks = Task.objects.filter(public_id__in=ids)
    TaskCoordinator.objects.filter(task__in=tasks, body=None).update(text=ERASED)
    BudgetLine.objects.filter(task__in=tasks).update(note="")
    for snapshot in PlanSnapshot.objects.filter(plan__tasks__in=tasks).distinct():
        _blank_snapshot(snapshot, {str(each) for each in ids})
    tasks.update(title=ERASED, output="", lead_text="", time_text="", state_note="", change_note="")


def _blank_snapshot(snapshot: PlanSnapshot, ids: set[str] | None) -> None:
    """The words of these tasks (None: of all) in a picture of the plan; their money and state stay."""
    for task in snapshot.tasks:
        if ids is None or task["id"] in ids:
            task.update(dict.fromkeys(WORDS, ""), title=ERASED, coordinators=[])
    snapshot.save(update_fields=["tasks"])


def blank_snapshots(traces: list[Trace]) -> None:
    """The pictures of the plan that were issued with a purged version."""
    versions = [each.id for each in traces if each.kind == VERSION]
    for snapshot in PlanSnapshot.objects.filter(version_id__in=versions):
        snapshot.reason = ""
        snapshot.save(update_fields=["reason"])
        _blank_snapshot(snapshot, None)


TARGET = Target(RECORD_KIND, _("Nhiệm vụ trong kế hoạch"), _chain, _traces, _blank, told_in)
