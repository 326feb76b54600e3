"""The redraft: fresh sentences, rows and facts from the sources, and nothing lost of what people wrote.

A sentence that stands verbatim in the text is replaced. One that was edited stays, and the fresh wording is offered.
One that was taken out stays out. Rows follow the same rule; rows that people added are never touched.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ttdn.filings.choices import SentenceState
from ttdn.filings.models import DraftedSentence, Fact, FilingVersion, Section, TableRow
from ttdn.filings.queries import sentence_state
from ttdn.filings.sources import Draft, DraftContext, FactRow, Row, Sentence, sources_for
from ttdn.law import Book
from ttdn.law.schema import Form, FormSection
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.organisations.queries import predecessors_of

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
    touched: set[str] = set()
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
        )
        drafts = [_keyed(source.id, source.draft(context)) for source in sources]
        _write(version, section, rows[section.code], drafts)
        touched.add(section.code)
    return touched


def _answered_for(version: FilingVersion, predecessors: frozenset[int]) -> Body | None:
    """The ended body that bore the duty of which the document is made; None: the body's own duty, or none."""
    if version.filing.subject_kind != "obligation":
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


def _write(version: FilingVersion, section: FormSection, row: Section, drafts: list[Draft]) -> None:
    sentences = [sentence for draft in drafts for sentence in draft.sentences]
    text = _write_sentences(version, section.code, row.text, sentences)
    tables = _tables(drafts) or row.tables
    if text != row.text or tables != row.tables:
        row.text = text
        row.tables = tables
        row.lock += 1
        row.save(update_fields=["text", "tables", "lock"])
    _write_rows(version, section.code, [each for draft in drafts for each in draft.rows])
    _write_facts(version, section.code, [fact for draft in drafts for fact in draft.facts])


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


def _write_sentences(version: FilingVersion, code: str, text: str, fresh: list[Sentence]) -> str:
    known = {row.key: row for row in version.sentences.filter(code=code)}
    changed: list[DraftedSentence] = []
    added: list[DraftedSentence] = []
    previous = ""
    for position, sentence in enumerate(fresh):
        row = known.pop(sentence.key, None)
        if row is None:
            row = DraftedSentence(version=version, code=code, key=sentence.key)
            text = place_after(text, previous, sentence.text)
            row.state, row.text = SentenceState.IN_TEXT, sentence.text
            added.append(row)
        else:
            text = _renew(row, sentence, text)
            changed.append(row)
        row.links = [{"kind": link.kind, "id": str(link.id), "hash": link.hash} for link in sentence.links]
        row.figures = [
            {"code": each.code, "value": each.value, "estimated": each.estimated} for each in sentence.figures
        ]
        row.position, row.stale = position, False
        if row.state == SentenceState.IN_TEXT:
            previous = row.text
    for row in known.values():
        text = _drop(row, text, changed)
    DraftedSentence.objects.bulk_create(added)
    DraftedSentence.objects.bulk_update(changed, ["text", "offered", "links", "figures", "position", "state", "stale"])
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


def _write_rows(version: FilingVersion, code: str, fresh: list[Row]) -> None:
    known: dict[tuple[str, str, object], TableRow] = {}
    for old in version.rows.filter(code=code).exclude(link_kind=HAND):
        known[old.table, old.link_kind, old.link_id or (old.cells[0] if old.cells else "")] = old
    added: list[TableRow] = []
    changed: list[TableRow] = []
    for position, row in enumerate(fresh):
        cells = list(row.cells)
        found = known.pop((row.table, row.link_kind, row.link_id or (cells[0] if cells else "")), None)
        if found is None:
            added.append(
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
        changed.append(found)
    for gone in known.values():
        if gone.edited:
            gone.stale = True
            changed.append(gone)
        else:
            gone.delete()
    TableRow.objects.bulk_create(added)
    TableRow.objects.bulk_update(changed, ["cells", "offered", "position", "link_hash", "lock", "stale"])


def _write_facts(version: FilingVersion, code: str, facts: list[FactRow]) -> None:
    Fact.objects.filter(version=version, section=code).delete()
    Fact.objects.bulk_create(
        (
            Fact(
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
            for fact in facts
        ),
        batch_size=1000,
    )
