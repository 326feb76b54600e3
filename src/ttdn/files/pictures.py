"""Pictures: opened in memory under limits of size and of what their kind may hold; whole, still, and of a known kind."""

import warnings
from io import BytesIO

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, UnidentifiedImageError

from ttdn.files.errors import RefusedFile
from ttdn.files.packages import damaged

MAX_PIXELS = 60_000_000
"""Width times height; more than any camera of the press gives, and 180 MB when opened."""
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")

pillow_heif.register_heif_opener(thumbnails=False)


def open_picture(data: bytes) -> Image.Image:
    """The whole picture, decoded (its size is read and judged before any of it is decoded).

    Raises:
        RefusedFile: too many pixels, moving, cut off or malformed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of Pillow, about size and odd metadata: judged here instead
            picture: ImageFile.ImageFile = Image.open(BytesIO(data), formats=FORMATS)
            _check_size(*picture.size)
            if getattr(picture, "n_frames", 1) > 1 and picture.format != "HEIF":
                raise RefusedFile(_("Ảnh động không được nhận. Xin gửi ảnh tĩnh, hoặc gửi dạng phim MP4."))
            picture.load()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        KeyError,
        IndexError,
        TypeError,
        MemoryError,
        OverflowError,
        RuntimeError,
    ) as error:
        raise damaged() from error
    return picture


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise damaged()
    if width * height > MAX_PIXELS:
        raise RefusedFile(
            _("Ảnh quá lớn (%(width)s × %(height)s điểm). Xin thu nhỏ rồi gửi lại.")
            % {"width": width, "height": height}
        )
