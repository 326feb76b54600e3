"""The live preview: the real pages of the real layout, quickly enough to follow typing.

Laying out forty pages takes a tenth of a second, drawing them all as SVG three times that. So the
whole text is laid out (which gives the page and height at which each block begins), and only the
pages asked for are drawn: from the last block that begins before them, put at its own height.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import typst

from ttdn.docgen.errors import RenderError
from ttdn.docgen.fonts import typst_fonts
from ttdn.docgen.layout import MARGIN_TOP_MM
from ttdn.docgen.model import Document
from ttdn.docgen.pdf import COMPILER_LOCK, warm_compiler
from ttdn.docgen.typst_source import Section, sections, settings

_TOP_PT = MARGIN_TOP_MM * 72 / 25.4
_LAYOUT_QUERY = (
    "context [#metadata((lines: query(<ttdn-line>).map(m => { let p = m.location().position(); "
    "(m.value, p.page, p.y.pt()) }), pages: counter(page).final().first(), "
    "last: query(<ttdn-end>).first().location().page()))<ttdn-layout>]"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a statement begins: section, its index there, physical page, height in points."""

    section: int
    line: int
    page: int
    y: float


class Preview:
    """The layout of one document; pages are drawn when asked for."""

    def __init__(self, document: Document) -> None:
        self._settings = settings(document)
        self._sections = sections(document, marks=True)
        self._places, self.page_count = self._lay_out()
        self.page_of_anchor: dict[str, int] = {}
        for place in self._places:
            anchor = self._sections[place.section].lines[place.line].anchor
            if anchor:
                self.page_of_anchor.setdefault(anchor, place.page)

    def _lay_out(self) -> tuple[list[_Place], int]:
        parts = [self._settings]
        names: list[tuple[int, int]] = []
        for number, section in enumerate(self._sections):
            parts.extend(section.setup)
            for index, line in enumerate(section.lines):
                parts.append(f"at({len(names)})\n{line.code}")
                names.append((number, index))
        parts += ["[#metadata(0)<ttdn-end>]", _LAYOUT_QUERY, "}"]
        source = "\n".join(parts).encode()
        with COMPILER_LOCK:
            try:
                compiler = typst.Compiler(source, font_paths=typst_fonts())
                found = json.loads(compiler.query("<ttdn-layout>", field="value", one=True))
            except RuntimeError as error:  # the query does not raise Typst's own error
                raise RenderError(str(error)) from error
        places = [_Place(names[key][0], names[key][1], page, y) for key, page, y in found["lines"]]
        return places, found["last"]

    def pages(self, wanted: Iterable[int] | None = None) -> list[bytes]:
        """Give pages as SVG, all or those asked for (from 1); numbers beyond the end are left out."""
        numbers = range(1, self.page_count + 1) if wanted is None else wanted
        asked = [number for number in numbers if 0 < number <= self.page_count]
        drawn: dict[int, bytes] = {}
        for first, last in _stretches(sorted(set(asked))):
            drawn.update(self._draw(first, last))
        return [drawn[number] for number in asked]

    def _draw(self, first: int, last: int) -> dict[int, bytes]:
        """Draw consecutive pages, each section of the document by itself."""
        drawn: dict[int, bytes] = {}
        for number, section in enumerate(self._sections):
            places = [place for place in self._places if place.section == number]
            start_page = places[0].page
            after = [place.page for place in self._places if place.section == number + 1]
            end_page = (after[0] - 1) if after else self.page_count
            low, high = max(first, start_page), min(last, end_page)
            if low <= high:
                pages, from_page = self._draw_section(section, places, low, high)
                drawn.update({page: pages[page - from_page] for page in range(low, high + 1)})
        return drawn

    def _draw_section(self, section: Section, places: Sequence[_Place], low: int, high: int) -> tuple[list[bytes], int]:
        """Give the pages from the start block's page on, and the number of that first page."""
        begin = max(
            (
                index
                for index, place in enumerate(places)
                if place.page < low or (place.page == low and place.y <= _TOP_PT + 0.01)
            ),
            default=0,
        )
        # What follows decides where a heading stands, so the drawing goes on to the first block
        # beyond the last page that is not itself kept with the next.
        free = (
            index
            for index, place in enumerate(places)
            if place.page > high and not section.lines[place.line].kept_with_next
        )
        end = next(free, len(places) - 1) + 2
        start = places[begin]
        logical = start.page - places[0].page + 1
        parts = [
            self._settings,
            *section.setup[1:],
            *(("set page(footer: none)",) if logical > 1 else ()),
            f"counter(page).update({max(logical - 1, 1)})",
            # The header of a page reads the counter as it was before the page: so an empty page
            # goes first, and is left out.
            "pagebreak()" if logical > 1 else "",
            f"v({max(start.y - _TOP_PT, 0):.6f}pt)",
            *(section.lines[place.line].code for place in places[begin:end]),
            "}\n",
        ]
        with COMPILER_LOCK:
            try:
                result = warm_compiler().compile("\n".join(parts).encode(), format="svg")
            except typst.TypstError as error:
                raise RenderError(str(error)) from error
        pages = [result] if isinstance(result, bytes) else list(result or ())
        return (pages[1:] if logical > 1 else pages), start.page


def _stretches(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Give runs of consecutive numbers as (first, last)."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


@lru_cache(maxsize=8)
def preview(document: Document) -> Preview:
    """Give the preview of a document; the last few are kept, so a second look costs nothing."""
    return Preview(document)


def preview_pages(document: Document, pages: Iterable[int] | None = None) -> list[bytes]:
    """Give the real pages as SVG, all of them or those asked for (from 1)."""
    return preview(document).pages(pages)


def page_of_anchor(document: Document) -> dict[str, int]:
    """Give the page (from 1) on which each anchored block begins."""
    return preview(document).page_of_anchor
