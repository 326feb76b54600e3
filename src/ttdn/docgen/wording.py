"""The fixed wordings of a document: number line, date line, title; and its blocks as plain text."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ttdn.docgen.layout import HEAD_LEFT_MM, WIDE_TABLE_COLUMNS, balanced_lines, column_widths_mm
from ttdn.docgen.model import (
    Block,
    BulletList,
    Cell,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Run,
    Table,
)
from ttdn.docgen.text import nfc

# Non-breaking spaces: Word, Typst and HTML all keep them, where they fold ordinary ones.
NO_NUMBER: Final = "\u00a0" * 7
_WORD_SHARE: Final = 0.3
_PADDED_MONTHS: Final = 2
NO_DAY: Final = "\u00a0" * 5


def cell_runs(cell: Cell) -> tuple[Run, ...]:
    """Give a cell or list item as runs."""
    return (Run(cell),) if isinstance(cell, str) else cell


def cell_text(cell: Cell) -> str:
    """Give a cell or list item as plain text."""
    return cell if isinstance(cell, str) else "".join(run.text for run in cell)


def block_text(block: Block) -> str:
    """Give the words of one block, a table cell or list item per line."""
    match block:
        case Heading():
            return f"{block.label} {block.text}".strip()
        case Paragraph():
            return cell_text(block.runs)
        case BulletList():
            return "\n".join(cell_text(item) for item in block.items)
        case Table():
            lines = [block.caption] if block.caption else []
            lines.extend(column.header for column in block.columns)
            lines.extend(cell_text(cell) for row in block.rows for cell in row)
            return "\n".join(lines)
        case Note():
            return block.text
        case Figure():
            return block.caption or block.alt


def table_size(table: Table) -> float:
    """Give the type size of a table's cells in points: smaller when it has many columns."""
    return 12 if len(table.columns) > WIDE_TABLE_COLUMNS else 13


def table_widths_mm(table: Table, width_mm: float) -> list[float]:
    """Give the widths of a table's columns for a text area of a width."""
    size = table_size(table)
    # A word wider than a good part of the page (an address on the web) is broken, not made room for.
    limit = int(width_mm * _WORD_SHARE * 72 / 25.4 / (size / 2))
    longest = [
        max((w for w in column.header.split() if len(w) <= limit), key=len, default="") for column in table.columns
    ]
    for row in table.rows:
        for index, cell in enumerate(row):
            text = cell if isinstance(cell, str) else cell_text(cell)
            if len(text) > len(longest[index]):
                words = (word for word in text.split() if len(word) <= limit)
                longest[index] = max(longest[index], *words, "", key=len)
    shares = [column.width for column in table.columns]
    return column_widths_mm(shares, longest, size, width_mm)


def iter_blocks(document: Document) -> Iterator[Block]:
    """Give every block of the body and then of the annexes, in reading order."""
    yield from document.blocks
    for annex in document.annexes:
        yield from annex.blocks


def document_title(document: Document) -> str:
    """Give the title for file properties: type and subject, or "V/v …" for a công văn."""
    if document.type_name:
        return nfc(f"{document.type_name} {document.subject}".strip())
    return nfc(f"V/v {document.subject}".strip())


def number_line(document: Document) -> str:
    """Give "Số: 05/KH-BVHTTDL" (Phụ lục I, II.3: below 10 a zero goes before); room is left when unknown."""
    number = (document.number or "").strip()
    if number.isdigit() and len(number) == 1:
        number = f"0{number}"
    return nfc(f"Số: {number or NO_NUMBER}/{document.symbol}")


def date_line(document: Document) -> str:
    """Give "Hà Nội, ngày 05 tháng 02 năm 2026" (II.4: zero before days below 10 and months 1, 2)."""
    on = document.issued_on
    if on is None:
        year = str(document.year) if document.year else NO_NUMBER
        when = f"ngày{NO_DAY}tháng{NO_DAY}năm {year}"
    else:
        month = f"{on.month:02d}" if on.month <= _PADDED_MONTHS else str(on.month)
        when = f"ngày {on.day:02d} tháng {month} năm {on.year}"
    return nfc(f"{document.place}, {when}" if document.place else when)


def annex_reference(document: Document) -> str:
    """Give the line under an annex title (III.1.c): "(Kèm theo Kế hoạch số … ngày … của …)"."""
    kind = document.type_name.capitalize() if document.type_name else "Công văn"
    number = number_line(document).removeprefix("Số: ")
    when = date_line(replace(document, place=""))
    return nfc(f"(Kèm theo {kind} số {number} {when} của {document.issuer.name})")


def issuer_lines(document: Document) -> tuple[list[str], list[str]]:
    """Give the lines of the body above (none if there is none) and of the issuing body, in capitals."""
    parent = document.issuer.parent_vi
    above = balanced_lines(nfc(parent).upper(), 12, HEAD_LEFT_MM) if parent else []
    return above, balanced_lines(nfc(document.issuer.name).upper(), 12, HEAD_LEFT_MM)


def subject_line(document: Document) -> str:
    """Give the trích yếu as printed; a công văn puts "V/v" before it (II.5.b)."""
    return nfc(document.subject if document.type_name else f"V/v {document.subject}")


def is_part_label(label: str) -> bool:
    """Tell whether a heading label stands on its own centred line (Phần, Chương, Mục: II.6.đ)."""
    return label.startswith(("Phần ", "Chương ", "Mục ", "Tiểu mục "))


def addressee_lines(document: Document) -> tuple[str, ...]:
    """Give the "Kính gửi" lines (II.9.d): one line for one addressee, else a dash line for each."""
    names = [nfc(name).strip().rstrip(".;") for name in document.addressees]
    if not names:
        return ()
    if len(names) == 1:
        return (f"Kính gửi: {names[0]}.",)
    dashed = [f"- {name};" for name in names[:-1]]
    return ("Kính gửi:", *dashed, f"- {names[-1]}.")


def recipient_lines(document: Document) -> tuple[str, ...]:
    """Give the lines under "Nơi nhận:" (II.9.d): a dash before, a semicolon after, a full stop last."""
    names = [nfc(name).strip().lstrip("-–").strip().rstrip(".;") for name in document.recipients]
    return tuple(f"- {name}{'.' if position == len(names) else ';'}" for position, name in enumerate(names, start=1))


def legal_basis_lines(document: Document) -> tuple[str, ...]:
    """Give the căn cứ lines (II.6.a): a semicolon after each, a full stop after the last."""
    names = [nfc(name).strip().rstrip(".;,") for name in document.legal_bases]
    return tuple(f"{name}{'.' if position == len(names) else ';'}" for position, name in enumerate(names, start=1))


def with_closing_mark(document: Document) -> Document:
    """Give the document with "./." after the last body paragraph, as the templates of Phụ lục III end."""
    if not document.blocks or not isinstance(document.blocks[-1], Paragraph):
        return document
    last = document.blocks[-1]
    if not last.runs or last.runs[-1].text.rstrip().endswith("./."):
        return document
    run = last.runs[-1]
    closed = replace(run, text=run.text.rstrip().rstrip(".") + "./.")
    block = replace(last, runs=(*last.runs[:-1], closed))
    return replace(document, blocks=(*document.blocks[:-1], block))
