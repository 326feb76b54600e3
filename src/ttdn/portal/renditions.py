"""Addresses of public media: the bytes by their hash, under a name that people can read; and pictures with their sources.

`forms` of an asset, as `PublicRecord.media` keeps them by asset id: `{"w640.avif": ["/tep/…", 640, 427], "vtt-en": […]}`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.text import slugify

from ttdn.law.text import fold
from ttdn.portal.languages import KNOWN

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/epub+zip": "epub",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "text/vtt": "vtt",
}
SIZES = {"thumb": "auto, 10rem", "full": "(max-width: 56rem) 100vw, 52rem", "tile": "(max-width: 40rem) 100vw, 24rem"}
"""How wide a picture is shown, so that a browser takes the smallest file that is enough."""

Forms = Mapping[str, list[Any]]


def file_name(title: str, mime: str) -> str:
    """The last part of an address: the title without marks, and the extension of the type."""
    name = slugify(fold(title or ""))[:60].strip("-") or "tep"
    return f"{name}.{EXTENSIONS.get(mime, 'bin')}"


def media_url(media: Mapping[str, Any]) -> str:
    """`/tep/<hash>/<name>.<extension>` of the medium in a snapshot.

    For a film, sound or document these are the bytes, which never change. For a picture, whose original stays private,
    the address leads to its largest public form.
    """
    forms: Forms = media.get("forms") or {}
    if best := best_jpeg(forms):
        return str(best[0])
    return f"/tep/{media['sha256']}/{file_name(media.get('title') or '', media['mime'])}"


def best_jpeg(forms: Forms) -> list[Any] | None:
    """The largest JPEG: `[address, width, height]`; None: there is none."""
    jpegs = [each for spec, each in forms.items() if spec.startswith("w") and spec.endswith(".jpg")]
    return max(jpegs, key=lambda each: each[1], default=None)


def card_of(forms: Forms) -> list[Any] | None:
    """The cut for social cards: `[address, width, height]`; None: there is none."""
    return forms.get("card.jpg") or best_jpeg(forms)


def picture_context(media: Mapping[str, Any], size: str, forms: Forms, *, preview: bool = False) -> dict[str, Any]:
    """What the picture template needs: sources by type, the fallback with its size (no layout shift), the words.

    Args:
        media: the medium of a snapshot.
        size: `thumb` in lists, `full` in an item, `tile` in a gallery.
        forms: its public forms; none: nothing is shown but its words.
        preview: the page is for the people of the body only, who see the private picture.
    """
    words = {"alt": media.get("alt") or media.get("caption") or "", "size": size}
    if preview:
        look = reverse("portal_media_look", args=[media["id"]])
        return words | {"src": look, "width": media.get("width"), "height": media.get("height"), "sources": []}
    prefix = "thumb" if size == "thumb" else "w"
    fallback = forms.get("thumb.jpg") if size == "thumb" else _middle(forms)
    if fallback is None:
        return words | {"src": "", "sources": []}
    return words | {
        "src": fallback[0],
        "width": fallback[1],
        "height": fallback[2],
        "sources": [(mime, _srcset(forms, prefix, end)) for mime, end in _TYPES if _srcset(forms, prefix, end)],
        "sizes": SIZES.get(size, SIZES["full"]),
    }


_TYPES = (("image/avif", ".avif"), ("image/webp", ".webp"), ("image/jpeg", ".jpg"))
_ENOUGH = 960


def _middle(forms: Forms) -> list[Any] | None:
    """The JPEG for browsers without sources: of 960 pixels, or the largest below."""
    jpegs = [each for spec, each in forms.items() if spec.startswith("w") and spec.endswith(".jpg")]
    small = [each for each in jpegs if each[1] <= _ENOUGH]
    return max(small, key=lambda each: each[1]) if small else min(jpegs, key=lambda each: each[1], default=None)


def _srcset(forms: Forms, prefix: str, end: str) -> str:
    found = [each for spec, each in forms.items() if spec.startswith(prefix) and spec.endswith(end)]
    return ", ".join(f"{each[0]} {each[1]}w" for each in sorted(found, key=lambda each: each[1]))


def film_context(
    media: Mapping[str, Any], forms: Forms, *, poster: Forms | None = None, preview: bool = False
) -> dict[str, Any]:
    """What the film template needs: address, size, poster, and the subtitles that were published with it."""
    tracks = [(spec.removeprefix("vtt-"), each[0]) for spec, each in sorted(forms.items()) if spec.startswith("vtt-")]
    kept = bool(forms) or preview
    face = _middle(poster or {})
    cover = face[0] if face else ""
    if preview and media.get("poster"):
        cover = reverse("portal_media_look", args=[media["poster"]["id"]])
    return {
        "poster": cover,
        "src": reverse("portal_media_bytes", args=[media["id"]]) if preview else media_url(media) if kept else "",
        "mime": media["mime"],
        "is_sound": media["kind"] == "audio",
        "width": media.get("width"),
        "height": media.get("height"),
        "tracks": [(KNOWN[code], address) for code, address in tracks if code in KNOWN],
    }
