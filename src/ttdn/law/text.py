"""Vietnamese text: one spelling at every door, folding, sorting, numbers and dates as printed.

Python's own tools are not enough for Vietnamese: `đ` does not decompose, tone marks may stand on
either vowel of `oa`, `oe`, `uy`, and code-point order is not the order of the alphabet.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Literal

from ttdn.law.errors import LawError

Lang = Literal["vi", "en"]

_DASHES = "".join(map(chr, (0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212)))
_SPACES = "".join(map(chr, (0x00A0, 0x2007, 0x202F)))
_DROPPED = "".join(map(chr, (0x00AD, 0x200B, 0xFEFF)))
_NORMAL = str.maketrans(
    {"\u00d0": "Đ"} | dict.fromkeys(_DROPPED, "") | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_SPACES, " ")
)

#: tone marks in the order of the alphabet: huyền, hỏi, ngã, sắc, nặng; no mark comes first
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_QUALITIES = "\u0306\u0302\u031b"  # breve, circumflex, horn: another letter, not a tone
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: 20 + place for place, letter in enumerate(_ALPHABET)}
_FIRST_COMBINING, _LAST_COMBINING = "\u0300", "\u036f"

#: the letters that number points (điểm): no f, j, w, z, and no vowel with a mark
POINT_LETTERS = tuple("abcdđeghiklmnopqrstuvxy")

_LATE_TONE = re.compile(r"(?<![qQ])([oO])([àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ])(?!\w)|(?<![qQ])([uU])([ỳýỷỹỵỲÝỶỸỴ])(?!\w)")
_GROUPED = re.compile(r"-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")

_MARCH = 3
_MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


class NumberFormatError(LawError):
    """A figure is not written the Vietnamese way (1.234.567,8)."""


def normalise(text: str) -> str:
    """The one spelling the product stores: NFC, `Đ` for the look-alike `Ð`, plain dashes and spaces.

    Soft hyphens and zero-width spaces are dropped, so decode legacy (TCVN3) text first: there the
    soft hyphen is the letter ư.
    """
    return unicodedata.normalize("NFC", text).translate(_NORMAL)


def fold(text: str) -> str:
    """Text for search: lower case, without tone and vowel marks, `đ` as `d`.

    Only Latin marks are dropped; vowel signs of Lao, Khmer and other scripts stay.
    """
    decomposed = unicodedata.normalize("NFD", normalise(text).casefold())
    bare = "".join(mark for mark in decomposed if not _FIRST_COMBINING <= mark <= _LAST_COMBINING)
    return unicodedata.normalize("NFC", bare).replace("đ", "d")


def place_tones(text: str) -> str:
    """The text with tone marks where official documents put them: `hòa`, `thủy`, not `hoà`, `thuỷ`."""
    return _LATE_TONE.sub(_move_tone, normalise(text))


def _move_tone(match: re.Match[str]) -> str:
    first, second = (group for group in match.groups() if group)
    marked = unicodedata.normalize("NFD", second)
    return unicodedata.normalize("NFC", first + marked[1]) + marked[0]


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but tone placement, case and blanks."""
    return _comparable(one) == _comparable(other)


def _comparable(text: str) -> str:
    return " ".join(place_tones(text).casefold().split())


def sort_key(text: str) -> str:
    """A key of digits to store and sort by: the Vietnamese alphabet, then tones, then case.

    Blanks come before digits, digits before letters, other scripts last. Works under any collation
    of the database, since it holds digits only.
    """
    primary: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for letter, tone, upper in _letters(normalise(text).strip()):
        primary.append(_primary(letter))
        tones.append(str(tone))
        cases.append("1" if upper else "0")
    return "".join((*primary, "00", *tones, *cases))


def _letters(text: str) -> list[tuple[str, int, bool]]:
    """Each letter with its vowel mark, the rank of its tone, and whether it is a capital."""
    found: list[tuple[str, int, bool]] = []
    for char in unicodedata.normalize("NFD", text):
        if char in _TONES and found:
            letter, _, upper = found[-1]
            found[-1] = (letter, _TONES[char], upper)
        elif char in _QUALITIES and found:
            letter, tone, upper = found[-1]
            found[-1] = (unicodedata.normalize("NFC", letter + char), tone, upper)
        elif _FIRST_COMBINING <= char <= _LAST_COMBINING and found:
            letter, _, upper = found[-1]
            found[-1] = (letter, 9, upper)  # a mark Vietnamese does not have: after its letter
        else:
            found.append((char.casefold(), 0, char.isupper()))
    return found


def _primary(letter: str) -> str:
    if letter.isspace():
        return "01"
    if letter in _RANK:
        return str(_RANK[letter])
    if letter.isascii() and letter.isdigit():
        return f"1{letter}"
    if letter.isalnum():
        return "99" + "".join(f"{ord(char):07d}" for char in letter)
    return "02"


def name_sort_key(name: str) -> str:
    """A key for personal names in Vietnamese order: given name, then family name, then the middle."""
    words = normalise(name).split()
    if len(words) > 1:
        words = [words[-1], words[0], *words[1:-1]]
    return sort_key(" ".join(words))


def vietnamese_letters(count: int) -> tuple[str, ...]:
    """The first `count` letters that number points: a, b, c, d, đ, e, g … Raises ValueError past y.

    For new lists only: the letters of a legal text are kept as they stand, never computed.
    """
    if not 0 <= count <= len(POINT_LETTERS):
        raise ValueError(f"Only {len(POINT_LETTERS)} letters number points, not {count}.")
    return POINT_LETTERS[:count]


def format_number(value: float | Decimal, *, decimals: int | None = None, lang: Lang = "vi") -> str:
    """A figure as printed: `1.234.567,8` in Vietnamese, `1,234,567.8` in English.

    `decimals` fixes the places after the comma; without it, trailing zeros are dropped.
    """
    exact = Decimal(str(value))
    if decimals is not None:
        printed = f"{exact:,.{decimals}f}"
    else:
        printed = f"{exact:,f}"
        if "." in printed:
            printed = printed.rstrip("0").rstrip(".")
    if lang == "en":
        return printed
    return printed.replace(",", "\0").replace(".", ",").replace("\0", ".")


def read_number(text: str) -> Decimal:
    """The figure written the Vietnamese way. Raises NumberFormatError for `1,234.5` and the like."""
    written = normalise(text).replace(" ", "")
    if not _GROUPED.fullmatch(written):
        raise NumberFormatError(
            f"«{text}» không phải là số viết theo lối Việt Nam; hãy viết như 1.234.567,8.",
            f"'{text}' is not a number written the Vietnamese way; write it like 1.234.567,8.",
        )
    return Decimal(written.replace(".", "").replace(",", "."))


def format_date(day: date) -> str:
    """The day as on screen: 05/11/2026."""
    return f"{day:%d/%m/%Y}"


def long_date(day: date, lang: Lang = "vi") -> str:
    """The day as in a document: `ngày 05 tháng 3 năm 2020`.

    Nghị định 30/2020/NĐ-CP, Phụ lục I: days under 10 and the months 1 and 2 take a leading zero.
    """
    if lang == "en":
        return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
    month = f"{day.month:02d}" if day.month < _MARCH else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"
