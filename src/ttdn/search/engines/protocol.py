"""What an engine must do. It knows no user: it filters by scope tokens and is asked again through the database."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from ttdn.search.registry import SearchDocument
from ttdn.search.tokens import Tokens, number_key, tokenise
from ttdn.search.typed import Asked

BOOSTS = {"folded": 1.0, "pairs": 1.0, "exact": 0.5, "cited": 8.0, "stems": 0.5}
"""Weights of the fields."""
SAME_MARKS = 1_000.0
"""Added where every syllable stands with the marks it was typed with: such documents come before all others."""
OWN_NUMBER = 4_000.0
"""Added where the document's own number was asked for: it comes before everything that only mentions it."""
MARKED_WORDS = 8
"""Up to so many marked syllables a question puts the documents with the same marks first; longer ones only prefer them."""
WAIT_SECONDS = 30.0
"""So long a writer waits for another process to finish writing, unless told otherwise."""
FACETS = ("kind", "body", "topic", "language")
FACET_VALUES = 50
"""So many values of a facet are counted, the most frequent first."""

Key = tuple[str, uuid.UUID]
"""Kind and public id of a document."""


class IndexBusyError(ValueError):
    """Another process held the index longer than the writer was told to wait; nothing was written."""


@dataclass(frozen=True)
class Question:
    """What is asked of the index.

    `scopes`: tokens of which a document must carry one (empty: nothing is found). A filter that is None lets all pass,
    an empty one none; `topics` wants one of them. `since` and `until` are day ordinals, both included. `facets`: which
    of FACETS to count over everything that matches under the same filters.
    """

    tokens: Asked
    scopes: frozenset[str]
    kinds: frozenset[str] | None = None
    bodies: frozenset[uuid.UUID] | None = None
    topics: frozenset[str] | None = None
    languages: frozenset[str] | None = None
    since: int | None = None
    until: int | None = None
    limit: int = 20
    facets: frozenset[str] = frozenset()

    def chosen(self) -> dict[str, list[str]]:
        """The values of each facet that is narrowed."""
        bodies = None if self.bodies is None else {str(each) for each in self.bodies}
        chosen = {"kind": self.kinds, "body": bodies, "topic": self.topics, "language": self.languages}
        return {name: sorted(values) for name, values in chosen.items() if values is not None}


@dataclass(frozen=True)
class Found:
    """Keys in order of rank, how many documents match under the same filter, and the facets that were asked for."""

    keys: list[Key]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Stored:
    """What the index keeps of a document to show it."""

    title: str
    text: str
    number: str
    url: str
    day: int
    language: str
    body: str = ""
    topics: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fields:
    """The tokens of a document, by field of the index."""

    folded: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    stems: list[str] = field(default_factory=list)
    number: list[str] = field(default_factory=list)


WORD_FIELDS = ("folded", "pairs", "exact", "cited", "stems", "number")


def fields_of(document: SearchDocument) -> Fields:
    """The token stream of a document, the same for every engine."""
    text = "\n".join(part for part in (document.title, document.number, document.text) if part)
    found: Tokens = tokenise(text, document.language)
    own = {number_key(document.number)} - {""}
    return Fields(found.folded, found.pairs, found.exact, found.numbers, found.stems, sorted(own))


def stored_of(document: SearchDocument) -> Stored:
    """What an engine keeps of a document."""
    return Stored(
        title=document.title,
        text=document.text,
        number=document.number,
        url=document.url,
        day=document.on.toordinal() if document.on else 0,
        language=document.language,
        body=str(document.body) if document.body else "",
        topics=sorted(document.topics),
    )


class Engine(Protocol):
    """An index that can be thrown away: everything in it is made again from the database."""

    def index(self, documents: Iterable[SearchDocument], *, wait: float = WAIT_SECONDS) -> int:
        """Put documents in, in place of earlier ones with the same kind and id; gives how many.

        Raises:
            IndexBusyError: another process was still writing after so many seconds.
            SearchDownError: the search server is not to be had.
        """

    def delete(self, keys: Iterable[Key], *, wait: float = WAIT_SECONDS) -> None:
        """Take documents out; unknown keys are ignored. Raises what `index` raises."""

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace the whole index at once (readers see the old one until the new one is whole); gives how many."""

    def query(self, question: Question) -> Found:
        """The best documents under the filter."""

    def tally(self, name: str, words: Iterable[str], question: Question) -> dict[str, int]:
        """How many documents hold each word in a field (`folded`, `pairs`) under the question's filters; 0 is left out."""

    def stored(self, keys: Iterable[Key]) -> dict[Key, Stored]:
        """What is kept of some documents; missing ones are left out."""

    def count(self) -> int:
        """How many documents the index holds."""

    def size(self) -> int:
        """Bytes on disk."""
