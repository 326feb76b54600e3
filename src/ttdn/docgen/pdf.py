"""The PDF writer and the preview, both from the one Typst source."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from typing import Final

import typst

from ttdn.docgen.fonts import typst_fonts
from ttdn.docgen.model import Document
from ttdn.docgen.typst_source import typst_source

PDF_STANDARDS: Final[list[typst.PDFStandard]] = ["a-2a", "ua-1"]
# The compiler keeps what it laid out last and redoes only what changed; one at a time may use it.
_LOCK: Final = Lock()


class RenderError(ValueError):
    """The document could not be laid out; the message is Typst's own, for the log."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The real pages as SVG, and the page (from 1) on which each anchor stands."""

    pages: tuple[bytes, ...]
    page_of_anchor: dict[str, int]


def render_pdf(document: Document) -> bytes:
    """Give the document as PDF/A-2a and PDF/UA-1 in one file; equal documents give equal bytes."""
    return compile_pdf(typst_source(document), document)


def compile_pdf(source: str, document: Document) -> bytes:
    """Compile a source to PDF; the time stamp is the date of issue, or the epoch before it is known."""
    on = document.issued_on
    stamp = datetime(on.year, on.month, on.day, tzinfo=UTC) if on else datetime(1970, 1, 1, tzinfo=UTC)
    with _LOCK:
        try:
            result = _compiler().compile(source.encode(), format="pdf", pdf_standards=PDF_STANDARDS, timestamp=stamp)
        except typst.TypstError as error:
            raise RenderError(str(error)) from error
    assert isinstance(result, bytes)
    return result


def preview_pages(document: Document, pages: Sequence[int] | None = None) -> list[bytes]:
    """Give the real pages as SVG, all of them or those asked for (from 1)."""
    wanted = render_preview(document).pages
    return list(wanted) if pages is None else [wanted[n - 1] for n in pages if 0 < n <= len(wanted)]


def page_of_anchor(document: Document) -> dict[str, int]:
    """Give the page (from 1) on which each anchored block begins."""
    return render_preview(document).page_of_anchor


@lru_cache(maxsize=4)
def render_preview(document: Document) -> Preview:
    """Give every page with marks coloured, and the anchors; the last few documents are kept."""
    source = typst_source(document, marks=True).encode()
    with _LOCK:
        try:
            result = _compiler().compile(source, format="svg")
            rows = typst.Compiler(source, font_paths=typst_fonts()).query("<ttdn-pages>", field="value", one=True)
        except typst.TypstError as error:
            raise RenderError(str(error)) from error
    pages = (result,) if isinstance(result, bytes) else tuple(result or ())
    return Preview(pages, {name: page for name, page in reversed(json.loads(rows))})


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=typst_fonts())
