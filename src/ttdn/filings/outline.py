"""What the editor shows of a version: the outline with the state of each section, and one section in full."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ttdn.filings.choices import SentenceState
from ttdn.filings.models import Comment, DraftedSentence, FilingVersion, Section, TableRow
from ttdn.law.schema import Form, FormSection


@dataclass(frozen=True)
class OutlineEntry:
    """One line of the outline; `kind` is a badge kind."""

    section: FormSection
    title: str
    kind: str
    label: str
    comments: int


@dataclass(frozen=True)
class SentenceLine:
    """A drafted sentence and what is to be known of it."""

    row: DraftedSentence
    stale: bool


@dataclass(frozen=True)
class TableView:
    """A table of a section with its rows."""

    table: str
    caption: str
    columns: list[dict[str, Any]]
    rows: list[tuple[TableRow, bool]]


@dataclass(frozen=True)
class Pane:
    """One section in full."""

    section: FormSection
    row: Section
    hint: str
    sentences: list[SentenceLine]
    tables: list[TableView]
    comments: list[Comment]
    has_sources: bool


def heading_of(section: FormSection) -> str:
    """The heading as the outline shows it, in the reader's language."""
    english = (get_language() or "vi").startswith("en")
    words = section.heading_en if english and section.heading_en else section.heading_vi
    return f"{section.label or ''} {words}".strip()


def outline_of(
    version: FilingVersion, form: Form, stale: set[uuid.UUID], stale_rows: set[uuid.UUID]
) -> list[OutlineEntry]:
    """Every section of the form with its state (expects sections, rows, sentences to be prefetched)."""
    texts = {row.code: row for row in version.sections.all()}
    with_rows = {row.code for row in version.rows.all()}
    marked = {each.code for each in version.sentences.all() if each.public_id in stale or each.offered}
    marked |= {each.code for each in version.rows.all() if each.public_id in stale_rows or each.offered}
    remarks: dict[str, int] = {}
    for comment in version.comments.all():
        if comment.resolved_at is None:
            remarks[comment.code] = remarks.get(comment.code, 0) + 1
    entries = []
    for section in form.sections:
        kind, label = _state(section, texts.get(section.code), with_rows, marked)
        entries.append(OutlineEntry(section, heading_of(section), kind, label, remarks.get(section.code, 0)))
    return entries


def _state(section: FormSection, row: Section | None, with_rows: set[str], marked: set[str]) -> tuple[str, str]:
    if section.kind == "heading":
        return "", ""
    if section.code in marked:
        return "soon", _("Số liệu đã đổi")
    if (row is not None and row.text.strip()) or section.code in with_rows:
        return "ok", _("Có nội dung")
    if row is not None and row.blank_confirmed:
        return "muted", _("Không có nội dung")
    return ("late", _("Còn thiếu")) if section.required else ("muted", _("Trống"))


def section_pane(
    version: FilingVersion, section: FormSection, stale: set[uuid.UUID], stale_rows: set[uuid.UUID]
) -> Pane:
    """One section: text, drafted sentences, tables, remarks (expects the relations to be prefetched)."""
    row = next(each for each in version.sections.all() if each.code == section.code)
    sentences = sorted(
        (each for each in version.sentences.all() if each.code == section.code), key=lambda s: s.position
    )
    rows = sorted(
        (each for each in version.rows.all() if each.code == section.code), key=lambda each: (each.position, each.pk)
    )
    tables = [
        TableView(
            table=each["table"],
            caption=each.get("caption", ""),
            columns=each["columns"],
            rows=[(found, found.public_id in stale_rows) for found in rows if found.table == each["table"]],
        )
        for each in row.tables
    ]
    return Pane(
        section=section,
        row=row,
        hint=section.note_vi or "",
        sentences=[
            SentenceLine(each, each.public_id in stale) for each in sentences if each.state != SentenceState.REMOVED
        ],
        tables=tables,
        comments=sorted((each for each in version.comments.all() if each.code == section.code), key=lambda c: c.at),
        has_sources=bool(section.sources),
    )
