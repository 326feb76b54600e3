"""Translations out and in, for translators outside: gettext PO (polib) and XLIFF 2.0 (lxml). Pure.

A file names the item, the language and the hash of the source version it was made from; nothing is taken from a file that
names others. What comes in is checked by `ttdn.portal.actions.importing` before anything is kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import polib
from django.utils.translation import gettext as _
from lxml import etree

from ttdn.portal.cleaning import compose
from ttdn.portal.errors import Incomplete
from ttdn.portal.segments import MARK

MOST_BYTES = 4 * 1024 * 1024
NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"
_ORIGINAL = re.compile(r"urn:ttdn:item:([0-9a-f-]{36}):([0-9a-f]{64})")
_PREFIX = "X-Ttdn-"


@dataclass(frozen=True)
class Line:
    """A segment in a file: key, source, words; `state`: open, machine, changed or done; `note`: where it stands."""

    key: str
    source: str
    target: str = ""
    state: str = "open"
    rich: bool = False
    note: str = ""


@dataclass(frozen=True)
class Packet:
    """What a file says: of which item and source version, in which languages, and its segments in order."""

    item: str
    source_hash: str
    source_language: str
    language: str
    lines: list[Line] = field(default_factory=list)


def portable(text: str) -> str:
    """Text that both formats can carry: no control characters, no line separators but spaces."""
    return "".join(
        " " if unicodedata.category(each) in {"Cc", "Zl", "Zp", "Cs"} or ord(each) in (0xFFFE, 0xFFFF) else each
        for each in compose(text)
    )


# PO


def to_po(packet: Packet) -> bytes:
    """A PO file; segments that wait for a look are fuzzy."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": packet.language.replace("-", "_"),
        f"{_PREFIX}Item": packet.item,
        f"{_PREFIX}Source": packet.source_hash,
        f"{_PREFIX}Source-Language": packet.source_language,
        f"{_PREFIX}Language": packet.language,
    }
    for each in packet.lines:
        waits = each.state in {"machine", "changed"}
        file.append(
            polib.POEntry(
                msgctxt=each.key,
                msgid=portable(each.source),
                msgstr=portable(each.target),
                comment=portable(each.note),
                flags=["fuzzy"] if waits else [],
            )
        )
    return str(file).encode()


