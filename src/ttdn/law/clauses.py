"""Clauses of legal texts: `điểm đ khoản 3 Điều 6`, read in the usual ways and printed in one.

Letters are text as they stand: Điều 3.3 runs a, b, c, d, đ, e, g …, Điều 8.2 a, b, c, d, e, f.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ttdn.law.errors import LawError
from ttdn.law.text import Lang, normalise

_END = r"(?![\wÀ-ỹ])"
_POINT = rf"[Đđ]iểm\s+(?P<point{{n}}>[a-zđ]\d{{{{0,2}}}}){_END}"
_CLAUSE = rf"[Kk]hoản\s+(?P<clause{{n}}>\d+[a-zđ]?){_END}"
_ARTICLE = rf"[Đđ]iều\s+(?P<article{{n}}>\d+[a-zđ]?){_END}"
_SEP = r"\s*,?\s+"


def _part(pattern: str, n: int) -> str:
    return pattern.format(n=n)


_UPWARD = rf"(?:{_part(_POINT, 1)}{_SEP})?(?:{_part(_CLAUSE, 1)}{_SEP})?{_part(_ARTICLE, 1)}"
_DOWNWARD = rf"{_part(_ARTICLE, 2)}{_SEP}{_part(_CLAUSE, 2)}(?:{_SEP}{_part(_POINT, 2)})?"
_CHAPTER = rf"[Cc]hương\s+(?P<chapter>[IVXLC]+|\d+){_END}"
_ANNEX = rf"[Pp]hụ lục(?:\s+số)?\s+(?P<annex>\d+|[IVXLC]+){_END}"
FIND = re.compile(f"{_DOWNWARD}|{_UPWARD}|{_CHAPTER}|{_ANNEX}")
#: khoản 5, điểm a khoản 2: parts of an article that the text names elsewhere
_BELOW_ARTICLE = re.compile(rf"(?:{_part(_POINT, 1)}{_SEP})?{_part(_CLAUSE, 1)}")
_SHORT = re.compile(r"Đ(?P<article>\d+[a-z]?)(?:\.(?P<clause>\d+)(?P<point>[a-zđ])?)?")


class ClauseError(LawError):
    """A text is not a clause of a legal document."""


@dataclass(frozen=True)
class Clause:
    """A place in a legal text, all its parts as text. `str()` prints it in Vietnamese.

    It has an article, a chapter or an annex, or is a `khoản` of an article named elsewhere.
    """

    article: str | None = None
    clause: str | None = None
    point: str | None = None
    chapter: str | None = None
    annex: str | None = None

    def __str__(self) -> str:
        return self.print()

    def print(self, lang: Lang = "vi") -> str:
        """`điểm đ khoản 3 Điều 6`; in English `point đ, clause 3, Article 6`."""
        words = _WORDS[lang]
        parts = (
            (words[0], self.point),
            (words[1], self.clause),
            (words[2], self.article),
            (words[3], self.chapter),
            (words[4], self.annex),
        )
        return (", " if lang == "en" else " ").join(f"{word} {value}" for word, value in parts if value)

    @property
    def short(self) -> str:
        """`Đ6.3đ`; chapters and annexes have no shorter form."""
        if not self.article:
            return self.print()
        return f"Đ{self.article}" + (f".{self.clause}{self.point or ''}" if self.clause else "")

    @property
    def order(self) -> tuple[int, int, str]:
        """A key that puts clauses of one document in their order."""
        return (_digits(self.article), _digits(self.clause), self.point or "")


_WORDS: dict[Lang, tuple[str, str, str, str, str]] = {
    "vi": ("điểm", "khoản", "Điều", "Chương", "Phụ lục số"),
    "en": ("point", "clause", "Article", "Chapter", "Annex"),
}


def parse_clause(text: str) -> Clause:
    """The clause that `text` is: `điểm đ khoản 3 Điều 6`, `Điều 6 khoản 3 điểm đ`, `Đ6.3đ`.

    Raises ClauseError, with a sentence, when the text is anything else.
    """
    written = " ".join(normalise(text).split()).rstrip(".;")
    short = _SHORT.fullmatch(written)
    if short:
        return Clause(article=short["article"], clause=short["clause"], point=short["point"])
    match = FIND.fullmatch(written)
    if match:
        return from_match(match)
    below = _BELOW_ARTICLE.fullmatch(written)
    if below:
        return Clause(clause=below["clause1"], point=below["point1"])
    raise ClauseError(
        f"«{text}» không phải là điều, khoản, điểm; hãy viết như “điểm đ khoản 3 Điều 6” hoặc “Đ6.3đ”.",
        f"'{text}' is not an article, clause or point; write it like 'điểm đ khoản 3 Điều 6' or 'Đ6.3đ'.",
    )


def from_match(match: re.Match[str]) -> Clause:
    """The clause that one match of `FIND` holds."""
    return Clause(
        article=match["article1"] or match["article2"],
        clause=match["clause1"] or match["clause2"],
        point=match["point1"] or match["point2"],
        chapter=match["chapter"],
        annex=match["annex"],
    )


def find_clauses(text: str) -> list[tuple[int, int, Clause]]:
    """Every clause named in a text with its place. A heading (`Điều 6. …` on a new line) is none."""
    return [(match.start(), match.end(), from_match(match)) for match in FIND.finditer(text) if not _heading(match)]


def _heading(match: re.Match[str]) -> bool:
    text = match.string
    line = text.rfind("\n", 0, match.start()) + 1
    opens_line = not text[line : match.start()].strip(" \t*#")
    return opens_line and text[match.end() : match.end() + 1] in (".", "\n")


def _digits(text: str | None) -> int:
    found = re.match(r"\d+", text or "")
    return int(found[0]) if found else 0
