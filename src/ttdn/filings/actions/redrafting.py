"""The redraft: fresh sentences, rows and facts from the sources, and nothing lost of what people wrote.

A sentence that stands verbatim in the text is replaced. One that was edited stays, and the fresh wording is offered.
One that was taken out stays out. Rows follow the same rule; rows that people added are never touched.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ttdn.filings.choices import SentenceState
from ttdn.filings.models import DraftedSentence, Fact, FilingVersion, Section, TableRow
from ttdn.filings.queries import sentence_state
from ttdn.filings.sources import Draft, DraftContext, FactRow, Row, Sentence, sources_for
from ttdn.law import Book
from ttdn.law.schema import Form
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.organisations.queries import predecessors_of

SENTENCE_FIELDS = ("text", "offered", "links", "figures", "position", "state", "stale")
ROW_FIELDS = ("cells", "offered", "position", "link_hash", "lock", "stale")
HAND = "hand"
"""`link_kind` of a row that a person added."""


def redraft_sections(
    version: FilingVersion, form: Form, book: Book, *, codes: Iterable[str] | None, on: date
) -> set[str]:
    """Building block: draft the sections that have a source; gives the codes of those drafted."""
    wanted = None if codes is None else set(codes)
    predecessors = frozenset(predecessors_of(version.body))
    answered_for = _answered_for(version, predecessors)
    rows = {row.code: row for row in version.sections.select_for_update()}
    kept: dict[Hashable, Any] = {}
    there = _There(version)
    batch = _Batch()
    for section in form.sections:
        sources = sources_for(section)
        if not sources or (wanted is not None and section.code not in wanted):
            continue
        context = DraftContext(
            body=version.body,
            predecessors=predecessors,
            year=version.filing.year,
            period=version.filing.period,
            form=form,
            section=section,
            on=on,
            book=book,
            version=version,
            answered_for=answered_for,
            kept=kept,
        )
        drafts = [_keyed(source.id, source.draft(context)) for source in sources]
        _write(version, rows[section.code], drafts, there, batch)
    batch.save(version)
    return batch.codes


class _There:
    """What the version holds already, read at once for all its sections."""

    def __init__(self, version: FilingVersion) -> None:
        self.sentences: dict[str, dict[str, DraftedSentence]] = defaultdict(dict)
        for sentence in version.sentences.all():
            self.sentences[sentence.code][sentence.key] = sentence
        self.rows: dict[str, list[TableRow]] = defaultdict(list)
        for row in version.rows.exclude(link_kind=HAND):
            self.rows[row.code].append(row)


@dataclass
class _Batch:
    """What the sections' drafts change, saved at the end: one statement per table, however many sections."""

    codes: set[str] = field(default_factory=set)
    sections: list[Section] = field(default_factory=list)
    new_sentences: list[DraftedSentence] = field(default_factory=list)
    sentences: list[DraftedSentence] = field(default_factory=list)
    new_rows: list[TableRow] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def save(self, version: FilingVersion) -> None:
        """Write everything."""
        Section.objects.bulk_update(self.sections, ["text", "tables", "lock"])
        DraftedSentence.objects.bulk_create(self.new_sentences)
        DraftedSentence.objects.bulk_update(self.sentences, SENTENCE_FIELDS)
        TableRow.objects.bulk_create(self.new_rows)
        TableRow.objects.bulk_update(self.rows, ROW_FIELDS)
        Fact.objects.filter(version=version, section__in=self.codes).delete()
        Fact.objects.bulk_create(self.facts, batch_size=1000)


def _answered_for(version: FilingVersion, predecessors: frozenset[int]) -> Body | None:
    """The ended body that bore the duty of which the document is made; None: the body's own duty, or none."""
    if version.filing.subject_kind != "obligation" or version.filing.subject_id is None:
        return None
    duty = (
        Obligation.objects.select_related("bearer")
        .filter(public_id=version.filing.subject_id, form_id=version.filing.form_id, bearer_id__in=predecessors)
        .first()
    )
    return duty.bearer if duty is not None else None


def _keyed(source_id: str, draft: Draft) -> Draft:
    """Keys are the source's own: two sources of one section never share one."""
    sentences = tuple(replace(each, key=f"{source_id}:{each.key}") for each in draft.sentences)
    return replace(draft, sentences=sentences)


def _write(version: FilingVersion, row: Section, drafts: list[Draft], there: _There, batch: _Batch) -> None:
    batch.codes.add(row.code)
    sentences = [sentence for draft in drafts for sentence in draft.sentences]
    text = _write_sentences(version, row, sentences, there.sentences[row.code], batch)
    tables = _tables(drafts) or row.tables
    if text != row.text or tables != row.tables:
        row.text = text
        row.tables = tables
        row.lock += 1
        batch.sections.append(row)
    _write_rows(version, row.code, [each for draft in drafts for each in draft.rows], there.rows[row.code], batch)
    batch.facts += [_fact(version, row.code, fact) for draft in drafts for fact in draft.facts]


