"""Pictures as they look: upright and in the colours of the web, cut around their focal point, compared by eye."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms, ImageOps

PREVIEW = 640
"""Longest side of the picture that only its own body sees; shown at half this size, so that a click has a place."""
SAME_LOOK = 6
"""Two pictures whose hashes differ in at most so many of 64 bits are taken for the same picture."""
_HASH_SIDE = 8
_FLAT = 4


def upright(picture: Image.Image) -> Image.Image:
    """The picture turned as its camera says, in sRGB, without any metadata; transparent parts kept."""
    turned = ImageOps.exif_transpose(picture)
    profile = picture.info.get("icc_profile")
    mode = "RGBA" if "A" in turned.getbands() or "transparency" in turned.info else "RGB"
    plain = turned.convert(mode)
    if profile and turned.mode in {"RGB", "RGBA"}:
        plain = _in_srgb(plain, profile)
    plain.info.clear()
    return plain


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colours of another profile in sRGB; as they are when the profile cannot be read."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=picture.mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return made or picture


def on_white(picture: Image.Image) -> Image.Image:
    """A picture without transparent parts, for formats that have none."""
    if picture.mode != "RGBA":
        return picture
    ground = Image.new("RGB", picture.size, "white")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def preview_bytes(picture: Image.Image) -> bytes:
    """A small WebP of an upright picture, for the people of its body."""
    small = picture.copy()
    small.thumbnail((PREVIEW, PREVIEW))
    out = BytesIO()
    small.save(out, "WEBP", quality=75)
    return out.getvalue()


def cut(picture: Image.Image, width: int, height: int, focal: tuple[float, float]) -> Image.Image:
    """The largest part of the proportion asked for that keeps the focal point nearest its middle; never enlarged."""
    share = width / height
    wide = min(picture.width, round(picture.height * share))
    high = min(picture.height, round(picture.width / share))
    left = min(max(round(focal[0] * picture.width - wide / 2), 0), picture.width - wide)
    top = min(max(round(focal[1] * picture.height - high / 2), 0), picture.height - high)
    part = picture.crop((left, top, left + wide, top + high))
    return part.resize((width, height), Image.Resampling.LANCZOS) if wide > width else part


def look_hash(picture: Image.Image) -> str:
    """64 bits of brightness from left to right (dHash), 16 hexadecimal digits: near for what looks alike.

    Empty for a plane of one colour, which would look like every other.
    """
    small = on_white(picture).convert("L").resize((_HASH_SIDE + 1, _HASH_SIDE), Image.Resampling.LANCZOS)
    dots = small.tobytes()
    value = 0
    for row in range(_HASH_SIDE):
        for column in range(_HASH_SIDE):
            at = row * (_HASH_SIDE + 1) + column
            value = value << 1 | (dots[at] > dots[at + 1])
    return f"{value:016x}" if _FLAT < value.bit_count() < 64 - _FLAT else ""


def looks_alike(one: str, other: str) -> bool:
    """Whether two hashes are of pictures that look the same."""
    return bool(one and other) and (int(one, 16) ^ int(other, 16)).bit_count() <= SAME_LOOK
