"""An item made from an issued document: its number, date, subject and text, read from the issued snapshot."""

from __future__ import annotations

import uuid
from datetime import date
from html import escape
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from ttdn.docgen.model import BulletList, Cell, Document, Heading, Note, Paragraph, Run, Table
from ttdn.filings.choices import State as FilingState
from ttdn.filings.models import FilingVersion
from ttdn.organisations.queries import Reach
from ttdn.portal.actions.drafting import Origin
from ttdn.portal.choices import Kind
from ttdn.portal.content_queries import written_bodies
from ttdn.portal.models import Item
from ttdn.web.ids import uuid7

ORIGIN = "filings.version"
KINDS = (Kind.PRESS_RELEASE, Kind.STATEMENT, Kind.PUBLICATION)
"""What an issued document may become."""
_DEEPEST = 2


def issued_versions(reach: Reach, on: date, wanted: str = "") -> QuerySet[FilingVersion]:
    """Issued, current versions of the bodies that the reader writes for; `wanted`: words of the title or the number."""
    found = FilingVersion.objects.filter(body__in=written_bodies(reach, on), state=FilingState.ISSUED)
    for word in wanted.split():
        found = found.filter(_has(word))
    return found.select_related("filing", "body").defer("document")


def _has(word: str) -> Q:
    return (
        Q(filing__title__icontains=word)
        | Q(symbol__icontains=word)
        | Q(number_text__icontains=word)
        | Q(subject_override__icontains=word)
    )


def access_issued(reach: Reach, public_id: uuid.UUID, on: date) -> FilingVersion:
    """An issued version of a body that the reader writes for, with its snapshot, else `Http404`."""
    version = (
        FilingVersion.objects.filter(body__in=written_bodies(reach, on), state=FilingState.ISSUED, public_id=public_id)
        .select_related("filing", "body")
        .first()
    )
    if version is None or not version.document:
        raise Http404
    return version


def subject_of(version: FilingVersion) -> str:
    """What the document is about."""
    return version.subject_override or version.filing.title


def origin_of(version: FilingVersion) -> Origin:
    """The document as the origin of an item, with the number and date that the item carries."""
    return Origin(
        kind=ORIGIN,
        id=version.public_id,
        hash=version.content_hash,
        number=number_of(version),
        number_on=version.issued_on,
    )


def number_of(version: FilingVersion) -> str:
    """Number and symbol as printed, "12/BC-BVHTTDL"."""
    number = version.number_text or (str(version.number) if version.number else "")
    return "/".join(filter(None, (number, version.symbol)))


def items_from(version: FilingVersion) -> list[Item]:
    """The items that were made from a document already (one query)."""
    return list(Item.objects.filter(origin_id=version.public_id, origin_kind=ORIGIN).order_by("pk"))


def draft_content(version: FilingVersion) -> dict[str, Any]:
    """The text of the document as the blocks of a draft, in its order; pictures and the signature stay in the document."""
    document = Document.from_dict(version.document or {})
    blocks: list[dict[str, Any]] = []
    for block in document.blocks:
        blocks += _blocks(block)
    for annex in document.annexes:
        blocks.append(
            _made("heading", {"text": " – ".join(filter(None, (annex.label, annex.title)))[:200], "level": "2"})
        )
        for block in annex.blocks:
            blocks += _blocks(block)
    return {"body": blocks}


def _blocks(block: object) -> list[dict[str, Any]]:
    match block:
        case Heading():
            words = " ".join(filter(None, (block.label, block.text)))
            return [_made("heading", {"text": words[:200], "level": "2" if block.level < _DEEPEST else "3"})]
        case Paragraph():
            words = _html(block.runs)
            return [_made("paragraph", f"<p>{words}</p>")] if words.strip() else []
        case BulletList():
            items = "".join(f"<li>{_html(item)}</li>" for item in block.items)
            return [_made("paragraph", f"<ul>{items}</ul>")] if items else []
        case Note():
            return [_made("paragraph", f"<p><i>{escape(block.text)}</i></p>")] if block.text.strip() else []
        case Table():
            return [_made("table", _table(block))]
    return []


def _table(table: Table) -> dict[str, Any]:
    width = len(table.columns)
    rows = [[column.header for column in table.columns]]
    for row in table.rows:
        cells = [_plain(cell) for cell in row]
        rows.append(cells + [""] * (width - len(cells)))
    return {
        "data": rows,
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_header_choice": "row",
        "table_caption": table.caption,
    }


def _runs(cell: Cell) -> tuple[Run, ...]:
    return (Run(cell),) if isinstance(cell, str) else cell


def _plain(cell: Cell) -> str:
    return "".join(run.text for run in _runs(cell))


def _html(cell: Cell) -> str:
    found = ""
    for run in _runs(cell):
        words = escape(run.text, quote=False)
        words = f"<b>{words}</b>" if run.bold and words.strip() else words
        found += f"<i>{words}</i>" if run.italic and words.strip() else words
    return found


def _made(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid7())}
