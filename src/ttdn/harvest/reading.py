"""What a record says: our own format with everything in it, or the Dublin Core of any other repository."""

from __future__ import annotations

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from lxml import etree

from ttdn.harvest.choices import Stage
from ttdn.harvest.errors import HarvestFault
from ttdn.harvest.fetching import web_parts
from ttdn.harvest.models import Source
from ttdn.harvest.protocol import DC, ITEM, Sent, moment_of
from ttdn.organisations.models import Body
from ttdn.portal.choices import Audience, Kind, Rights, Standing
from ttdn.portal.cleaning import compose
from ttdn.portal.languages import KNOWN
from ttdn.portal.snapshots import SCHEMA, hash_of

_LONGEST_TITLE, _LONGEST_LEAD, _LONGEST_URL = 300, 5000, 500
_WEB = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class PublicForm:
    """One public file of a picture, as its source serves it: `sha256` of its bytes, `path` on the site of the source."""

    spec: str
    sha256: str
    path: str
    width: int
    height: int


@dataclass(frozen=True)
class Received:
    """One item in one language, read but not yet checked; `seal` is empty for a foreign source.

    `forms`: the public files of its pictures by the id of the medium.
    """

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
    forms: dict[str, tuple[PublicForm, ...]] = field(default_factory=dict)


def read_ours(sent: Sent, base_url: str) -> Received:
    """A record of the format `ttdn` (docs/reference/api.md).

    The address of the original is made of the address of the source and the id of the item, whatever the record says: its
    seal does not cover addresses.

    Raises:
        HarvestFault: something is missing or of a wrong form.
    """
    root = sent.metadata
    if root is None or root.tag != f"{ITEM}item":
        raise HarvestFault(Stage.PARSE, _("Bản ghi không theo khuôn của hệ thống (ttdn)."))
    try:
        content = root.find(f"{ITEM}snapshot")
        snapshot = json.loads(content.text if content is not None and content.text else "")
        body, published = (root.find(f"{ITEM}{name}") for name in ("body", "published"))
        item, language = uuid.UUID(root.get("id", "")), root.get("language", "")
        return Received(
            item=item,
            language=language,
            body_code=body.get("code", ""),
            issuer=body.get("name", ""),
            snapshot=snapshot,
            content_hash=content.get("hash", ""),
            ordinal=_positive(root.get("edition", ""), _MOST_EDITIONS),
            sequence=_positive(root.get("sequence", ""), _MOST_SEQUENCE),
            standing=Standing(root.get("standing", "")),
            reason=compose(root.findtext(f"{ITEM}reason") or "")[:2000],
            first_at=_instant(published.get("first", "")),
            edition_at=_instant(published.get("edition", "")),
            original_url=original_of(base_url, item, language),
            seal=(root.findtext(f"{ITEM}seal") or "").strip(),
            forms=_forms(root),
        )
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise HarvestFault(Stage.PARSE, _("Bản ghi thiếu phần bắt buộc hoặc viết sai.")) from error


def original_of(base_url: str, item: uuid.UUID, language: str) -> str:
    """Where an item of another instance is read at its source, for ever."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}/s/{item}/{language}"


def place_of(identifier: str) -> tuple[uuid.UUID, str] | None:
    """Item and language in an identifier of ours, whatever host it names: a source that moves names another."""
    found = _PLACE.fullmatch(identifier)
    return (uuid.UUID(found[1]), found[2]) if found else None


_PLACE = re.compile(r"oai:[^:/]+:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([a-z-]{2,12})")


def _forms(root: etree._Element) -> dict[str, tuple[PublicForm, ...]]:
    """The public files of the pictures of a record; those that the product does not know are left out."""
    found: dict[str, tuple[PublicForm, ...]] = {}
    for medium in root.findall(f"{ITEM}media"):
        each = [_form(form) for form in medium.findall(f"{ITEM}form")[:MOST_FORMS]]
        found[str(uuid.UUID(medium.get("id", "")))] = tuple(form for form in each if form is not None)
    return found


def _form(form: etree._Element) -> PublicForm | None:
    spec, href = form.get("spec", ""), urlsplit(form.get("href", "")).path
    place = _FORM_PATH.fullmatch(href)
    if not _SPEC.fullmatch(spec) or place is None:
        return None
    width, height = (_positive(form.get(name, ""), _MOST_PIXELS) for name in ("width", "height"))
    return PublicForm(spec, place[1], href, width, height)


MOST_FORMS = 40
_SPEC = re.compile(r"(?:w[0-9]{1,4}|thumb2?|card)\.(?:avif|webp|jpg)")
_FORM_PATH = re.compile(r"/tep/([0-9a-f]{64})/[a-z0-9][a-z0-9-]{0,60}\.(?:avif|webp|jpg)")
_MOST_PIXELS = 2_000
_MOST_EDITIONS, _MOST_SEQUENCE = 2**31 - 1, 2**63 - 1


def read_foreign(sent: Sent, source: Source, known: tuple[str, int] | None, *, at: datetime) -> Received:
    """A Dublin Core record as a news item of the source's body: title, description, the way to the original.

    Args:
        sent: the record.
        source: gives body and language.
        at: now; a record dated later counts as of now.
        known: (content hash, ordinal) of what we hold of it; a changed content is its next edition.

    Raises:
        HarvestFault: no title, no web address, no body set for the source.
    """
    root = sent.metadata
    if root is None or source.body is None:
        raise HarvestFault(Stage.PARSE, _("Bản ghi không có nội dung Dublin Core."))
    title = _first(root, "title")[:_LONGEST_TITLE]
    address = next((each for each in _all(root, "identifier") if len(each) <= _LONGEST_URL and _is_web(each)), "")
    if not title or not address:
        raise HarvestFault(Stage.PARSE, _("Bản ghi Dublin Core thiếu tiêu đề hoặc địa chỉ web."))
    language = _first(root, "language").lower()
    item = uuid.uuid5(source.public_id, sent.identifier)
    snapshot = _news(item, source.body, title, _first(root, "description"), source, language)
    digest = hash_of(snapshot)
    ordinal = 1 if known is None else known[1] + (known[0] != digest)
    moment = min(moment_of(sent.datestamp), at)
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
        original_url=address,
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


def _positive(text: str, most: int) -> int:
    number = int(text)
    if not 1 <= number <= most:
        raise ValueError(text)
    return number


def _is_web(text: str) -> bool:
    return bool(_WEB.fullmatch(text)) and web_parts(text) is not None


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment
