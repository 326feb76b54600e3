"""The Typst source of a document: the same components and measures as the Word writer.

All text goes into the source as string literals in code mode, where only the backslash and the
double quote mean anything; markup characters (# $ * _ @ < //) have no power there.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from ttdn.docgen.layout import (
    FOOT_LEFT_MM,
    FOOT_RIGHT_MM,
    HEAD_LEFT_MM,
    HEAD_RIGHT_MM,
    LANDSCAPE_TEXT_WIDTH_MM,
    QUOC_HIEU,
    SIGNATURE_ROOM_PT,
    TEXT_WIDTH_MM,
    TIEU_NGU,
    TIEU_NGU_WIDTH_MM,
    URGENCY_WIDTH_MM,
    WATERMARK_WIDTH_PT,
    estimated_width_pt,
    rule_width_mm,
)
from ttdn.docgen.model import Annex, Document
from ttdn.docgen.text import nfc
from ttdn.docgen.typst_blocks import Line, TypstBlocks, content, literal
from ttdn.docgen.typst_prelude import prelude
from ttdn.docgen.wording import (
    addressee_lines,
    annex_reference,
    date_line,
    document_title,
    issuer_lines,
    legal_basis_lines,
    number_line,
    recipient_lines,
    subject_line,
)

_UNDATED_YEAR: Final = 1970
_REGIONS: Final = {"vi": "VN", "en": "US"}


@dataclass(frozen=True, slots=True)
class Section:
    """The main text or one annex: its page settings, then its statements, one block each."""

    setup: tuple[str, ...]
    lines: tuple[Line, ...]


def typst_source(document: Document, *, marks: bool = False) -> str:
    """Give the whole source; `marks` colours stale and estimated words (for the preview only)."""
    parts = [settings(document)]
    for section in sections(document, marks=marks):
        parts.extend(section.setup)
        parts.extend(line.code for line in section.lines)
    return "\n".join((*parts, "}\n"))


def sections(document: Document, *, marks: bool = False) -> list[Section]:
    """Give the main text and each annex as statements."""
    writer = TypstBlocks(marks=marks)
    main = [
        *map(Line, _head(document)),
        *map(Line, _title(document)),
        *writer.blocks(document.blocks, TEXT_WIDTH_MM),
        *map(Line, _foot(document)),
    ]
    found = [Section((), tuple(main))]
    for annex in document.annexes:
        flipped = "true" if annex.landscape else "false"
        # The counter steps at the page's end; reset after the break would come too late for the
        # header of the annex's first page.
        setup = (
            "counter(page).update(0)",
            "pagebreak(weak: true)",
            f"set page(flipped: {flipped}, footer: none)",
        )
        found.append(Section(setup, tuple(_annex(document, annex, writer))))
    return found


def issue_stamp(document: Document) -> datetime:
    """Give the date a file bears: the day of issue; before it is known, a fixed day and never the clock."""
    on = document.issued_on or date(document.year or _UNDATED_YEAR, 1, 1)
    return datetime(on.year, on.month, on.day, tzinfo=UTC)


def settings(document: Document) -> str:
    """Give file properties, language, page header, footer and mark, the definitions; code follows."""
    on = issue_stamp(document)
    when = f"datetime(year: {on.year}, month: {on.month}, day: {on.day})"
    region = _REGIONS.get(document.language)
    place = f', region: "{region}"' if region else ""
    page = "header: numbered, header-ascent: 2mm"
    if document.footer_contact:
        address = literal(document.footer_contact)
        page += f", footer: contact({address}), footer-descent: 3mm"
    if document.mark:
        words = nfc(document.mark)
        size = min(WATERMARK_WIDTH_PT / max(estimated_width_pt(words, 1), 1), 58)
        page += f", background: diagonal({size:.2f}pt, {literal(words)})"
    return (
        f"#set document(title: {literal(document_title(document))}, "
        f"author: {literal(document.issuer.name)}, date: {when})\n"
        f"{prelude()}"
        f"#set text(lang: {literal(document.language)}{place})\n"
        f"#set page({page})\n#{{"
    )


def _head(document: Document) -> list[str]:
    """Give ô 1 to 4, 5b, 10b and 11: the two columns at the top of page one."""
    parent, name = issuer_lines(document)
    left = [f"TTDNChuQuan({_lines(parent)})"] if parent else []
    length = rule_width_mm(max(name, key=len), 12, HEAD_LEFT_MM)
    left += [f"TTDNBanHanh({_lines(name)})", f"rule({length}mm)"]
    right = [
        f"TTDNQuocHieu({literal(QUOC_HIEU)})",
        f"TTDNTieuNgu({literal(TIEU_NGU)})",
        f"rule({TIEU_NGU_WIDTH_MM}mm)",
    ]
    below_left = [f"TTDNSoKyHieu({literal(number_line(document))})", "v(6pt)"]
    if document.type_name is None:
        below_left.append(f"TTDNVeViec({content(subject_line(document), HEAD_LEFT_MM)})")
    if document.urgency:
        word = document.urgency.upper()
        width = URGENCY_WIDTH_MM.get(word, 40.0)
        below_left.append(f"stamp({width}mm, rgb(255, 0, 0), TTDNMucDo({literal(word)}))")
    below_right = [f"TTDNDiaDanh({literal(date_line(document))})"]
    if document.circulation:
        word = document.circulation.upper()
        below_right.append(f"stamp(60mm, black, TTDNMucDo({literal(word)}))")
    cells = ", ".join(_cell(part) for part in (left, right, below_left, below_right))
    return [
        f"grid(columns: ({HEAD_LEFT_MM}mm, {HEAD_RIGHT_MM}mm), row-gutter: 3pt, {cells})",
        "v(9pt)",
    ]


def _lines(lines: list[str]) -> str:
    return " + linebreak() + ".join(literal(line) for line in lines)


def _cell(lines: list[str]) -> str:
    return "{ " + "; ".join(lines) + " }"


def _title(document: Document) -> list[str]:
    """Give ô 5a, the provisional note, ô 9a (Kính gửi) and the legal bases."""
    lines = []
    if document.type_name is not None:
        subject = subject_line(document)
        lines += [
            f"TTDNTenLoai({literal(document.type_name.upper())})",
            f"TTDNTrichYeu({content(subject, TEXT_WIDTH_MM)})",
            f"rule({rule_width_mm(subject, 14, TEXT_WIDTH_MM)}mm)",
        ]
    if document.provisional_note:
        lines.append(f"TTDNTamDung({literal(f'({document.provisional_note})')})")
    addressees = addressee_lines(document)
    if addressees:
        lines.append(f"TTDNKinhGui({content(addressees[0], 140)})")
        lines.extend(f"TTDNKinhGuiDong({content(line, 120)})" for line in addressees[1:])
    lines.extend(f"TTDNCanCu({content(line, TEXT_WIDTH_MM)})" for line in legal_basis_lines(document))
    return lines


def _foot(document: Document) -> list[str]:
    """Give ô 7 and 9b side by side, on one page."""
    recipients = recipient_lines(document)
    signature = document.signature
    if not recipients and not signature.lines and not signature.name:
        return []
    left = [f"TTDNNoiNhan({literal('Nơi nhận:')})"] if recipients else []
    left.extend(f"TTDNNoiNhanDong({content(line, FOOT_LEFT_MM)})" for line in recipients)
    right = [f"TTDNChucVu({literal(line.upper())})" for line in signature.lines]
    right.append(f"v({SIGNATURE_ROOM_PT}pt)")
    if signature.name:
        right.append(f"TTDNHoTen({literal(signature.name)})")
    grid = f"grid(columns: ({FOOT_LEFT_MM}mm, {FOOT_RIGHT_MM}mm), {_cell(left)}, {_cell(right)})"
    return ["v(9pt)", f"block(width: 100%, breakable: false, {grid})"]


def _annex(document: Document, annex: Annex, writer: TypstBlocks) -> list[Line]:
    """Give an annex (III.1): own page numbers from 1, its label and title as one heading."""
    width = LANDSCAPE_TEXT_WIDTH_MM if annex.landscape else TEXT_WIDTH_MM
    title = f"{literal(annex.label)} + linebreak() + {literal(annex.title.upper())}"
    return [
        Line(f"LookAnnex(1, {title})", annex.anchor),
        Line(f"TTDNKemTheo({content(annex_reference(document), width)})"),
        Line("rule(30mm)"),
        *writer.blocks(annex.blocks, width, base_depth=1),
    ]
