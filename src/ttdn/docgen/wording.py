"""The fixed wordings of a document: number line, date line, title; and its blocks as plain text."""

from collections.abc import Iterator
from typing import Final

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
NO_DAY: Final = "\u00a0" * 5


def plain(text: str) -> Paragraph:
    """Give a paragraph of one plain run."""
    return Paragraph(runs=(Run(text),))


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
        month = f"{on.month:02d}" if on.month <= 2 else str(on.month)
        when = f"ngày {on.day:02d} tháng {month} năm {on.year}"
    return nfc(f"{document.place}, {when}" if document.place else when)
