"""The serif family: Times New Roman metrics with every Vietnamese letter, found on this machine.

Debian's fonts-liberation 1.07 calls itself "Liberation Serif" too but lacks 92 Vietnamese letters,
so a family is judged by the letters in its file, never by its name.
"""

import os
import re
import struct
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

_BASE_VOWELS: Final = "aăâeêioôơuưy"
_TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
BUNDLED_FAMILY: Final = "Libertinus Serif"
_CANDIDATES: Final = (
    ("Tinos", "Tinos-Regular.ttf"),
    ("Liberation Serif", "LiberationSerif-Regular.ttf"),
    ("Times New Roman", "Times_New_Roman.ttf"),
    ("Times New Roman", "times.ttf"),
)
BOX: Final = "\u25a1"
# Latin letters with Vietnamese ones, Greek, Cyrillic and common signs: every serif family here has them.
_ORDINARY: Final = re.compile("[\n\t -~\u00a0-\u017f\u0386-\u03ce\u0401-\u045f\u1ea0-\u1ef9\u2010-\u2026\u20ab]*")
# Glue between the parts of an emoji, left over once the parts are boxes.
_JOINERS: Final = re.compile("[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
# For text in the languages of Đ7.2 that Times New Roman has no letters for.
_SEGMENTS: Final = 4
_GROUPS: Final = 12
_OTHER_SCRIPTS: Final = ("noto", "opentype/noto", "truetype/noto", "truetype/droid")


@dataclass(frozen=True, slots=True)
class Serif:
    """The family to set documents in, and the folder it was found in (None: bundled with Typst)."""

    family: str
    folder: Path | None


def vietnamese_letters() -> str:
    """Give every letter of Vietnamese, lower and upper case, with every tone, in NFC."""
    vowels = "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in _BASE_VOWELS for tone in _TONES)
    lower = vowels + "bcdđghklmnpqrstvx"
    return lower + lower.upper()


def font_folders() -> Iterator[Path]:
    """Give the folders in which this system keeps fonts, existing ones only."""
    home = Path.home()
    data_home = Path(os.environ.get("XDG_DATA_HOME", home / ".local/share"))
    folders = [data_home / "fonts", home / ".fonts"]
    if sys.platform == "darwin":
        folders += [Path("/Library/Fonts"), Path("/System/Library/Fonts"), home / "Library/Fonts"]
    elif sys.platform == "win32":
        folders.append(Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts")
    else:
        folders += [Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
    return (folder for folder in folders if folder.is_dir())


@lru_cache(maxsize=1)
def find_serif() -> Serif:
    """Give the family this machine sets documents in; it is looked for once."""
    return serif_in(tuple(font_folders()))


def serif_in(folders: Sequence[Path]) -> Serif:
    """Give the first family of Times New Roman's metrics that has every Vietnamese letter."""
    wanted = {ord(letter) for letter in vietnamese_letters()}
    for family, file_name in _CANDIDATES:
        for folder in folders:
            for path in sorted(folder.rglob(file_name)):
                if wanted <= covered_letters(path):
                    return Serif(family, path.parent)
    return Serif(BUNDLED_FAMILY, None)


@lru_cache(maxsize=1)
def typst_fonts() -> typst.Fonts:
    """Give the fonts Typst may use: the serif family first found, other scripts, its bundled ones."""
    serif = find_serif()
    paths = [] if serif.folder is None else [str(serif.folder)]
    paths += [str(folder / name) for folder in font_folders() for name in _OTHER_SCRIPTS if (folder / name).is_dir()]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)


def displayable(text: str) -> str:
    """Give text with a box in place of each letter that no font at hand can show.

    PDF/A forbids a missing letter, and one odd letter must not stop a document from being made.
    """
    if _ORDINARY.fullmatch(text):
        return text
    shown = "".join(BOX if _is_missing(letter) else letter for letter in text)
    return _JOINERS.sub("", shown) if BOX in shown else shown


def note_missing(letters: str) -> bool:
    """Remember letters that Typst could not show, their whole script with them; False if known already."""
    bases = [letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Me", "Cf"}]
    new = {_script(letter) for letter in bases or letters} - _missing - {BOX}
    _missing.update(new)
    return bool(new)


_missing: Final[set[str]] = set()


def _is_missing(letter: str) -> bool:
    return unicodedata.category(letter) in {"Co", "Cn"} or (bool(_missing) and _script(letter) in _missing)


def _script(letter: str) -> str:
    """Give the script of a letter of another script ("CJK", "LAO"), else the letter itself."""
    name = unicodedata.name(letter, "")
    return name.split()[0] if unicodedata.category(letter) == "Lo" and name else letter


def covered_letters(path: Path) -> set[int]:
    """Give the code points that a TrueType or OpenType file maps; an unreadable file maps none."""
    try:
        data = path.read_bytes()
        tables = _tables(data)
        return _cmap(data, tables["cmap"])
    except (OSError, KeyError, struct.error):
        return set()


def _tables(data: bytes) -> dict[str, int]:
    (count,) = struct.unpack_from(">H", data, 4)
    found = {}
    for index in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        found[tag.decode("latin-1")] = offset
    return found


def _cmap(data: bytes, start: int) -> set[int]:
    """Read the Unicode subtables (formats 4 and 12) of a cmap."""
    (count,) = struct.unpack_from(">H", data, start + 2)
    letters: set[int] = set()
    for index in range(count):
        _, _, offset = struct.unpack_from(">HHI", data, start + 4 + 8 * index)
        (kind,) = struct.unpack_from(">H", data, start + offset)
        if kind == _SEGMENTS:
            letters |= _format_4(data, start + offset)
        elif kind == _GROUPS:
            (groups,) = struct.unpack_from(">I", data, start + offset + 12)
            for group in range(groups):
                first, last, _ = struct.unpack_from(">III", data, start + offset + 16 + 12 * group)
                letters.update(range(first, last + 1))
    return letters


def _format_4(data: bytes, start: int) -> set[int]:
    (doubled,) = struct.unpack_from(">H", data, start + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + 2 * doubled)
    offsets_at = start + 16 + 3 * doubled
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    letters = set()
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            if offsets[index] == 0:
                glyph = (code + deltas[index]) & 0xFFFF
            else:
                at = offsets_at + 2 * index + offsets[index] + 2 * (code - first)
                (glyph,) = struct.unpack_from(">H", data, at)
            if glyph:
                letters.add(code)
    return letters
