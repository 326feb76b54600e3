"""What can be searched: every app registers, from `ready`, how its objects become documents and who may see them."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class SearchDocument:
    """One object as the index holds it.

    `scopes` are tokens of who may find it: `body:<public_id>`, `coordinator`. `number` is the document number, found
    exactly. `on` is the date shown and filtered by. `url` is the path of its page.
    """

    kind: str
    id: uuid.UUID
    title: str
    text: str
    number: str = ""
    url: str = ""
    on: datetime.date | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)
    language: str = "vi"


@dataclass(frozen=True)
class Source:
    """A kind of document: its words on screen, all its rows, one row, and the check in the database.

    `access(user, ids, on)` gives the ids that the user may open on that date; what it leaves out is never shown.
    """

    kind: str
    label: "Promise | str"
    rows: Callable[[], Iterable[SearchDocument]]
    one: Callable[[uuid.UUID], SearchDocument | None]
    access: Callable[[Any, list[uuid.UUID], datetime.date], set[uuid.UUID]]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a kind of document (the last registration of a kind counts)."""
    _sources[source.kind] = source


def source(kind: str) -> Source | None:
    """The source of a kind; None: nobody registered it."""
    return _sources.get(kind)


def sources() -> list[Source]:
    """Every source, by kind."""
    return [_sources[kind] for kind in sorted(_sources)]
