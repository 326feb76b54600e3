"""The PDF writer: PDF/A-2a and PDF/UA-1 in one file, from the Typst source."""

from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from typing import Final

import typst

from ttdn.docgen.fonts import typst_fonts
from ttdn.docgen.model import Document
from ttdn.docgen.typst_source import typst_source

PDF_STANDARDS: "Final[list[typst.PDFStandard]]" = ["a-2a", "ua-1"]
# The compiler keeps what it laid out last and redoes only what changed; one at a time may use it.
COMPILER_LOCK: Final = Lock()


class RenderError(ValueError):
    """The document could not be laid out; the message is Typst's own, for the log."""


def render_pdf(document: Document) -> bytes:
    """Give the document as PDF/A-2a and PDF/UA-1 in one file; equal documents give equal bytes."""
    return compile_pdf(typst_source(document), document)


def compile_pdf(source: str, document: Document) -> bytes:
    """Compile a source to PDF; the time stamp is the date of issue, or the epoch before it is known."""
    on = document.issued_on
    stamp = datetime(on.year, on.month, on.day, tzinfo=UTC) if on else datetime(1970, 1, 1, tzinfo=UTC)
    with COMPILER_LOCK:
        try:
            result = warm_compiler().compile(
                source.encode(), format="pdf", pdf_standards=PDF_STANDARDS, timestamp=stamp
            )
        except typst.TypstError as error:
            raise RenderError(str(error)) from error
    assert isinstance(result, bytes)
    return result


@lru_cache(maxsize=1)
def warm_compiler() -> typst.Compiler:
    """Give the one compiler of this process, its fonts loaded; hold COMPILER_LOCK while using it."""
    return typst.Compiler(font_paths=typst_fonts())
