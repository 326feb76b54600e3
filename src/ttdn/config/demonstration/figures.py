"""Figures of the demonstration's portal: counted from the law data and the register, none of them written by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from ttdn.law import Book, ObligationRule, Programme
from ttdn.obligations.book import current_book
from ttdn.organisations.choices import MINISTRIES, BodyKind
from ttdn.organisations.models import Body
from ttdn.organisations.queries import bodies_of_kind, names_on

BEFORE = date(2024, 6, 1)
"""A day before the bodies of 2025 were merged."""
PROGRAMME = "qd-1486-ttg-2018"
CIRCULAR = "tt-02-2019-btttt"
SOURCE = {
    "vi": "Đếm từ dữ liệu pháp luật và danh mục cơ quan của hệ thống",
    "en": "Counted from the law data and the register of bodies of this system",
}
_WORDS = {
    "standing": ("Thường xuyên", "Standing"),
    "yearly": ("Hằng năm", "Yearly"),
    "request": ("Khi có yêu cầu", "On request"),
    "incident": ("Khi có vụ việc", "On an incident"),
    "event_start": ("Trước sự kiện ở nước ngoài", "Before an event abroad"),
    "event_end": ("Sau sự kiện ở nước ngoài", "After an event abroad"),
    "notice": ("Khi nhận thông báo", "On a notice"),
    "monthly": ("Hằng tháng", "Monthly"),
    "quarterly": ("Hằng quý", "Quarterly"),
}


@dataclass(frozen=True)
class Numbers:
    """What is counted on a day."""

    on: date
    duties: int
    ministries_before: int
    ministries: int
    provinces_before: int
    provinces: int
    channels: int
    tasks: int
    groups: int
    instruments: int


def numbers(on: date) -> Numbers:
    """The figures of the fact sheet on a day."""
    book = current_book()
    return Numbers(
        on=on,
        duties=len(book.obligation_rules(on)),
        ministries_before=bodies_of_kind([*MINISTRIES], BEFORE).count(),
        ministries=bodies_of_kind([*MINISTRIES], on).count(),
        provinces_before=bodies_of_kind([BodyKind.PROVINCE], BEFORE).count(),
        provinces=bodies_of_kind([BodyKind.PROVINCE], on).count(),
        channels=len(book.category_list("channels_ministry", on).items),
        tasks=sum(len(group.tasks) for group in programme().groups),
        groups=len(programme().groups),
        instruments=len(book.instruments),
    )


def programme() -> Programme:
    """Quyết định 1486/QĐ-TTg with its annex."""
    return current_book().programme(PROGRAMME)


def duties_by_trigger(on: date, language: str) -> list[tuple[str, int]]:
    """How many duties each kind of occasion brings, the most first."""
    found = Counter(rule.trigger for rule in current_book().obligation_rules(on))
    return [(_WORDS[trigger][language != "vi"], count) for trigger, count in found.most_common()]


def duties_by_instrument(on: date, language: str) -> list[tuple[str, int]]:
    """How many duties each instrument lays down, the most first."""
    book = current_book()
    found = Counter(rule.instrument for rule in book.obligation_rules(on))
    return [(instrument_name(book, code, language), count) for code, count in found.most_common()]


def tasks_by_group(language: str) -> list[tuple[str, int]]:
    """How many tasks each group of Quyết định 1486 has, in its order."""
    return [
        (group.title_vi if language == "vi" else group.title_en or group.title_vi, len(group.tasks))
        for group in programme().groups
    ]


def bodies_before_and_now(on: date, language: str) -> list[tuple[str, int]]:
    """Ministries and provinces before the mergers of 2025 and now."""
    told = numbers(on)
    words = (
        ("Bộ, ngành (01/6/2024)", "Bộ, ngành (hiện nay)", "Tỉnh, thành phố (01/6/2024)", "Tỉnh, thành phố (hiện nay)")
        if language == "vi"
        else ("Ministries (1 June 2024)", "Ministries (today)", "Provinces (1 June 2024)", "Provinces (today)")
    )
    counts = (told.ministries_before, told.ministries, told.provinces_before, told.provinces)
    return list(zip(words, counts, strict=True))


def merged_provinces(on: date) -> list[tuple[str, int]]:
    """For each province of a day: its Vietnamese name, and how many provinces of 2024 live on in it."""
    from ttdn.organisations.queries import predecessors_of  # noqa: PLC0415  (one cached map, asked per body)

    before = set(bodies_of_kind([BodyKind.PROVINCE], BEFORE).values_list("pk", flat=True))
    today = list(bodies_of_kind([BodyKind.PROVINCE], on))
    names = names_on(today, on)
    return [(_short(names[body.pk].name_vi), len((predecessors_of(body) | {body.pk}) & before)) for body in today]


def _short(name: str) -> str:
    """The bare name of a province as the tile map knows it."""
    for stem in ("Ủy ban nhân dân ", "tỉnh ", "thành phố ", "Tỉnh ", "Thành phố "):
        name = name.removeprefix(stem)
    return name


def duties_of(body: Body, on: date, language: str) -> list[str]:
    """The duties that the law lays on a body's kind, each with the clause that says so."""
    book = current_book()
    bearing = [
        rule for rule in book.obligation_rules(on) if body.kind in rule.bearer_kinds and rule.trigger != "request"
    ]
    return [_duty(book, rule, language) for rule in bearing]


def _duty(book: Book, rule: ObligationRule, language: str) -> str:
    if language == "vi":
        return f"{rule.title_vi} ({book.citation(rule)})"
    return f"{rule.title_en} ({book.instrument_name_en(rule.instrument)})"


def instrument_name(book: Book, code: str, language: str) -> str:
    """Kind and number of an instrument in a language."""
    return book.instrument_name(code) if language == "vi" else book.instrument_name_en(code)
