"""The PDF writer: PDF/A-2a and PDF/UA-1 in one file, from the Typst source."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Final

import typst

from ttdn.docgen.errors import RenderError
from ttdn.docgen.fonts import note_missing, typst_fonts
from ttdn.docgen.model import Document
from ttdn.docgen.typst_source import issue_stamp, typst_source

PDF_STANDARDS: "Final[list[typst.PDFStandard]]" = ["a-2a", "ua-1"]
# The compiler keeps what it laid out last and redoes only what changed; one at a time may use it.
COMPILER_LOCK: Final = Lock()


_UNSHOWN: Final = re.compile(r'(?:the text|the codepoint) `"(.+?)"`')
_ESCAPE: Final = re.compile(r"\\u\{([0-9a-f]+)\}")


def render_pdf(document: Document) -> bytes:
    """Give the document as PDF/A-2a and PDF/UA-1 in one file; equal documents give equal bytes.

    A letter that no font at hand has is printed as a box. RenderError when Typst refuses the source.
    """
    return shown(lambda: compile_pdf(typst_source(document), document))


def shown(compiled: Callable[[], bytes]) -> bytes:
    """Give what `compiled` gives, called again with boxes for the letters that Typst could not show."""
    while True:
        try:
            return compiled()
        except RenderError as error:
            found = _UNSHOWN.search(str(error))
            if found is None or not note_missing(_unescaped(found.group(1))):
                raise


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)


def compile_pdf(source: str, document: Document) -> bytes:
    """Compile a source to PDF, stamped with the date that the document bears."""
    return compile_source(source, issue_stamp(document))


def compile_source(source: str, stamp: datetime) -> bytes:
    """Compile a source of any document to PDF/A-2a and PDF/UA-1, stamped with an instant.

    Raises:
        RenderError: Typst refuses the source.
    """
    with COMPILER_LOCK:
        try:
            result = warm_compiler().compile(
                source.encode(), format="pdf", pdf_standards=PDF_STANDARDS, timestamp=stamp
            )
        except typst.TypstError as error:
            raise RenderError(str(error)) from error
    if not isinstance(result, bytes):
        raise RenderError("no single file came out")
    return result


@lru_cache(maxsize=1)
def warm_compiler() -> typst.Compiler:
    """Give the one compiler of this process, its fonts loaded; hold COMPILER_LOCK while using it."""
    return typst.Compiler(font_paths=typst_fonts())
