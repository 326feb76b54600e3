"""Asking the index, and asking the database again before anything is shown."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from ttdn.search import registry
from ttdn.search.engines import current_engine
from ttdn.search.engines.protocol import FACETS, Found, Key, Question, Stored
from ttdn.search.extracts import highlighter
from ttdn.search.suggestions import suggestion
from ttdn.search.typed import tokenise_question

WINDOW = 300
"""So many of the best documents are checked in the database; what lies beyond is only said to exist ("more")."""
FEW = 3
"""With fewer hits than this, or a word that nothing holds, another spelling is looked for."""
_EVIDENCE = 10
_FILTERS = {"kind": "kinds", "body": "bodies", "topic": "topics", "language": "languages"}


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
    body: UUID | None
    topics: list[str]


@dataclass(frozen=True)
class Facet:
    """How many of the documents found carry a value: a kind, a body's public id, a topic or a language."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Results:
    """A page of hits.

    `total` counts documents that the user may open, `more` says that there are others beyond WINDOW. `facets` counts
    kinds, the others what their names say, each under all filters but its own. `suggestion` is what may have been meant
    (plain text to be put in place of the question), made only of words in documents that the user may open.
    """

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: list[Facet] = field(default_factory=list)
    more: bool = False
    bodies: list[Facet] = field(default_factory=list)
    topics: list[Facet] = field(default_factory=list)
    languages: list[Facet] = field(default_factory=list)
    suggestion: str = ""


