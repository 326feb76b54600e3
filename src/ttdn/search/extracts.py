"""Highlighted extracts: escaped text with `<mark>` around what was asked for, in every script."""

import re
import unicodedata
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ttdn.law.text import fold, place_tones
from ttdn.search.tokens import PIECE, STEMMED, compose, fold_in_place, spaceless, stems_of
from ttdn.search.typed import Asked, tokenise_question

WINDOW = 260
"""Letters of an extract."""
_SPACES = re.compile(r"\s+")
_NEVER = re.compile(r"(?!)")
_READ = 50_000
"""So many letters of a long document are looked at for an extract."""


@dataclass(frozen=True)
class Highlighter:
    """Finds the words of a question in texts: whole words, words of the same stem, pairs of letters inside runs."""

    words: frozenset[str]
    runs: frozenset[str]
    exact: frozenset[str]
    stems: frozenset[str]

    def spans(self, text: str, language: str = "vi") -> list[tuple[int, int, str]]:
        """(start, end, folded word) of what matches; a word typed with marks does not match other marks (đối, đói)."""
        folded = fold_in_place(text)
        found = [
            (match.start(), match.end(), match.group())
            for match in self._pattern(folded, language).finditer(folded)
            if self._same_marks(text[match.start() : match.end()], match.group())
        ]
        return sorted(found + self._inside_runs(folded))

    def _pattern(self, folded: str, language: str) -> re.Pattern[str]:
        words = self.words
        if self.stems and (primary := language.partition("-")[0].lower()) in STEMMED:
            words |= {word for word in set(PIECE.findall(folded)) if stems_of(word, primary) & self.stems}
        if not words:
            return _NEVER
        choices = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
        return re.compile(rf"(?<![^\W_])(?:{choices})(?![^\W_])")

    def _same_marks(self, as_written: str, folded: str) -> bool:
        word = place_tones(as_written).casefold()
        asked = {each for each in self.exact if fold(each) == folded}
        return not asked or word in asked or word == folded

    def _inside_runs(self, folded: str) -> list[tuple[int, int, str]]:
        """Pairs of letters asked for, joined where they overlap."""
        joined: list[tuple[int, int, str]] = []
        if not self.runs:
            return joined
        choices = "|".join(re.escape(run) for run in sorted(self.runs, key=len, reverse=True))
        for match in re.finditer(rf"(?=({choices}))", folded):
            start, end = match.start(), match.start() + len(match.group(1))
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], end, joined[-1][2] + folded[joined[-1][1] : end])
            else:
                joined.append((start, end, match.group(1)))
        return joined

    def whole(self, text: str, language: str = "vi") -> SafeString:
        """A whole short text (a title) with its matches marked."""
        text = compose(text)
        return _marked(text, self.spans(text, language), 0, len(text))

    def extract(self, text: str, language: str = "vi") -> SafeString:
        """The window of a text that holds most of the different words asked for, on word boundaries."""
        text = _SPACES.sub(" ", compose(text[:_READ])).strip()
        spans = self.spans(text, language)
        start = _best_start(spans)
        end = min(len(text), start + WINDOW)
        if end < len(text) and (space := text.rfind(" ", start, end)) > start + WINDOW // 2:
            end = space
        while end < len(text) and unicodedata.category(text[end]).startswith("M"):
            end += 1  # a vowel or tone sign stays with its letter (Lao, Khmer, Thai)
        before, after = "… " if start else "", " …" if end < len(text) else ""
        return mark_safe(before + _marked(text, spans, start, end) + after)  # noqa: S308  (_marked escapes)


def _best_start(spans: list[tuple[int, int, str]]) -> int:
    """Where the window with most different words begins (a little before its first match)."""
    best, best_start = 0, 0
    inside: dict[str, int] = {}
    last = 0
    for first, (start, _end, word) in enumerate(spans):
        while last < len(spans) and spans[last][1] <= start + WINDOW - 40:
            inside[spans[last][2]] = inside.get(spans[last][2], 0) + 1
            last += 1
        score = sum(1 for count in inside.values() if count) * 1000 + (last - first)
        if score > best:
            best, best_start = score, start
        if word in inside:
            inside[word] -= 1
    return best_start if best_start > WINDOW // 2 else 0


def _marked(text: str, spans: list[tuple[int, int, str]], start: int, end: int) -> SafeString:
    parts, place = [], start
    for first, last, _word in spans:
        if first < place or last > end:
            continue
        parts += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
        place = last
    parts.append(escape(text[place:end]))
    return mark_safe("".join(parts))  # noqa: S308  (every piece of text is escaped)


def highlighter(question: str) -> Highlighter:
    """A highlighter for what somebody typed."""
    asked: Asked = tokenise_question(question)
    return Highlighter(
        words=frozenset(word for word in asked.folded if not spaceless(word)),
        runs=frozenset(word for word in asked.folded if spaceless(word)),
        exact=frozenset(word for word in asked.exact if not spaceless(word)),
        stems=frozenset(asked.stems),
    )
