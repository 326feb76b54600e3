"""Typo help: another spelling of a question, made only of words in documents that the reader may open.

A word is doubted when no document under the reader's scopes holds it, or, if little was found, when it never stands
beside its neighbours. Candidates are one letter away, are counted under the same scopes, and one is given only when a
document that the database lets the reader open holds it.
"""

import itertools
import string
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from ttdn.law.text import fold, normalise, place_tones
from ttdn.search.engines import current_engine
from ttdn.search.engines.protocol import Question, Stored
from ttdn.search.tokens import PIECE, spaceless
from ttdn.search.typed import Asked, typed_words

LONGEST = 12
"""Questions of more words get no suggestion: their other words find what was meant."""
_SHORTEST_WORD = 2
_DOUBTED = 3
_TRIED = 5
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщъыьэюя"

Evidence = Callable[[Question], list[Stored]]


def suggestion(text: str, question: Question, evidence: Evidence, *, few: bool) -> str:
    """The question with its doubtful words replaced; empty: nothing better is known.

    Args:
        text: what was typed.
        question: its scopes and kinds are those of the reader; the words in it are not used.
        evidence: the best documents of a question that the reader may open.
        few: whether the question as typed found little.
    """
    text = normalise(text)
    words = [(start, end, word) for start, end, word in typed_words(text)]
    if not words or len(words) > LONGEST:
        return ""
    folded = [fold(word) for _start, _end, word in words]
    doubted = _doubted(folded, question, few=few)
    marked = any(fold(word) != word.casefold() for _start, _end, word in words)
    changed: dict[int, str] = {}
    for place in doubted[:_DOUBTED]:
        if better := _better(folded, place, question, evidence):
            folded[place], changed[place] = better[0], better[1] if marked else better[0]
    if not changed:
        return ""
    parts, last = [], 0
    for place, (start, end, _word) in enumerate(words):
        parts += [text[last:start], changed.get(place, text[start:end])]
        last = end
    return "".join([*parts, text[last:]]).strip()


def _doubted(folded: list[str], question: Question, *, few: bool) -> list[int]:
    """Places of the words that may be misspelt."""
    candidates = [
        place
        for place, word in enumerate(folded)
        if len(word) >= _SHORTEST_WORD and word.isalpha() and not spaceless(word)
    ]
    counts = current_engine().tally("folded", [folded[place] for place in candidates], question)
    unknown = [place for place in candidates if not counts.get(folded[place])]
    if unknown or not few or len(folded) < _SHORTEST_WORD:
        return unknown
    pairs = current_engine().tally("pairs", [f"{a}_{b}" for a, b in itertools.pairwise(folded)], question)
    return [place for place in candidates if not any(pairs.get(pair) for pair in _beside(folded, place, folded[place]))]


def _beside(folded: list[str], place: int, word: str) -> list[str]:
    """The pairs that a word makes with its neighbours at a place."""
    before = [f"{folded[place - 1]}_{word}"] if place else []
    after = [f"{word}_{folded[place + 1]}"] if place + 1 < len(folded) else []
    return before + after


def _better(folded: list[str], place: int, question: Question, evidence: Evidence) -> tuple[str, str] | None:
    """(folded, as written) of the best word one letter away that a document the reader may open holds."""
    engine = current_engine()
    counts = engine.tally("folded", _one_letter_away(folded[place]), question)
    pairs = engine.tally("pairs", [pair for word in counts for pair in _beside(folded, place, word)], question)
    beside = {word: sum(pairs.get(pair, 0) for pair in _beside(folded, place, word)) for word in counts}
    known = any(engine.tally("folded", [folded[place]], question).values())
    for word in sorted(counts, key=lambda each: (-beside[each], -counts[each], each))[:_TRIED]:
        if known and not beside[word]:  # the word as typed exists: only company makes another one likelier
            continue
        near = [pair for pair in _beside(folded, place, word) if pairs.get(pair)]
        shown = evidence(replace(question, tokens=Asked(folded=[word], pairs=near), facets=frozenset()))
        if spelling := _spelling(word, folded, place, shown):
            return word, spelling
    return None


def _spelling(word: str, folded: list[str], place: int, shown: list[Stored]) -> str:
    """How documents write a folded word, most often beside the same neighbours; empty: none holds it."""
    forms: Counter[str] = Counter()
    for kept in shown:
        written = [place_tones(each).casefold() for each in PIECE.findall(f"{kept.title} {kept.text}")]
        bare = [fold(each) for each in written]
        for at, each in enumerate(bare):
            if each != word:
                continue
            left = place > 0 and at > 0 and bare[at - 1] == folded[place - 1]
            right = place + 1 < len(folded) and at + 1 < len(bare) and bare[at + 1] == folded[place + 1]
            forms[written[at]] += 1 + 100 * (left + right)
    return forms.most_common(1)[0][0] if forms else ""


def _one_letter_away(word: str) -> set[str]:
    """Every word made by one wrong, missing, extra or swapped letter."""
    letters = string.ascii_lowercase if word.isascii() else _CYRILLIC
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    removed = {a + b[1:] for a, b in splits if b}
    swapped = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    changed = {a + letter + b[1:] for a, b in splits if b for letter in letters}
    added = {a + letter + b for a, b in splits for letter in letters}
    return {each for each in removed | swapped | changed | added if len(each) >= _SHORTEST_WORD} - {word}
