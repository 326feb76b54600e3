"""Registry of section sources (what can draft a section) and of record kinds (what a drafted figure links to).

Apps above `filings` register from their `AppConfig.ready()`; filings itself knows no kind of fact.
"""

import uuid
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from ttdn.law.book import Book
from ttdn.law.schema import Form, FormSection

if TYPE_CHECKING:
    from ttdn.filings.models import FilingVersion
    from ttdn.organisations.models import Body

Align = Literal["left", "center", "right", "justify"]
Read = TypeVar("Read")


@dataclass(frozen=True)
class Link:
    """A record behind a sentence: kind, public id, and the hash it had when the sentence was drafted."""

    kind: str
    id: uuid.UUID
    hash: str


@dataclass(frozen=True)
class SentenceFigure:
    """A number in a sentence; `links` of the sentence open the records behind it."""

    code: str
    value: int
    estimated: bool = False


@dataclass(frozen=True)
class Sentence:
    """A drafted sentence; `key` stays the same from one drafting to the next ("training.topics")."""

    key: str
    text: str
    links: tuple[Link, ...] = ()
    figures: tuple[SentenceFigure, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of a section's table; `width` is a share, any unit."""

    key: str
    header: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Row:
    """A drafted table row; `cells` are texts in the order of the table's columns."""

    table: str
    cells: tuple[str, ...]
    link_kind: str = ""
    link_id: uuid.UUID | None = None
    link_hash: str = ""


@dataclass(frozen=True)
class FactRow:
    """What one record says, to be frozen with the version (see `models.Fact`)."""

    kind: str
    record_kind: str
    record_id: uuid.UUID
    label: str
    record_hash: str = ""
    on: date | None = None
    month: int | None = None
    place: str = ""
    country: str = ""
    region: str = ""
    channels: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    programme_task: str = ""
    estimated: bool = False
    figures: Mapping[str, int] = field(default_factory=dict)
    unit_name: str = ""


@dataclass(frozen=True)
class Draft:
    """What a source gives for one section. `columns` and `captions` are keyed by table name."""

    sentences: tuple[Sentence, ...] = ()
    rows: tuple[Row, ...] = ()
    facts: tuple[FactRow, ...] = ()
    columns: Mapping[str, tuple[Column, ...]] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftContext:
    """What a source may know: whose document, for which period, which section of which form.

    `kept` is one for all sections drafted together: what several of them need is read once (`once`).
    """

    body: "Body"
    predecessors: frozenset[int]
    year: int
    period: str
    form: Form
    section: FormSection
    on: date
    book: Book
    version: "FilingVersion"
    answered_for: "Body | None" = None
    """The ended body whose overdue duty this document answers: its work is told, not the heir's own."""
    kept: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def worker(self) -> "Body":
        """The body whose work the document tells."""
        return self.answered_for or self.body

    def once(self, key: Hashable, read: Callable[[], Read]) -> Read:
        """What `read` gives, read at the first call for this key in one drafting."""
        if key not in self.kept:
            self.kept[key] = read()
        found: Read = self.kept[key]
        return found


@dataclass(frozen=True)
class SectionSource:
    """A source, by the id that law/forms names in a section's `sources`."""

    id: str
    draft: Callable[[DraftContext], Draft]


@dataclass(frozen=True)
class RecordKind:
    """How to tell whether records changed, and where a person opens one."""

    kind: str
    current_hash: Callable[[list[uuid.UUID]], dict[uuid.UUID, str]]
    url: Callable[[uuid.UUID], str]


_sources: dict[str, SectionSource] = {}
_kinds: dict[str, RecordKind] = {}


def register(source: SectionSource) -> None:
    """Add a section source; a second one of the same id is a mistake of ours."""
    known = _sources.get(source.id)
    if known is not None and known != source:
        raise AssertionError(f"section source {source.id!r} is registered twice")
    _sources[source.id] = source


def register_record_kind(
    kind: str,
    current_hash: Callable[[list[uuid.UUID]], dict[uuid.UUID, str]],
    url: Callable[[uuid.UUID], str],
) -> None:
    """Say how records of a kind are hashed now (missing ids: the record is gone) and where one is shown."""
    _kinds[kind] = RecordKind(kind, current_hash, url)


def sources_for(section: FormSection) -> list[SectionSource]:
    """The registered sources that the form names for the section, in the form's order."""
    return [_sources[each] for each in section.sources if each in _sources]


def record_kind(kind: str) -> RecordKind | None:
    """The kind, or None when no app registered it."""
    return _kinds.get(kind)


def current_hashes(links: Iterable[tuple[str, uuid.UUID]]) -> dict[tuple[str, uuid.UUID], str | None]:
    """Hash now of each linked record, one call per kind; None when it is gone. Unknown kinds are left out."""
    by_kind: dict[str, set[uuid.UUID]] = {}
    for kind, record in links:
        by_kind.setdefault(kind, set()).add(record)
    found: dict[tuple[str, uuid.UUID], str | None] = {}
    for kind, records in by_kind.items():
        known = _kinds.get(kind)
        if known is None:
            continue
        now = known.current_hash(sorted(records))
        found.update({(kind, record): now.get(record) for record in records})
    return found
