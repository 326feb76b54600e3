"""A snapshot back as the values of a draft page: how a translation, whose text was put together elsewhere, becomes a draft."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import models
from wagtail.fields import StreamField

from ttdn.portal.models import PAGE_TYPES, DraftPage, MediaAsset
from ttdn.portal.snapshots import Snapshot, media_of


def draft_values(snapshot: Snapshot) -> dict[str, Any]:
    """Title, lead, body and the fields of its kind, as they are set on a page (one query for the media)."""
    page_type = PAGE_TYPES[snapshot["kind"]]
    keys = {each["id"] for each in media_of(snapshot)}
    media = {str(key): pk for key, pk in MediaAsset.objects.filter(public_id__in=keys).values_list("public_id", "pk")}
    values = {name: _field(page_type, name, snapshot["fields"].get(name)) for name in page_type.own_fields}
    body = json.dumps([_raw_block(block, media) for block in snapshot["blocks"]])
    return {"title": snapshot["title"], "lead": snapshot["lead"], "body": body, **values}


def _field(page_type: type[DraftPage], name: str, value: Any) -> Any:
    field = page_type._meta.get_field(name)
    if isinstance(field, StreamField):
        return json.dumps([{"type": "person", "value": each} for each in value or []])
    if isinstance(field, models.DateField):
        return date.fromisoformat(value) if value else None
    return value


def _raw_block(block: dict[str, Any], media: dict[str, int]) -> dict[str, Any]:
    """One block as the editor keeps it."""
    value = {name: each for name, each in block.items() if name not in {"type", "media"}}
    match block["type"]:
        case "paragraph":
            return {"type": "paragraph", "value": block["html"]}
        case "table":
            value = {
                "data": block["rows"],
                "first_row_is_table_header": block["head"],
                "first_col_is_header": block["side"],
                "table_caption": block["caption"],
            }
        case "tile_map":
            value["values"] = "\n".join(f"{name}: {figure}" for name, figure in block["values"])
        case "figures" | "timeline":
            value["rows"] = [{"type": "item", "value": row} for row in block["rows"]]
    if "media" in block:
        value["media"] = media.get(block["media"]["id"])
    return {"type": block["type"], "value": value}
