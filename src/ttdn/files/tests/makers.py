"""Files made for the tests: good ones, and the hostile ones that people and programs send."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from email.message import EmailMessage

import docx
import openpyxl
import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

ODT_MIME = "application/vnd.oasis.opendocument.text"


def docx_bytes(
    *paragraphs: str, header: str = "", title: str = "", change: Callable[[docx.document.Document], None] | None = None
) -> bytes:
    """A Word document."""
    document = docx.Document()
    for paragraph in paragraphs or ("Kế hoạch thông tin đối ngoại",):
        document.add_paragraph(paragraph)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if title:
        document.core_properties.title = title
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx_bytes(*cells: str, header: str = "") -> bytes:
    """A workbook with a column of cells."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row, cell in enumerate(cells or ("Số liệu",), 1):
        sheet.cell(row, 1, cell)
    if header:
        sheet.oddHeader.center.text = header
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zip_bytes(parts: dict[str, bytes | str], *, store: Iterable[str] = ()) -> bytes:
    """A zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name in store else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def with_parts(package: bytes, parts: dict[str, bytes | str]) -> bytes:
    """A package with parts added or replaced."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        kept: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return zip_bytes(kept | parts)


def part(package: bytes, name: str) -> bytes:
    """One part of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


def odt_bytes(*paragraphs: str, manifest: str = "<manifest/>", extra: dict[str, bytes | str] | None = None) -> bytes:
    """An OpenDocument text."""
    body = "".join(f"<text:p>{text}</text:p>" for text in paragraphs or ("Kế hoạch",))
    content = f'<office:document-content xmlns:office="o" xmlns:text="t"><office:body>{body}</office:body></office:document-content>'
    parts: dict[str, bytes | str] = {"mimetype": ODT_MIME, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zip_bytes(parts | (extra or {}), store=["mimetype"])


def pdf_bytes(
    *lines: str, title: str = "", change: Callable[[pikepdf.Pdf], None] | None = None, password: str = ""
) -> bytes:
    """A PDF of one page whose text can be read (Latin letters only; Vietnamese through `title`)."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 300))
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    text = " ".join(f"({line}) Tj 0 -20 Td" for line in lines or ("Ke hoach",))
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 20 260 Td {text} ET".encode("latin-1"))
    if title:
        pdf.docinfo["/Title"] = title
    if change:
        change(pdf)
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else None)
    return out.getvalue()


def png_bytes(width: int = 1, height: int = 1, text: str = "") -> bytes:
    """A picture, with a comment."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    comment = chunk(b"iTXt", b"Title\x00\x00\x00\x00\x00" + text.encode()) if text else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + comment
        + chunk(b"IDAT", zlib.compress(b"\0\0"))
        + chunk(b"IEND", b"")
    )


def eml_bytes(text: str, *, subject: str = "Báo cáo", attachment: bytes | None = None, name: str = "kem.docx") -> bytes:
    """An e-mail."""
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "a@thu.example", "b@thu.example", subject
    letter.set_content(text)
    if attachment is not None:
        letter.add_attachment(attachment, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()


def upload(data: bytes, name: str = "tep.docx") -> SimpleUploadedFile:
    """What a form gives."""
    return SimpleUploadedFile(name, data)
