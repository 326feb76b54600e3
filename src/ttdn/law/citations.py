"""Every citation of a document in a Vietnamese text, with its date, clause and place.

Found: numbers in all four forms; a short number (`Thông tư số 22`), resolved to the full one named
in the same text; laws cited by name and date or by a known name; numbers still blank in a draft
(`số:   /2018/TT-BTTTT`). Pass text through `text.normalise` first: places count its characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from ttdn.law import clauses, numbers
from ttdn.law.clauses import Clause
from ttdn.law.numbers import DocumentNumber
from ttdn.law.text import Lang, long_date

Kind = Literal["number", "short", "named", "blank"]

_TYPE_NAMES = (
    "Bộ luật", "Luật", "Pháp lệnh", "Lệnh", "Nghị quyết liên tịch", "Nghị quyết", "Nghị định", "Quyết định",
    "Chỉ thị", "Thông tư liên tịch", "Thông tư", "Thông báo", "Kết luận", "Hướng dẫn", "Công văn", "Văn bản",
    "Kế hoạch", "Báo cáo", "Tờ trình", "Quy chế", "Quy định", "Chương trình", "Đề án", "Công điện",
)  # fmt: skip
#: acts of the National Assembly, whose numbers do not show their type
_ENGLISH = {"Bộ luật": "Code", "Luật": "Law", "Nghị quyết": "Resolution", "Pháp lệnh": "Ordinance"}
_TYPE = rf"(?P<type>{'|'.join(_TYPE_NAMES)})"
_TYPE_BEFORE = re.compile(rf"(?<!\w){_TYPE}\s+(?:số\s*:?\s*)?$", re.IGNORECASE)
_NUMBER_BEFORE = re.compile(r"(?<!\w)số\s*:?\s*$", re.IGNORECASE)
_SHORT = re.compile(rf"(?<!\w){_TYPE}\s+số\s+(?P<no>\d{{1,4}})(?!\d|\s?[/\-]\s?[\dA-ZĐ])", re.IGNORECASE)
_DOTS = r"[….\t\xa0 _]"
_BLANK = re.compile(
    rf"(?<!\w)(?:(?i:{_TYPE})\s+)?[Ss]ố\s*:?{_DOTS}*/"
    rf"(?:(?P<year>(?:19|20)\d\d)/(?P<codes>{numbers.CODES})|{_DOTS}{{2,}})"
)
_DATE = (
    r"(?:ngày\s+)?(?P<day{n}>\d{{1,2}})\s+tháng\s+(?P<month{n}>\d{{1,2}})\s+năm\s+(?P<year{n}>(?:19|20)\d\d)(?!\d)"
    r"|(?:ngày\s+)?(?<![\d/.])(?P<sday{n}>\d{{1,2}})/(?P<smonth{n}>\d{{1,2}})/(?P<syear{n}>(?:19|20)\d\d)(?![\d/])"
)
_DATES = re.compile(_DATE.format(n=""))
_NAMED = re.compile(
    r"(?<!\w)(?:Bộ luật|Luật|Pháp lệnh)\s+(?P<name>[^\n;,.()“”\"\d]{3,90}?)\s+"
    rf"(?:{_DATE.format(n='1')})"
)
#: words that make the day after them something else than the day of issue
_OTHER_DAY = re.compile(r"(?:trước|sau|từ|đến|hết|vào|hiệu lực)(?:\s+ngày)?\s*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?](?=\s*\n|\s+[A-ZĐÀ-Ỹ])")
_REACH = 400
_LINK_REACH = 60
#: what may stand between a clause and the document it belongs to
_LINK = re.compile(r"(?:\s*[,\-]\s*|\s+)(?:của\s+|tại\s+)?(?:ban hành kèm theo\s+|kèm theo\s+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Citation:
    """One mention of a document: `text[start:end]` is the whole phrase, clause and type included.

    `number_start` and `number_end` hold the number alone (or the name of a law). `title` is set for
    laws cited by name; `written` keeps the words as they stand.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    kind: Kind
    written: str
    type_vi: str | None = None
    number: DocumentNumber | None = None
    issued_on: date | None = None
    clause: Clause | None = None
    title: str | None = None

    def print(self, lang: Lang = "vi") -> str:
        """The citation in full: `điểm đ khoản 3 Điều 6 Thông tư số 02/2019/TT-BTTTT`."""
        return print_citation(self.clause, self.number, type_vi=self.type_vi, title=self.title, lang=lang)


