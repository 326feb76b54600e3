"""The blocks of a document as WordprocessingML text."""

import re
import struct
from typing import Final

from ttdn.docgen.layout import INDENT_MM, WIDE_TABLE_COLUMNS
from ttdn.docgen.model import (
    Block,
    BulletList,
    Cell,
    Figure,
    Heading,
    Note,
    Paragraph,
    Run,
    Table,
)
from ttdn.docgen.pictures import as_png
from ttdn.docgen.text import nfc
from ttdn.docgen.word_package import justification, twips
from ttdn.docgen.wording import is_part_label, table_widths_mm

_EMU_PER_MM: Final = 36000
_NOT_BOOKMARK: Final = re.compile(r"\W")
_SPACE: Final = ' xml:space="preserve"'


def escape(text: str) -> str:
    """Give text in NFC, fit for XML content and attributes."""
    clean = nfc(text)
    if "&" in clean:
        clean = clean.replace("&", "&amp;")
    if "<" in clean:
        clean = clean.replace("<", "&lt;")
    if ">" in clean:
        clean = clean.replace(">", "&gt;")
    if '"' in clean:
        clean = clean.replace('"', "&quot;")
    return clean


def _text(text: str) -> str:
    """Give the inside of a run; line breaks become `w:br`, tabs a space (they have no stops here)."""
    clean = escape(text)
    if "\t" in clean:
        clean = clean.replace("\t", " ")
    if "\n" in clean:
        return "<w:br/>".join(f"<w:t{_SPACE}>{line}</w:t>" for line in clean.split("\n"))
    return f"<w:t{_SPACE}>{clean}</w:t>"


def runs_xml(cell: Cell, *, bold: bool = False) -> str:
    """Give text or runs as `w:r` elements; `bold` sets all of them bold."""
    if isinstance(cell, str):
        if not cell:
            return ""
        properties = "<w:rPr><w:b/><w:bCs/></w:rPr>" if bold else ""
        return f"<w:r>{properties}{_text(cell)}</w:r>"
    return "".join(_run(run, bold) for run in cell if run.text)


def _run(run: Run, bold: bool) -> str:
    properties = ""
    if run.bold or bold:
        properties += "<w:b/><w:bCs/>"
    if run.italic:
        properties += "<w:i/><w:iCs/>"
    if properties:
        properties = f"<w:rPr>{properties}</w:rPr>"
    return f"<w:r>{properties}{_text(run.text)}</w:r>"


def paragraph(style: str, text: str, *, space_after: float | None = None, keep_next: bool = False) -> str:
    """Give one paragraph of plain text in a named style; `space_after` in points."""
    keep = "<w:keepNext/>" if keep_next else ""
    after = "" if space_after is None else f'<w:spacing w:after="{round(space_after * 20)}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{after}</w:pPr>{runs_xml(text)}</w:p>'


