"""The docgen document of a version: exact headings of the form, names and titles of the day, text and tables."""

from dataclasses import replace
from datetime import date
from typing import Any

from ttdn.docgen.model import (
    Annex,
    Block,
    BulletList,
    Cell,
    Column,
    Document,
    Heading,
    Issuer,
    Paragraph,
    Run,
    Signature,
    Table,
)
from ttdn.filings.choices import SentenceState
from ttdn.filings.headers import LETTER_TYPES, recipients_of, signer_lines, symbol_of
from ttdn.filings.models import FilingVersion, TableRow
from ttdn.filings.queries import law_of, stale_marks
from ttdn.law import Book, local_day
from ttdn.law.schema import Form, FormSection
from ttdn.law.text import long_date
from ttdn.organisations.models import BodyName
from ttdn.organisations.queries import names_on
from ttdn.purging.queries import inscription, tombstone

DEMO_MARK = "DỮ LIỆU TRÌNH DIỄN"
PROVISIONAL = "Mẫu tạm dùng, chưa đối chiếu"
WIDE_COLUMNS = 8


def build_document(version: FilingVersion, *, texts: dict[str, str] | None = None, marks: bool = False) -> Document:
    """The document as it stands; an issued version gives its snapshot.

    Args:
        version: any version.
        texts: section texts, by code, that are not saved yet (the live preview).
        marks: colour stale sentences and estimates (the preview); never for what is issued.
    """
    if version.is_issued and version.document:
        return Document.from_dict(version.document)
    if version.is_issued and (purge := tombstone("filings.version", version.public_id)):
        return _tombstone(version, inscription(purge))
    on = version.issued_on or local_day(version.updated_at)
    return compose(version, on=on, texts=texts or {}, marks=marks)


def _tombstone(version: FilingVersion, words: str) -> Document:
    """What stands in the place of a document whose content was erased: number, date, addressees, and why."""
    left = compose(version, on=version.issued_on or local_day(version.updated_at))
    return replace(left, blocks=(Paragraph(runs=(Run(words),)),), annexes=())


def compose(version: FilingVersion, *, on: date, texts: dict[str, str] | None = None, marks: bool = False) -> Document:
    """The document from the rows of the version, with the names that bodies bear on a day."""
    filing = version.filing
    book, form = law_of(version)
    names = names_on([filing.body_id, *([filing.unit_id] if filing.unit_id else [])], on)
    name = names[filing.body_id]
    unit = names.get(filing.unit_id) if filing.unit_id else None
    letter = form.document_type is None
    body, annexes = _parts(version, form, texts or {}, marks=marks)
    return Document(
        form_id=form.id,
        issuer=Issuer(name=name.name_vi),
        symbol=version.symbol or symbol_of(form, name, unit),
        subject=version.subject_override or filing.title,
        language=version.language,
        number=version.number_text or None,
        place=version.place or name.place_vi,
        issued_on=version.issued_on,
        year=on.year,
        type_name=None if letter else (form.type_name_vi or form.title_vi).upper(),
        urgency=version.urgency or None,
        addressees=_salutation(form, version),
        legal_bases=tuple(legal_basis_text(book, each) for each in version.legal_bases),
        blocks=tuple(body),
        annexes=tuple(annexes),
        recipients=recipients_of(form, version.addressees, version.recipients, unit),
        signature=_signature(version, name),
        mark=DEMO_MARK if filing.is_demo else None,
        provisional_note=(form.note_vi or PROVISIONAL) if form.provisional else None,
    )


def with_issue(document: Document, *, number: str, issued_on: date, place: str) -> Document:
    """The document with what issuing gives it."""
    return replace(document, number=number, issued_on=issued_on, place=place or document.place, year=issued_on.year)


def _salutation(form: Form, version: FilingVersion) -> tuple[str, ...]:
    if form.document_type not in LETTER_TYPES and "prime_minister" not in form.addressee_roles:
        return ()
    return tuple(each["text"] for each in version.addressees if each.get("part") == "to")


def _signature(version: FilingVersion, name: BodyName) -> Signature:
    lines = signer_lines(version.signing_authority, name, version.signer_position, version.signer_lines)
    return Signature(lines=lines, name=version.signer_name or None)


