"""The one token stream that every engine is fed, for documents and for questions alike.

Measured on Vietnamese legal texts (docs/benchmarks.md): folded syllables plus adjacent pairs, and, at half weight, the
syllables as written for those that carry a mark. No word segmenter, no stop list, and never all words required.
Scripts written without spaces, and Korean, come as pairs of letters; English, French, Spanish and Russian add stems.
"""

import functools
import itertools
import re
import unicodedata
from dataclasses import dataclass, field

import tantivy

from ttdn.law.text import fold, normalise, place_tones

RECIPE = 3
"""Number of the recipe; an index made with another number is made again."""

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
PIECE = re.compile(rf"[{_SPACELESS}]+|(?:(?![{_SPACELESS}])[^\W_])+")
_RUN = re.compile(rf"[{_SPACELESS}]+")
_CODE = r"[a-z][a-z0-9]*(?:\s?[-/&]\s?[a-z][a-z0-9]*)*"
_STATE = rf"\d{{1,5}}[a-z]?\s?/\s?(?:\d{{4}}\s?/\s?)?{_CODE}"
_PARTY = r"\d{1,5}[a-z]?\s?-\s?[a-z]{1,6}\s?/\s?[a-z]+(?:\s?[-/]\s?[a-z]+)*"
NUMBER = re.compile(rf"(?<![\w/.,\-])(?:{_STATE}|{_PARTY})(?!\w)")
"""A document number in a folded text: of the State (72/2015/nd-cp, 947 /btttt-ttdn) or of the Party (57-kl/tw)."""

STEMMED = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian"}
"""Languages whose words are also found by their stem, and the name of their Snowball stemmer."""
_SHORTEST_STEMMED = 3


@dataclass(frozen=True)
class Tokens:
    """A text as the engines know it: folded syllables, adjacent pairs, syllables as written, document numbers, stems."""

    folded: list[str]
    pairs: list[str]
    exact: list[str]
    numbers: list[str]
    stems: list[str] = field(default_factory=list)


class _Fold(dict[int, str]):
    """What `fold` makes of each letter, learned letter by letter: a table is ten times as fast on long texts."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(chr(code))
        return self[code]


_folded = _Fold()


def fold_long(text: str) -> str:
    """The same as `law.text.fold`, for whole documents."""
    return normalise(text).translate(_folded)


def spaceless(piece: str) -> bool:
    """Whether a piece is of a script that is cut into pairs of letters (Lao, Khmer, Thai, Chinese, Japanese, Korean)."""
    return _RUN.match(piece) is not None


def pieces(text: str) -> list[str]:
    """Words of a folded text; runs of scripts without spaces (Lao, Khmer, Chinese, Japanese …) as pairs of letters."""
    found: list[str] = []
    for piece in PIECE.findall(text):
        if len(piece) > 1 and _RUN.match(piece):
            found.extend(piece[start : start + 2] for start in range(len(piece) - 1))
        else:
            found.append(piece)
    return found


def written(text: str) -> list[str]:
    """The syllables in lower case with their marks, tone marks where official texts put them (hòa, not hoà)."""
    return pieces(place_tones(text).casefold())


def adjacent(words: list[str]) -> list[str]:
    """Each two words that stand next to each other, as one token."""
    return [f"{one}_{other}" for one, other in itertools.pairwise(words)]


def number_key(number: str) -> str:
    """A document number as one token: `72/2015/NĐ-CP`, `72/2015/nd-cp` and `72 / 2015 / NĐ - CP` are the same."""
    return re.sub(r"[^a-z0-9]+", "_", fold(number)).strip("_")


def number_keys(text: str) -> list[str]:
    """Tokens of the document numbers that a text mentions."""
    return [number_key(found.group()) for found in NUMBER.finditer(fold_long(text))]


@functools.cache
def _stemmer(language: str) -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.stemmer(STEMMED[language])).build()
    )


@functools.lru_cache(maxsize=50_000)
def stems_of(word: str, language: str) -> frozenset[str]:
    """Tokens of a lower-case word's stem, as written and without accents; empty for short words and other languages."""
    if language not in STEMMED or len(word) < _SHORTEST_STEMMED or not word.isalpha():
        return frozenset()
    analyse = _stemmer(language).analyze
    return frozenset(f"{language}_{fold(stem)}" for form in {word, fold(word)} for stem in analyse(form))


def stems(words: list[str], language: str) -> list[str]:
    """Stem tokens of the words of a text in a language."""
    if language not in STEMMED:
        return []
    return [token for word in words for token in sorted(stems_of(word, language))]


def tokenise(text: str, language: str = "vi") -> Tokens:
    """Every token of a text in a language (its primary subtag counts: `zh-Hant` is `zh`)."""
    folded = fold_long(text)
    words, as_written = pieces(folded), written(text)
    numbers = [number_key(found.group()) for found in NUMBER.finditer(folded)]
    primary = language.partition("-")[0].lower()
    return Tokens(words, adjacent(words), as_written, numbers, stems(as_written, primary))


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