def search(
    *,
    text: str,
    on: datetime.date,
    user: Any = None,
    scopes: Iterable[str] = (),
    public: bool = False,
    kinds: Iterable[str] | None = None,
    bodies: Iterable[UUID] | None = None,
    topics: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    since: datetime.date | None = None,
    until: datetime.date | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Results:
    """Documents that the user may see and that hold words of a text, best first.

    Args:
        text: what was typed, with or without Vietnamese marks; “…” around a phrase, `-` before what must not occur;
            document numbers are found in any spelling, and first.
        on: the day for which access is asked.
        user: who asks; every document is checked with its source's `access` before it counts or is shown.
        scopes: the user's scope tokens (`organisations.queries.scope_tokens`).
        public: ask for everybody: no user, the scope `public` only, public sources only.
        kinds: only these kinds; None: all (so for the next three).
        bodies: only of these bodies (public ids).
        topics: only with one of these topics.
        languages: only in these languages.
        since: first day of the documents' date; documents without a date are left out.
        until: last day of the documents' date.
        limit: hits on the page.
        offset: hits before the page.

    Raises:
        ValueError: `public` together with a user or scopes.
        SearchDownError: the search server is not to be had.

    One query to the database per kind found (two when a filter is chosen), whatever the number of documents.
    """
    scopes = frozenset(scopes)
    if public and (user is not None or scopes):
        raise ValueError("A public search has neither a user nor scopes.")
    known = frozenset(source.kind for source in registry.sources() if source.public or not public)
    languages = None if languages is None else frozenset(languages)
    question = Question(
        tokens=tokenise_question(text, languages),
        scopes=frozenset({registry.PUBLIC_SCOPE}) if public else scopes,
        kinds=known if kinds is None else known & frozenset(kinds),
        bodies=None if bodies is None else frozenset(bodies),
        topics=None if topics is None else frozenset(topics),
        languages=languages,
        since=since.toordinal() if since else None,
        until=until.toordinal() if until else None,
        limit=WINDOW,
    )
    narrowed = _chosen(kind=kinds, body=bodies, topic=topics, language=languages)
    return Asking(question, user, on, narrowed, known).results(text, limit, offset)


def _chosen(**filters: Any) -> frozenset[str]:
    return frozenset(name for name, value in filters.items() if value is not None)


@dataclass(frozen=True)
class Asking:
    """One question of one reader on one day; `narrowed` names the facets that a filter was chosen in."""

    question: Question
    user: Any
    on: datetime.date
    narrowed: frozenset[str]
    kinds: frozenset[str]

    def results(self, text: str, limit: int, offset: int) -> Results:
        """The page, its facets and another spelling when little was found."""
        found = current_engine().query(replace(self.question, facets=frozenset(FACETS) - self.narrowed))
        keys = self.allowed(found.keys)
        counts = self._counts(found, keys)
        facets = {name: self._facet(name, counts[name]) for name in FACETS}
        return Results(
            hits=_hits(keys[offset : offset + limit], text),
            total=len(keys),
            facets=facets["kind"],
            more=found.total > len(found.keys),
            bodies=facets["body"],
            topics=facets["topic"],
            languages=facets["language"],
            suggestion=suggestion(text, self._all(), self.evidence, few=len(keys) < FEW) if not offset else "",
        )

    def allowed(self, keys: list[Key]) -> list[Key]:
        """The keys that the database lets the reader open on that day, in the order given."""
        by_kind: dict[str, list[UUID]] = {}
        for kind, public_id in keys:
            by_kind.setdefault(kind, []).append(public_id)
        opened: set[Key] = set()
        for kind, ids in by_kind.items():
            if kind in self.kinds and (source := registry.source(kind)):
                opened |= {(kind, each) for each in source.access(self.user, ids, self.on)}
        return [key for key in keys if key in opened]

    def evidence(self, question: Question) -> list[Stored]:
        """The best documents of another question that the reader may open."""
        keys = self.allowed(current_engine().query(replace(question, limit=_EVIDENCE)).keys)
        return list(current_engine().stored(keys).values())

    def _all(self) -> Question:
        """The question without the reader's filters: a spelling is right whatever it is narrowed to."""
        return replace(
            self.question, kinds=self.kinds, bodies=None, topics=None, languages=None, since=None, until=None
        )

    def _counts(self, found: Found, keys: list[Key]) -> dict[str, dict[str, int]]:
        """The counts of the index, less what the database refused among the best; a chosen facet is counted without itself."""
        counts = _without_refused(found, keys)
        for name in self.narrowed:
            changes: dict[str, Any] = {_FILTERS[name]: self.kinds if name == "kind" else None}
            wider = replace(self.question, facets=frozenset({name}), **changes)
            found_wider = current_engine().query(wider)
            counts |= _without_refused(found_wider, self.allowed(found_wider.keys))
        return {name: counts.get(name, {}) for name in FACETS}

    def _facet(self, name: str, counts: dict[str, int]) -> list[Facet]:
        """A facet as shown: kinds in the order of the registry, others the most frequent first."""
        chosen = frozenset(self.question.chosen().get(name, [])) if name in self.narrowed else frozenset()
        if name == "kind":
            labels = {source.kind: str(source.label) for source in registry.sources()}
            values = [source.kind for source in registry.sources()]
        else:
            labels = dict(registry.names_of(name, list(counts)))
            values = sorted(counts, key=lambda value: (-counts[value], labels.get(value, value)))
        return [
            Facet(value, labels.get(value, value), counts[value], value in chosen)
            for value in values
            if counts.get(value, 0) > 0
        ]


def _without_refused(found: Found, keys: list[Key]) -> dict[str, dict[str, int]]:
    counts = {name: dict(values) for name, values in found.facets.items()}
    opened = frozenset(keys)
    refused = [key for key in found.keys if key not in opened]
    for (kind, _id), kept in current_engine().stored(refused).items():
        values = {"kind": [kind], "body": [kept.body], "topic": kept.topics, "language": [kept.language]}
        for name, count in counts.items():
            for value in values[name]:
                if value in count:
                    count[value] -= 1
    return counts


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
                title=marker.whole(stored.title, stored.language),
                extract=marker.extract(stored.text, stored.language),
                number=stored.number,
                url=stored.url,
                on=datetime.date.fromordinal(stored.day) if stored.day else None,
                language=stored.language,
                body=UUID(stored.body) if stored.body else None,
                topics=stored.topics,
            )
        )
    return hits
