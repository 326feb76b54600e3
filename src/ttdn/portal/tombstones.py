"""What stands where purged content was: the address that answers 410, the empty snapshot, the sentence for readers."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils.crypto import salted_hmac

from ttdn.files.models import StoredFile
from ttdn.portal.choices import Standing
from ttdn.portal.models import PublicRecord
from ttdn.purging.models import Purge, PurgedObject
from ttdn.purging.platform import FILE
from ttdn.purging.queries import tombstone

ITEM = "portal.item"
EDITION = "portal.edition"
MEDIA = "portal.media"
GROUP = "portal.group"


def erased_path(path: str) -> str:
    """What is kept of an address whose words were erased: enough to know it again, nothing to read."""
    return "erased:" + salted_hmac("ttdn.portal.erased_path", path, algorithm="sha256").hexdigest()


def empty_snapshot(snapshot: dict[str, Any]) -> dict[str, Any]:
    """A snapshot with the same names and none of the words; what the audit trail and the log say of it stays true.

    The database lets a purge put exactly this in the place of a frozen text (`ttdn.portal.guards`).
    """
    kept = ("schema", "item", "kind", "language", "body", "unit", "source_language", "number", "number_on", "is_demo")
    empty: dict[str, Any] = {"title": "", "lead": "", "slug": "", "fields": {}, "blocks": [], "topics": []}
    marks = {"channel": "portal", "audience": "public", "rights": "official"}
    told = {"origin": None, "translated_from": None, "machine_draft": bool(snapshot.get("machine_draft"))}
    return {name: snapshot.get(name) for name in kept} | empty | marks | told


def purge_of(record: PublicRecord) -> Purge | None:
    """The order of two people that erased what a record said; None: it says what it said (one query, none in force).

    An item that was written anew after its purge is read like any other.
    """
    if record.standing != Standing.WITHDRAWN:
        return None
    return tombstone(EDITION, record.edition.public_id)


def purge_of_bytes(sha256: str) -> Purge | None:
    """The order that erased the bytes with this hash; None: they were not erased, or another file still has them."""
    found = PurgedObject.objects.filter(kind=FILE, sha256=sha256).select_related("purge").order_by("-pk").first()
    if found is None or StoredFile.objects.filter(sha256=sha256).exists():
        return None
    return found.purge


def is_purged(item: uuid.UUID) -> bool:
    """Whether an item was ever purged: nothing of it is taken from another instance again."""
    return tombstone(ITEM, item) is not None
