"""The document model: one official document, as data, before any writer sees it.

The model holds the components of thể thức in Nghị định 30/2020/NĐ-CP, Phụ lục I. Word, PDF and
the on-screen preview are written from the same value, so they cannot say different things.
Everything is frozen, and goes to JSON and back without loss. Hashes are taken over canonical
JSON (sorted keys, NFC text), so two equal documents have equal hashes on every machine.
"""

import base64
import dataclasses
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from ttdn.docgen.text import nfc

RunMark = Literal["stale", "estimate"]
Align = Literal["left", "center", "right", "justify"]
MediaType = Literal["image/png", "image/svg+xml"]

SCHEMA_VERSION: Final = 1
ISSUE_FIELDS: Final = ("number", "place", "issued_on", "year")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style.

    `mark` is "stale" (the records behind the sentence changed) or "estimate" (ước thực hiện).
    Only the preview colours marks; issued files print the plain text.
    """

    text: str
    bold: bool = False
    italic: bool = False
    mark: RunMark | None = None


Cell = str | tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 is a mục ("I."), 2 a khoản ("1."), 3 and 4 what is below ("5a.", "a)").

    The label is text, never computed. A level 1 label that begins with "Phần", "Chương" or "Mục"
    stands on its own centred line over its title (Phụ lục I, II.6.đ).
    """

    level: int
    label: str
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text; `indent` is its depth in steps of 1.27 cm beyond the first line."""

    runs: tuple[Run, ...]
    anchor: str = ""
    indent: int = 0
    align: Align = "justify"


@dataclass(frozen=True, slots=True)
class BulletList:
    """Dash list ("- …"), one item per line, as official documents write it."""

    items: tuple[Cell, ...]
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A table column: header, width as a share (any unit; shares are relative), alignment of its cells."""

    header: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header rows repeat on every page and whose rows never split.

    `header_rows` counts the rows that repeat: one made of the column headers, then the first
    `header_rows - 1` of `rows`. `total_row` sets the last row in bold.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    header_rows: int = 1
    total_row: bool = False
    anchor: str = ""

    def __post_init__(self) -> None:
        """Refuse a table that no page could show."""
        if not self.columns or any(column.width <= 0 for column in self.columns):
            raise ValueError("a table needs at least one column, each wider than nothing")
        widest = max((len(row) for row in self.rows), default=0)
        if widest > len(self.columns):
            raise ValueError(f"a row has {widest} cells, the table {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Note:
    """A small italic remark under a table or section, for example "tạm dùng, chưa đối chiếu"."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its text alternative (required: PDF/UA-1) and caption; width in millimetres."""

    data: bytes
    media_type: MediaType
    alt: str
    caption: str = ""
    width_mm: float = 150.0
    anchor: str = ""


Block = Heading | Paragraph | BulletList | Table | Note | Figure


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuing body (ô số 2) and the body directly above it, if any; writers set both in capitals."""

    name: str
    parent_vi: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Signature block (ô số 7): the lines of authority and office, then the name."""

    lines: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: own page numbers, own section, landscape when its tables need the width."""

    label: str
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One official document.

    `number` is what the register gave ("12", "TD-12"), None while unknown; `symbol` is what stands
    after the slash ("KH-BVHTTDL"). `type_name` None makes it a công văn, whose subject is printed
    "V/v …" under the number. `year` is printed in the date while `issued_on` is unknown.
    """

    form_id: str
    issuer: Issuer
    symbol: str
    subject: str
    language: str = "vi"
    number: str | None = None
    place: str = ""
    issued_on: date | None = None
    year: int | None = None
    type_name: str | None = None
    urgency: str | None = None
    circulation: str | None = None
    addressees: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: Signature = field(default_factory=Signature)
    mark: str | None = None
    annexes: tuple[Annex, ...] = ()
    footer_contact: str | None = None
    provisional_note: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the document as JSON-ready data, text in NFC, dates in ISO 8601."""
        return to_dict(self)

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> "Document":
        """Read what `to_dict` gave; ValueError says what is wrong."""
        return from_dict(data)


_BLOCK_TYPES: Final[dict[str, type[Any]]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "bullet_list": BulletList,
    "table": Table,
    "note": Note,
    "figure": Figure,
}
_BLOCK_NAMES: Final = {kind: name for name, kind in _BLOCK_TYPES.items()}


def plain(text: str) -> Paragraph:
    """Give a paragraph of one plain run."""
    return Paragraph(runs=(Run(text),))


def to_dict(document: Document) -> dict[str, Any]:
    """Give the document as JSON-ready data, text in NFC, dates in ISO 8601."""
    result: dict[str, Any] = {"schema": SCHEMA_VERSION}
    result.update(_encode_fields(document))
    return result


def canonical_json(data: Any) -> str:
    """Give JSON with sorted keys and no spaces: the same bytes for the same data everywhere."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(document: Document, include_issue_fields: bool = True) -> str:
    """Give the SHA-256 (hex) of the document.

    Without the issue fields (number, place, date) it is what an approval binds to; with them it
    names the issued version.
    """
    data = to_dict(document)
    if not include_issue_fields:
        for name in ISSUE_FIELDS:
            data.pop(name)
    return hashlib.sha256(canonical_json(data).encode("utf-8")).hexdigest()


def from_dict(data: Mapping[str, Any]) -> Document:
    """Read what `to_dict` gave; ValueError says what is wrong."""
    values = dict(data)
    version = values.pop("schema", None)
    if version != SCHEMA_VERSION:
        raise ValueError(f"document schema {version!r} is not {SCHEMA_VERSION}")
    issued_on = values.get("issued_on")
    try:
        document: Document = _construct(
            Document,
            {
                **values,
                "issuer": _construct(Issuer, values["issuer"]),
                "signature": _construct(Signature, values["signature"], lines=_strings),
                "issued_on": date.fromisoformat(issued_on) if issued_on else None,
                "annexes": tuple(_construct(Annex, annex, blocks=_decode_blocks) for annex in values["annexes"]),
            },
            addressees=_strings,
            legal_bases=_strings,
            recipients=_strings,
            blocks=_decode_blocks,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"document data is incomplete or of a wrong kind: {error}") from error
    return document


def _encode(value: Any) -> Any:
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date):
        return value.isoformat()
    if dataclasses.is_dataclass(value):
        kind = _BLOCK_NAMES.get(type(value))
        encoded = _encode_fields(value)
        return {"block": kind, **encoded} if kind else encoded
    return value


