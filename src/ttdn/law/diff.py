"""What the law says on one day and not on another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ttdn.law.book import Book
from ttdn.law.errors import NotInForce
from ttdn.law.fields import DatedRule
from ttdn.law.schema import DATED_KINDS

_DATES = {"effective_from", "effective_to", "checked_on"}


@dataclass(frozen=True)
class Change:
    """One rule that begins, ends or changes between two days; `fields` name what changed."""

    kind: str
    id: str
    before: DatedRule | None
    after: DatedRule | None
    fields: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """`+` begins, `-` ends, `~` changes."""
        if self.before is None:
            return "+"
        return "-" if self.after is None else "~"


def diff(book: Book, first: date, second: date) -> list[Change]:
    """The rules of the book that differ between two days, by kind and id."""
    changes = []
    for kind in DATED_KINDS:
        for rule_id in book.ids(kind):
            before, after = _on(book, kind, rule_id, first), _on(book, kind, rule_id, second)
            if before is after:
                continue
            fields: tuple[str, ...] = ()
            if before is not None and after is not None:
                old, new = before.model_dump(), after.model_dump()
                fields = tuple(name for name in new if name not in _DATES and old[name] != new[name])
            changes.append(Change(kind, rule_id, before, after, fields))
    return changes


def _on(book: Book, kind: str, rule_id: str, on: date) -> DatedRule | None:
    try:
        return book.value(kind, rule_id, on)
    except NotInForce:
        return None
