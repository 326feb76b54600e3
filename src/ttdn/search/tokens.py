"""The one token stream that every engine is fed, for documents and for questions alike.

Measured on Vietnamese legal texts (docs/benchmarks.md): folded syllables plus adjacent pairs, and, at half weight, the
syllables as written for those that carry a mark. No word segmenter, no stop list, and never all words required.
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass

from ttdn.law.text import fold, normalise, place_tones

RECIPE = 1
"""Number of the recipe; an index made with another number is made again."""
QUESTION_WORDS = 60
"""So many words of a question are used; the rest is cut."""

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PIECE = re.compile(rf"[{_SPACELESS}]+|(?:(?![{_SPACELESS}])[^\W_])+")
_RUN = re.compile(rf"[{_SPACELESS}]+")
_CODE = r"[a-z][a-z0-9]*(?:\s?[-/&]\s?[a-z][a-z0-9]*)*"
_NUMBER = re.compile(rf"(?<![\w/.,\-])(\d{{1,5}}[a-z]?)\s?/\s?((?:\d{{4}}\s?/\s?)?{_CODE})(?!\w)")


@dataclass(frozen=True)
class Tokens:
    """A text as the engines know it: folded syllables, adjacent pairs, marked syllables as written, document numbers."""

    folded: list[str]
    pairs: list[str]
    exact: list[str]
    numbers: list[str]


def pieces(text: str) -> list[str]:
    """Words of a folded text; runs of scripts without spaces (Lao, Khmer, Chinese, Japanese …) as pairs of letters."""
    found: list[str] = []
    for piece in _PIECE.findall(text):
        if len(piece) > 1 and _RUN.match(piece):
            found.extend(piece[start : start + 2] for start in range(len(piece) - 1))
        else:
            found.append(piece)
    return found


def marked_words(text: str) -> list[str]:
    """The syllables that carry a tone or vowel mark (or đ), in lower case, tone marks where official texts put them."""
    return [word for word in _PIECE.findall(place_tones(text).casefold()) if fold(word) != word]


def number_key(number: str) -> str:
    """A document number as one token: `72/2015/NĐ-CP`, `72/2015/nd-cp` and `72 / 2015 / NĐ - CP` are the same."""
    return re.sub(r"[^a-z0-9]+", "_", fold(number)).strip("_")


def number_keys(text: str) -> list[str]:
    """Tokens of the document numbers that a text mentions."""
    return [number_key(found.group()) for found in _NUMBER.finditer(fold(text))]


def tokenise(text: str) -> Tokens:
    """Every token of a text."""
    words = pieces(fold(text))
    pairs = [f"{one}_{other}" for one, other in itertools.pairwise(words)]
    return Tokens(words, pairs, marked_words(text), number_keys(text))


def tokenise_question(text: str) -> Tokens:
    """The different tokens of what somebody typed, cut to QUESTION_WORDS words."""
    short = " ".join(normalise(text).split()[:QUESTION_WORDS])
    found = tokenise(short)
    return Tokens(*(list(dict.fromkeys(each)) for each in (found.folded, found.pairs, found.exact, found.numbers)))


class _LetterFold(dict[int, str]):
    """Folds letter by letter, so that places in the folded text are places in the text."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        bare = fold(letter)
        self[code] = bare if len(bare) == 1 else letter
        return self[code]


_letters = _LetterFold()


def fold_in_place(text: str) -> str:
    """The folded text, exactly as long as the text (which must be NFC)."""
    return text.translate(_letters)


def compose(text: str) -> str:
    """NFC, for texts that are shown."""
    return unicodedata.normalize("NFC", text)
