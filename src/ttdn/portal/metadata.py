"""What a picture says of itself (IPTC, XMP, Exif), read on upload; and the same fields written into what is published.

Nothing else of the file is carried over: place by satellite, number of the camera and of its lens, names of programs
stay behind with the original.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from PIL import ExifTags, Image, IptcImagePlugin

from ttdn.law.text import normalise

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC = "http://purl.org/dc/elements/1.1/"
_PHOTOSHOP = "http://ns.adobe.com/photoshop/1.0/"
_IPTC = "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_UTF8 = b"\x1b%G"
_LONGEST_XMP = 2_000_000
_LONGEST_VALUE = 2000
_IIM = {"title": 5, "created": 55, "author": 80, "city": 90, "headline": 105, "credit": 110, "source": 115}
_IIM |= {"copyright": 116, "caption": 120, "keywords": 25}


@dataclass(frozen=True)
class Found:
    """What a picture says of itself; empty where it says nothing."""

    title: str = ""
    caption: str = ""
    credit: str = ""
    place: str = ""
    copyright: str = ""
    taken_on: date | None = None


@dataclass(frozen=True)
class Written:
    """What is written into a published picture.

    `captions` by language, the first one is the default; `usage` is how others may use it.
    """

    title: str
    captions: dict[str, str]
    credit: str
    source: str
    copyright: str
    usage: str
    place: str = ""
    taken_on: date | None = None
    alts: dict[str, str] = field(default_factory=dict)


def read_metadata(picture: Image.Image) -> Found:
    """What the picture says, XMP before IPTC before Exif; damaged metadata says nothing."""
    sources = [_from_xmp(picture), _from_iptc(picture), _from_exif(picture)]
    found: dict[str, Any] = {}
    for each in sources:
        for name, value in each.items():
            found.setdefault(name, value)
    return Found(**found)


def _clean(value: Any, longest: int = _LONGEST_VALUE) -> str:
    """One spelling, no control characters, of a length that a form can show."""
    text = normalise(str(value).replace("\x00", " "))
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:longest]


def _pairs(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value for name, value in values if value}


def _day(text: str) -> date | None:
    """The day of `2026-11-20T…`, `2026:11:20 …` or `20261120`."""
    digits = "".join(each for each in text[:19].split("T", maxsplit=1)[0].split(" ", maxsplit=1)[0] if each.isdigit())
    try:
        found = datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007  (a day without a clock)
    except ValueError:
        return None
    return found if found.year > 1800 else None  # noqa: PLR2004  (before photography: an unset clock)


def _from_xmp(picture: Image.Image) -> dict[str, Any]:
    raw = picture.info.get("xmp") or b""
    raw = raw.encode() if isinstance(raw, str) else raw
    if not raw or len(raw) > _LONGEST_XMP:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(raw.strip(b"\x00 \n\r\t"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return {}
    place = ", ".join(
        filter(None, (_xmp(tree, _IPTC, "Location"), _xmp(tree, _PHOTOSHOP, "City"), _xmp(tree, _PHOTOSHOP, "Country")))
    )
    return _pairs(
        (
            ("title", _xmp(tree, _PHOTOSHOP, "Headline")[:200] or _xmp(tree, _DC, "title")[:200]),
            ("caption", _xmp(tree, _DC, "description")),
            ("credit", _xmp(tree, _PHOTOSHOP, "Credit")[:200] or _xmp(tree, _DC, "creator")[:200]),
            ("copyright", _xmp(tree, _DC, "rights")[:200]),
            ("place", place[:200]),
            ("taken_on", _day(_xmp(tree, _PHOTOSHOP, "DateCreated"))),
        )
    )


def _xmp(tree: Any, namespace: str, name: str) -> str:
    """The value of a property: an attribute, text, or the alternatives of a list (Vietnamese, default, any)."""
    for description in tree.iter(f"{{{_RDF}}}Description"):
        if value := description.get(f"{{{namespace}}}{name}"):
            return _clean(value)
    for element in tree.iter(f"{{{namespace}}}{name}"):
        values = {each.get(_LANG, ""): each.text or "" for each in element.iter(f"{{{_RDF}}}li")}
        return _clean(
            values.get("vi") or values.get("x-default") or next(iter(values.values()), "") or element.text or ""
        )
    return ""


def _from_iptc(picture: Image.Image) -> dict[str, Any]:
    try:
        raw = IptcImagePlugin.getiptcinfo(picture) or {}  # type: ignore[arg-type]  # takes every kind of picture
    except (SyntaxError, ValueError, KeyError, IndexError, OSError, TypeError, struct.error):
        return {}

    def value(name: str) -> str:
        found = raw.get((2, _IIM[name]), b"")
        found = found[0] if isinstance(found, list) else found
        try:
            return _clean(found.decode("utf-8"))
        except UnicodeDecodeError:
            return _clean(found.decode("latin-1"))

    return _pairs(
        (
            ("title", value("headline")[:200] or value("title")[:200]),
            ("caption", value("caption")),
            ("credit", value("credit")[:200] or value("author")[:200]),
            ("copyright", value("copyright")[:200]),
            ("place", value("city")[:200]),
            ("taken_on", _day(value("created"))),
        )
    )


def _from_exif(picture: Image.Image) -> dict[str, Any]:
    try:
        exif = picture.getexif()
        inner = exif.get_ifd(ExifTags.IFD.Exif)
    except (SyntaxError, ValueError, KeyError, OSError, TypeError, struct.error, OverflowError):
        return {}
    return _pairs(
        (
            ("caption", _clean(exif.get(ExifTags.Base.ImageDescription, ""))),
            ("credit", _clean(exif.get(ExifTags.Base.Artist, ""), 200)),
            ("copyright", _clean(exif.get(ExifTags.Base.Copyright, ""), 200)),
            ("taken_on", _day(str(inner.get(ExifTags.Base.DateTimeOriginal, "")))),
        )
    )


def xmp_packet(words: Written) -> bytes:
    """The XMP of a published picture (IPTC Core and Extension properties), UTF-8."""

    def alternatives(name: str, values: dict[str, str]) -> str:
        first = next((text for text in values.values() if text), "")
        if not first:
            return ""
        items = f'<rdf:li xml:lang="x-default">{escape(first)}</rdf:li>' + "".join(
            f"<rdf:li xml:lang={quoteattr(code)}>{escape(text)}</rdf:li>" for code, text in values.items() if text
        )
        return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"

    simple = {
        "photoshop:Credit": words.credit,
        "photoshop:Source": words.source,
        "photoshop:Headline": words.title,
        "photoshop:DateCreated": words.taken_on.isoformat() if words.taken_on else "",
        "Iptc4xmpCore:Location": words.place,
    }
    body = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in simple.items() if text)
    body += alternatives("dc:title", {"vi": words.title})
    body += alternatives("dc:description", words.captions)
    body += alternatives("dc:rights", {"vi": words.copyright})
    body += alternatives("xmpRights:UsageTerms", {"vi": words.usage})
    body += alternatives("Iptc4xmpCore:AltTextAccessibility", words.alts)
    body += f"<dc:creator><rdf:Seq><rdf:li>{escape(words.credit)}</rdf:li></rdf:Seq></dc:creator>"
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{_RDF}"><rdf:Description rdf:about="" xmlns:dc="{_DC}" xmlns:photoshop="{_PHOTOSHOP}" '
        f'xmlns:Iptc4xmpCore="{_IPTC}" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">{body}'
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _shortened(text: str, longest: int) -> bytes:
    """UTF-8 of at most so many bytes, cut between letters."""
    return text.encode()[:longest].decode("utf-8", "ignore").encode()


def iptc_block(words: Written) -> bytes:
    """The same as IPTC-IIM datasets in UTF-8."""
    caption = next((text for text in words.captions.values() if text), "")
    values = (
        ("title", words.title, 64),
        ("created", words.taken_on.strftime("%Y%m%d") if words.taken_on else "", 8),
        ("author", words.credit, 32),
        ("city", words.place, 32),
        ("headline", words.title, 256),
        ("credit", words.credit, 32),
        ("source", words.source, 32),
        ("copyright", words.copyright, 128),
        ("caption", caption, 2000),
    )
    block = b"\x1c\x01\x5a" + struct.pack(">H", len(_UTF8)) + _UTF8
    for name, text, longest in values:
        data = _shortened(text, longest)
        if data:
            block += b"\x1c\x02" + bytes([_IIM[name]]) + struct.pack(">H", len(data)) + data
    return block


def with_iptc(jpeg: bytes, words: Written) -> bytes:
    """A JPEG with the IPTC datasets in a Photoshop segment, right after its first marker segment."""
    block = iptc_block(words)
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(block)) + block + b"\x00" * (len(block) % 2)
    content = b"Photoshop 3.0\x00" + resource
    segment = b"\xff\xed" + struct.pack(">H", len(content) + 2) + content
    at = 2
    if jpeg[2:4] == b"\xff\xe0":
        at = 4 + int.from_bytes(jpeg[4:6])
    return jpeg[:at] + segment + jpeg[at:]