def legal_basis_text(book: Book, basis: Any) -> str:
    """One căn cứ line: an instrument of the register by its id, or words that a person typed.

    "Căn cứ Thông tư số 02/2019/TT-BTTTT ngày 08 tháng 3 năm 2019 của Bộ Thông tin và Truyền thông hướng dẫn …"
    """
    if isinstance(basis, dict):
        return str(basis.get("text", ""))
    found = book.instruments.get(str(basis))
    if found is None:
        return str(basis)
    words = ["Căn cứ", book.instrument_name(found.id)]
    if found.issued_on:
        words.append(long_date(found.issued_on))
    if found.issuer_vi:
        words.append(f"của {found.issuer_vi}")
    if found.number is not None and found.title_vi:
        title = found.title_vi.removeprefix("V/v ").strip()
        words.append(title[:1].lower() + title[1:])
    return " ".join(words)


def _parts(
    version: FilingVersion, form: Form, texts: dict[str, str], *, marks: bool
) -> tuple[list[Block], list[Annex]]:
    """The blocks of the body, and the annexes: sections that the form labels "Phụ lục …"."""
    rows: dict[tuple[str, str], list[TableRow]] = {}
    for row in sorted(version.rows.all(), key=lambda each: (each.position, each.pk)):
        rows.setdefault((row.code, row.table), []).append(row)
    saved = {row.code: row for row in version.sections.all()}
    marked = _marked_sentences(version) if marks else {}
    body: list[Block] = []
    annexes: list[Annex] = []
    for section in form.sections:
        found = saved.get(section.code)
        text = texts.get(section.code, found.text if found else "")
        blocks = text_blocks(text, anchor=f"{section.code}-text", marks=marked.get(section.code, {}))
        tables = [
            _table(table, rows[section.code, table["table"]])
            for table in (found.tables if found else [])
            if rows.get((section.code, table["table"]))
        ]
        blocks.extend(tables)
        if is_annex(section):
            if blocks:
                annexes.append(_annex(section, blocks, tables))
            continue
        if form.document_type is not None or section.label:
            body.append(_heading(section))
        body.extend(blocks)
    return body, annexes


def is_annex(section: FormSection) -> bool:
    """Whether the form prints the section as an annex."""
    return (section.label or "").startswith("Phụ lục")


def _annex(section: FormSection, blocks: list[Block], tables: list[Table]) -> Annex:
    return Annex(
        label=section.label or "",
        title=section.heading_vi,
        blocks=tuple(blocks),
        landscape=any(len(table.columns) >= WIDE_COLUMNS for table in tables),
        anchor=section.code,
    )


def _heading(section: FormSection) -> Heading:
    label = section.label or ""
    return Heading(level=min(section.level, 4), label=label, text=section.heading_vi, anchor=section.code)


def _marked_sentences(version: FilingVersion) -> dict[str, dict[str, str]]:
    """By section: the sentences to colour, and how."""
    stale, _rows = stale_marks(version)
    marked: dict[str, dict[str, str]] = {}
    for sentence in version.sentences.all():
        if sentence.state != SentenceState.IN_TEXT:
            continue
        if sentence.public_id in stale:
            marked.setdefault(sentence.code, {})[sentence.text] = "stale"
        elif any(figure.get("estimated") for figure in sentence.figures):
            marked.setdefault(sentence.code, {})[sentence.text] = "estimate"
    return marked


def text_blocks(text: str, *, anchor: str = "", marks: dict[str, str] | None = None) -> list[Block]:
    """Plain text as blocks: a blank line or a line end begins a paragraph, lines with "- " make a list."""
    blocks: list[Block] = []
    items: list[Cell] = []
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        if stripped.startswith("- "):
            items.append(_runs(stripped[2:].strip(), marks or {}))
            continue
        if items:
            blocks.append(BulletList(items=tuple(items), anchor=anchor if not blocks else ""))
            items = []
        if stripped:
            blocks.append(Paragraph(runs=_runs(stripped, marks or {}), anchor=anchor if not blocks else ""))
    return blocks


def _runs(line: str, marks: dict[str, str]) -> tuple[Run, ...]:
    for sentence, mark in marks.items():
        wanted = sentence.removeprefix("- ").strip()
        if wanted and wanted in line:
            before, after = line.split(wanted, 1)
            inner = Run(wanted, mark="stale" if mark == "stale" else "estimate")
            rest = {key: value for key, value in marks.items() if key != sentence}
            return (*(_runs(before, rest) if before else ()), inner, *(_runs(after, rest) if after else ()))
    return (Run(line),)


def _table(described: dict[str, Any], rows: list[TableRow]) -> Table:
    columns = tuple(
        Column(header=each["header"], width=float(each.get("width", 1)), align=each.get("align", "left"))
        for each in described["columns"]
    )
    width = len(columns)
    return Table(
        columns=columns,
        rows=tuple(tuple([*map(str, row.cells), *([""] * width)][:width]) for row in rows),
        caption=described.get("caption", ""),
        anchor=f"{rows[0].code}-{described['table']}",
    )
