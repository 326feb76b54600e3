"""The blocks of a document as Typst code."""

import re
from dataclasses import dataclass
from typing import Final

from ttdn.docgen.fonts import displayable
from ttdn.docgen.layout import INDENT_MM, STYLES, WIDE_TABLE_COLUMNS, word_width_pt
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
from ttdn.docgen.wording import is_part_label, table_widths_mm

_SIZE: Final = 13
_KEPT: Final = ("Look", "picture(", *(style.id + "(" for style in STYLES if style.keep_next))
# Both programs break an address after these by themselves.
_PART: Final = re.compile(r"[^-/]+[-/]*|[-/]+")
_WORD: Final = re.compile(r"\S+")


def literal(text: str) -> str:
    """Give text as a Typst string literal."""
    clean = displayable(nfc(text)).replace("\\", "\\\\").replace('"', '\\"')
    if "\n" in clean or "\t" in clean:
        clean = clean.replace("\n", "\\n").replace("\t", " ")
    return f'"{clean}"'


def content(text: str, width_mm: float) -> str:
    """Give text as a Typst expression; a word too long for the width may break between letters."""
    room = width_mm * 72 / 25.4
    # No letter is wider than its size: most texts are settled by counting.
    longest = max(map(len, text.split()), default=0)
    if longest * _SIZE <= room or not any(word_width_pt(word, _SIZE) > room for word in text.split()):
        return literal(text)
    pieces: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word_width_pt(word, _SIZE) > room:
            if match.start() > end:
                pieces.append(literal(text[end : match.start()]))
            pieces.extend(
                " + z + ".join(map(literal, _clusters(part))) if word_width_pt(part, _SIZE) > room else literal(part)
                for part in _PART.findall(word)
            )
            end = match.end()
    if end < len(text):
        pieces.append(literal(text[end:]))
    return " + ".join(pieces)


def _clusters(word: str) -> list[str]:
    """Split a word into letters, keeping combining marks with the letter they stand on."""
    return re.findall(r"\w[\u0300-\u036f]*|\W[\u0300-\u036f]*", nfc(word)) or [word]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement that lays out one block, and the anchor it carries for the preview."""

    code: str
    anchor: str = ""

    @property
    def kept_with_next(self) -> bool:
        """Tell whether the block may not end a page, as headings and captions may not."""
        return self.code.startswith(_KEPT)


class TypstBlocks:
    """Writes blocks; `marks` colours stale and estimated runs (the preview does, files do not)."""

    def __init__(self, *, marks: bool) -> None:
        self.marks = marks
        self._depth = 0

    def blocks(self, blocks: tuple[Block, ...], width_mm: float, base_depth: int = 0) -> list[Line]:
        """Give one code line or more per block, for a text area of a width in millimetres."""
        self._depth = base_depth
        lines: list[Line] = []
        for block in blocks:
            codes = self._codes(block, width_mm, base_depth)
            lines.append(Line(codes[0], block.anchor))
            lines.extend(map(Line, codes[1:]))
        return lines

    def _codes(self, block: Block, width_mm: float, base_depth: int) -> list[str]:
        match block:
            case Paragraph():
                return [self._paragraph(block, width_mm)]
            case Heading():
                return [self._heading(block, base_depth, width_mm)]
            case BulletList():
                return [f'TTDNGachDauDong("- " + {self.runs(item, width_mm)})' for item in block.items] or ["none"]
            case Table():
                return self._table(block, width_mm)
            case Note():
                return [f"TTDNGhiChu({content(block.text, width_mm)})"]
            case Figure():
                return [_figure(block, width_mm)]

    def runs(self, cell: Cell, width_mm: float) -> str:
        """Give text or runs as one expression."""
        if isinstance(cell, str):
            return content(cell, width_mm)
        return " + ".join(self._run(run, width_mm) for run in cell if run.text) or '""'

    def _run(self, run: Run, width_mm: float) -> str:
        body = content(run.text, width_mm)
        name = ("b" if run.bold else "") + ("i" if run.italic else "")
        if name:
            body = f"{name}({body})"
        if self.marks and run.mark:
            body = f"{run.mark}({body})"
        return body

    def _paragraph(self, block: Paragraph, width_mm: float) -> str:
        left = f", shift: {block.indent} * step" if block.indent else ""
        body = f"{self.runs(block.runs, width_mm - INDENT_MM * block.indent)}"
        variant = "" if block.align == "justify" else block.align.title()
        return f"Normal{variant}({body}{left})"

    def _heading(self, block: Heading, base_depth: int, width_mm: float) -> str:
        """Give a heading; PDF/UA-1 allows no gap between levels, so a gap is closed."""
        level = min(max(block.level, 1), 4)
        self._depth = min(level + base_depth, self._depth + 1)
        if level == 1 and is_part_label(block.label):
            title = f"{literal(block.label)} + linebreak() + {content(block.text.upper(), width_mm)}"
            return f"LookPart({self._depth}, {title})"
        text = f"{block.label} {block.text}".strip()
        return f"Look{level}({self._depth}, {content(text, width_mm)})"

    def _table(self, table: Table, width_mm: float) -> list[str]:
        suffix = "Nho" if len(table.columns) > WIDE_TABLE_COLUMNS else ""
        widths = table_widths_mm(table, width_mm)
        inner = [width - 4 for width in widths]
        repeat = max(table.header_rows, 1) - 1
        heads = [content(c.header, w) for c, w in zip(table.columns, inner, strict=True)]
        cells: list[str] = []
        last = len(table.rows) - 1
        for index, row in enumerate(table.rows):
            full = (*row, *("",) * (len(inner) - len(row)))
            texts = [self.runs(cell, width) for cell, width in zip(full, inner, strict=True)]
            if index < repeat:
                heads.extend(texts)
            elif table.total_row and index == last:
                cells.append(", ".join(f"b({text})" for text in texts))
            else:
                cells.append(", ".join(texts))
        lines = [f"TTDNTenBang({content(table.caption, width_mm)})"] if table.caption else []
        columns = "".join(f"{width:.3f}mm, " for width in widths)
        aligns = "".join(f"{'left' if column.align == 'justify' else column.align} + top, " for column in table.columns)
        lines.append(
            f"Bang{suffix}(({columns}), ({aligns}), ({', '.join(heads)},), (\n"
            + "".join(f"{row},\n" for row in cells)
            + "))"
        )
        return lines


def _figure(figure: Figure, width_mm: float) -> str:
    if figure.media_type == "image/png":
        kind, data = "png", f"({','.join(map(str, as_png(figure)))},)"
    else:
        kind, data = "svg", literal(figure.data.decode("utf-8"))
    picture = (
        f'image(bytes({data}), format: "{kind}", '
        f"width: {min(figure.width_mm, width_mm):.2f}mm, alt: {literal(figure.alt)})"
    )
    caption = literal(figure.caption) if figure.caption else "none"
    return f"picture({picture}, {caption})"
