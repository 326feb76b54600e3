"""PDF files: passwords, scripts, programs and attachments refused; text, stamps and properties read for the scan."""

import logging
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, IndirectObject

from ttdn.files.errors import RefusedFile
from ttdn.files.packages import bomb, damaged

MAX_PAGES = 300
MAX_SECONDS = 30.0
"""So long the text of one file may take to read (dense pages take about 0.1 s each)."""
_MAX_PAGE_BYTES = 20_000_000
MAX_OBJECTS = 200_000
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/Rendition", "/Movie", "/Sound", "/GoToE"})
_KEYS = frozenset({"/JS", "/JavaScript", "/Launch", "/RichMedia", "/RichMediaContent", "/XFA"})
_UNREADABLE = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    RecursionError,
    NotImplementedError,
    OSError,
    AssertionError,
)


def read_pdf(data: bytes) -> list[str]:
    """Check a PDF and give the text of each page, the text of its stamps and notes, and its properties.

    Raises:
        RefusedFile: password, too many pages, scripts, launches, attachments, or unreadable.
    """
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL)  # what pypdf logs quotes the file, and nothing of a refused file may stay
    try:
        return _read(data)
    except MemoryError as error:
        raise bomb() from error
    except _UNREADABLE as error:
        raise damaged() from error
    finally:
        logger.setLevel(before)


def _read(data: bytes) -> list[str]:
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise RefusedFile(_("Tệp PDF có mật khẩu hoặc bị khóa nên không kiểm tra được. Xin bỏ khóa rồi gửi lại."))
    pages = len(reader.pages)
    if pages > MAX_PAGES:
        raise RefusedFile(
            _("Tệp PDF có %(pages)s trang, nhiều hơn mức %(limit)s trang. Xin tách thành nhiều tệp.")
            % {"pages": pages, "limit": MAX_PAGES}
        )
    if not pages:
        raise damaged()
    for found in _dictionaries(reader):
        _refuse_active(found)
    return [*_properties(reader), *_all_page_texts(reader)]


def _all_page_texts(reader: PdfReader) -> Iterator[str]:
    """The texts page by page, under a limit of time."""
    deadline = time.monotonic() + MAX_SECONDS
    for page in reader.pages:
        if time.monotonic() > deadline:
            raise RefusedFile(
                _(
                    "Tệp PDF quá phức tạp nên không kiểm tra hết được. Xin tách thành nhiều tệp hoặc in lại ra PDF thường."
                )
            )
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > _MAX_PAGE_BYTES:
            raise bomb()
        yield from _page_texts(page)


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, those inside object streams and nested ones included."""
    numbers = {number for table in reader.xref.values() for number in table} | set(reader.xref_objStm)
    if len(numbers) > MAX_OBJECTS:
        raise bomb()
    waiting: list[Any] = [reader.trailer]
    waiting += [reader.get_object(IndirectObject(number, 0, reader)) for number in sorted(numbers) if number]
    while waiting:
        found = waiting.pop()
        if isinstance(found, DictionaryObject):
            yield found
            waiting.extend(each for each in found.values() if isinstance(each, DictionaryObject | list))
        elif isinstance(found, list):
            waiting.extend(each for each in found if isinstance(each, DictionaryObject | list))


def _refuse_active(found: DictionaryObject) -> None:
    if _KEYS & set(found) or found.get("/S") in _ACTIONS:
        raise RefusedFile(
            _(
                "Tệp PDF chứa mã lệnh hoặc biểu mẫu chạy chương trình nên không được nhận. Xin in lại ra PDF thường rồi gửi lại."
            )
        )
    if "/EmbeddedFiles" in found or found.get("/Type") == "/EmbeddedFile" or found.get("/Subtype") == "/FileAttachment":
        raise RefusedFile(_("Tệp PDF có tệp khác đính kèm bên trong nên không được nhận. Xin gửi riêng từng tệp."))


def _properties(reader: PdfReader) -> list[str]:
    """Information dictionary and XMP, each value a line."""
    texts = ["\n".join(f"{str(name).strip('/')}: {value}\n{value}" for name, value in (reader.metadata or {}).items())]
    root: Any = reader.trailer["/Root"]
    metadata: Any = root.get("/Metadata")
    if metadata is not None:
        raw = metadata.get_object().get_data().decode("utf-8", "replace")
        texts.append(raw.replace("<", "\n<").replace(">", ">\n"))
    return texts


def _page_texts(page: Any) -> Iterator[str]:
    yield page.extract_text() or ""
    for reference in page.get("/Annots") or []:
        note = reference.get_object()
        yield "\n".join(str(note.get(key, "")) for key in ("/Contents", "/T", "/Subj", "/Name"))
