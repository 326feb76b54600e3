"""A public record as plain data, the same in the read API, in bulk files and for news agencies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from lxml import html as lxml_html

from ttdn.api.markup import without_forbidden
from ttdn.portal.languages import KNOWN, chrome_language
from ttdn.portal.models import PublicRecord
from ttdn.portal.outgoing_queries import is_tombstone
from ttdn.portal.rendering import item_context
from ttdn.portal.renditions import media_url
from ttdn.portal.snapshots import plain_paragraphs

Data = dict[str, Any]
_LINKS = ("href", "src", "poster")
_VOID_END = re.compile("</(?:source|track|wbr|embed)>")
"""End tags that the serializer writes and HTML does not know."""


def moment(value: datetime) -> str:
    """An instant as every document of ours writes it: UTC, RFC 3339."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def permanent_url(record: PublicRecord, origin: str) -> str:
    """The address that never changes."""
    return f"{origin}/s/{record.item.public_id}/{record.language}"


def head_of(record: PublicRecord, origin: str) -> Data:
    """What lists tell of a record; of a withdrawn one only that it was withdrawn, when and why."""
    item, edition = record.item, record.edition
    gone = is_tombstone(record)
    return {
        "id": str(item.public_id),
        "language": record.language,
        "kind": str(record.kind),
        "standing": str(record.standing),
        "reason": record.reason,
        "sequence": record.sequence,
        "edition": edition.ordinal,
        "content_hash": edition.content_hash,
        "title": None if gone else record.title,
        "lead": None if gone else record.lead,
        "body": {"id": str(record.body.public_id), "code": record.body.code},
        "number": "" if gone else item.number,
        "number_on": item.number_on.isoformat() if item.number_on and not gone else None,
        "audience": str(item.audience),
        "rights": str(item.rights),
        "source_language": item.source_language,
        "machine_draft": edition.machine_draft,
        "published_at": moment(record.first_published_at),
        "changed_at": moment(record.changed_at),
        "url": origin + record.path,
        "permanent_url": permanent_url(record, origin),
        "replaced_by": str(item.replaced_by.public_id) if item.replaced_by else None,
        "harvested_from": str(item.harvested_from) if item.harvested_from else None,
        "picture": picture_of(record.picture, record, origin) if record.picture and not gone else None,
    }


def shown(media: Mapping[str, Any], record: PublicRecord) -> Data:
    """A medium of a snapshot with its public forms; none: its bytes are not public (any more)."""
    return dict(media) | {"forms": media.get("forms") or record.media.get(media["id"]) or {}}


def bytes_url(media: Mapping[str, Any], record: PublicRecord, origin: str) -> str:
    """The public address of a medium; empty: there is none."""
    whole = shown(media, record)
    return origin + media_url(whole) if whole["forms"] else ""


def picture_of(media: Mapping[str, Any], record: PublicRecord, origin: str) -> Data:
    """A picture, film or document as it was approved with the text that uses it."""
    return {
        "id": media["id"],
        "kind": media["kind"],
        "url": bytes_url(media, record, origin),
        "sha256": media["sha256"],
        "mime": media["mime"],
        "width": media.get("width"),
        "height": media.get("height"),
        "alt": media.get("alt") or "",
        "caption": media.get("caption") or "",
        "credit": media.get("credit") or "",
        "rights": media.get("rights") or "",
    }


def content_of(record: PublicRecord, origin: str) -> Data:
    """The whole content: the snapshot that was approved and sealed, its words, and its page as HTML; none once withdrawn."""
    if is_tombstone(record):
        return {"content": None, "text": None, "html": None}
    snapshot = record.edition.snapshot
    return {"content": snapshot, "text": plain_paragraphs(snapshot), "html": full_html(record, origin)}


def bulk_line(record: PublicRecord, origin: str) -> Data:
    """A line of a bulk file."""
    return head_of(record, origin) | {"content": None if is_tombstone(record) else record.edition.snapshot}


def full_html(record: PublicRecord, origin: str) -> str:
    """The full text as HTML, rendered from the blocks as readers get them, every address with its host."""
    chrome = chrome_language(record.language)
    with translation.override(chrome):
        context = item_context(record.edition.snapshot)
        context |= {"chrome": chrome, "language": KNOWN[record.language], "record": record}
        made = render_to_string("api/full_text.html", context)
    return absolute_links(without_forbidden(made), origin)


def absolute_links(fragment: str, origin: str) -> str:
    """HTML in which every address that begins at the root of the site names the site."""
    if not fragment.strip():
        return ""
    whole = lxml_html.fragment_fromstring(fragment, create_parent="div")
    for each in whole.iter():
        if not isinstance(each.tag, str):
            continue
        for name in _LINKS:
            if (each.get(name) or "").startswith("/"):
                each.set(name, origin + each.get(name))
        if sources := each.get("srcset"):
            parts = (part.strip() for part in sources.split(","))
            each.set("srcset", ", ".join(origin + part if part.startswith("/") else part for part in parts))
    text = _VOID_END.sub("", str(lxml_html.tostring(whole, encoding="unicode")).strip())
    return text.removeprefix("<div>").removesuffix("</div>")
