"""Reading the public log: leaves, roots and proofs, each with a number of reads that grows with the logarithm only."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ttdn.proofs import merkle
from ttdn.proofs.jws import compact_json
from ttdn.proofs.models import LogEntry, LogHead, LogNode, LogRoot
from ttdn.proofs.seal import stamp

LEAF_VERSION = 1


@dataclass(frozen=True)
class Tree:
    """The state of the log: how many entries, and the root over them."""

    size: int
    root: str


def leaf(entry: LogEntry) -> dict[str, Any]:
    """The entry as it is hashed and published."""
    return {
        "v": LEAF_VERSION,
        "index": entry.index,
        "kind": str(entry.kind),
        "body": _text(entry.body),
        "item_kind": entry.item_kind,
        "item": str(entry.item),
        "language": entry.language,
        "edition": entry.edition,
        "related": _text(entry.related),
        "content_hash": entry.content_hash,
        "seal_hash": entry.seal_hash,
        "detail": entry.detail,
        "effective": stamp(entry.effective) if entry.effective else None,
        "at": stamp(entry.at),
    }


def leaf_hash(entry: LogEntry) -> bytes:
    """The hash of the entry as a leaf of the tree."""
    return merkle.leaf_hash(compact_json(leaf(entry)))


def _text(value: uuid.UUID | None) -> str | None:
    return str(value) if value else None


def _nodes(wanted: set[merkle.Place]) -> dict[merkle.Place, bytes]:
    """The hashes of nodes, in one query."""
    if not wanted:
        return {}
    where = Q()
    for level in {level for level, _position in wanted}:
        where |= Q(level=level, position__in=[position for each, position in wanted if each == level])
    rows = LogNode.objects.filter(where).values_list("level", "position", "hash")
    return {(level, position): bytes.fromhex(digest) for level, position, digest in rows}


def head() -> LogHead | None:
    """The head of the log; None before its first entry."""
    return LogHead.objects.first()


def current() -> Tree:
    """The log as it is now."""
    found = head()
    if found is None:
        return Tree(0, merkle.EMPTY_ROOT.hex())
    return Tree(found.size, merkle.fold([bytes.fromhex(each) for each in found.frontier]).hex())


def tree_at(size: int) -> Tree:
    """The log as it was with this many entries.

    Raises:
        KeyError: the log never had so many.
    """
    places = merkle.cover(0, size)
    nodes = _nodes(set(places))
    return Tree(size, merkle.fold([nodes[place] for place in places]).hex())


def _path(ranges: list[tuple[int, int]]) -> list[str]:
    nodes = _nodes(merkle.places(ranges))
    return [each.hex() for each in merkle.hashes_of(ranges, lambda level, position: nodes[level, position])]


def inclusion_path(index: int, size: int) -> list[str]:
    """The proof that the entry of the index is in the log of this size, in hexadecimal, from the leaf upwards."""
    return _path(merkle.inclusion_ranges(index, size))


def consistency_path(old: int, size: int) -> list[str]:
    """The proof that the log of `size` entries begins with the log of `old` entries."""
    return _path(merkle.consistency_ranges(old, size))


def size_before(moment: datetime.datetime) -> int:
    """How many entries were logged before the moment (instants of logging never run backwards)."""
    last = LogEntry.objects.filter(at__lt=moment).order_by("-at", "-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def entries_of(item: uuid.UUID, language: str = "") -> list[LogEntry]:
    """What the log says of an item, oldest first; with a language: of that language and of all languages."""
    rows = LogEntry.objects.filter(item=item).order_by("index")
    return list(rows.filter(language__in=(language, "")) if language else rows)


def root_covering(index: int) -> LogRoot | None:
    """The newest daily root that covers the entry of the index; None when no day has been signed since."""
    return LogRoot.objects.filter(size__gt=index).order_by("-day").first()
