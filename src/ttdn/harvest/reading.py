"""What a record says: our own format with everything in it, or the Dublin Core of any other repository."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from ttdn.harvest.choices import Stage
from ttdn.harvest.errors import HarvestFault
from ttdn.harvest.models import Source
from ttdn.harvest.protocol import DC, ITEM, Sent
from ttdn.organisations.models import Body
from ttdn.portal.choices import Audience, Kind, Rights, Standing
from ttdn.portal.cleaning import compose
from ttdn.portal.languages import KNOWN
from ttdn.portal.snapshots import SCHEMA, hash_of

_LONGEST_TITLE, _LONGEST_LEAD = 300, 5000
_WEB = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Received:
    """One item in one language, read but not yet checked; `seal` is empty for a foreign source."""

    item: uuid.UUID
    language: str
    body_code: str
    issuer: str
    snapshot: dict[str, Any]
    content_hash: str
    ordinal: int
    sequence: int
    standing: str
    reason: str
    first_at: datetime
    edition_at: datetime
    original_url: str
    seal: str = ""


def read_ours(sent: Sent) -> Received:
    """A record of the format `ttdn` (docs/reference/api.md).

    Raises:
        HarvestFault: something is missing or of a wrong form.
    """
    root = sent.metadata
    if root is None or root.tag != f"{ITEM}item":
        raise HarvestFault(Stage.PARSE, _("Bản ghi không theo khuôn của hệ thống (ttdn)."))
    try:
        content = root.find(f"{ITEM}snapshot")
        snapshot = json.loads(content.text if content is not None and content.text else "")
        body, published, address = (root.find(f"{ITEM}{name}") for name in ("body", "published", "address"))
        return Received(
            item=uuid.UUID(root.get("id", "")),
            language=root.get("language", ""),
            body_code=body.get("code", ""),
            issuer=body.get("name", ""),
            snapshot=snapshot,
            content_hash=content.get("hash", ""),
            ordinal=_positive(root.get("edition", "")),
            sequence=_positive(root.get("sequence", "")),
            standing=Standing(root.get("standing", "")),
            reason=compose(root.findtext(f"{ITEM}reason") or "")[:2000],
            first_at=datetime.fromisoformat(published.get("first", "")),
            edition_at=datetime.fromisoformat(published.get("edition", "")),
            original_url=_web(address.get("permanent", "")),
            seal=(root.findtext(f"{ITEM}seal") or "").strip(),
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise HarvestFault(Stage.PARSE, _("Bản ghi thiếu phần bắt buộc hoặc viết sai.")) from error


def read_foreign(sent: Sent, source: Source, known: tuple[str, int] | None) -> Received:
    """A Dublin Core record as a news item of the source's body: title, description, the way to the original.

    Args:
        sent: the record.
        source: gives body and language.
        known: (content hash, ordinal) of what we hold of it; a changed content is its next edition.

    Raises:
        HarvestFault: no title, no web address, no body set for the source.
    """
    root = sent.metadata
    if root is None or source.body is None:
        raise HarvestFault(Stage.PARSE, _("Bản ghi không có nội dung Dublin Core."))
    title = _first(root, "title")[:_LONGEST_TITLE]
    address = next((each for each in _all(root, "identifier") if _WEB.fullmatch(each)), "")
    if not title or not address:
        raise HarvestFault(Stage.PARSE, _("Bản ghi Dublin Core thiếu tiêu đề hoặc địa chỉ web."))
    language = _first(root, "language").lower()
    item = uuid.uuid5(source.public_id, sent.identifier)
    snapshot = _news(item, source.body, title, _first(root, "description"), source, language)
    digest = hash_of(snapshot)
    ordinal = 1 if known is None else known[1] + (known[0] != digest)
    moment = _moment(sent.datestamp)
    return Received(
        item=item,
        language=snapshot["language"],
        body_code=source.body.code,
        issuer="",
        snapshot=snapshot,
        content_hash=digest,
        ordinal=ordinal,
        sequence=0,
        standing=Standing.IN_FORCE,
        reason="",
        first_at=moment,
        edition_at=moment,
        original_url=address[:500],
    )


def _news(item: uuid.UUID, body: Body, title: str, lead: str, source: Source, language: str) -> dict[str, Any]:  # noqa: PLR0917
    """A news item made of nothing but title and lead; the rights are the source's."""
    return {
        "schema": SCHEMA,
        "item": str(item),
        "kind": Kind.NEWS.value,
        "language": language if language in KNOWN else source.language,
        "title": title,
        "lead": lead[:_LONGEST_LEAD],
        "slug": item.hex[:12],
        "body": str(body.public_id),
        "unit": None,
        "channel": "portal",
        "audience": Audience.PUBLIC.value,
        "rights": Rights.RESERVED.value,
        "topics": [],
        "source_language": source.language,
        "number": "",
        "number_on": None,
        "origin": None,
        "translated_from": None,
        "machine_draft": False,
        "fields": {},
        "blocks": [],
        "is_demo": False,
    }


def _all(root: etree._Element, name: str) -> list[str]:
    return [compose(each.text or "").strip() for each in root.iter(f"{DC}{name}") if (each.text or "").strip()]


def _first(root: etree._Element, name: str) -> str:
    return next(iter(_all(root, name)), "")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _web(text: str) -> str:
    if not _WEB.fullmatch(text):
        raise ValueError(text)
    return text[:500]


def _moment(datestamp: str) -> datetime:
    form = "%Y-%m-%dT%H:%M:%SZ" if "T" in datestamp else "%Y-%m-%d"
    return datetime.strptime(datestamp, form).replace(tzinfo=UTC)