def _encode_fields(value: Any) -> dict[str, Any]:
    return {item.name: _encode(getattr(value, item.name)) for item in dataclasses.fields(value)}


def _construct(kind: Any, source: Mapping[str, Any], /, **decoders: Any) -> Any:
    values = {key: decoders[key](value) if key in decoders else value for key, value in source.items()}
    return kind(**values)


def _strings(values: list[str]) -> tuple[str, ...]:
    return tuple(values)


def _decode_cell(value: Any) -> Cell:
    return value if isinstance(value, str) else tuple(_construct(Run, run) for run in value)


def _decode_blocks(values: list[dict[str, Any]]) -> tuple[Block, ...]:
    return tuple(_decode_block(value) for value in values)


def _decode_block(value: dict[str, Any]) -> Block:
    fields = dict(value)
    name = fields.pop("block", None)
    kind = _BLOCK_TYPES.get(str(name))
    if kind is None:
        raise ValueError(f"unknown block {name!r}; known: {', '.join(_BLOCK_TYPES)}")
    block: Block = _construct(
        kind,
        fields,
        runs=_decode_cell,
        items=lambda items: tuple(_decode_cell(item) for item in items),
        columns=lambda columns: tuple(_construct(Column, column) for column in columns),
        rows=lambda rows: tuple(tuple(_decode_cell(cell) for cell in row) for row in rows),
        data=base64.b64decode,
    )
    return block
