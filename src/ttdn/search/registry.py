"""What can be searched: every app registers, from `ready`, how its objects become documents and who may see them."""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

PUBLIC_SCOPE = "public"
"""The scope token of what everybody may read."""


@dataclass(frozen=True)
class SearchDocument:
    """One object as the index holds it.

    `scopes` are tokens of who may find it: `body:<public_id>`, `coordinator`, `public` (PUBLIC_SCOPE: everybody, signed
    in or not), or any other that the app gives its readers. `number` is the document number, found exactly. `on` is the
    date shown and filtered by. `url` is the path of its page. `language` is a BCP 47 tag; it decides the analysis.
    `body` (public id of the body it belongs to) and `topics` (codes) are what a reader narrows by and sees counted.
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
    body: uuid.UUID | None = None
    topics: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Source:
    """A kind of document: its words on screen, all its rows, one row, and the check in the database.

    `access(user, ids, on)` gives the ids that the user may open on that date; what it leaves out is never shown. A
    `public` source is also asked with the user None: then it gives what everybody may read on that date.
    """

    kind: str
    label: "Promise | str"
    rows: Callable[[], Iterable[SearchDocument]]
    one: Callable[[uuid.UUID], SearchDocument | None]
    access: Callable[[Any, list[uuid.UUID], datetime.date], set[uuid.UUID]]
    public: bool = False


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


Names = Callable[[list[str]], Mapping[str, str]]
_names: dict[str, Names] = {}


def register_names(facet: str, names: Names) -> None:
    """Say how the values of a facet (`body`: public ids, `topic`: codes, `language`: tags) are called on screen."""
    _names[facet] = names


def names_of(facet: str, values: list[str]) -> Mapping[str, str]:
    """The names of some values of a facet; those nobody names are left out."""
    return _names[facet](values) if values and facet in _names else {}
