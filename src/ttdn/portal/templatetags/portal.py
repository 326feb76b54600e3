"""Tags of readers' pages: blocks, pictures and maps of a snapshot."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ttdn.portal import renditions
from ttdn.portal.languages import KNOWN
from ttdn.portal.qr import qr_svg
from ttdn.portal.structured_data import head_of
from ttdn.portal.tiles import tile_map
from ttdn.web.templatetags.ttdn import dmy

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_block(context: Context, block: Mapping[str, Any]) -> SafeString:
    """One block of a snapshot as readers see it; `record` (or `is_preview`) of the page says where its media are."""
    if block["type"] == "tile_map":
        return tile_map(block, chrome=get_language() or "vi")
    record = context.get("record")
    inner: dict[str, Any] = {"block": block, "preview": context.get("is_preview", False)}
    if "media" in block:
        shown = record.media if record else {}
        poster = block["media"].get("poster") or {}
        inner["poster_forms"] = shown.get(poster.get("id")) or {}
        inner |= {"forms": shown.get(block["media"]["id"]) or {}, "tile": context.get("as_gallery", False)}
        inner["original"] = getattr(context.get("provenance"), "original_url", "")
    return SafeString(render_to_string(f"portal/blocks/{block['type']}.html", inner))


@register.simple_tag(takes_context=True)
def portal_picture(context: Context, media: Mapping[str, Any], size: str) -> SafeString:
    """A picture with its renditions: `thumb` in lists, `full` in an item, `tile` in a gallery."""
    forms = media.get("forms") or context.get("forms") or {}
    inner = renditions.picture_context(media, size, forms, preview=bool(context.get("preview")))
    inner["original"] = context.get("original", "")
    return SafeString(render_to_string("portal/blocks/picture_sources.html", inner))


@register.simple_tag(takes_context=True)
def portal_video(context: Context, media: Mapping[str, Any]) -> SafeString:
    """A film or recording with the subtitles that were published with it."""
    inner = renditions.film_context(
        media,
        context.get("forms") or {},
        poster=context.get("poster_forms"),
        preview=bool(context.get("preview")),
    )
    inner |= {"own_language": get_language(), "original": context.get("original", "")}
    return SafeString(render_to_string("portal/blocks/film.html", inner))


@register.simple_tag(takes_context=True)
def portal_media_url(context: Context, media: Mapping[str, Any]) -> str:
    """The address of the bytes of a medium: the public one, in a preview the private one; empty: no longer published."""
    if context.get("preview"):
        return reverse("portal_media_bytes", args=[media["id"]])
    forms = context.get("forms")
    return renditions.media_url({**media, "forms": forms}) if forms else ""


@register.simple_tag(takes_context=True)
def portal_head(context: Context) -> SafeString:
    """What search engines, social networks and feed readers find in the head of a page."""
    return head_of({str(name): value for name, value in context.flatten().items()})


@register.filter
def portal_day(value: str | None) -> str:
    """An ISO day of a snapshot as dd/mm/yyyy; nothing while a draft does not say it yet."""
    return dmy(date.fromisoformat(value)) if value else ""


@register.filter
def portal_tongue(code: str, place: str = "") -> str:
    """The name of a content language in the language of the interface (`inline`: within a sentence).

    A code that nobody knows stays.
    """
    known = KNOWN.get(code)
    if known is None or get_language() != "vi":
        return known.name_en if known else code
    return known.name_vi[0].lower() + known.name_vi[1:] if place == "inline" else known.name_vi


@register.filter
def portal_lines(value: str) -> list[str]:
    """The lines of a text, empty ones left out."""
    return [line.strip() for line in value.splitlines() if line.strip()]


@register.simple_tag
def portal_qr(origin: str, public_id: UUID, language: str) -> SafeString:
    """The QR code of a permanent address, for the printed page; its link stands beside it in words."""
    return SafeString(qr_svg(f"{origin}/s/{public_id}/{language}").replace("<svg ", '<svg aria-hidden="true" ', 1))
