"""Public records as machines take them: in the order of their sequence, by body, language, kind, topic and moment.

Everything that feeds, API, harvest and bulk files give is read here, so nothing else can leave. A withdrawn record is
still listed, because others must hear of it, but whoever shows it leaves out its words (`is_tombstone`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, QuerySet

from ttdn.organisations.models import Body
from ttdn.portal.choices import Kind, Standing
from ttdn.portal.models import Item, PublicationClock, PublicPath, PublicRecord


@dataclass(frozen=True)
class Selection:
    """Which records are asked for; None everywhere: all of them.

    `since` is included, `before` is not; both are compared with the moment of the last change. `own`: only what was
    published here first; what this instance collected is given on by its source.
    """

    body: UUID | None = None
    language: str | None = None
    kind: str | None = None
    topic: UUID | None = None
    standing: str | None = None
    since: datetime | None = None
    before: datetime | None = None
    own: bool = False


@dataclass(frozen=True)
class PublicState:
    """The last number of the line in which everything public changes, and the moment of that change."""

    sequence: int
    changed_at: datetime | None


def public_state() -> PublicState:
    """Where the line stands (one query): while it is the same, nothing public changed."""
    clock = PublicationClock.objects.filter(pk=1).first()
    return PublicState(clock.next_sequence - 1, clock.changed_at) if clock else PublicState(0, None)


def selected(selection: Selection) -> QuerySet[PublicRecord]:
    """The records of a selection, in no order yet, with their item, body and edition (without its content)."""
    found = PublicRecord.objects.select_related("item__replaced_by", "body", "edition").defer("edition__snapshot")
    if selection.body is not None:
        found = found.filter(body__in=list(Body.objects.filter(public_id=selection.body).values_list("pk", flat=True)))
    if selection.language is not None:
        found = found.filter(language=selection.language)
    if selection.kind is not None:
        found = found.filter(kind=selection.kind)
    if selection.topic is not None:
        found = found.filter(item__topics__public_id=selection.topic)
    if selection.standing is not None:
        found = found.filter(standing=selection.standing)
    if selection.since is not None:
        found = found.filter(changed_at__gte=selection.since)
    if selection.before is not None:
        found = found.filter(changed_at__lt=selection.before)
    if selection.own:
        found = found.filter(item__harvested_from=None)
    return found


def in_sequence(
    selection: Selection, *, after: int, limit: int, upto: int | None = None, content: bool = False
) -> list[PublicRecord]:
    """The next records of a selection after a sequence number, in rising order (one query, two with a body).

    Args:
        selection: which records.
        after: sequence number of the last one that the asker has; 0: from the beginning.
        limit: at most so many.
        upto: last sequence number wanted.
        content: also read the snapshot of each edition.
    """
    found = selected(selection).filter(sequence__gt=after)
    if upto is not None:
        found = found.filter(sequence__lte=upto)
    if content:
        found = found.defer(None)
    return list(found.order_by("sequence")[:limit])


def walk(selection: Selection, *, after: int = 0, upto: int | None = None, size: int = 500) -> Iterator[PublicRecord]:
    """Every record of a selection with its content, a few hundred in memory at a time."""
    while batch := in_sequence(selection, after=after, limit=size, upto=upto, content=True):
        yield from batch
        after = batch[-1].sequence


def public_record(item: UUID, language: str) -> PublicRecord | None:
    """What readers get of an item in a language, with its content (one query)."""
    return (
        PublicRecord.objects.select_related("item__replaced_by", "body", "edition")
        .filter(item__public_id=item, language=language)
        .first()
    )


def is_tombstone(record: PublicRecord) -> bool:
    """Whether only the fact of the withdrawal may be told, not the words."""
    return record.standing == Standing.WITHDRAWN


def topics_by_item(items: Iterable[int], language: str | None = None) -> dict[int, list[tuple[UUID, str]]]:
    """The topics of items, each with its title in the language (else in Vietnamese, else as it comes), in two queries.

    Only topics that readers can open are named.
    """
    through = Item.topics.through.objects.filter(from_item_id__in=list(items)).values_list("from_item_id", "to_item_id")
    pairs = list(through)
    wanted = {topic for _item, topic in pairs}
    titles: dict[int, tuple[UUID, str]] = {}
    rows = PublicRecord.objects.filter(item__in=wanted, standing=Standing.IN_FORCE).values_list(
        "item_id", "item__public_id", "language", "title"
    )
    order = {language: 0, "vi": 1}
    for topic, public_id, _code, title in sorted(rows, key=lambda row: order.get(row[2], 2), reverse=True):
        titles[topic] = (public_id, title)
    found: dict[int, list[tuple[UUID, str]]] = {}
    for item, topic in pairs:
        if topic in titles:
            found.setdefault(item, []).append(titles[topic])
    return {item: sorted(topics, key=lambda each: each[1]) for item, topics in found.items()}


def publishing_bodies() -> list[Body]:
    """Every body that ever published something, in the order of the register (two queries)."""
    ids = PublicRecord.objects.order_by().values_list("body", flat=True).distinct()
    return list(Body.objects.filter(pk__in=list(ids)).order_by("sort_key"))


def published_languages() -> list[str]:
    """Every language in which something was ever published (one query)."""
    return sorted(PublicRecord.objects.order_by().values_list("language", flat=True).distinct())


def published_topics(language: str) -> list[PublicRecord]:
    """The topics that have a page in the language (one query)."""
    return list(
        PublicRecord.objects.select_related("item", "body")
        .filter(language=language, standing=Standing.IN_FORCE, kind=Kind.TOPIC)
        .order_by("title")
    )


def last_changes_by_part(size: int) -> dict[int, datetime]:
    """The last change in each part of at most `size` own records in force, by key (one query for each part)."""
    found: dict[int, datetime] = {}
    highest = PublicRecord.objects.aggregate(last=Max("pk"))["last"] or 0
    for part in range(highest // size + 1):
        rows = _own_in_force().filter(pk__gte=part * size, pk__lt=(part + 1) * size)
        last = rows.aggregate(last=Max("changed_at"))["last"]
        if last is not None:
            found[part] = last
    return found


def part_of_records(part: int, size: int) -> list[PublicRecord]:
    """The records in force of one part (`last_changes_by_part`)."""
    return list(_own_in_force().filter(pk__gte=part * size, pk__lt=(part + 1) * size).order_by("pk"))


def _own_in_force() -> QuerySet[PublicRecord]:
    """What search engines are told of: a collected text is found at its source (its page here says so, too)."""
    return PublicRecord.objects.filter(standing=Standing.IN_FORCE, item__harvested_from=None)


def paths_by_item(items: Iterable[int]) -> dict[int, dict[str, str]]:
    """The addresses of items in force by language (one query)."""
    found: dict[int, dict[str, str]] = {}
    rows = PublicRecord.objects.filter(item__in=list(items), standing=Standing.IN_FORCE)
    for item, language, path in rows.order_by("language").values_list("item_id", "language", "path"):
        found.setdefault(item, {})[language] = path
    return found


@dataclass(frozen=True)
class SetHash:
    """How many records two instances hold, and one hash over all of them: the same on both sides, or something differs."""

    count: int
    hash: str


def set_hash(rows: Iterable[tuple[UUID | str, str, str, str]]) -> SetHash:
    """The count and hash of (item, language, content hash, standing), in whatever order they come.

    The hash is SHA-256 over the sorted lines `<item>/<language> <content hash> <standing>`, each ended by a line feed.
    """
    lines = sorted(f"{item}/{language} {content} {standing}\n" for item, language, content, standing in rows)
    return SetHash(len(lines), hashlib.sha256("".join(lines).encode()).hexdigest())


def agreement(selection: Selection) -> SetHash:
    """The count and hash of the records of a selection, withdrawn ones included (one query, two with a body)."""
    rows = (
        selected(selection)
        .select_related(None)
        .defer(None)
        .order_by()
        .values_list("item__public_id", "language", "edition__content_hash", "standing")
    )
    return set_hash(rows.iterator(chunk_size=2000))


def records_at(paths: Iterable[str], language: str) -> QuerySet[PublicRecord]:
    """The records in force in a language that are read at these addresses."""
    items = PublicPath.objects.filter(path__in=list(paths), language=language).values("item")
    return PublicRecord.objects.filter(item__in=items, language=language, standing=Standing.IN_FORCE)


def news_since(moment: datetime, kinds: Iterable[str], limit: int) -> list[PublicRecord]:
    """The records of some kinds that were first published at or after a moment and are in force, the newest first."""
    rows = _own_in_force().filter(kind__in=list(kinds), first_published_at__gte=moment)
    return list(rows.order_by("-first_published_at", "-pk")[:limit])
