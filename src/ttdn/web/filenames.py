"""Names of files that every system can store."""

import re
import unicodedata

LONGEST = 150


def safe_filename(name: str) -> str:
    """A file name without path, control or reserved characters, NFC, at most 150 letters, ending kept."""
    name = unicodedata.normalize("NFC", name)
    name = "".join(letter if letter.isprintable() else " " for letter in name)
    name = re.sub(r"\s+", " ", re.sub(r'[\\/:*?"<>|]+', "-", name)).strip(" .-")
    stem, dot, ending = name.rpartition(".")
    if dot and 0 < len(ending) <= 5 and stem:  # noqa: PLR2004  (docx, json, xlsx)
        return f"{stem[: LONGEST - len(ending) - 1].rstrip()}.{ending}"
    return name[:LONGEST].rstrip() or "tep"