def print_citation(
    clause: Clause | None,
    number: DocumentNumber | None,
    *,
    type_vi: str | None = None,
    title: str | None = None,
    issued_on: date | None = None,
    lang: Lang = "vi",
) -> str:
    """Clause and document as printed; in English `point đ, clause 3, Article 6, Circular 02/2019/TT-BTTTT`."""
    if number is None:
        document = title or ""
    elif lang == "en":
        document = f"{number.type_name('en') or _ENGLISH.get(type_vi or '', 'Document')} {number}"
    else:
        document = f"{number.type_name() or type_vi or 'Văn bản'} số {number}"
    if issued_on and document:
        document += f" of {long_date(issued_on, 'en')}" if lang == "en" else f" {long_date(issued_on)}"
    parts = [part for part in (clause.print(lang) if clause else "", document) if part]
    return (", " if lang == "en" else " ").join(parts)


def parse_citation(text: str) -> Citation | None:
    """The citation that the whole text is, or None."""
    found = find_citations(text)
    bare = text.strip().rstrip(".;")
    whole = [one for one in found if text[one.start : one.end] == bare]
    return whole[0] if whole else None


def find_citations(text: str, law_names: Sequence[str] | None = None) -> list[Citation]:
    """Every mention of a document, in the order of the text.

    `law_names` are the laws to recognise by name alone; by default those in the shipped register.
    """
    names = known_laws() if law_names is None else tuple(law_names)
    found = _numbered(text)
    for more in (_blank(text), _short(text, found), _named(text), _known(text, names)):
        found += [one for one in more if not _overlaps(one, found)]
    found = _name_with_number(text, sorted(found, key=lambda one: one.start))
    stops = [one.start for one in found[1:]] + [len(text)]
    found = [_dated(text, one, stop) for one, stop in zip(found, stops[: len(found)], strict=True)]
    return _with_clauses(text, found)


@cache
def known_laws() -> tuple[str, ...]:
    """Titles of the laws and codes in the shipped register, the longest first."""
    titles: set[str] = set()
    for file in resources.files("ttdn.law").joinpath("data/instruments").iterdir():
        if file.name.startswith(("luat-", "bo-luat-")):
            titles.add(str(yaml.safe_load(file.read_text("utf-8"))["title_vi"]))
    return tuple(sorted(titles, key=lambda title: (-len(title), title)))


