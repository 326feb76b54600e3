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
        Kind("avif", "image/avif"),
        Kind("heic", "image/heic"),
        Kind("mp4", "video/mp4"),
        Kind("webm", "video/webm"),
        Kind("mp3", "audio/mpeg"),
        Kind("m4a", "audio/mp4"),
        Kind("ogg", "audio/ogg"),
        Kind("epub", "application/epub+zip", package=True),
    )
}
DOCUMENTS = frozenset({"docx", "xlsx", "odt", "pdf", "eml", "csv", "txt"})
IMAGES = frozenset({"png", "jpg", "webp"})
ANY = DOCUMENTS | IMAGES
PICTURES = IMAGES | {"avif", "heic"}
FILMS = frozenset({"mp4", "webm"})
RECORDINGS = frozenset({"mp3", "m4a", "ogg"})
PAPERS = frozenset({"pdf", "docx", "xlsx", "epub"})
MEDIA = PICTURES | FILMS | RECORDINGS | PAPERS
"""What a library of media takes; drawings that can carry programs (SVG) are in none of the sets."""

_MP3_SECOND = (b"\xfb", b"\xfa", b"\xf3", b"\xf2")
_MP4_BRANDS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash"})
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
    return _recording(data) or _text(data, name)


def _recording(data: bytes) -> Kind | None:
    """Films, sound and the pictures that come in a film's container."""
    if data[4:8] == b"ftyp":
        return _boxed(data)
    if data.startswith(b"\x1a\x45\xdf\xa3"):
        return KINDS["webm"] if b"\x42\x82\x84webm" in data[:64] else None
    if data.startswith(b"OggS"):
        return KINDS["ogg"]
    if data.startswith(b"ID3") or (data[:1] == b"\xff" and data[1:2] in _MP3_SECOND):
        return KINDS["mp3"]
    return None


def _boxed(data: bytes) -> Kind | None:
    """By the brands of the first box (ISO 14496-12): AVIF, HEIC, M4A or MP4; None for QuickTime and the rest."""
    end = min(int.from_bytes(data[:4]), 256)
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
    if brands & {b"avif", b"avis"}:
        return KINDS["avif"]
    if brands & {b"heic", b"heix", b"heim", b"heis"}:
        return KINDS["heic"]
    if data[8:12] in {b"M4A ", b"M4B "}:
        return KINDS["m4a"]
    return KINDS["mp4"] if brands & _MP4_BRANDS else None


def _package(data: bytes) -> Kind | None:
    """DOCX, XLSX or ODT by the parts inside; None for any other zip."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                if "word/document.xml" in names:
                    return KINDS["docx"]
                return KINDS["xlsx"] if "xl/workbook.xml" in names else None
            if "META-INF/container.xml" in names and "mimetype" in names:
                kept = archive.getinfo("mimetype").file_size < _LONGEST_MIMETYPE and archive.read("mimetype").strip()
                return KINDS["epub"] if kept == KINDS["epub"].mime.encode() else None
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