def _tables(drafts: list[Draft]) -> list[dict[str, object]]:
    return [
        {
            "table": table,
            "caption": draft.captions.get(table, ""),
            "columns": [
                {"key": each.key, "header": each.header, "width": each.width, "align": each.align} for each in columns
            ],
        }
        for draft in drafts
        for table, columns in draft.columns.items()
    ]


def _write_sentences(
    version: FilingVersion, section: Section, fresh: list[Sentence], known: dict[str, DraftedSentence], batch: _Batch
) -> str:
    code, text, previous = section.code, section.text, ""
    for position, sentence in enumerate(fresh):
        row = known.pop(sentence.key, None)
        if row is None:
            row = DraftedSentence(version=version, code=code, key=sentence.key)
            text = place_after(text, previous, sentence.text)
            row.state, row.text = SentenceState.IN_TEXT, sentence.text
            batch.new_sentences.append(row)
        else:
            text = _renew(row, sentence, text)
            batch.sentences.append(row)
        row.links = [{"kind": link.kind, "id": str(link.id), "hash": link.hash} for link in sentence.links]
        row.figures = [
            {"code": each.code, "value": each.value, "estimated": each.estimated} for each in sentence.figures
        ]
        row.position, row.stale = position, False
        if row.state == SentenceState.IN_TEXT:
            previous = row.text
    for row in known.values():
        text = _drop(row, text, batch.sentences)
    return text


def _renew(row: DraftedSentence, sentence: Sentence, text: str) -> str:
    """Replace the sentence where it stands verbatim; else keep what people made of it, and offer the fresh wording."""
    row.state = sentence_state(row.text, text)
    if row.state == SentenceState.IN_TEXT:
        text = text.replace(row.text, sentence.text, 1)
        row.text, row.offered = sentence.text, ""
    elif row.text != sentence.text:
        row.offered = sentence.text
    return text


def _drop(row: DraftedSentence, text: str, changed: list[DraftedSentence]) -> str:
    """No record stands behind the sentence any more: verbatim it goes, edited it stays and is marked."""
    state = sentence_state(row.text, text)
    if state == SentenceState.EDITED:
        row.state, row.links, row.stale = state, [], True
        changed.append(row)
        return text
    row.delete()
    if state == SentenceState.IN_TEXT:
        lines = text.replace(row.text, "", 1)
        return "\n\n".join(part.strip("\n") for part in lines.split("\n\n") if part.strip())
    return text


def place_after(text: str, previous: str, sentence: str) -> str:
    """Put a new sentence behind the one before it in the drafting, else at the end; dash lines stay one list."""
    if not text.strip():
        return sentence
    if previous and previous in text:
        head, tail = text.split(previous, 1)
        joint = "\n" if previous.startswith("- ") and sentence.startswith("- ") else "\n\n"
        return f"{head}{previous}{joint}{sentence}{tail}"
    last = text.rstrip().splitlines()[-1]
    joint = "\n" if last.startswith("- ") and sentence.startswith("- ") else "\n\n"
    return f"{text.rstrip()}{joint}{sentence}"


def _write_rows(version: FilingVersion, code: str, fresh: list[Row], there: list[TableRow], batch: _Batch) -> None:
    known: dict[tuple[str, str, object], TableRow] = {}
    for old in there:
        known[old.table, old.link_kind, old.link_id or (old.cells[0] if old.cells else "")] = old
    for position, row in enumerate(fresh):
        cells = list(row.cells)
        found = known.pop((row.table, row.link_kind, row.link_id or (cells[0] if cells else "")), None)
        if found is None:
            batch.new_rows.append(
                TableRow(
                    version=version,
                    code=code,
                    table=row.table,
                    position=position,
                    cells=cells,
                    link_kind=row.link_kind,
                    link_id=row.link_id,
                    link_hash=row.link_hash,
                )
            )
            continue
        if found.edited and found.cells != cells:
            found.offered = cells
        elif found.cells != cells:
            found.cells = cells
            found.lock += 1
        found.position, found.link_hash, found.stale = position, row.link_hash, False
        batch.rows.append(found)
    for gone in known.values():
        if gone.edited:
            gone.stale = True
            batch.rows.append(gone)
        else:
            gone.delete()


def _fact(version: FilingVersion, code: str, fact: FactRow) -> Fact:
    return Fact(
        version=version,
        body=version.body,
        year=version.filing.year,
        section=code,
        kind=fact.kind,
        record_kind=fact.record_kind,
        record_id=fact.record_id,
        record_hash=fact.record_hash,
        label=fact.label[:500],
        on=fact.on,
        month=fact.month,
        place=fact.place[:200],
        country=fact.country,
        region=fact.region,
        channels=list(fact.channels),
        languages=list(fact.languages),
        topics=list(fact.topics),
        themes=list(fact.themes),
        programme_task=fact.programme_task,
        estimated=fact.estimated,
        figures=dict(fact.figures),
        unit_name=fact.unit_name[:200],
    )
