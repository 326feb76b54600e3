"""Tags of readers' pages: blocks, pictures and maps of a snapshot."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ttdn.portal import renditions
from ttdn.portal.tiles import tile_map
from ttdn.web.templatetags.ttdn import dmy

register = template.Library()


@register.simple_tag
def portal_block(block: Mapping[str, Any]) -> SafeString:
    """One block of a snapshot as readers see it."""
    if block["type"] == "tile_map":
        return tile_map(block, chrome=get_language() or "vi")
    return SafeString(render_to_string(f"portal/blocks/{block['type']}.html", {"block": block}))


@register.simple_tag
def portal_picture(media: Mapping[str, Any], size: str) -> SafeString:
    """A picture with its renditions: `thumb` in lists, `full` in an item."""
    return SafeString(render_to_string("portal/blocks/picture_sources.html", renditions.picture_context(media, size)))


@register.simple_tag
def portal_media_url(media: Mapping[str, Any]) -> str:
    """The public address of the bytes of a medium."""
    return renditions.media_url(media)


@register.filter
def portal_day(value: str) -> str:
    """An ISO day of a snapshot as dd/mm/yyyy."""
    return dmy(date.fromisoformat(value))


@register.filter
def portal_lines(value: str) -> list[str]:
    """The lines of a text, empty ones left out."""
    return [line.strip() for line in value.splitlines() if line.strip()]
