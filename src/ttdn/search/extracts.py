"""Highlighted extracts: escaped text with `<mark>` around what was asked for."""

import re
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ttdn.law.text import fold, place_tones
from ttdn.search.tokens import Tokens, compose, fold_in_place, tokenise_question

WINDOW = 260
"""Letters of an extract."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Highlighter:
    """Finds the words of a question in texts."""

    pattern: re.Pattern[str] | None
    exact: frozenset[str]

    def spans(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, folded word) of what matches; a word typed with marks does not match other marks (đối, đói)."""
        if self.pattern is None:
            return []
        found = []
        for match in self.pattern.finditer(fold_in_place(text)):
            word = place_tones(text[match.start() : match.end()].casefold())
            folded = match.group()
            asked = {each for each in self.exact if fold(each) == folded}
            if not asked or word in asked or word == folded:
                found.append((match.start(), match.end(), folded))
        return found

    def whole(self, text: str) -> SafeString:
        """A whole short text (a title) with its matches marked."""
        text = compose(text)
        return _marked(text, self.spans(text), 0, len(text))

    def extract(self, text: str) -> SafeString:
        """The window of a text that holds most of the different words asked for, on word boundaries."""
        text = _SPACES.sub(" ", compose(text)).strip()
        spans = self.spans(text)
        start = _best_start(spans)
        end = min(len(text), start + WINDOW)
        if end < len(text) and (space := text.rfind(" ", start, end)) > start + WINDOW // 2:
            end = space
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
    tokens: Tokens = tokenise_question(question)
    words = sorted({re.escape(word) for word in tokens.folded}, key=len, reverse=True)
    if not words:
        return Highlighter(None, frozenset())
    choices = "|".join(rf"\b{word}\b" if word.isascii() else word for word in words)
    return Highlighter(re.compile(choices), frozenset(tokens.exact))
