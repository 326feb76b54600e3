"""What somebody typed: words, phrases in quotation marks, words that must not occur, document numbers."""

import re
from dataclasses import dataclass, field
from typing import TypeVar

from ttdn.law.text import fold, normalise
from ttdn.search.tokens import NUMBER, PIECE, STEMMED, adjacent, number_key, pieces, spaceless, stems_of, written

Item = TypeVar("Item")

QUESTION_WORDS = 60
"""So many words of a question are used; the rest is cut."""
_NUMBER_WORDS = 7
_QUOTED = re.compile(r"(?P<minus>(?<!\S)-)?[\"“”„«](?P<words>[^\"“”„«»]+)[\"“”»]")
_EXCLUDED = re.compile(r"(?<!\S)-(?P<words>[^\W\d_][^\s\"“”„«»]*)")
_VIETNAMESE_ONLY = re.compile("[đơưăảãạẻẽẹỉĩịỏõọủũụỷỹỵắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữự]")


@dataclass(frozen=True)
class Phrase:
    """Words that stand next to each other, in the field `exact` (typed with a mark) or `folded`."""

    field: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question as the engines know it.

    `exact` holds the syllables typed with a mark; `phrases` must all stand in a document, `without` must not.
    """

    folded: list[str] = field(default_factory=list)
    pairs: list[str] = field(default_factory=list)
    exact: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    stems: list[str] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    without: list[Phrase] = field(default_factory=list)


def tokenise_question(text: str, languages: frozenset[str] | None = None) -> Asked:
    """The different tokens of what somebody typed, cut to QUESTION_WORDS words.

    Args:
        text: words in any case, with or without marks; “…”, "…" or «…» around a phrase; `-` before what must not occur.
        languages: those that are asked for; None: any. They decide whose stems are looked for.
    """
    short = " ".join(normalise(text).split()[:QUESTION_WORDS])
    phrases: list[Phrase] = []
    without: list[Phrase] = []

    def quoted(match: re.Match[str]) -> str:
        if phrase := _phrase(match["words"]):
            (without if match["minus"] else phrases).append(phrase)
        return " " if match["minus"] else f" {match['words']} "

    def excluded(match: re.Match[str]) -> str:
        if phrase := _phrase(match["words"]):
            without.append(phrase)
        return " "

    short = _QUOTED.sub(quoted, short)
    spans = [match.span() for match in NUMBER.finditer(fold(short))]
    if not spans:  # the second half of `72/2015/NĐ -CP` is no exclusion
        short = _EXCLUDED.sub(excluded, short)
    return _asked(short, languages, phrases, without)


def _asked(text: str, languages: frozenset[str] | None, phrases: list[Phrase], without: list[Phrase]) -> Asked:
    words, as_written = pieces(fold(text)), written(text)
    numbers = [number_key(found.group()) for found in NUMBER.finditer(fold(text))]
    if words and words[0].isdigit() and 1 < len(words) <= _NUMBER_WORDS:
        numbers.append("_".join(words))  # 72 2015 nd cp
    return Asked(
        folded=_different(words),
        pairs=_different(adjacent(words)),
        exact=_different([word for word in as_written if fold(word) != word]),
        numbers=_different(numbers),
        stems=_stems(as_written, languages),
        phrases=_different(phrases),
        without=_different(without),
    )


def _different(items: list[Item]) -> list[Item]:
    return list(dict.fromkeys(items))


def _phrase(text: str) -> Phrase | None:
    """A phrase as typed: with marks when one was typed, else without regard to marks; None: it holds no word."""
    folded, as_written = pieces(fold(text)), written(text)
    if not folded:
        return None
    marked = as_written != folded and len(as_written) == len(folded)
    return Phrase("exact", tuple(as_written)) if marked else Phrase("folded", tuple(folded))


def _stems(words: list[str], languages: frozenset[str] | None) -> list[str]:
    """Stems in the languages asked for; a question with letters that only Vietnamese has asks for none."""
    if any(_VIETNAMESE_ONLY.search(word) for word in words):
        return []
    asked = STEMMED.keys() if languages is None else STEMMED.keys() & {each.partition("-")[0] for each in languages}
    found: list[str] = []
    for word in words:
        if spaceless(word):
            continue
        latin = word[0] < "\u0250"
        for language in sorted(asked):
            if (language != "ru") == latin:
                found += sorted(stems_of(word, language))
    return _different(found)


def typed_words(text: str) -> list[tuple[int, int, str]]:
    """(start, end, word) of the words of a normalised text, as typed."""
    return [(match.start(), match.end(), match.group()) for match in PIECE.finditer(text)]
