"""Checks the law files as a whole: every reference leads somewhere, every code is used once.

`read_book` checks each file by itself; what only shows when the files stand side by side is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ttdn.law.errors import LawFileError, Problem
from ttdn.law.fields import DatedRule, Rule
from ttdn.law.loader import Document, Loc, build_dated, build_flat, documents, read_text
from ttdn.law.schema import (
    DATED_KINDS,
    CalendarYear,
    CategoryList,
    Form,
    Guidance,
    GuidanceItem,
    Instrument,
    ObligationRule,
    Programme,
)


@dataclass
class _Files:
    """All files as read, with what could be built of them."""

    sources: dict[tuple[str, str], Document] = field(default_factory=dict)
    flat: dict[tuple[str, str], Rule] = field(default_factory=dict)
    dated: dict[tuple[str, str], dict[date, DatedRule | None]] = field(default_factory=dict)

    def ids(self, kind: str) -> set[str]:
        return {rule_id for known, rule_id in self.sources if known == kind}


def check_folder(root: Path) -> list[Problem]:
    """Every fault of the law files below `root`, in the order of the files; empty when all is well."""
    files = _Files()
    problems: list[Problem] = []
    for kind, rule_id, file, text in documents(root):
        try:
            document = read_text(text, kind=kind, rule_id=rule_id, file=file)
            files.sources[kind, rule_id] = document
            if kind in DATED_KINDS:
                files.dated[kind, rule_id] = build_dated(document)
            else:
                files.flat[kind, rule_id] = build_flat(document)
        except LawFileError as error:
            problems.extend(error.problems)
    problems.extend(_cross_check(files))
    return problems


def _cross_check(files: _Files) -> Iterator[Problem]:
    for key, rule in files.flat.items():
        document = files.sources[key]
        for kind, wanted, loc in _flat_references(rule):
            yield from _missing(files, document, kind, wanted, loc)
    for key, values in files.dated.items():
        document = files.sources[key]
        for start, value in values.items():
            if value is None:
                continue
            place: Loc = ("values", start.isoformat())
            for kind, wanted, name in _dated_references(value):
                yield from _missing(files, document, kind, wanted, (*place, name))
            yield from _before_issue(files, document, value, place)
            yield from _repeated_codes(document, value, place)
            if isinstance(value, ObligationRule):
                yield from _without_term_or_form(files, document, value, place)


def _missing(files: _Files, document: Document, kind: str, wanted: str, loc: Loc) -> Iterator[Problem]:
    known = files.ids(kind)
    if wanted in known:
        return
    near = sorted(known, key=lambda name: (-_alike(name, wanted), name))[:5]
    yield Problem(
        document.file,
        document.line(loc),
        f"không có tệp {kind}/{wanted}.yaml",
        f"there is no file {kind}/{wanted}.yaml",
        wanted,
        ", ".join(near) + (" …" if len(known) > len(near) else ""),
    )


def _alike(name: str, wanted: str) -> int:
    """How many parts of the two ids are the same: enough to suggest the right one."""
    return len(set(name.replace("_", "-").split("-")) & set(wanted.replace("_", "-").split("-")))


def _flat_references(rule: Rule) -> Iterator[tuple[str, str, Loc]]:
    """Every (kind, id, place) that a whole document points to."""
    if isinstance(rule, Instrument):
        for name in ("amends", "replaces", "amended_by", "replaced_by"):
            for index, wanted in enumerate(getattr(rule, name)):
                yield "instruments", wanted, (name, index)
    elif isinstance(rule, CalendarYear):
        for index, row in enumerate(rule.days):
            yield "instruments", row.instrument, ("days", index, "instrument")
    elif isinstance(rule, Programme):
        yield "instruments", rule.instrument, ("instrument",)
        if rule.report_due_term:
            yield "terms", rule.report_due_term, ("report_due_term",)
    elif isinstance(rule, Guidance):
        yield "instruments", rule.instrument, ("instrument",)
        yield from _item_references(rule.items, ("items",))


def _item_references(items: tuple[GuidanceItem, ...], base: Loc) -> Iterator[tuple[str, str, Loc]]:
    for index, item in enumerate(items):
        loc: Loc = (*base, index)
        if item.due and item.due.term:
            yield "terms", item.due.term, (*loc, "due", "term")
        if item.deliverable:
            yield "forms", item.deliverable, (*loc, "deliverable")
        yield from _item_references(item.children, (*loc, "children"))


def _dated_references(value: DatedRule) -> Iterator[tuple[str, str, str]]:
    yield "instruments", value.instrument, "instrument"
    if isinstance(value, ObligationRule):
        if value.term:
            yield "terms", value.term, "term"
        if value.form:
            yield "forms", value.form, "form"


def _before_issue(files: _Files, document: Document, value: DatedRule, loc: Loc) -> Iterator[Problem]:
    """A rule cannot take effect before the instrument it cites was issued."""
    instrument: Any = files.flat.get(("instruments", value.instrument))
    issued = getattr(instrument, "issued_on", None)
    if issued is not None and value.effective_from < issued:
        yield Problem(
            document.file,
            document.line(loc),
            f"có hiệu lực trước ngày ban hành văn bản {value.instrument}",
            f"takes effect before {value.instrument} was issued",
            value.effective_from.isoformat(),
            f">= {issued.isoformat()}",
        )


def _repeated_codes(document: Document, value: DatedRule, loc: Loc) -> Iterator[Problem]:
    if isinstance(value, Form):
        name, codes = "sections", [section.code for section in value.sections]
    elif isinstance(value, CategoryList):
        name, codes = "items", [item.code for item in value.items]
    else:
        return
    for index, code in enumerate(codes):
        if code in codes[:index]:
            yield Problem(
                document.file,
                document.line((*loc, name, index, "code")),
                "mã đã dùng ở trên",
                "the code is used above",
                code,
            )


def _without_term_or_form(files: _Files, document: Document, value: ObligationRule, loc: Loc) -> Iterator[Problem]:
    """A duty's term and form must be there on the day the duty begins."""
    for kind, wanted in (("terms", value.term), ("forms", value.form)):
        values = files.dated.get((kind, wanted or ""))
        if not wanted or not values:
            continue
        starts = [start for start in values if start <= value.effective_from]
        if not starts or values[max(starts)] is None:
            yield Problem(
                document.file,
                document.line((*loc, kind[:-1])),
                f"«{wanted}» chưa có hiệu lực khi nghĩa vụ bắt đầu",
                f"'{wanted}' is not in force when the duty begins",
                value.effective_from.isoformat(),
                ", ".join(start.isoformat() for start, item in values.items() if item),
            )
