"""Kinds of file the product takes, told by their content (never by the name or by what the browser says)."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO


@dataclass(frozen=True)
class Kind:
    """A kind of file: its extension, MIME type and whether it is a zip package."""

    extension: str
    mime: str
    package: bool = False


_OOXML = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.extension: kind
    for kind in (
        Kind("docx", f"{_OOXML}.wordprocessingml.document", package=True),
        Kind("xlsx", f"{_OOXML}.spreadsheetml.sheet", package=True),
        Kind("odt", "application/vnd.oasis.opendocument.text", package=True),
        Kind("pdf", "application/pdf"),
        Kind("png", "image/png"),
        Kind("jpg", "image/jpeg"),
        Kind("webp", "image/webp"),
        Kind("eml", "message/rfc822"),
        Kind("csv", "text/csv"),
        Kind("txt", "text/plain"),
    )
}
DOCUMENTS = frozenset({"docx", "xlsx", "odt", "pdf", "eml", "csv", "txt"})
IMAGES = frozenset({"png", "jpg", "webp"})
ANY = DOCUMENTS | IMAGES

_EXECUTABLE = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"#!",
)
_OTHER_TEXT = (b"{\\rtf", b"%!", b"\xef\xbb\xbf<", b"BEGIN:")
_LONGEST_MIMETYPE = 200
_LETTER_FIELDS = 2
_EML = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+\r?\n")
_EML_FIELDS = re.compile(rb"^(from|received|mime-version|message-id|subject):", re.IGNORECASE | re.MULTILINE)
_MARKUP = re.compile(rb"\A\s*<(?:!doctype|html|svg|script|\?xml|!--)", re.IGNORECASE)


def is_executable(data: bytes) -> bool:
    """True for a program or a script with an interpreter line."""
    return data.startswith(_EXECUTABLE)


def sniff(data: bytes, name: str) -> Kind | None:
    """The kind of a content, None when it is none of ours.

    The name only tells plain text from a table of comma-separated values, which have no mark of their own.
    """
    if data.startswith(b"%PDF-"):
        return KINDS["pdf"]
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return KINDS["png"]
    if data.startswith(b"\xff\xd8\xff"):
        return KINDS["jpg"]
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return KINDS["webp"]
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    return _text(data, name)


def _package(data: bytes) -> Kind | None:
    """DOCX, XLSX or ODT by the parts inside; None for any other zip."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                if "word/document.xml" in names:
                    return KINDS["docx"]
                return KINDS["xlsx"] if "xl/workbook.xml" in names else None
            if (
                "content.xml" in names
                and "mimetype" in names
                and archive.getinfo("mimetype").file_size < _LONGEST_MIMETYPE
            ):
                return KINDS["odt"] if archive.read("mimetype").strip() == KINDS["odt"].mime.encode() else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return None
    return None


def decode_text(data: bytes) -> str | None:
    """The text of a plain text file in UTF-8 or UTF-16 with a mark; None: not text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\x00" in data:
        return None
    else:
        encoding = "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _text(data: bytes, name: str) -> Kind | None:
    if decode_text(data) is None or _MARKUP.match(data) or data.startswith(_OTHER_TEXT):
        return None
    if (head := _EML.match(data)) and len(_EML_FIELDS.findall(head.group())) >= _LETTER_FIELDS:
        return KINDS["eml"]
    return KINDS["csv"] if name.lower().endswith(".csv") else KINDS["txt"]
