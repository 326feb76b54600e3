"""DOCX, XLSX and ODT packages: bombs, entities, macros and foreign content refused; their text read for the scan."""

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat

from django.utils.translation import gettext as _

from ttdn.files.errors import RefusedFile

MAX_PARTS = 3000
MAX_PART_BYTES = 100 * 1024 * 1024
MAX_TOTAL_BYTES = 200 * 1024 * 1024
MAX_RATIO = 150
_SMALL = 1024 * 1024
_ARCHIVES = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_MACRO_PARTS = re.compile(r"vbaproject|vbadata|macrosheets/|activex/|^basic/|^scripts/|customui/", re.IGNORECASE)
_MACRO_TYPES = (b"macroenabled", b"vbaproject", b"ms-office.activex")
_XML_PART = re.compile(r"\.(xml|rels|vml|rdf)$", re.IGNORECASE)
_HARMLESS_LINKS = ("/hyperlink", "/externallinkpath", "/externallink")
_LINE_ENDS = frozenset(
    {
        "p",
        "h",
        "si",
        "is",
        "br",
        "cr",
        "line-break",
        "oddHeader",
        "evenHeader",
        "firstHeader",
        "oddFooter",
        "evenFooter",
        "firstFooter",
        "comment",
        "user-defined",
    }
)
_HEADER_CODES = re.compile(r'&(?:"[^"]*"|[LCRBIUESXYOHGADTPNFZ]|\d{1,3}|K[0-9A-Fa-f]{6})')


def _refuse(sentence: str) -> RefusedFile:
    return RefusedFile(sentence)


def bomb() -> RefusedFile:
    """The refusal of a package that grows out of proportion when it is opened."""
    return _refuse(
        _(
            "Tệp nén bất thường: khi mở ra sẽ phình quá lớn nên không được nhận. Xin lưu lại tệp từ Word hoặc Excel rồi gửi lại."
        )
    )


def damaged() -> RefusedFile:
    """The refusal of a file that cannot be read."""
    return _refuse(_("Không đọc được tệp: tệp bị hỏng hoặc không đúng định dạng. Xin mở tệp, lưu lại rồi gửi lại."))


@dataclass
class _Reader:
    """Collects the text of one XML part, line by line; refuses document types and entities."""

    properties: bool
    lines: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    encrypted: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rsplit(":", 1)[-1]
        if local == "Relationship" and attributes.get("TargetMode", "").lower() == "external":
            self.links.append((attributes.get("Type", "").lower(), attributes.get("Target", "")))
        elif local in {"property", "user-defined"}:
            label = attributes.get("name") or attributes.get("meta:name") or ""
            self.text.append(f"{label}: ")
        elif local == "tab":
            self.text.append("\t")
        elif local == "encryption-data":
            self.encrypted = True

    def end(self, name: str) -> None:
        local = name.rsplit(":", 1)[-1]
        if self.properties or local in _LINE_ENDS:
            self.close()

    def close(self) -> None:
        line = "".join(self.text)
        if line.strip(" :"):
            self.lines.append(_HEADER_CODES.sub(" ", line) if "&" in line else line)
        self.text.clear()

    def doctype(self, *_arguments: object) -> None:
        raise _refuse(
            _(
                "Tệp chứa khai báo thực thể (DOCTYPE) bên trong, có thể dùng để đọc trộm dữ liệu, nên không được nhận. Xin lưu lại tệp từ Word hoặc Excel."
            )
        )


def _read_xml(name: str, data: bytes) -> _Reader:
    """The lines of an XML part."""
    reader = _Reader(properties=name.lower().startswith("docprops/") or name.lower() == "meta.xml")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text.append
    try:
        parser.Parse(data, True)  # noqa: FBT003  (expat takes it by position)
    except expat.ExpatError as error:
        raise damaged() from error
    reader.close()
    return reader


def read_parts(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every part, read under the limits; the sizes that the package claims are not believed."""
    entries = archive.infolist()
    if len(entries) > MAX_PARTS:
        raise bomb()
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & 0x1:
            raise _refuse(_("Tệp có mật khẩu nên không kiểm tra được. Xin bỏ mật khẩu rồi gửi lại."))
        if name in parts or name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name:
            raise damaged()
        with archive.open(entry) as stream:
            data = stream.read(min(MAX_PART_BYTES, MAX_TOTAL_BYTES - total) + 1)
        total += len(data)
        if len(data) > MAX_PART_BYTES or total > MAX_TOTAL_BYTES:
            raise bomb()
        if len(data) > _SMALL and len(data) > MAX_RATIO * max(entry.compress_size, 1):
            raise bomb()
        parts[name] = data
    return parts


def _refuse_macros(name: str, data: bytes) -> None:
    lowered = data.lower() if name == "[Content_Types].xml" else b""
    if _MACRO_PARTS.search(name) or any(mark in lowered for mark in _MACRO_TYPES):
        raise _refuse(
            _(
                "Tệp chứa macro (chương trình chạy kèm) nên không được nhận. Xin lưu lại dưới dạng .docx, .xlsx hoặc .odt không có macro."
            )
        )


def _foreign(name: str) -> RefusedFile:
    return _refuse(
        _("Tệp chứa tệp khác nhúng bên trong (%(name)s) nên không được nhận. Xin bỏ phần nhúng và gửi riêng từng tệp.")
        % {"name": name.rsplit("/", 1)[-1][:60]}
    )


def read_package(data: bytes, *, depth: int = 0) -> list[str]:
    """Check a package and give the text of its parts, headings first line first; properties are parts too.

    A workbook or document embedded by Word for a chart is checked in the same way, one level deep.

    Raises:
        RefusedFile: bomb, damaged, password, macro, entity, embedded program or archive, content loaded from outside.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = read_parts(archive)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise damaged() from error
    texts: list[str] = []
    for name, part in parts.items():
        _refuse_macros(name, part)
        if _XML_PART.search(name):
            texts.append(_check_xml(name, part))
        elif part.startswith(_ARCHIVES):
            if depth or "/embeddings/" not in name or not name.lower().endswith((".xlsx", ".docx")):
                raise _foreign(name)
            texts.extend(read_package(part, depth=1))
        elif part.startswith((b"MZ", b"\x7fELF", b"\xd0\xcf\x11\xe0", b"%PDF-")) or name.lower().endswith(
            (".exe", ".js", ".vbs", ".bat")
        ):
            raise _foreign(name)
    return texts


def _check_xml(name: str, part: bytes) -> str:
    """The text of an XML part; refuses links that load content from outside, and encrypted parts."""
    if not part.strip():
        return ""
    reader = _read_xml(name, part)
    if reader.encrypted:
        raise _refuse(_("Tệp có mật khẩu nên không kiểm tra được. Xin bỏ mật khẩu rồi gửi lại."))
    for kind, _target in reader.links:
        if not kind.endswith(_HARMLESS_LINKS):
            raise _refuse(
                _(
                    "Tệp tự tải nội dung từ bên ngoài (mẫu, ảnh hoặc đối tượng liên kết) nên không được nhận. Xin nhúng nội dung vào tệp rồi gửi lại."
                )
            )
    return "\n".join(reader.lines)
