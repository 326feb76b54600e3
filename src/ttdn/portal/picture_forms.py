"""The forms of a published picture: AVIF, WebP and JPEG in several widths, cuts around the focal point, with words inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image

from ttdn.files.pictures import open_picture
from ttdn.portal.looks import cut, on_white, upright
from ttdn.portal.metadata import Written, with_iptc, xmp_packet

WIDTHS = (320, 640, 960, 1600)
"""Widths in pixels; none is larger than the original, whose own width stands in for the first one beyond it."""
THUMBS, CARD = {"thumb": (288, 192), "thumb2": (720, 480)}, (1200, 630)
_ENCODERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "avif": ("AVIF", "image/avif", {"quality": 58, "speed": 8, "max_threads": 1}),
    "webp": ("WEBP", "image/webp", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", "image/jpeg", {"quality": 82, "progressive": True, "optimize": True}),
}

Seal = Callable[[bytes, str, tuple[str, ...]], bytes]
"""Adds credentials to bytes of a type, naming what was done to the picture."""


@dataclass(frozen=True)
class Form:
    """One form: its name, bytes, type and size in pixels."""

    spec: str
    data: bytes
    mime: str
    width: int
    height: int


def names_a_camera(data: bytes) -> bool:
    """Whether the original says with which camera it was taken."""
    exif = Image.open(BytesIO(data)).getexif()
    return bool(exif.get(ExifTags.Base.Model) or exif.get(ExifTags.Base.Make))


def picture_forms(data: bytes, words: Written, focal: tuple[float, float], seal: Seal) -> Iterator[Form]:
    """Every form of a picture, the smallest first.

    Args:
        data: the private original.
        words: written into each form as XMP, into JPEG as IPTC too.
        focal: point that cuts keep, as shares of width and height.
        seal: adds the credentials.
    """
    with open_picture(data) as opened:
        picture = upright(opened)
    for width in widths_for(picture.width):
        height = max(round(picture.height * width / picture.width), 1)
        sized = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
        done = () if width == picture.width else ("resized",)
        for extension in _ENCODERS:
            yield _form(f"w{width}.{extension}", sized, words, seal, done)
    for name, size in THUMBS.items():
        thumb = cut(picture, *size, focal)
        for extension in _ENCODERS:
            yield _form(f"{name}.{extension}", thumb, words, seal, ("cropped", "resized"))
    yield _form("card.jpg", cut(picture, *CARD, focal), words, seal, ("cropped", "resized"))


def widths_for(width: int) -> list[int]:
    """The widths made of an original of a width: never larger than it."""
    return [each for each in WIDTHS if each < width] + ([width] if width <= WIDTHS[-1] else [WIDTHS[-1]])


def _form(spec: str, picture: Image.Image, words: Written, seal: Seal, done: tuple[str, ...]) -> Form:
    kind, mime, options = _ENCODERS[spec.rpartition(".")[2]]
    out = BytesIO()
    shown = on_white(picture) if kind == "JPEG" else picture
    shown.save(out, kind, xmp=xmp_packet(words), **options)
    data = with_iptc(out.getvalue(), words) if kind == "JPEG" else out.getvalue()
    return Form(spec, seal(data, mime, done), mime, picture.width, picture.height)
