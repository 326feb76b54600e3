"""Tasks of national programmes and of guidance letters as the search finds them; everyone with a body reads them."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ttdn.organisations.queries import REGISTER_SCOPE, reach_of
from ttdn.plans.models import GuidanceItem, ProgrammeTask
from ttdn.search.registry import SearchDocument, Source

GUIDANCE_KIND = "plans.guidance_item"
PROGRAMME_KIND = "plans.programme_task"
SCOPES = frozenset({REGISTER_SCOPE})


def _text(*words: str) -> str:
    return "\n".join(word for word in words if word)


def guidance_document(item: GuidanceItem) -> SearchDocument:
    """An item of a guidance letter, on the page of its letter; dated by the day it is due, if it has one."""
    letter = item.guidance
    return SearchDocument(
        kind=GUIDANCE_KIND,
        id=item.public_id,
        title=str(item),
        text=_text(item.text_vi, item.title_en, item.deliverable, item.due_term, letter.title_vi, letter.title_en),
        url=reverse("plans_guidance", args=[letter.public_id]),
        on=item.due_on,
        scopes=SCOPES,
    )


def guidance_rows() -> Iterable[SearchDocument]:
    """Every item of every guidance letter."""
    items = GuidanceItem.objects.select_related("guidance").order_by("pk")
    return (guidance_document(item) for item in items.iterator(chunk_size=2000))


def guidance_one(public_id: uuid.UUID) -> SearchDocument | None:
    """One item; None when it is gone."""
    item = GuidanceItem.objects.filter(public_id=public_id).select_related("guidance").first()
    return guidance_document(item) if item else None


def guidance_allowed(user: Any, ids: list[uuid.UUID], on: datetime.date) -> set[uuid.UUID]:
    """Those that still exist, for an active person who acts for some body that day."""
    if not reach_of(user, on).bodies:
        return set()
    return set(GuidanceItem.objects.filter(public_id__in=ids).values_list("public_id", flat=True))


def programme_document(task: ProgrammeTask) -> SearchDocument:
    """A task of a programme with its parties in their exact words; dated by the end of its last year, if it has one."""
    programme = task.programme
    parties = (party.text_vi for party in task.parties.all())
    return SearchDocument(
        kind=PROGRAMME_KIND,
        id=task.public_id,
        title=str(task),
        text=_text(
            task.title_en, task.group_title_vi, *parties, task.period_text, programme.title_vi, programme.title_en
        ),
        url=reverse("plans_programme_task", args=[programme.public_id, task.public_id]),
        on=datetime.date(task.year_to, 12, 31) if task.year_to else None,
        scopes=SCOPES,
    )


def programme_rows() -> Iterable[SearchDocument]:
    """Every task of every programme."""
    tasks = ProgrammeTask.objects.select_related("programme").prefetch_related("parties").order_by("pk")
    return (programme_document(task) for task in tasks.iterator(chunk_size=2000))


def programme_one(public_id: uuid.UUID) -> SearchDocument | None:
    """One task; None when it is gone."""
    task = ProgrammeTask.objects.filter(public_id=public_id).select_related("programme").first()
    return programme_document(task) if task else None


def programme_allowed(user: Any, ids: list[uuid.UUID], on: datetime.date) -> set[uuid.UUID]:
    """Those that still exist, for an active person who acts for some body that day."""
    if not reach_of(user, on).bodies:
        return set()
    return set(ProgrammeTask.objects.filter(public_id__in=ids).values_list("public_id", flat=True))


GUIDANCE = Source(
    kind=GUIDANCE_KIND,
    label=_("Nội dung văn bản hướng dẫn"),
    rows=guidance_rows,
    one=guidance_one,
    access=guidance_allowed,
)
PROGRAMME = Source(
    kind=PROGRAMME_KIND,
    label=_("Nhiệm vụ của chương trình"),
    rows=programme_rows,
    one=programme_one,
    access=programme_allowed,
)
