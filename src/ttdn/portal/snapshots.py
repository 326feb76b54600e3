"""The whole content of a draft as one plain value: what is hashed, approved, published, sealed, exported and harvested.

The shape (`ttdn-content-1`) is described in docs/reference/content.md. It holds no key of this database: bodies, items
and media appear by their public ids, media with the hash of their bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from ttdn.portal.choices import MediaKind
from ttdn.portal.cleaning import clean_html, compose, text_of
from ttdn.portal.errors import Incomplete
from ttdn.portal.models import DraftPage, MediaAsset

SCHEMA = "ttdn-content-1"
Snapshot = dict[str, Any]
_MEDIA_BLOCKS = {
    "picture": {MediaKind.PICTURE},
    "video": {MediaKind.VIDEO, MediaKind.AUDIO},
    "document": {MediaKind.DOCUMENT},
}


def canonical_bytes(snapshot: Snapshot) -> bytes:
    """A snapshot as the bytes that are hashed: JSON, keys sorted, no spaces, UTF-8."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(snapshot: Snapshot) -> str:
    """SHA-256 of a snapshot, 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes(snapshot)).hexdigest()


def assets_in(page: DraftPage) -> list[MediaAsset]:
    """The media that the blocks of a draft use."""
    wanted = [
        each["value"]["media"]
        for each in _raw(page.body)
        if each["type"] in _MEDIA_BLOCKS and each["value"].get("media")
    ]
    return list(MediaAsset.objects.filter(pk__in=wanted, harvested_from=None).select_related("file", "poster__file"))


def snapshot_of(page: DraftPage) -> Snapshot:
    """The snapshot of a draft as it is now.

    Raises:
        Incomplete: a medium is missing, of the wrong kind, or of another body.
    """
    item = page.item
    media = {asset.pk: asset for asset in assets_in(page)}
    return {
        "schema": SCHEMA,
        "item": str(item.public_id),
        "kind": item.kind,
        "language": page.language,
        "title": compose(page.title).strip(),
        "lead": compose(page.lead).strip(),
        "slug": page.slug,
        "body": str(item.body.public_id),
        "unit": str(item.unit.public_id) if item.unit else None,
        "channel": item.channel,
        "audience": item.audience,
        "rights": item.rights,
        "topics": sorted(str(each) for each in item.topics.values_list("public_id", flat=True)),
        "source_language": item.source_language,
        "number": item.number,
        "number_on": item.number_on.isoformat() if item.number_on else None,
        "origin": {"kind": item.origin_kind, "id": str(item.origin_id), "hash": item.origin_hash}
        if item.origin_id
        else None,
        "translated_from": page.translated_from_hash or None,
        "machine_draft": page.machine_draft,
        "fields": {name: _plain(getattr(page, name)) for name in page.own_fields},
        "blocks": [_block(each["type"], each["value"], page, media) for each in _raw(page.body)],
        "is_demo": item.is_demo,
    }


def media_of(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The media that a snapshot uses, in the order of the text, each once; the poster of a film comes behind it."""
    found: dict[str, dict[str, Any]] = {}
    for block in snapshot["blocks"]:
        if "media" in block:
            for media in (block["media"], block["media"].get("poster")):
                if media:
                    found.setdefault(media["id"], media)
    return list(found.values())


def plain_paragraphs(snapshot: Snapshot) -> list[str]:
    """The words of a snapshot, a paragraph each, in reading order and without markup: what is sealed and searched."""
    parts = [snapshot["lead"]] if snapshot["lead"] else []
    for value in snapshot["fields"].values():
        parts += _words(value)
    for block in snapshot["blocks"]:
        parts += _block_words(block)
    return [part for part in parts if part]


def _raw(stream: Any) -> list[dict[str, Any]]:
    """A StreamField as plain data, list items unwrapped."""
    return [{"type": each["type"], "value": _unwrap(each["value"])} for each in stream.get_prep_value()]


def _unwrap(value: Any) -> Any:
    if isinstance(value, list):
        return [
            _unwrap(each["value"] if isinstance(each, dict) and each.get("type") == "item" else each) for each in value
        ]
    if isinstance(value, dict):
        return {key: _unwrap(each) for key, each in value.items()}
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "get_prep_value"):
        return [_composed(each["value"]) for each in _raw(value)]
    return _composed(value)