def from_po(data: bytes) -> Packet:
    """The packet of a PO file.

    Raises:
        Incomplete: too large, not a PO file, or not one of ours.
    """
    text = _text(data)
    try:
        file = polib.pofile(text + ("" if "\n" in text else "\n"), wrapwidth=0)
    except (OSError, ValueError, IndexError, UnicodeError) as error:
        raise Incomplete(_("Tệp PO hỏng nên không đọc được. Hãy xuất lại từ chương trình dịch.")) from error
    said = file.metadata
    missing = [each for each in ("Item", "Source", "Source-Language", "Language") if not said.get(_PREFIX + each)]
    if missing:
        raise _stranger()
    lines = [
        Line(
            each.msgctxt or "",
            each.msgid,
            each.msgstr,
            "open" if not each.msgstr else "changed" if each.fuzzy else "done",
        )
        for each in file
        if not each.obsolete
    ]
    return Packet(
        said[f"{_PREFIX}Item"],
        said[f"{_PREFIX}Source"],
        said[f"{_PREFIX}Source-Language"],
        said[f"{_PREFIX}Language"],
        lines,
    )


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Incomplete(_("Tệp quá lớn. Tệp dịch một bài dài nhất 4 MB."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Incomplete(_("Tệp không phải mã UTF-8. Hãy lưu lại bằng UTF-8 rồi gửi.")) from error


def _stranger() -> Incomplete:
    return Incomplete(
        _("Tệp không ghi nó dịch bài nào, từ bản gốc nào. Hãy dùng tệp tải từ trang dịch, giữ nguyên phần đầu tệp.")
    )


# XLIFF 2.0


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


_STATES = {"open": "initial", "machine": "initial", "changed": "initial", "done": "translated"}


def to_xliff(packet: Packet) -> bytes:
    """An XLIFF 2.0 file: a unit a segment, inline markup as `pc` and `ph`."""
    root = etree.Element(_tag("xliff"), nsmap={None: NAMESPACE}, version="2.0")
    root.set("srcLang", packet.source_language)
    root.set("trgLang", packet.language)
    original = f"urn:ttdn:item:{packet.item}:{packet.source_hash}"
    file = etree.SubElement(root, _tag("file"), id="item", original=original)
    for each in packet.lines:
        unit = etree.SubElement(file, _tag("unit"), id=each.key)
        if each.note:
            etree.SubElement(etree.SubElement(unit, _tag("notes")), _tag("note")).text = portable(each.note)
        segment = etree.SubElement(unit, _tag("segment"), state=_STATES[each.state])
        if each.state in {"machine", "changed"}:
            segment.set("subState", f"ttdn:{each.state}")
        _fill(etree.SubElement(segment, _tag("source")), portable(each.source), rich=each.rich)
        if each.target:
            _fill(etree.SubElement(segment, _tag("target")), portable(each.target), rich=each.rich)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _fill(element: Any, text: str, *, rich: bool) -> None:
    """Words with placeholders as inline elements; a literal that looks like one stays text; backslashes stay as they are."""
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    here, end = element, 0
    for found in MARK.finditer(text) if rich else ():
        slashes, closing, number, alone = found.groups()
        if len(slashes) % 2:
            continue
        _append(here, text[end : found.start()] + slashes)
        end = found.end()
        if alone:
            etree.SubElement(here, _tag("ph"), id=number)
        elif closing:
            here = here.getparent()
        else:
            here = etree.SubElement(here, _tag("pc"), id=number)
    _append(here, text[end:])


def _append(element: Any, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def from_xliff(data: bytes) -> Packet:
    """The packet of an XLIFF 2.0 file. A document type, entities and remote parts are refused, nothing is fetched.

    Raises:
        Incomplete: too large, hostile, no XLIFF 2, or not one of ours.
    """
    if len(data) > MOST_BYTES:
        raise Incomplete(_("Tệp quá lớn. Tệp dịch một bài dài nhất 4 MB."))
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Incomplete(_("Tệp XLIFF hỏng nên không đọc được. Hãy xuất lại từ chương trình dịch.")) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Incomplete(_("Tệp XLIFF có khai báo kiểu tài liệu (DOCTYPE) nên không được nhận. Hãy bỏ khai báo đó."))
    if root.tag != _tag("xliff"):
        raise Incomplete(_("Tệp không phải XLIFF 2.0. Hãy xuất theo XLIFF 2.0, hoặc dùng tệp PO."))
    file = root.find(_tag("file"))
    original = _ORIGINAL.fullmatch(file.get("original", "")) if file is not None else None
    if file is None or original is None:
        raise _stranger()
    lines = [_line(unit) for unit in file.iter(_tag("unit"))]
    return Packet(original.group(1), original.group(2), root.get("srcLang", ""), root.get("trgLang", ""), lines)


def _line(unit: Any) -> Line:
    """A unit; a program may have parted it into several segments: they are joined again."""
    source, target = [], []
    states = set()
    for part in unit:
        if part.tag not in (_tag("segment"), _tag("ignorable")):
            continue
        source.append(_words(part.find(_tag("source"))))
        words = _words(part.find(_tag("target")))
        target.append(words or (source[-1] if part.tag == _tag("ignorable") else ""))
        if part.tag == _tag("segment"):
            states.add("done" if part.get("state", "initial") != "initial" else "changed")
    text = "".join(target) if any(each.strip() for each in target) else ""
    state = "open" if not text else "changed" if "changed" in states else "done"
    return Line(unit.get("id", ""), "".join(source), text, state)


def _words(element: Any) -> str:
    """The text of a source or target, inline elements as placeholders."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        name = etree.QName(child).localname if isinstance(child.tag, str) else ""
        if name == "pc":
            parts.append(f"<{child.get('id')}>{_words(child)}</{child.get('id')}>")
        elif name == "ph":
            parts.append(f"<{child.get('id')}/>")
        elif name == "mrk":
            parts.append(_words(child))
        elif name:
            raise Incomplete(
                _(
                    "Tệp XLIFF có dấu giữ chỗ <%(name)s> mà trang dịch không dùng. Hãy giữ nguyên các dấu trong tệp đã tải."
                )
                % {"name": name}
            )
        parts.append(child.tail or "")
    return "".join(parts)
