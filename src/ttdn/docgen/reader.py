"""Text of a .docx or .pdf that someone sent, read without trusting the file.

No external entity, no DTD, no macro, no network; sizes are bounded before anything is unpacked.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final, Literal

from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from ttdn.docgen.errors import UnreadableFileError
from ttdn.docgen.text import nfc

FileKind = Literal["docx", "pdf"]
MAX_BYTES: Final = 50_000_000
MAX_XML_BYTES: Final = 60_000_000
MAX_ENTRIES: Final = 2_000
MAX_PAGES: Final = 2_000
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_XML_PART: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")


def sniff_kind(data: bytes) -> FileKind | None:
    """Tell a PDF or Word file by its first bytes, never by its name; None for anything else."""
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return "docx" if "word/document.xml" in archive.namelist() else None
        except (zipfile.BadZipFile, ValueError):
            return None
    return None


def extract_text(data: bytes, kind: FileKind) -> str:
    """Give the text, a paragraph (Word) or printed line (PDF) per line, in NFC.

    A PDF that holds only pictures gives an empty text. UnreadableFileError when the file is too
    large, of another kind, broken or locked with a password.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableFileError("too_large", f"{len(data)} bytes")
    if sniff_kind(data) != kind:
        raise UnreadableFileError("wrong_kind", f"not a {kind} file")
    lines = _docx_lines(data) if kind == "docx" else _pdf_lines(data)
    return nfc("\n".join(line for line in lines if line.strip()))


def _pdf_lines(data: bytes) -> Iterator[str]:
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        _check_pdf(reader)
        texts = [page.extract_text() for page in reader.pages]
    except UnreadableFileError:
        raise
    # pypdf raises many kinds of error on a damaged file, RecursionError among them.
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableFileError("broken", str(error)) from error
    except (RecursionError, NotImplementedError, OSError, AssertionError) as error:
        raise UnreadableFileError("broken", str(error)) from error
    for text in texts:
        yield from (line.rstrip() for line in text.splitlines())


def _check_pdf(reader: PdfReader) -> None:
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFileError("encrypted")
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableFileError("too_large", f"{len(reader.pages)} pages")


def _docx_lines(data: bytes) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise UnreadableFileError("too_large", f"{len(entries)} parts")
            parts = [entry for entry in entries if _XML_PART.fullmatch(entry.filename)]
            if sum(entry.file_size for entry in parts) > MAX_XML_BYTES:
                raise UnreadableFileError("too_large", "unpacked text")
            # Body first, then the rest, as a reader takes them.
            parts.sort(key=lambda entry: (entry.filename != "word/document.xml", entry.filename))
            if any(entry.flag_bits & 0x1 for entry in parts):
                raise UnreadableFileError("encrypted")
            contents = [_bounded(archive, entry) for entry in parts]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, EOFError, NotImplementedError) as error:
        raise UnreadableFileError("broken", str(error)) from error
    for xml in contents:
        yield from _paragraphs(xml)


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read a part no further than it claims to be: a lying size must not unpack without end."""
    with archive.open(entry) as stream:
        content = stream.read(entry.file_size + 1)
    if len(content) > entry.file_size:
        raise UnreadableFileError("broken", entry.filename)
    return content


def _paragraphs(xml: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError("broken", str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFileError("broken", "document type declared")
    for paragraph in root.iter(f"{_W}p"):
        nodes = paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br")
        yield "".join((node.text or "") if node.tag == f"{_W}t" else " " for node in nodes)
