"""The PDF of an item: PDF/A-2a and PDF/UA-1, with its permanent address, QR code, version and hash.

An edition never changes, so its PDF is made once and kept under `PDF_ROOT/<item>/`; the same words give the same bytes.
Where the body has a certificate, the PDF carries its digital signature (`ttdn.portal.pades`).
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ttdn.docgen.fonts import BOX, displayable
from ttdn.docgen.pdf import compile_source, shown
from ttdn.docgen.typst_blocks import literal
from ttdn.files.storage import path_of
from ttdn.portal.choices import Kind
from ttdn.portal.cleaning import text_of
from ttdn.portal.languages import chrome_language
from ttdn.portal.models import PAGE_TYPES, PublicRecord
from ttdn.portal.pades import Certificate, certificate_of, sign
from ttdn.portal.qr import qr_svg
from ttdn.portal.snapshots import plain_paragraphs
from ttdn.proofs.models import SealedText
from ttdn.web.errors import UserError
from ttdn.web.templatetags.ttdn import dmy, dmy_hm


class LettersMissing(UserError):
    """The PDF cannot be made here: a font is missing."""

    status = 503


LAYOUT = "1"
"""Another layout gives other bytes: files made by an earlier one stay, and stay checkable."""
MARK = re.compile(rb"ttdn:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z-]{2,12})/([0-9]{1,6})")
"""The code of an edition as every PDF of this site carries it in its metadata, unpacked."""
_WIDEST = 1300
_SERIF = "Tinos", "Liberation Serif", "Times New Roman", "Libertinus Serif", "Noto Serif"


def item_pdf(record: PublicRecord, sealed: SealedText, *, at: datetime) -> bytes:
    """The PDF of what readers have now, from the folder of PDFs or made for it.

    Args:
        record: what readers have, with its edition and body.
        sealed: the sealed text of that edition.
        at: now: a certificate signs only while it is good.
    """
    certificate = certificate_of(record.body.code, at)
    place = _place(record, sealed, certificate)
    if place.exists():
        return place.read_bytes()
    data = make_pdf(record, sealed, signed=certificate is not None)
    if certificate is not None:
        data = sign(data, certificate)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = place.with_name(f".{place.name}.{os.getpid()}.{uuid.uuid4().hex[:8]}")
    part.write_bytes(data)
    try:
        os.link(part, place)  # whoever was first stays: a signature has its own bytes each time
    except FileExistsError:
        data = place.read_bytes()
    finally:
        part.unlink(missing_ok=True)
    return data


def pdf_is_made(record: PublicRecord, sealed: SealedText, *, at: datetime) -> bool:
    """Whether the PDF is there already, so that giving it costs nothing."""
    return _place(record, sealed, certificate_of(record.body.code, at)).exists()


def _place(record: PublicRecord, sealed: SealedText, certificate: Certificate | None) -> Path:
    """Where the PDF of an edition is kept: by what it says, where it leads, and whose certificate signed it."""
    made_of = (
        LAYOUT,
        record.edition.content_hash,
        sealed.content_hash,
        settings.SITE_ORIGIN,
        certificate.fingerprint if certificate else "",
        str(settings.DEMO),
    )
    key = hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:32]
    folder: Path = settings.PDF_ROOT / str(sealed.item)
    return folder / f"{sealed.language}-{sealed.edition}-{key}.pdf"


def kept_pdfs(item: uuid.UUID, language: str, edition: int) -> Iterator[bytes]:
    """The bytes of every PDF that was ever given out for an edition."""
    folder: Path = settings.PDF_ROOT / str(item)
    for path in sorted(folder.glob(f"{language}-{edition}-*.pdf")):
        yield path.read_bytes()


def make_pdf(record: PublicRecord, sealed: SealedText, *, signed: bool = False) -> bytes:
    """The PDF before it is signed: the same edition gives the same bytes. `signed`: it will be, and says so.

    Raises:
        RenderError: the layout program refused it.
        LettersMissing: no font at hand has all its letters. An official text with boxes in it is no official text.
    """
    stamp = (record.edition.published_at or record.changed_at).astimezone(UTC).replace(microsecond=0)
    with translation.override(chrome_language(record.language)):
        data = shown(lambda: compile_source(_source(record, sealed, signed), stamp))
        if BOX in displayable(sealed.canonical.replace(BOX, "")):
            raise LettersMissing(_("Máy chủ thiếu phông chữ cho ngôn ngữ này nên chưa có bản PDF. Hãy đọc trên trang."))
    return data


def _source(record: PublicRecord, sealed: SealedText, signed: bool) -> str:
    """The Typst source; every text goes in as a string literal, in which nothing has power."""
    snapshot = record.edition.snapshot
    body = [*_head(record, sealed), *_fields(snapshot)]
    for block in snapshot["blocks"]:
        body += _block(block, snapshot, record.media)
    return "\n".join((_settings(record, sealed), *body, *_foot(sealed, signed), "}\n"))


def _settings(record: PublicRecord, sealed: SealedText) -> str:
    fonts = ", ".join(f'"{name}"' for name in _SERIF)
    on = (record.edition.published_at or record.changed_at).astimezone(UTC)
    code = f"ttdn:{sealed.item}/{sealed.language}/{sealed.edition}"
    tongue, _hyphen, script = record.language.partition("-")
    region = ', region: "CN"' if script == "hans" else ""
    return (
        f"#set document(title: {literal(record.title)}, author: {literal(sealed.issuer_name)}, "
        f'keywords: ("{code}",), date: datetime(year: {on.year}, month: {on.month}, day: {on.day}))\n'
        f'#set page(paper: "a4", margin: (x: 25mm, top: 22mm, bottom: 22mm), numbering: "1 / 1")\n'
        f'#set text(font: ({fonts}), size: 11pt, lang: "{tongue}"{region})\n'
        "#set par(leading: 0.7em, spacing: 1em)\n"
        "#show heading: set block(above: 1.3em, below: 0.7em)\n"
        "#set table(stroke: 0.5pt + luma(150), inset: 5pt)\n"
        "#let small(body) = text(size: 9pt, fill: luma(70), body)\n#{"
    )


def _head(record: PublicRecord, sealed: SealedText) -> list[str]:
    snapshot, edition = record.edition.snapshot, record.edition
    lines = []
    if settings.DEMO:
        warning = _("Dữ liệu trình diễn: không phải thông tin chính thức.")
        lines.append(f"par(strong({literal(warning)}))")
    lines += [
        f"par(strong({literal(sealed.issuer_name)}))",
        f"par(small({literal(f'{Kind(record.kind).label} · {dmy_hm(edition.published_at)}')}))",
        f"heading(level: 1, text(size: 19pt, {literal(record.title)}))",
    ]
    if snapshot["number"]:
        on = f", {dmy(date.fromisoformat(snapshot['number_on']))}" if snapshot["number_on"] else ""
        lines.append(f"par(small({literal(snapshot['number'] + on)}))")
    if snapshot["lead"]:
        lines.append(f"par(text(size: 12.5pt, {literal(snapshot['lead'])}))")
    return lines


def _fields(snapshot: dict[str, Any]) -> list[str]:
    """What only this kind has, each value under its name."""
    lines, page = [], PAGE_TYPES[snapshot["kind"]]
    for name, value in snapshot["fields"].items():
        words = _words({**snapshot, "fields": {name: value}}, keep="fields")
        if words:
            label = str(page._meta.get_field(name).verbose_name).split(" (")[0]  # what is said to the writer only
            said = " + linebreak() + ".join(literal(_day(word)) for word in words)
            lines.append(f"par(strong({literal(label + ': ')}) + {said})")
    return lines


def _day(word: str) -> str:
    """An ISO day as dd/mm/yyyy; anything else as it is."""
    return dmy(date.fromisoformat(word)) if re.fullmatch(r"\d{4}-\d\d-\d\d", word) else word


def _words(snapshot: dict[str, Any], *, keep: str) -> list[str]:
    """The sealed words of one part of a snapshot."""
    empty = {"lead": "", "fields": {}, "blocks": []}
    return plain_paragraphs({**snapshot, **{name: value for name, value in empty.items() if name != keep}})


def _block(block: dict[str, Any], snapshot: dict[str, Any], media: dict[str, Any]) -> list[str]:
    """One block; what has no form on paper (films, documents, maps) stands in its words and its address."""
    match block["type"]:
        case "heading":
            level = min(max(int(block["level"] or 2), 2), 4)
            return [f"heading(level: {level}, {literal(block['text'])})"]
        case "paragraph":
            return [f"par({literal(line)})" for line in text_of(block["html"])]
        case "table" if block["rows"]:
            return _table(block)
        case "picture":
            return _picture(block, media.get(block["media"]["id"]) or {})
        case "video" | "document":
            words = block.get("caption") or block.get("label") or block["media"]["caption"] or block["media"]["title"]
            forms = media.get(block["media"]["id"]) or {}
            address = f" {settings.SITE_ORIGIN}{forms['original'][0]}" if "original" in forms else ""
            return [f"par({literal(words + address)})"]
        case "timeline":
            rows = [f"{_day(row['on'])}: {row['text']}" for row in block["rows"]]
            return [f"list({', '.join(f'par({literal(row)})' for row in rows)})"]
    words = _words({**snapshot, "blocks": [block]}, keep="blocks")
    return [f"par({literal(word)})" for word in words]


def _table(block: dict[str, Any]) -> list[str]:
    width = max(len(row) for row in block["rows"])
    rows = [[*row, *[""] * (width - len(row))] for row in block["rows"]]
    parts = [f"columns: {width}"]
    if block["head"]:
        parts.append(f"table.header({', '.join(f'strong({literal(cell)})' for cell in rows.pop(0))})")
    parts += [literal(cell) for row in rows for cell in row]
    caption = [f"par(strong({literal(block['caption'])}))"] if block["caption"] else []
    return [*caption, f"table({', '.join(parts)})"]


def _picture(block: dict[str, Any], forms: dict[str, list[Any]]) -> list[str]:
    """A picture from its public form, whose bytes carry the words of the approved edition."""
    shown_media = block["media"]
    words = " – ".join(filter(None, (block["caption"] or shown_media["caption"], shown_media["credit"])))
    jpegs = [each for spec, each in forms.items() if re.fullmatch(r"w\d+\.jpg", spec)]
    fitting = sorted((each for each in jpegs if each[1] <= _WIDEST), key=lambda each: each[1]) or jpegs[:1]
    lines = []
    if fitting:
        path = path_of(fitting[-1][0].split("/")[2])
        if path.exists():
            alt = shown_media["alt"] or words or shown_media["title"]
            data = ",".join(map(str, path.read_bytes()))
            lines.append(f'image(bytes(({data},)), format: "jpg", width: 100%, alt: {literal(alt)})')
    return [*lines, f"par(small({literal(words)}))"] if words else lines


def _foot(sealed: SealedText, signed: bool) -> list[str]:
    """Where it is checked: permanent address, QR, version, hash; and whose mark this is (decisions.md 23)."""
    address = f"{settings.SITE_ORIGIN}/s/{sealed.item}/{sealed.language}"
    seal = _(
        "Văn bản này mang dấu xác thực của hệ thống: hệ thống đã công bố đúng những chữ này cho cơ quan nêu trên. "
        "Dấu xác thực không phải là chữ ký số của cơ quan."
    )
    if signed:
        seal = _("Tệp PDF này được ký số bằng chứng thư của cơ quan; văn bản cũng mang dấu xác thực của hệ thống.")
    edition = _("Bản thứ %(edition)s, công bố %(on)s. Dấu vân tay SHA-256 của văn bản:") % {
        "edition": sealed.edition,
        "on": dmy_hm(sealed.published_at),
    }
    check = _("Kiểm tra văn bản này tại địa chỉ lâu dài")
    alt = _("Mã QR dẫn tới địa chỉ lâu dài của văn bản")
    right = [
        f"strong({literal(check)})",
        f"linebreak() + link({literal(address)})",
        f"parbreak() + {literal(edition)} + linebreak() + text(size: 8pt, {literal(sealed.content_hash)})",
        f"parbreak() + {literal(seal)}",
    ]
    qr = f'image(bytes({literal(qr_svg(address))}), format: "svg", width: 28mm, alt: {literal(alt)})'
    return [
        "v(1em)",
        "line(length: 100%, stroke: 0.5pt + luma(150))",
        f"block(breakable: false, grid(columns: (28mm, 1fr), column-gutter: 6mm, {qr}, small({' + '.join(right)})))",
    ]
