"""What readers see: public records, never a draft; each function says its number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.portal.choices import Kind, Standing
from ttdn.portal.models import Edition, Item, PublicPath, PublicRecord
from ttdn.portal.tombstones import erased_path

LISTED = [kind for kind in Kind.values if kind not in {Kind.PROFILE, Kind.TOPIC}]
"""Kinds that appear in lists of what is new."""


@dataclass(frozen=True)
class Entry:
    """A record as a list shows it, with the name of its body in the language of the page."""

    record: PublicRecord
    body_name: str

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return str(Kind(self.record.kind).label)


def body_label(name: object, language: str) -> str:
    """The name of a body in Vietnamese, or in English where it has one, for every other language."""
    vietnamese, english = getattr(name, "name_vi", ""), getattr(name, "name_en", "")
    return vietnamese if language == "vi" or not english else english


def public_records(language: str) -> QuerySet[PublicRecord]:
    """The records of a language that are in force."""
    return PublicRecord.objects.filter(language=language, standing=Standing.IN_FORCE)


def entries(records: Iterable[PublicRecord], language: str, on: date) -> list[Entry]:
    """Records with the names of their bodies (one query)."""
    rows = list(records)
    names = names_on({row.body_id for row in rows}, on)
    return [Entry(row, body_label(names.get(row.body_id), language)) for row in rows]


def newest(
    language: str, on: date, *, limit: int, kinds: Iterable[str] = LISTED, body: Body | None = None
) -> list[Entry]:
    """The newest records of some kinds (two queries)."""
    found = public_records(language).filter(kind__in=list(kinds)).order_by("-first_published_at", "-pk")
    if body is not None:
        found = found.filter(body=body)
    return entries(found[:limit], language, on)


def record_at(path: str) -> tuple[PublicPath, PublicRecord] | None:
    """What was ever published under an address (two queries), even when its words were erased; None: nothing was."""
    there = {each.path: each for each in PublicPath.objects.filter(path__in=[path, erased_path(path)])}
    known = there.get(path) or next(iter(there.values()), None)
    if known is None:
        return None
    found = PublicRecord.objects.select_related("edition", "item__body", "item__unit")
    record = next(iter(found.filter(item=known.item_id, language=known.language)), None)
    return (known, record) if record else None


def languages_of(item: Item) -> dict[str, PublicRecord]:
    """The public records of an item by language: where each stands, and the hash of what it says (one query)."""
    found = PublicRecord.objects.filter(item=item).select_related("edition").order_by("language")
    found = found.only("language", "path", "title", "standing", "item_id", "edition__content_hash")
    return {record.language: record for record in found}


def history_of(record: PublicRecord) -> list[Edition]:
    """Every edition that readers ever had at this address, the newest first (one query, none for a first edition)."""
    if record.edition.ordinal == 1:
        return [record.edition]
    return list(
        Edition.objects.filter(item=record.item_id, language=record.language, sequence__isnull=False)
        .defer("snapshot")
        .order_by("-ordinal")
    )


def topics_of(record: PublicRecord) -> list[PublicRecord]:
    """The topics that the approved text names and that have a page in its language (one query, none without topics)."""
    named = record.edition.snapshot["topics"]
    if not named:
        return []
    return list(public_records(record.language).filter(item__public_id__in=named).order_by("title"))


def bodies_with_content(language: str) -> list[tuple[int, int]]:
    """Ids of the bodies that publish in a language, with how many items each (one query)."""
    return list(
        public_records(language)
        .filter(kind__in=LISTED)
        .values_list("body")
        .annotate(count=Count("pk"))
        .order_by("-count")
    )


def last_change() -> int:
    """The highest sequence number given: when it is the same, nothing public changed."""
    return PublicRecord.objects.aggregate(last=Max("sequence"))["last"] or 0


def records_of(public_id: UUID) -> list[PublicRecord]:
    """The public records of an item in every language, withdrawn ones included, without their content (one query)."""
    found = PublicRecord.objects.filter(item__public_id=public_id).order_by("language")
    return list(found.select_related("item__replaced_by", "body", "edition").defer("edition__snapshot"))