def _composed(value: Any) -> Any:
    if isinstance(value, str):
        return compose(value).strip()
    if isinstance(value, dict):
        return {key: _composed(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_composed(each) for each in value]
    return value


def _block(kind: str, value: Any, page: DraftPage, media: dict[int, MediaAsset]) -> dict[str, Any]:
    """One block as readers' templates take it."""
    if kind == "paragraph":
        return {"type": kind, "html": clean_html(value)}
    if kind == "table":
        rows = [[compose(cell or "").strip() for cell in row] for row in (value or {}).get("data", [])]
        return {
            "type": kind,
            "head": bool((value or {}).get("first_row_is_table_header")),
            "side": bool((value or {}).get("first_col_is_header")),
            "caption": compose((value or {}).get("table_caption") or "").strip(),
            "rows": rows,
        }
    plain = _composed(value)
    if kind in _MEDIA_BLOCKS:
        asset = media.get(value.get("media"))
        if asset is None or asset.body_id != page.item.body_id or asset.kind not in _MEDIA_BLOCKS[kind]:
            raise Incomplete(
                _("Một ảnh, phim hoặc tài liệu trong bài không còn hoặc không dùng được ở chỗ đó. Hãy chọn lại.")
            )
        plain["media"] = describe_asset(asset, page.language)
    if kind == "tile_map":
        plain["values"] = [list(pair) for pair in read_values(plain["values"])]
    return {"type": kind, **plain}


def describe_asset(asset: MediaAsset, language: str) -> dict[str, Any]:
    """What a snapshot keeps of a medium: its bytes by hash, its rights, and its words in the language of the page only."""
    words = asset.words.get(language) or {}
    poster = {"poster": describe_asset(asset.poster, language)} if asset.poster else {}
    return poster | {
        "id": str(asset.public_id),
        "kind": asset.kind,
        "sha256": asset.sha256,
        "mime": asset.file.mime,
        "width": asset.width,
        "height": asset.height,
        "alt": words.get("alt", ""),
        "caption": words.get("caption", ""),
        "credit": asset.credit,
        "rights": asset.rights,
        "place": asset.place,
        "taken_on": asset.taken_on.isoformat() if asset.taken_on else None,
        "focal": [asset.focal_x, asset.focal_y],
        "title": asset.title,
        "captions": [
            {"language": each.language, "sha256": each.file.sha256}
            for each in asset.captions.select_related("file").order_by("language")
        ]
        if asset.kind in {MediaKind.VIDEO, MediaKind.AUDIO}
        else [],
    }


def read_values(text: str) -> list[tuple[str, str]]:
    """The lines "name: figure" of a map.

    Raises:
        Incomplete: a line without a figure.
    """
    pairs = []
    for line in filter(None, (each.strip() for each in text.splitlines())):
        name, colon, figure = line.rpartition(":")
        if not colon or not name.strip() or not figure.strip():
            raise Incomplete(
                _("Dòng “%(line)s” của bản đồ phải gồm tên tỉnh, dấu hai chấm và con số. Hãy sửa lại.") % {"line": line}
            )
        pairs.append((name.strip(), figure.strip()))
    return pairs


def _words(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return [line.strip() for line in value.split("\n") if line.strip()]
    if isinstance(value, int):
        return [str(value)]
    if isinstance(value, list):
        return [word for each in value for word in _words(each)]
    if isinstance(value, dict):
        return [" – ".join(word for each in value.values() for word in _words(each))]
    return []


def _block_words(block: dict[str, Any]) -> Iterable[str]:
    match block["type"]:
        case "paragraph":
            return text_of(block["html"])
        case "heading":
            return [block["text"]]
        case "table":
            return [block["caption"], *(" | ".join(row) for row in block["rows"])]
        case "picture" | "video":
            return [block["caption"] or block["media"]["caption"]]
        case "document":
            return [block["label"]]
        case "quote":
            return [f"“{block['text']}” – {block['speaker']}" + (f", {block['role']}" if block["role"] else "")]
        case "figures":
            return [_figure_words(row) for row in block["rows"]]
        case "timeline":
            return [f"{row['on']}: {row['text']}" for row in block["rows"]]
        case "tile_map":
            return [block["title"], *(f"{name}: {figure}" for name, figure in block["values"])]
    return []


def _figure_words(row: dict[str, str]) -> str:
    words = f"{row['label']}: {row['value']} {row.get('unit') or ''}".strip()
    after = ", ".join(filter(None, (row.get("as_of"), row.get("source"))))
    return f"{words} ({after})" if after else words
