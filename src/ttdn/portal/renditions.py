"""Addresses of public media: the bytes by their hash, under a name that people can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from ttdn.law.text import fold

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/avif": "avif",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
}


def media_url(media: Mapping[str, Any]) -> str:
    """`/tep/<hash>/<name>.<extension>`: the address never changes its bytes, so it may be cached for ever."""
    name = slugify(fold(media.get("title") or "")) or "tep"
    extension = EXTENSIONS.get(media["mime"], "bin")
    return f"/tep/{media['sha256']}/{name[:60]}.{extension}"


def picture_context(media: Mapping[str, Any], size: str) -> dict[str, Any]:
    """What the picture template needs: address, size in pixels (no layout shift) and the words for who cannot see it."""
    return {
        "src": media_url(media),
        "width": media.get("width"),
        "height": media.get("height"),
        "alt": media.get("alt") or media.get("caption") or "",
        "size": size,
    }
