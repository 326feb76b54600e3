"""Asking the index, and asking the database again before anything is shown."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from ttdn.search import registry
from ttdn.search.engines import current_engine
from ttdn.search.engines.protocol import Key, Question
from ttdn.search.extracts import highlighter
from ttdn.search.tokens import tokenise_question

WINDOW = 300
"""So many of the best documents are checked in the database; what lies beyond is only said to exist ("more")."""


@dataclass(frozen=True)
class Hit:
    """One document found: title and extract are safe HTML with `<mark>` around what was asked for."""

    kind: str
    label: str
    id: UUID
    title: SafeString
    extract: SafeString
    number: str
    url: str
    on: datetime.date | None
    language: str


@dataclass(frozen=True)
class Facet:
    """How many of the documents found are of a kind."""

    kind: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Results:
    """A page of hits; `total` counts documents that the user may open, `more` says that there are others beyond WINDOW."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: list[Facet] = field(default_factory=list)
    more: bool = False


def search(
    *,
    user: Any,
    scopes: Iterable[str],
    text: str,
    kinds: Iterable[str] | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    limit: int = 20,
    offset: int = 0,
    on: datetime.date,
) -> Results:
    """Documents that the user may see and that hold words of a text, best first.

    Args:
        user: who asks; every document is checked with its source's `access` before it counts or is shown.
        scopes: the user's scope tokens (`organisations.queries.scope_tokens`).
        text: what was typed, with or without Vietnamese marks; document numbers are found exactly.
        kinds: only these kinds; None: all. Facets count all kinds under the other filters.
        since: first day of the documents' date; documents without a date are left out.
        until: last day of the documents' date.
        limit: hits on the page.
        offset: hits before the page.
        on: the day for which access is asked.

    One query to the database per kind found, whatever the number of documents.
    """
    known = frozenset(source.kind for source in registry.sources())
    question = Question(
        tokens=tokenise_question(text),
        scopes=frozenset(scopes),
        kinds=known,
        since=since.toordinal() if since else None,
        until=until.toordinal() if until else None,
        limit=WINDOW,
    )
    found = current_engine().query(question)
    allowed = _allowed(found.keys, user, on)
    wanted = frozenset(kinds) if kinds is not None else None
    counts = Counter(kind for kind, _id in allowed)
    chosen = [key for key in allowed if wanted is None or key[0] in wanted]
    return Results(
        hits=_hits(chosen[offset : offset + limit], text),
        total=len(chosen),
        facets=[
            Facet(source.kind, str(source.label), counts[source.kind], wanted is not None and source.kind in wanted)
            for source in registry.sources()
            if counts[source.kind]
        ],
        more=found.total > len(found.keys),
    )


def _allowed(keys: list[Key], user: Any, on: datetime.date) -> list[Key]:
    """The keys that the database lets the user open on that day, in the order given."""
    by_kind: dict[str, list[UUID]] = {}
    for kind, public_id in keys:
        by_kind.setdefault(kind, []).append(public_id)
    open_to_user: set[Key] = set()
    for kind, ids in by_kind.items():
        if source := registry.source(kind):
            open_to_user |= {(kind, each) for each in source.access(user, ids, on)}
    return [key for key in keys if key in open_to_user]


def _hits(keys: list[Key], text: str) -> list[Hit]:
    kept = current_engine().stored(keys)
    marker = highlighter(text)
    hits = []
    for kind, public_id in keys:
        stored, source = kept.get((kind, public_id)), registry.source(kind)
        if stored is None or source is None:
            continue
        hits.append(
            Hit(
                kind=kind,
                label=str(source.label),
                id=public_id,
                title=marker.whole(stored.title),
                extract=marker.extract(stored.text),
                number=stored.number,
                url=stored.url,
                on=datetime.date.fromordinal(stored.day) if stored.day else None,
                language=stored.language,
            )
        )
    return hits
