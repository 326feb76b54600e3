"""Items for the systems of news agencies: ninjs 3.0 of the IPTC."""

from __future__ import annotations

from typing import Any

from ttdn.api.representations import bytes_url, full_html, moment, permanent_url
from ttdn.organisations.models import BodyName
from ttdn.portal.choices import Kind, MediaKind
from ttdn.portal.models import PublicRecord
from ttdn.portal.outgoing_queries import is_tombstone
from ttdn.portal.public_queries import body_label
from ttdn.portal.snapshots import media_of, plain_paragraphs

_STANDARD = {
    "name": "ninjs",
    "version": "3.0",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json",
}
_TYPES = {MediaKind.PICTURE: "picture", MediaKind.VIDEO: "video", MediaKind.AUDIO: "audio", MediaKind.DOCUMENT: "text"}


def ninjs_of(record: PublicRecord, origin: str, name: BodyName | None, topics: list[tuple[Any, str]]) -> dict[str, Any]:
    """One item in one language; a withdrawn one is `canceled` and carries no words."""
    body = body_label(name, record.language)
    uri = permanent_url(record, origin)
    found: dict[str, Any] = {
        "standard": _STANDARD,
        "uri": uri,
        "type": "composite" if record.kind == Kind.GALLERY else "text",
        "profile": str(record.kind),
        "version": str(record.edition.ordinal),
        "firstCreated": moment(record.first_published_at),
        "versionCreated": moment(record.changed_at),
        "pubStatus": "canceled" if is_tombstone(record) else "usable",
        "language": record.language,
        "infoSources": [{"name": body, "uri": f"{origin}/{record.language}/{record.body.code}/"}],
        "altIds": [{"role": "sequence", "value": str(record.sequence)}],
    }
    if record.reason:
        found["edNote"] = record.reason
    if is_tombstone(record):
        return found
    snapshot = record.edition.snapshot
    text = "\n\n".join(plain_paragraphs(snapshot))
    return found | {
        "representationType": "full",
        "by": body,
        "title": record.title,
        "slugline": snapshot["slug"],
        "headlines": [{"role": "main", "value": record.title}],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": record.lead}] if record.lead else [],
        "bodies": [
            {
                "role": "main",
                "contentType": "text/html",
                "charCount": len(text),
                "wordCount": len(text.split()),
                "value": full_html(record, origin),
            },
            {"role": "text", "contentType": "text/plain", "value": text},
        ],
        "copyrightHolder": body,
        "usageTerms": snapshot["rights"],
        "subjects": [{"name": title, "rel": "about", "uri": f"{origin}/s/{topic}"} for topic, title in topics],
        "organisations": [{"name": body, "rel": "issuer", "uri": f"{origin}/{record.language}/{record.body.code}/"}],
        "genres": [{"name": Kind(record.kind).value}],
        "trustIndicators": [
            {
                "role": f"{origin}/api/v1/openapi.json",
                "title": "Proof of authenticity (ttdn-proof-1)",
                "href": f"{origin}/api/v1/items/{record.item.public_id}/{record.language}/proof",
            }
        ],
        "associations": [_association(each, record, origin) for each in media_of(snapshot)],
    }


def _association(media: dict[str, Any], record: PublicRecord, origin: str) -> dict[str, Any]:
    uri, address = permanent_url(record, origin), bytes_url(media, record, origin)
    rendition: dict[str, Any] = {
        "name": "main",
        "href": address,
        "contentType": media["mime"],
    }
    rendition |= {name: media[name] for name in ("width", "height") if media.get(name)}
    caption = media.get("caption") or media.get("alt") or ""
    return {
        "name": media["title"] or media["id"],
        "uri": f"{uri}#{media['id']}",
        "type": _TYPES[MediaKind(media["kind"])],
        "by": media.get("credit") or "",
        "descriptions": [{"role": "caption", "contentType": "text/plain", "value": caption}] if caption else [],
        "renditions": [rendition] if address else [],
    }
