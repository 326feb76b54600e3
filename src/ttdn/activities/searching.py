"""Activities as the search finds them; who may see one is asked of the database again."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from ttdn.activities.models import Activity
from ttdn.activities.records import RECORD_KIND, url_of
from ttdn.search.registry import SearchDocument, Source


def document_of(activity: Activity) -> SearchDocument:
    """The activity as the index holds it: found by its own body only."""
    return SearchDocument(
        kind=RECORD_KIND,
        id=activity.public_id,
        title=activity.title,
        text="\n".join(word for word in (activity.place, activity.partners, activity.note) if word),
        url=url_of(activity.public_id),
        on=activity.starts_on,
        scopes=frozenset({f"body:{activity.body.public_id}"}),
    )


def rows() -> Iterable[SearchDocument]:
    """Every recorded activity."""
    found = Activity.objects.filter(state=Activity.State.RECORDED).select_related("body").order_by("pk")
    return (document_of(activity) for activity in found.iterator(chunk_size=2000))


def one(public_id: uuid.UUID) -> SearchDocument | None:
    """One activity; None when it is gone or cancelled."""
    found = Activity.objects.filter(public_id=public_id, state=Activity.State.RECORDED).select_related("body").first()
    return document_of(found) if found else None


def allowed(user: Any, ids: list[uuid.UUID], on: datetime.date) -> set[uuid.UUID]:
    """The ids that the person may read."""
    return set(Activity.objects.visible_to(user, on).filter(public_id__in=ids).values_list("public_id", flat=True))


SOURCE = Source(kind=RECORD_KIND, label=_("Hoạt động"), rows=rows, one=one, access=allowed)