class BlockWriter:
    """Writes blocks and gathers the pictures and bookmarks they bring."""

    def __init__(self) -> None:
        self.images: dict[str, bytes] = {}
        self.ends_in_paragraph = True
        self._bookmarks: set[str] = set()

    def blocks(self, blocks: tuple[Block, ...], width_mm: float) -> str:
        """Give blocks for a text area of a width in millimetres."""
        parts = []
        for block in blocks:
            self.ends_in_paragraph = True
            match block:
                case Paragraph():
                    parts.append(self._paragraph(block))
                case Heading():
                    parts.append(self._heading(block))
                case BulletList():
                    parts.extend(
                        '<w:p><w:pPr><w:pStyle w:val="TTDNGachDauDong"/></w:pPr>'
                        f"<w:r><w:t{_SPACE}>- </w:t></w:r>{runs_xml(item)}</w:p>"
                        for item in block.items
                    )
                case Table():
                    parts.append(self._table(block, width_mm))
                case Note():
                    parts.append(paragraph("TTDNGhiChu", block.text))
                case Figure():
                    parts.append(self._figure(block, width_mm))
        return "".join(parts)

    def _bookmark(self, anchor: str) -> tuple[str, str]:
        """Give the start and end of a bookmark; Word takes 40 letters, digits and underscores."""
        name = f"m_{_NOT_BOOKMARK.sub('_', anchor)}"[:40]
        if not anchor or name in self._bookmarks:
            return "", ""
        self._bookmarks.add(name)
        key = len(self._bookmarks)
        return (
            f'<w:bookmarkStart w:id="{key}" w:name="{name}"/>',
            f'<w:bookmarkEnd w:id="{key}"/>',
        )

    def _heading(self, block: Heading) -> str:
        level = min(max(block.level, 1), 4)
        start, end = self._bookmark(block.anchor)
        if level == 1 and is_part_label(block.label):
            return (
                paragraph("TTDNPhan", block.label, space_after=0)
                + '<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:ind w:firstLine="0"/>'
                f'<w:jc w:val="center"/></w:pPr>{start}{runs_xml(block.text.upper())}{end}</w:p>'
            )
        text = f"{block.label} {block.text}".strip()
        return f'<w:p><w:pPr><w:pStyle w:val="Heading{level}"/></w:pPr>{start}{runs_xml(text)}{end}</w:p>'

    def _paragraph(self, block: Paragraph) -> str:
        properties = ""
        if block.indent:
            properties += f'<w:ind w:left="{twips(INDENT_MM * block.indent)}"/>'
        if block.align != "justify":
            if block.align == "center":
                properties = f'<w:ind w:left="{twips(INDENT_MM * block.indent)}" w:firstLine="0"/>'
            properties += f'<w:jc w:val="{justification(block.align)}"/>'
        if properties:
            properties = f"<w:pPr>{properties}</w:pPr>"
        return f"<w:p>{properties}{runs_xml(block.runs)}</w:p>"

    def _table(self, table: Table, width_mm: float) -> str:
        small = "Nho" if len(table.columns) > WIDE_TABLE_COLUMNS else ""
        widths = [twips(width) for width in table_widths_mm(table, width_mm)]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        opens = [f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>' for width in widths]
        body_starts = [
            f'{start}<w:p><w:pPr><w:pStyle w:val="TTDNOBang{small}"/>'
            + ("" if column.align == "left" else f'<w:jc w:val="{justification(column.align)}"/>')
            + "</w:pPr>"
            for start, column in zip(opens, table.columns, strict=True)
        ]
        head_starts = [
            f'{start.replace("</w:tcPr>", "")}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="TTDNDauBang{small}"/></w:pPr>'
            for start in opens
        ]
        repeat = max(table.header_rows, 1) - 1
        rows = [tuple(column.header for column in table.columns)]
        rows_xml = [_row(head_starts, rows[0], header=True, bold=False)]
        last = len(table.rows) - 1
        for index, row in enumerate(table.rows):
            header = index < repeat
            bold = table.total_row and index == last
            starts = head_starts if header else body_starts
            rows_xml.append(_row(starts, row, header=header, bold=bold))
        caption = paragraph("TTDNTenBang", table.caption) if table.caption else ""
        described = f'<w:tblCaption w:val="{escape(table.caption)}"/>' if table.caption else ""
        return (
            f'{caption}<w:tbl><w:tblPr><w:tblStyle w:val="TTDNBang"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="0020" w:firstRow="1"/>{described}</w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows_xml)}</w:tbl>" + paragraph("TTDNSauBang", "")
        )

    def _figure(self, figure: Figure, width_mm: float) -> str:
        png = as_png(figure)
        name = f"image{len(self.images) + 1}"
        self.images[name] = png
        pixels_wide, pixels_high = struct.unpack(">II", png[16:24])
        wide = min(figure.width_mm, width_mm)
        cx, cy = (round(mm * _EMU_PER_MM) for mm in (wide, wide * pixels_high / pixels_wide))
        key = len(self.images)
        drawing = (
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{cx}" cy="{cy}"/>'
            f'<wp:docPr id="{key}" name="{name}" descr="{escape(figure.alt)}"/>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{key}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            "</a:graphicData></a:graphic></wp:inline>"
        )
        caption = paragraph("TTDNTenHinh", figure.caption) if figure.caption else ""
        style = "TTDNHinh" if caption else "TTDNTenHinh"
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:drawing>{drawing}</w:drawing></w:r></w:p>{caption}'
        )


def _row(starts: list[str], row: tuple[Cell, ...], *, header: bool, bold: bool) -> str:
    """Give one table row that never splits; a short row is filled with empty cells."""
    repeat = "<w:tblHeader/>" if header else ""
    cells = "".join(
        f"{start}{runs_xml(cell, bold=bold)}</w:p></w:tc>"
        for start, cell in zip(starts, (*row, *("",) * (len(starts) - len(row))), strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{cells}</w:tr>"
