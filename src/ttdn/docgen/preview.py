"""The live preview: the real pages of the real layout, quickly enough to follow typing.

Laying out forty pages takes a tenth of a second, drawing them all as SVG three times that. So the
whole text is laid out (which gives the page and height at which each block begins), and only the
pages asked for are drawn: from the last block that begins before them, put at its own height.
"""

import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Final

import typst

from ttdn.docgen.errors import RenderError
from ttdn.docgen.fonts import typst_fonts
from ttdn.docgen.layout import MARGIN_BOTTOM_MM, MARGIN_TOP_MM, PAGE_HEIGHT_MM, STYLE_BY_ID
from ttdn.docgen.model import Document
from ttdn.docgen.pdf import COMPILER_LOCK, warm_compiler
from ttdn.docgen.typst_blocks import Line
from ttdn.docgen.typst_source import Section, sections, settings

_TOP_PT: Final = MARGIN_TOP_MM * 72 / 25.4
_PAGE_PT: Final = (PAGE_HEIGHT_MM - MARGIN_TOP_MM - MARGIN_BOTTOM_MM) * 72 / 25.4
_LETTERS_PER_LINE: Final = 90
_KEPT_PREVIEWS: Final = 32
_LAYOUT_QUERY: Final = (
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


@dataclass(frozen=True, slots=True)
class Shown:
    """Drawn pages and the number (from 1) of the first of them."""

    first_page: int
    pages: tuple[bytes, ...]


class Preview:
    """The layout of one document; pages are drawn when asked for."""

    def __init__(self, document: Document) -> None:
        self.document = document
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
        return self._draw_from(section, places, begin, [line.code for line in section.lines[begin:end]])

    def _draw_from(
        self, section: Section, places: Sequence[_Place], begin: int, codes: Sequence[str]
    ) -> tuple[list[bytes], int]:
        """Draw statements as if all before them were there: same page number, same height."""
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
            *codes,
            "}\n",
        ]
        with COMPILER_LOCK:
            try:
                result = warm_compiler().compile("\n".join(parts).encode(), format="svg")
            except typst.TypstError as error:
                raise RenderError(str(error)) from error
        pages = [result] if isinstance(result, bytes) else list(result or ())
        return (pages[1:] if logical > 1 else pages), start.page

    def follow(self, document: Document, count: int = 2) -> Shown | None:
        """Draw the pages of a change without laying out the rest; None when only the whole will do.

        All before the first changed block keeps its place. The drawing starts at the last block
        that begins on an earlier page than the change, and runs past the pages to be shown.
        """
        if settings(document) != self._settings:
            return None
        after = sections(document, marks=True)
        change = _first_change(self._sections, after)
        if change is None:
            return None
        number, index = change
        old, new = self._sections[number], after[number]
        places = [place for place in self._places if place.section == number]
        # A heading goes with what follows it, so it may move too.
        while index > 0 and new.lines[index - 1].kept_with_next:
            index -= 1
        if index >= len(places) or old.setup != new.setup:
            return None
        page = places[index].page
        begin = max((at for at in range(index) if places[at].page < page), default=0)
        end = index + 1
        room = (count + 2) * _PAGE_PT
        while end < len(new.lines) and room > 0:
            room -= _guessed_height(new.lines[end])
            end += 1
        pages, first = self._draw_from(new, places, begin, [line.code for line in new.lines[begin:end]])
        shown = pages[page - first : page - first + count]
        # The last page drawn is whole only when the section ends there.
        complete = end == len(new.lines) or len(pages) > page - first + count
        return Shown(page, tuple(shown)) if shown and complete else None


def _first_change(before: Sequence[Section], after: Sequence[Section]) -> tuple[int, int] | None:
    """Give section and index of the first statement that differs; None when none does."""
    for number, (old, new) in enumerate(zip(before, after, strict=False)):
        for index, (one, two) in enumerate(zip(old.lines, new.lines, strict=False)):
            if one.code != two.code:
                return number, index
        if len(old.lines) != len(new.lines):
            return number, max(min(len(old.lines), len(new.lines)) - 1, 0)
    return None


def _guessed_height(line: Line) -> float:
    """Give about how high a statement prints, in points, rather too little than too much."""
    return max(len(line.code) / _LETTERS_PER_LINE, 1) * STYLE_BY_ID["Normal"].pitch


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


_recent: Final[OrderedDict[str, Preview]] = OrderedDict()
_RECENT_LOCK: Final = Lock()


def preview_edit(document: Document, key: str, anchor: str = "", count: int = 2) -> Shown:
    """Give the page on which the latest change stands and those after it.

    `key` names the text being edited (for example a version's id): the layout of its last full
    preview in this process is the base from which a change is followed. The first call lays out
    the whole. `anchor` chooses the page when nothing changed since.
    """
    with _RECENT_LOCK:
        base = _recent.get(key)
    shown = base.follow(document, count) if base is not None and base.document != document else None
    if shown is not None:
        return shown
    if base is None or base.document != document:
        base = Preview(document)
        with _RECENT_LOCK:
            _recent[key] = base
            _recent.move_to_end(key)
            while len(_recent) > _KEPT_PREVIEWS:
                _recent.popitem(last=False)
    page = base.page_of_anchor.get(anchor, 1)
    return Shown(page, tuple(base.pages(range(page, page + count))))


def preview_pages(document: Document, pages: Iterable[int] | None = None) -> list[bytes]:
    """Give the real pages as SVG, all of them or those asked for (from 1)."""
    return preview(document).pages(pages)


def page_of_anchor(document: Document) -> dict[str, int]:
    """Give the page (from 1) on which each anchored block begins."""
    return preview(document).page_of_anchor