def _overlaps(one: Citation, others: Iterable[Citation]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _numbered(text: str) -> list[Citation]:
    found = []
    for match in numbers.FIND.finditer(text):
        number = numbers.from_match(match)
        before = text[max(0, match.start() - 40) : match.start()]
        lead = _TYPE_BEFORE.search(before) or _NUMBER_BEFORE.search(before)
        start = match.start() - (len(before) - lead.start() if lead else 0)
        said = lead["type"] if lead and lead.re is _TYPE_BEFORE else None
        found.append(
            Citation(
                start=start,
                end=match.end(),
                number_start=match.start(),
                number_end=match.end(),
                kind="number",
                written=match[0],
                type_vi=number.type_name() or (said.capitalize() if said else None),
                number=number,
            )
        )
    return found


def _short(text: str, full: Sequence[Citation]) -> list[Citation]:
    found = []
    for match in _SHORT.finditer(text):
        kind = match["type"].capitalize()
        same = [
            one
            for one in full
            if one.number and one.type_vi == kind and one.number.number.lstrip("0") == match["no"].lstrip("0")
        ]
        earlier = [one for one in same if one.start < match.start()] or same
        number = earlier[-1].number if earlier else None
        found.append(_phrase(match, match.span("no"), "short", type_vi=kind, number=number))
    return found


def _blank(text: str) -> list[Citation]:
    return [
        _phrase(match, match.span(), "blank", type_vi=match["type"].capitalize() if match["type"] else None)
        for match in _BLANK.finditer(text)
    ]


def _named(text: str) -> list[Citation]:
    found = []
    for match in _NAMED.finditer(text):
        end = match.end("name")
        title = " ".join(text[match.start() : end].split())
        day = _day(match, "1")
        if day:
            kind = "Bộ luật" if title.startswith("Bộ") else title.split()[0]
            kind = "Pháp lệnh" if kind == "Pháp" else kind
            named = _phrase(match, (match.start(), end), "named", type_vi=kind, title=title)
            found.append(replace(named, issued_on=day))
    return found


def _known(text: str, names: Sequence[str]) -> list[Citation]:
    found: list[Citation] = []
    for name in names:
        pattern = r"\s+".join(map(re.escape, name.split()))
        for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE):
            kind = "Bộ luật" if name.startswith("Bộ") else "Luật"
            one = _phrase(match, match.span(), "named", type_vi=kind, title=name)
            if not _overlaps(one, found):
                found.append(one)
    return found


def _name_with_number(text: str, found: Sequence[Citation]) -> list[Citation]:
    """One citation for a law named and numbered together: `Bộ luật Dân sự số 91/2015/QH13`."""
    joined: list[Citation] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and last.kind == "named" and one.kind == "number" and not text[last.end : one.start].strip():
            joined[-1] = replace(one, start=last.start, title=last.title, type_vi=one.type_vi or last.type_vi)
        else:
            joined.append(one)
    return joined


def _phrase(
    match: re.Match[str],
    span: tuple[int, int],
    kind: Kind,
    *,
    type_vi: str | None = None,
    number: DocumentNumber | None = None,
    title: str | None = None,
) -> Citation:
    return Citation(
        start=match.start(),
        end=match.end(),
        number_start=span[0],
        number_end=span[1],
        kind=kind,
        written=match.string[span[0] : span[1]],
        type_vi=type_vi,
        number=number,
        title=title,
    )


def _dated(text: str, one: Citation, next_start: int) -> Citation:
    """The citation with the day of issue that stands after it, if one does.

    The search stops at `;`, at the end of the sentence and at the next citation: else a number
    without a date takes the date of the next one.
    """
    if one.issued_on or one.kind not in ("number", "short", "named"):
        return one
    rest = text[one.end : min(next_start, one.end + _REACH)]
    for limit in (rest.find(";"), end.start() if (end := _SENTENCE_END.search(rest)) else -1):
        rest = rest[:limit] if limit >= 0 else rest
    for match in _DATES.finditer(rest):
        day = _day(match, "")
        if day is None or _OTHER_DAY.search(rest[: match.start()]):
            continue
        if one.number and one.number.year and one.number.year != day.year:
            continue
        return replace(one, issued_on=day)
    return one


def _day(match: re.Match[str], n: str) -> date | None:
    parts = [match[f"{name}{n}"] or match[f"s{name}{n}"] for name in ("year", "month", "day")]
    try:
        return date(*map(int, parts))
    except ValueError:
        return None


def _with_clauses(text: str, found: Sequence[Citation]) -> list[Citation]:
    """Join each clause to the document that follows it: `Điều 8, Thông tư số …`."""
    places = clauses.find_clauses(text)
    joined = []
    for one in found:
        near = [
            place
            for place in places
            if 0 <= one.start - place[1] <= _LINK_REACH and _LINK.fullmatch(text[place[1] : one.start])
        ]
        joined.append(replace(one, start=near[0][0], clause=near[0][2]) if near else one)
    return joined
