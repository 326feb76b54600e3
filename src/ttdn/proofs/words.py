"""Words of a text in any script, with their places: what comparing and finding work on."""

import hashlib
import re
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ttdn.law.text import fold, place_tones
from ttdn.proofs.canonical import clean

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han: written without spaces between words."""


def _marks() -> str:
    r"""Every combining mark as a class of a regular expression (`\w` leaves most of them out), and the joiners."""
    points = [point for point in range(0x10000) if unicodedata.category(chr(point))[0] == "M"]
    found, start = [], points[0]
    for point, following in zip(points, [*points[1:], sys.maxunicode + 1], strict=True):
        if following != point + 1:
            found.append(f"{chr(start)}-{chr(point)}")
            start = following
    return "".join(found) + "\u200c\u200d"


_MARKS = _marks()
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,:/]\d+)*)"
    rf"|(?P<sign>[{_SPACELESS}](?:\u17d2[{_SPACELESS}]|[{_MARKS}])*)"
    rf"|(?P<word>(?![\d_])(?:(?![{_SPACELESS}_])[\w{_MARKS}])+)"
    rf"|(?P<mark>[^\s])"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number, sign of a spaceless script, or punctuation mark.

    `key` is equal for the same word whatever its case, quotes and place of tone marks; `bare` also without Vietnamese
    marks. `start` and `end` are places in the text it was cut from.
    """

    key: str
    bare: str
    kind: str
    start: int
    end: int


def cut(text: str) -> list[Word]:
    """The words of a text in their order, punctuation included; invisible characters are nobody's word."""
    known: dict[str, tuple[str, str]] = {}
    found: list[Word] = []
    for match in _TOKEN.finditer(text):
        raw, kind = match[0], match.lastgroup or "mark"
        if raw not in known:
            key = place_tones(clean(raw)).casefold()
            known[raw] = (key, fold(key) if kind == "word" else key)
        key, bare = known[raw]
        if key:
            found.append(Word(key, bare, kind, match.start(), match.end()))
    return found


def words_hash(words: Sequence[Word]) -> str:
    """The hash of the words alone: the same whatever the case, the blanks, the quotes and the paragraphs."""
    return hashlib.sha256("\x00".join(each.key for each in words).encode()).hexdigest()
