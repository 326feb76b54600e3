"""A question as SQLite asks it: one FTS5 expression for the words, others for the tiers, SQL for the filters."""

from collections.abc import Iterable

from ttdn.search.engines.protocol import MARKED_WORDS, Question
from ttdn.search.typed import Phrase


def quote(words: Iterable[str]) -> str:
    """Words as one FTS5 phrase; tokens hold letters, digits and _ only, quoted all the same."""
    return '"' + " ".join(word.replace('"', "") for word in words) + '"'


def match(question: Question) -> str:
    """The FTS5 expression: any token in its field, every phrase, none of what must not occur; empty: nothing to find."""
    tokens = question.tokens
    fields = {
        "folded": tokens.folded,
        "pairs": tokens.pairs,
        "exact": tokens.exact,
        "cited": tokens.numbers,
        "stems": tokens.stems,
        "number": tokens.numbers,
    }
    found = " OR ".join(_any(name, words) for name, words in fields.items() if words)
    if not found:
        return ""
    wanted = " AND ".join([f"({found})", *map(_phrase, tokens.phrases)])
    if tokens.without:
        return f"({wanted}) NOT ({' OR '.join(map(_phrase, tokens.without))})"
    return wanted


def tiers(question: Question) -> list[str]:
    """FTS5 expressions of what comes first: the document's own number, then every syllable with the marks typed."""
    tokens = question.tokens
    number = _any("number", tokens.numbers) if tokens.numbers else ""
    marks = " AND ".join(_any("exact", [word]) for word in tokens.exact) if len(tokens.exact) <= MARKED_WORDS else ""
    return [number, marks]


def conditions(question: Question) -> tuple[str, list[str | int]]:
    """The SQL condition of the filters on `documents d`, and its values."""
    scopes = _marks(len(question.scopes))
    parts = [f"EXISTS (SELECT 1 FROM scopes s WHERE s.document = d.id AND s.token IN ({scopes}))"]  # noqa: S608  (marks)
    values: list[str | int] = [*sorted(question.scopes)]
    for name, chosen in question.chosen().items():
        marks = _marks(len(chosen))
        parts.append(
            f"EXISTS (SELECT 1 FROM topics t WHERE t.document = d.id AND t.topic IN ({marks}))"  # noqa: S608  (marks)
            if name == "topic"
            else f"d.{name} IN ({marks})"
        )
        values += chosen
    if question.since is not None:
        parts.append("d.day >= ?")
        values.append(question.since)
    if question.until is not None:
        parts.append("d.day BETWEEN 1 AND ?")
        values.append(question.until)
    return " AND ".join(parts), values


def _any(name: str, words: list[str]) -> str:
    return f"{name} : ({' OR '.join(quote([word]) for word in words)})"


def _phrase(phrase: Phrase) -> str:
    return f"({phrase.field} : {quote(phrase.words)})"


def _marks(count: int) -> str:
    return ", ".join("?" * count)
