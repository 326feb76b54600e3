"""The book: every rule of the law, by id and date, with one hash over its content.

The shipped book is the files of `data/`. An overlay adds documents of the same schema that a
coordinator keyed in (calendar rows, instruments, guidance, requests); what results is a new book.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast

import yaml

from ttdn.law.calendar import WorkingCalendar
from ttdn.law.errors import LawFileError, NotInForce, Problem, UnknownRule
from ttdn.law.fields import DatedRule, Rule
from ttdn.law.loader import (
    Document,
    build_dated,
    build_flat,
    close_values,
    documents,
    read_text,
)
from ttdn.law.numbers import search_key
from ttdn.law.schema import (
    DATED_KINDS,
    KINDS,
    CalendarDay,
    CalendarYear,
    CategoryList,
    Form,
    Guidance,
    Instrument,
    ObligationRule,
    Programme,
    Term,
)
from ttdn.law.wording import clause_en

DATA = Path(__file__).parent / "data"

#: an error names the known ids when they are few
_FEW = 30

T = TypeVar("T", bound=DatedRule)
F = TypeVar("F", bound=Rule)
Values = dict[date, DatedRule | None]


@dataclass(frozen=True)
class OverlayEntry:
    """A document added to the shipped book: `content` has the keys of the YAML file of its kind.

    A dated rule adds its values to those of the same id; calendar rows replace rows of the same
    day; any other document replaces the one of its id. `decision` and `author` say on which paper
    and by whom; they do not change what the law says and are not part of the hash.
    """

    kind: str
    id: str
    content: Mapping[str, Any]
    decision: str = ""
    author: str = ""

    @property
    def file(self) -> str:
        """The name that error sentences and exports use."""
        return f"{self.kind}/{self.id}.yaml"

    def text(self) -> str:
        """The content as YAML, as it would stand in the file."""
        return str(yaml.safe_dump(_as_written(self.content), allow_unicode=True, sort_keys=False, width=100))


@dataclass(frozen=True, eq=False)
class Book:
    """Every rule of the law. Immutable: `with_overlay` gives another book."""

    hash: str
    _flat: Mapping[str, Mapping[str, Rule]]
    _dated: Mapping[str, Mapping[str, Values]]
    calendar: WorkingCalendar
    overlay: tuple[OverlayEntry, ...] = ()
    _digests: Mapping[str, str] = field(default_factory=dict, repr=False)
    _numbers: Mapping[str, str] = field(default_factory=dict, repr=False)

    # instruments

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """Every instrument by id."""
        return cast("Mapping[str, Instrument]", self._flat["instruments"])

    def instrument(self, instrument_id: str) -> Instrument:
        """The instrument with that id. Raises UnknownRule."""
        return self._one("instruments", instrument_id, Instrument)

    def instrument_by_number(self, text: str) -> Instrument | None:
        """The instrument with that number as written ("02/2019/TT-BTTTT"), else None.

        Blanks, the case of letters, marks and leading zeros do not matter. Where two instruments share a number
        (a letter number used again in another year) the later one is given.
        """
        found = self._numbers.get(search_key(text))
        return self.instrument(found) if found else None

    # dated rules

    def form(self, form_id: str, on: date) -> Form:
        """The form as it stands on that day. Raises UnknownRule, NotInForce."""
        return self._on("forms", form_id, on, Form)

    def forms(self, on: date) -> tuple[Form, ...]:
        """Every form in force on that day, by id."""
        return self._all_on("forms", on, Form)

    def obligation_rule(self, rule_id: str, on: date) -> ObligationRule:
        """The obligation rule as it stands on that day. Raises UnknownRule, NotInForce."""
        return self._on("obligations", rule_id, on, ObligationRule)

    def obligation_rules(self, on: date) -> tuple[ObligationRule, ...]:
        """Every obligation rule in force on that day, by id."""
        return self._all_on("obligations", on, ObligationRule)

    def term(self, term_id: str, on: date) -> Term:
        """The term as it stands on that day. Raises UnknownRule, NotInForce."""
        return self._on("terms", term_id, on, Term)

    def terms(self, on: date) -> tuple[Term, ...]:
        """Every term in force on that day, by id."""
        return self._all_on("terms", on, Term)

    def category_list(self, list_id: str, on: date) -> CategoryList:
        """The closed list as it stands on that day. Raises UnknownRule, NotInForce."""
        return self._on("categories", list_id, on, CategoryList)

    def category_lists(self, on: date) -> tuple[CategoryList, ...]:
        """Every closed list in force on that day, by id."""
        return self._all_on("categories", on, CategoryList)

    def value(self, kind: str, rule_id: str, on: date) -> DatedRule:
        """The value of any dated rule on that day. Raises UnknownRule, NotInForce."""
        return self._on(kind, rule_id, on, DatedRule)

    def values(self, kind: str, rule_id: str) -> Mapping[date, DatedRule | None]:
        """All values of a dated rule by effect date; None where it was ended."""
        rules = self._dated[kind]
        if rule_id not in rules:
            raise UnknownRule(kind, rule_id, sorted(rules))
        return MappingProxyType(rules[rule_id])

    def ids(self, kind: str) -> tuple[str, ...]:
        """The ids of a kind, sorted."""
        return tuple(sorted(self._dated[kind] if kind in DATED_KINDS else self._flat[kind]))

    # whole documents

    def document(self, kind: str, rule_id: str) -> Rule:
        """Any whole document by kind and id. Raises UnknownRule."""
        return self._one(kind, rule_id, Rule)

    def programme(self, programme_id: str) -> Programme:
        """The national programme with that id. Raises UnknownRule."""
        return self._one("programmes", programme_id, Programme)

    @property
    def programmes(self) -> Mapping[str, Programme]:
        """Every programme by id."""
        return cast("Mapping[str, Programme]", self._flat["programmes"])

    def guidance(self, guidance_id: str) -> Guidance:
        """The guidance letter with that id. Raises UnknownRule."""
        return self._one("guidance", guidance_id, Guidance)

    @property
    def guidance_letters(self) -> Mapping[str, Guidance]:
        """Every guidance letter by id."""
        return cast("Mapping[str, Guidance]", self._flat["guidance"])

    def citation(self, rule: DatedRule) -> str:
        """Clause and number as printed: "khoản 5 Điều 10 Thông tư số 02/2019/TT-BTTTT"."""
        return f"{rule.clause} {self.instrument_name(rule.instrument)}"

    def instrument_name(self, instrument_id: str) -> str:
        """Kind and number as a sentence names it: "Thông tư số 02/2019/TT-BTTTT"."""
        return _printed_name(self.instrument(instrument_id))

    def instrument_name_en(self, instrument_id: str) -> str:
        """The same in English: "Circular No. 02/2019/TT-BTTTT"; without number its English title where it has one."""
        item = self.instrument(instrument_id)
        return item.title_en if item.number is None and item.title_en else clause_en(_printed_name(item))

    # overlay

    def with_overlay(self, entries: Iterable[OverlayEntry]) -> Book:
        """This book with the documents added. Raises LawFileError when one is wrong."""
        entries = tuple(entries)
        if not entries:
            return self
        flat = {kind: dict(rules) for kind, rules in self._flat.items()}
        dated = {kind: dict(rules) for kind, rules in self._dated.items()}
        digests = dict(self._digests)
        for entry in entries:
            if entry.kind not in KINDS:
                raise LawFileError(
                    [
                        Problem(
                            entry.file,
                            1,
                            "không có nhóm này",
                            "there is no such kind",
                            entry.kind,
                            ", ".join(KINDS),
                        )
                    ]
                )
            text = entry.text()
            document = read_text(text, kind=entry.kind, rule_id=entry.id, file=entry.file)
            _put(document, flat, dated)
            before = digests.get(entry.file, "")
            digests[entry.file] = _digest(before + text) if before else _digest(text)
        return _assemble(flat, dated, digests, (*self.overlay, *entries))

    def export(self) -> dict[str, str]:
        """The overlay as YAML texts by file name, ready to be put among the shipped files."""
        merged: dict[str, str] = {}
        for entry in self.overlay:
            merged[entry.file] = _merged_text(entry, merged.get(entry.file))
        return merged

    # inside

    def _one(self, kind: str, rule_id: str, model: type[F]) -> F:
        rules = self._flat[kind]
        if rule_id not in rules:
            raise UnknownRule(kind, rule_id, sorted(rules) if len(rules) <= _FEW else ())
        return cast("F", rules[rule_id])

    def _on(self, kind: str, rule_id: str, on: date, model: type[T]) -> T:
        rule = _value_on(self.values(kind, rule_id), on)
        if rule is None:
            raise self._not_in_force(kind, rule_id, on)
        return cast("T", rule)

    def _all_on(self, kind: str, on: date, model: type[T]) -> tuple[T, ...]:
        rules = self._dated[kind]
        found = (_value_on(rules[rule_id], on) for rule_id in sorted(rules))
        return tuple(cast("T", rule) for rule in found if rule is not None)

    def _not_in_force(self, kind: str, rule_id: str, on: date) -> NotInForce:
        values = self._dated[kind][rule_id]
        since = min((d for d, rule in values.items() if rule and d > on), default=None)
        ended = [rule.effective_to for rule in values.values() if rule and rule.effective_to and rule.effective_to < on]
        return NotInForce(rule_id, on, since, max(ended, default=None))


KIND_NAMES = {
    "hien_phap": "Hiến pháp",
    "bo_luat": "Bộ luật",
    "luat": "Luật",
    "phap_lenh": "Pháp lệnh",
    "nghi_quyet": "Nghị quyết",
    "nghi_dinh": "Nghị định",
    "quyet_dinh": "Quyết định",
    "chi_thi": "Chỉ thị",
    "thong_tu": "Thông tư",
    "thong_tu_lien_tich": "Thông tư liên tịch",
    "ket_luan": "Kết luận",
    "huong_dan": "Hướng dẫn",
    "cong_van": "Công văn",
    "ke_hoach": "Kế hoạch",
    "thong_bao": "Thông báo",
    "to_trinh": "Tờ trình",
    "bao_cao": "Báo cáo",
    "cong_dien": "Công điện",
}


@lru_cache(maxsize=1)
def shipped_book() -> Book:
    """The book of the files shipped with the product, read once. Raises LawFileError."""
    return read_book(DATA)


def read_book(root: Path) -> Book:
    """The book of the law files below `root`. Raises LawFileError naming every wrong file."""
    flat: dict[str, dict[str, Rule]] = {kind: {} for kind in KINDS if kind not in DATED_KINDS}
    dated: dict[str, dict[str, Values]] = {kind: {} for kind in DATED_KINDS}
    digests: dict[str, str] = {}
    problems: list[Problem] = []
    for kind, rule_id, file, text in documents(root):
        try:
            _put(read_text(text, kind=kind, rule_id=rule_id, file=file), flat, dated)
        except LawFileError as error:
            problems.extend(error.problems)
        digests[file] = _digest(text)
    if problems:
        raise LawFileError(problems)
    return _assemble(flat, dated, digests, ())


def _put(document: Document, flat: dict[str, dict[str, Rule]], dated: dict[str, dict[str, Values]]) -> None:
    """Add one document; see OverlayEntry for what happens to a document of the same id."""
    if document.kind in DATED_KINDS:
        before = dated[document.kind].get(document.id, {})
        values = {**before, **build_dated(document)}
        dated[document.kind][document.id] = close_values(values)
        return
    rule = build_flat(document)
    known = flat[document.kind].get(document.id)
    if isinstance(rule, CalendarYear) and isinstance(known, CalendarYear):
        rows: dict[date, CalendarDay] = {row.date: row for row in known.days}
        rows.update({row.date: row for row in rule.days})
        rule = known.model_copy(update={"days": tuple(rows[day] for day in sorted(rows))})
    flat[document.kind][document.id] = rule


def _assemble(
    flat: Mapping[str, Mapping[str, Rule]],
    dated: Mapping[str, Mapping[str, Values]],
    digests: Mapping[str, str],
    overlay: tuple[OverlayEntry, ...],
) -> Book:
    instruments = cast("Mapping[str, Instrument]", flat["instruments"])
    ordered = sorted(instruments.values(), key=lambda item: (item.issued_on or date.min, item.id))
    years = cast("Mapping[str, CalendarYear]", flat["calendar"])
    names = {item.id: _printed_name(item) for item in ordered}
    return Book(
        hash=_digest("\n".join(f"{file} {digests[file]}" for file in sorted(digests))),
        _flat=MappingProxyType(flat),
        _dated=MappingProxyType(dated),
        calendar=WorkingCalendar(years.values(), names),
        overlay=overlay,
        _digests=MappingProxyType(digests),
        _numbers=MappingProxyType({search_key(item.number): item.id for item in ordered if item.number}),
    )


def _value_on(values: Mapping[date, DatedRule | None], on: date) -> DatedRule | None:
    starts = [start for start in values if start <= on]
    return values[max(starts)] if starts else None


def _printed_name(item: Instrument) -> str:
    """Kind and number; the title where no source states the number."""
    if item.number is None:
        return item.title_vi
    return f"{KIND_NAMES.get(item.kind, 'văn bản')} số {item.number}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def _as_written(value: Any) -> Any:
    """Dates and keys as the text a file would hold."""
    if isinstance(value, Mapping):
        return {str(key): _as_written(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_as_written(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _merged_text(entry: OverlayEntry, before: str | None) -> str:
    """The YAML of an entry, joined with an earlier entry for the same file."""
    if before is None:
        return entry.text()
    old = read_text(before, kind=entry.kind, rule_id=entry.id, file=entry.file).data
    new = read_text(entry.text(), kind=entry.kind, rule_id=entry.id, file=entry.file).data
    if entry.kind in DATED_KINDS:
        content: dict[str, Any] = {"values": {**old["values"], **new["values"]}}
    elif entry.kind == "calendar":
        rows = {row["date"]: row for row in (*old["days"], *new["days"])}
        content = {**old, "days": [rows[day] for day in sorted(rows)]}
    else:
        content = new
    return OverlayEntry(entry.kind, entry.id, content).text()
