"""What an engine must do. It knows no user: it filters by scope tokens and is asked again through the database."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from ttdn.search.registry import SearchDocument
from ttdn.search.tokens import Tokens, number_key, tokenise

BOOSTS = {"folded": 1.0, "pairs": 1.0, "exact": 0.5, "cited": 8.0, "number": 40.0}
"""Weights of the fields; a document's own number comes before everything that only mentions it."""

Key = tuple[str, uuid.UUID]
"""Kind and public id of a document."""


@dataclass(frozen=True)
class Question:
    """What is asked of the index. `scopes`: tokens of which a document must carry one (empty: nothing is found)."""

    tokens: Tokens
    scopes: frozenset[str]
    kinds: frozenset[str] | None = None
    since: int | None = None
    until: int | None = None
    limit: int = 20


@dataclass(frozen=True)
class Found:
    """Keys in order of rank, and how many documents match under the same filter."""

    keys: list[Key]
    total: int


@dataclass(frozen=True)
class Stored:
    """What the index keeps of a document to show it."""

    title: str
    text: str
    number: str
    url: str
    day: int
    language: str


@dataclass(frozen=True)
class Fields:
    """The tokens of a document, by field of the index."""

    folded: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)
    number: list[str] = field(default_factory=list)


def fields_of(document: SearchDocument) -> Fields:
    """The token stream of a document, the same for every engine."""
    tokens = tokenise("\n".join(part for part in (document.title, document.number, document.text) if part))
    own = number_key(document.number)
    return Fields(tokens.folded, tokens.pairs, tokens.exact, tokens.numbers, [own] if own else [])


class Engine(Protocol):
    """An index that can be thrown away: everything in it is made again from the database."""

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Put documents in, in place of earlier ones with the same kind and id; gives how many."""

    def delete(self, keys: Iterable[Key]) -> None:
        """Take documents out; unknown keys are ignored."""

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace the whole index at once (readers see the old one until the new one is whole); gives how many."""

    def query(self, question: Question) -> Found:
        """The best documents under the filter."""

    def stored(self, keys: Iterable[Key]) -> dict[Key, Stored]:
        """What is kept of some documents; missing ones are left out."""

    def count(self) -> int:
        """How many documents the index holds."""

    def size(self) -> int:
        """Bytes on disk."""
