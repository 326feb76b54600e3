"""The national report as a document, and its annex, without writing anything: for the command and the benchmark."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ttdn.consolidation.figures import National
from ttdn.consolidation.inputs import SOURCE_KIND, coordinators, versions_in
from ttdn.docgen.model import Annex, Block, Cell, Column, Document, Heading, Issuer, Signature, Table
from ttdn.filings.choices import ISSUED_STATES
from ttdn.filings.documents import DEMO_MARK, build_document, is_annex, legal_basis_text, text_blocks
from ttdn.filings.headers import (
    default_addressees,
    default_recipients,
    default_signer,
    recipients_of,
    signer_lines,
    subject_of,
    symbol_of,
)
from ttdn.filings.models import Filing, FilingVersion
from ttdn.filings.sources import Draft, DraftContext, sources_for
from ttdn.law import Book
from ttdn.law.schema import Form, FormSection
from ttdn.organisations.choices import StateRole
from ttdn.organisations.models import Body
from ttdn.organisations.queries import holder_of_role, name_on

FORM = "national_report"
WIDE_COLUMNS = 8


@dataclass(frozen=True)
class Report:
    """The document, and the version it comes from (None: drafted now and kept nowhere)."""

    document: Document
    version: FilingVersion | None


def current_report(year: int) -> FilingVersion | None:
    """The coordinator's national report of a year: the issued version in force, else the newest in the making."""
    filings = Filing.objects.filter(form_id=FORM, year=year, body_id__in=coordinators())
    versions = FilingVersion.objects.filter(filing__in=filings).select_related("filing__body", "filing__unit", "body")
    issued = versions.filter(state="issued").order_by("-pk").first()
    return issued or versions.exclude(state__in=ISSUED_STATES).order_by("-pk").first()


def national_report(year: int, *, book: Book, on: date) -> Report:
    """The report of the year: the coordinator's filing where there is one, else a draft that is kept nowhere."""
    version = current_report(year)
    if version is not None:
        return Report(build_document(version), version)
    return Report(draft_document(year, book=book, on=on), None)


def figures_for(year: int, *, book: Book, on: date, report: FilingVersion | None = None) -> National:
    """The figures of a year: from the reports that an issued national report was made from, else those that count now."""
    if report is None or not report.is_issued:
        return National(year, book=book, on=on)
    kept = linked_sources(report)
    return National(year, book=book, on=on, versions=versions_in(kept)) if kept else National(year, book=book, on=on)


def linked_sources(report: FilingVersion) -> set[UUID]:
    """Public ids of the reports that a national report links to: frozen with it when it was issued."""
    found = {
        UUID(link["id"])
        for links in report.sentences.values_list("links", flat=True)
        for link in links
        if link["kind"] == SOURCE_KIND
    }
    rows = report.rows.filter(link_kind=SOURCE_KIND, link_id__isnull=False).values_list("link_id", flat=True)
    return found | {each for each in rows if each is not None}


def draft_document(year: int, *, book: Book, on: date, form_id: str = FORM) -> Document:
    """The report as its sources draft it now, in memory.

    Raises:
        NoHolder: nobody is coordinator on that day.
    """
    body = holder_of_role(StateRole.COORDINATOR, on)
    form = book.form(form_id, on)
    filing = Filing(
        form_id=form.id, body=body, period=str(year), year=year, title=subject_of(form, period=str(year), year=year)
    )
    version = FilingVersion(filing=filing, body=body, form_effective=form.effective_from)
    blocks: list[Block] = []
    annexes: list[Annex] = []
    for section in form.sections:
        context = _context(section, form, version, book, on)
        found = [block for source in sources_for(section) for block in _blocks(section, source.draft(context))]
        if is_annex(section):
            if found:
                annexes.append(_annex(section, found))
            continue
        blocks.append(Heading(min(section.level, 4), section.label or "", section.heading_vi, section.code))
        blocks.extend(found)
    return _around(version, form, book, on, blocks, annexes)


def _context(section: FormSection, form: Form, version: FilingVersion, book: Book, on: date) -> DraftContext:
    filing = version.filing
    return DraftContext(
        body=version.body,
        predecessors=frozenset(),
        year=filing.year,
        period=filing.period,
        form=form,
        section=section,
        on=on,
        book=book,
        version=version,
    )


def _blocks(section: FormSection, draft: Draft) -> list[Block]:
    """Sentences as paragraphs, rows as tables: what the editor would show, without keeping either."""
    text = "\n\n".join(sentence.text for sentence in draft.sentences)
    blocks = text_blocks(text, anchor=f"{section.code}-text")
    by_table: dict[str, list[tuple[Cell, ...]]] = {}
    for row in draft.rows:
        by_table.setdefault(row.table, []).append(row.cells)
    for table, columns in draft.columns.items():
        if by_table.get(table):
            described = tuple(Column(each.header, each.width, each.align) for each in columns)
            blocks.append(
                Table(
                    described, tuple(by_table[table]), draft.captions.get(table, ""), anchor=f"{section.code}-{table}"
                )
            )
    return blocks


def _annex(section: FormSection, blocks: list[Block]) -> Annex:
    wide = any(isinstance(block, Table) and len(block.columns) >= WIDE_COLUMNS for block in blocks)
    return Annex(section.label or "", section.heading_vi, tuple(blocks), landscape=wide, anchor=section.code)


def _around(  # noqa: PLR0917  (one caller, in the order of the page)
    version: FilingVersion, form: Form, book: Book, on: date, blocks: list[Block], annexes: list[Annex]
) -> Document:
    body: Body = version.body
    name = name_on(body, on)
    signer = default_signer(body, on)
    addressees = default_addressees(form, on)
    return Document(
        form_id=form.id,
        issuer=Issuer(name.name_vi),
        symbol=symbol_of(form, name, None),
        subject=version.filing.title,
        place=name.place_vi,
        year=on.year,
        type_name=(form.type_name_vi or form.title_vi).upper(),
        addressees=tuple(each["text"] for each in addressees),
        legal_bases=(legal_basis_text(book, form.instrument),),
        blocks=tuple(blocks),
        annexes=tuple(annexes),
        recipients=recipients_of(form, addressees, default_recipients(form), None),
        signature=Signature(signer_lines(signer["signing_authority"], name), signer["signer_name"] or None),
        mark=DEMO_MARK if body.is_demo else None,
    )


__all__ = ["FORM", "Report", "current_report", "draft_document", "figures_for", "linked_sources", "national_report"]
