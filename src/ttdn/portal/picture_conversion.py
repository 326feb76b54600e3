"""HEIC, which browsers cannot show, as JPEG of the same size and with the same description."""

from io import BytesIO
from typing import Any

from PIL import Image


def jpeg_of(picture: Image.Image) -> bytes:
    """A JPEG of high quality with the colour profile, Exif and XMP of the picture: it stands as the private original."""
    kept: dict[str, Any] = {
        name: picture.info[name] for name in ("icc_profile", "exif", "xmp") if picture.info.get(name)
    }
    out = BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=93, **kept)
    return out.getvalue()
