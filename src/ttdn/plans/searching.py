"""Tasks as the search finds them; who may see one is asked of the database again."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from ttdn.plans.models import Task
from ttdn.plans.records import RECORD_KIND, url_of
from ttdn.plans.snapshots import time_of
from ttdn.search.registry import SearchDocument, Source


def document_of(task: Task) -> SearchDocument:
    """The task as the index holds it: found by its own body only."""
    words = (
        task.output,
        task.lead_text,
        task.state_note,
        *(each.text for each in task.coordinators.all() if each.text),
    )
    return SearchDocument(
        kind=RECORD_KIND,
        id=task.public_id,
        title=task.title,
        text="\n".join(word for word in (*words, time_of(task), task.plan.title) if word),
        url=url_of(task.public_id),
        on=task.ends_on or task.starts_on or datetime.date(task.plan.year_to, 12, 31),
        scopes=frozenset({f"body:{task.body.public_id}"}),
    )


def rows() -> Iterable[SearchDocument]:
    """Every task."""
    tasks = Task.objects.select_related("plan", "body").prefetch_related("coordinators").order_by("pk")
    return (document_of(task) for task in tasks.iterator(chunk_size=2000))


def one(public_id: uuid.UUID) -> SearchDocument | None:
    """One task; None when it is gone."""
    task = Task.objects.filter(public_id=public_id).select_related("plan", "body").first()
    return document_of(task) if task else None


def allowed(user: Any, ids: list[uuid.UUID], on: datetime.date) -> set[uuid.UUID]:
    """The ids whose plan the person may read."""
    return set(Task.objects.visible_to(user, on).filter(public_id__in=ids).values_list("public_id", flat=True))


SOURCE = Source(kind=RECORD_KIND, label=_("Nhiệm vụ trong kế hoạch"), rows=rows, one=one, access=allowed)
