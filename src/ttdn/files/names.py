"""Names of files as people see them, without the tricks of paths and control characters."""

import re
import unicodedata
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

_LIMIT = 120
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)


def clean_name(name: str, extension: str = "") -> str:
    """A safe name: last part of any path, NFC, no control or direction characters, at most 120 letters.

    Args:
        name: what the browser sent.
        extension: without dot; put in place of the sent one (it says what the content is); empty: keep the sent one.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    last = " ".join(_FORBIDDEN.sub("", last).split()).strip(". ")
    path = PurePosixPath(last or "x")
    stem, suffix = path.stem.strip(". "), path.suffix.lstrip(".")
    if not last or _RESERVED.match(stem) or not stem:
        stem = _("tep")
    ending = extension or suffix
    return f"{stem[:_LIMIT]}.{ending}" if ending else stem[:_LIMIT]
