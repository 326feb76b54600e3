"""Reading tombstones."""

import uuid

from django.utils.translation import gettext as _

from ttdn.purging.models import Purge, PurgedObject


def tombstone(kind: str, object_id: uuid.UUID) -> Purge | None:
    """The purge that erased an object's content; None: it was not purged. One query."""
    found = PurgedObject.objects.filter(kind=kind, object_id=object_id).select_related("purge").order_by("-pk").first()
    return found.purge if found is not None else None


def purged_ids(kind: str) -> set[uuid.UUID]:
    """Public ids of every purged object of a kind."""
    return set(PurgedObject.objects.filter(kind=kind).values_list("object_id", flat=True))


def inscription(purge: Purge) -> str:
    """The words that stand where the content was."""
    day = purge.approved_at
    return _("Nội dung đã được xóa theo %(document)s, ngày %(day)s.") % {
        "document": purge.document,
        "day": f"{day:%d/%m/%Y}" if day else "",
    }
