import time
from datetime import date, timedelta

import pytest
import yaml

from ttdn.law import (
    LawFileError,
    NotInForce,
    ObligationRule,
    OverlayEntry,
    UnknownRule,
    due,
    shipped_book,
)
from ttdn.law.book import DATA, read_book
from ttdn.law.check import check_folder
from ttdn.law.diff import diff
from ttdn.law.schema import DATED_KINDS, Term

BOOK = shipped_book()


def duty_values() -> list[tuple[str, str]]:
    return [(kind, rule_id) for kind in DATED_KINDS for rule_id in BOOK.ids(kind)]


def test_the_shipped_files_have_no_problem() -> None:
    assert [problem.sentence() for problem in check_folder(DATA)] == []


def test_the_shipped_book_is_read_in_under_half_a_second() -> None:
    best = min(_seconds_to_read() for _ in range(3))
    assert best < 0.5


def _seconds_to_read() -> float:
    begin = time.perf_counter()
    read_book(DATA)
    return time.perf_counter() - begin


def test_the_hash_is_the_same_for_the_same_files() -> None:
    assert read_book(DATA).hash == BOOK.hash
    assert len(BOOK.hash) == 64


@pytest.mark.parametrize(("kind", "rule_id"), duty_values())
def test_each_rule_on_the_day_before_the_first_day_and_after_its_end(kind: str, rule_id: str) -> None:
    values = BOOK.values(kind, rule_id)
    first = min(values)
    with pytest.raises(NotInForce) as caught:
        BOOK.value(kind, rule_id, first - timedelta(days=1))
    assert caught.value.since == first
    rule = BOOK.value(kind, rule_id, first)
    assert (rule.id, rule.effective_from) == (rule_id, first)
    assert BOOK.instrument(rule.instrument)
    last = max(values)
    if values[last] is None:
        assert BOOK.value(kind, rule_id, last - timedelta(days=1)).effective_to == last - timedelta(days=1)
        with pytest.raises(NotInForce):
            BOOK.value(kind, rule_id, last)


def test_duties_of_a_ministry_in_2026_and_before_the_circular() -> None:
    def ids(on: date) -> set[str]:
        return {rule.id for rule in BOOK.obligation_rules(on) if "ministry" in rule.bearer_kinds}

    assert {"annual_report", "annual_plan", "clarification_statement", "event_notice"} <= ids(date(2026, 11, 21))
    assert "programme_1486_report" not in ids(date(2026, 11, 21))
    assert "programme_1486_report" in ids(date(2019, 11, 21))
    assert "annual_report" not in ids(date(2019, 4, 21))


def test_rules_that_were_not_read_in_the_official_text_are_marked() -> None:
    on = date(2026, 11, 21)
    assert BOOK.obligation_rule("annual_report_province", on).checked_on is None
    assert BOOK.obligation_rule("annual_report_province", on).provisional
    assert BOOK.term("annual_report_province", on).checked_on is None
    assert BOOK.term("annual_report", on).checked_on == date(2026, 11, 21)


def test_instruments_are_found_by_number_however_it_is_spaced() -> None:
    found = BOOK.instrument_by_number(" 02/2019/tt-btttt ")
    assert found is not None
    assert found.title_vi.startswith("Hướng dẫn về quản lý hoạt động thông tin đối ngoại")
    for item in BOOK.instruments.values():
        if item.number:
            again = BOOK.instrument_by_number(item.number.lower())
            assert again is not None
            assert again.number == item.number
    assert BOOK.instrument_by_number("99/1999/TT-X") is None


def test_unknown_ids_are_refused() -> None:
    with pytest.raises(UnknownRule):
        BOOK.instrument("none")
    with pytest.raises(UnknownRule):
        BOOK.obligation_rule("none", date(2026, 1, 1))


def calendar_entry(**row: object) -> OverlayEntry:
    content = {
        "year": 2026,
        "days": [
            {
                "kind": "holiday",
                "name_vi": "Ngày nghỉ thử",
                "name_en": "Trial day",
                "status": "applied",
                "instrument": "bo-luat-lao-dong-2019",
                "checked_on": None,
                **row,
            }
        ],
    }
    return OverlayEntry("calendar", "2026", content, decision="Công văn 1/VPCP-KGVX", author="thử")


def test_an_overlay_of_calendar_rows_moves_due_dates_and_changes_the_hash_but_not_the_shipped_book() -> None:
    composed = BOOK.with_overlay([calendar_entry(date=date(2026, 11, 25))])
    assert due(composed, "clarification_statement", date(2026, 11, 17)).due.date() == date(2026, 11, 26)
    assert due(BOOK, "clarification_statement", date(2026, 11, 17)).due.date() == date(2026, 11, 25)
    assert not composed.calendar.is_working_day(date(2026, 11, 24))
    assert composed.hash != BOOK.hash
    assert composed.hash == BOOK.with_overlay([calendar_entry(date=date(2026, 11, 25))]).hash
    assert BOOK.with_overlay([]) is BOOK


def test_an_overlay_can_add_a_year_of_the_calendar() -> None:
    row = calendar_entry(date="2028-01-03").content["days"]
    composed = BOOK.with_overlay([OverlayEntry("calendar", "2028", {"year": 2028, "days": row})])
    assert composed.calendar.last_year == 2028
    assert due(composed, "clarification_statement", date(2027, 12, 27)).due.date() == date(2028, 1, 4)


def test_an_overlay_adds_a_dated_value_to_a_rule() -> None:
    old = BOOK.term("annual_report", date(2026, 1, 1))
    content = {
        "values": {
            date(2027, 1, 1): {
                "title_vi": old.title_vi,
                "title_en": old.title_en,
                "wording_vi": "trước ngày 15 tháng 12",
                "boundary": "before_date",
                "anchor": "year",
                "month_day": "12-15",
                "instrument": "nd-148-2026",
                "clause": "Điều 1",
                "checked_on": None,
            }
        }
    }
    composed = BOOK.with_overlay([OverlayEntry("terms", "annual_report", content)])
    assert due(composed, "annual_report", date(2026, 1, 1)).due.date() == date(2026, 11, 29)
    assert due(composed, "annual_report", date(2027, 1, 1)).due.date() == date(2027, 12, 14)
    assert composed.term("annual_report", date(2026, 12, 31)).effective_to == date(2026, 12, 31)
    (change,) = diff(composed, date(2026, 12, 31), date(2027, 1, 1))
    assert (change.sign, change.id) == ("~", "annual_report")
    assert change.fields == ("instrument", "clause", "wording_vi", "month_day")


def test_a_wrong_overlay_is_refused_with_a_sentence() -> None:
    with pytest.raises(LawFileError, match="unknown key 'dat'"):
        BOOK.with_overlay([calendar_entry(dat="2026-11-25")])
    with pytest.raises(LawFileError, match="there is no such kind"):
        BOOK.with_overlay([OverlayEntry("calendars", "2026", {})])


def test_the_export_of_an_overlay_reads_back_to_the_same_law() -> None:
    entries = [calendar_entry(date="2026-11-25"), calendar_entry(date="2026-11-26")]
    composed = BOOK.with_overlay(entries)
    exported = composed.export()
    assert list(exported) == ["calendar/2026.yaml"]
    assert exported["calendar/2026.yaml"].count("date:") == 2
    again = BOOK.with_overlay([OverlayEntry("calendar", "2026", yaml.safe_load(exported["calendar/2026.yaml"]))])
    assert again.calendar.days == composed.calendar.days


def test_export_joins_values_of_one_rule_and_keeps_the_last_whole_document() -> None:
    def duty(start: str) -> OverlayEntry:
        rule = BOOK.obligation_rule("ad_hoc_report", date(2026, 1, 1))
        value = rule.model_dump(mode="json", exclude={"id", "effective_from", "effective_to"})
        return OverlayEntry("obligations", "request_1", {"values": {start: value}})

    instrument = {"number": "1/X", "kind": "cong_van", "title_vi": "a", "status": "in_force", "checked_on": None}
    entries = [
        duty("2026-01-01"),
        duty("2026-06-01"),
        OverlayEntry("instruments", "x", instrument),
        OverlayEntry("instruments", "x", {**instrument, "title_vi": "b"}),
    ]
    composed = BOOK.with_overlay(entries)
    assert isinstance(composed.obligation_rule("request_1", date(2026, 7, 1)), ObligationRule)
    assert composed.instrument("x").title_vi == "b"
    exported = composed.export()
    assert exported["obligations/request_1.yaml"].count("title_vi") == 2
    assert "title_vi: b" in exported["instruments/x.yaml"]


def test_no_difference_between_a_day_and_itself_and_the_circular_shows_between_two_days() -> None:
    assert diff(BOOK, date(2026, 1, 1), date(2026, 1, 1)) == []
    changes = {(change.kind, change.id): change.sign for change in diff(BOOK, date(2019, 4, 21), date(2019, 4, 22))}
    assert changes["terms", "annual_report"] == "+"
    assert ("terms", "first_statement") not in changes
    ended = {(change.kind, change.id): change.sign for change in diff(BOOK, date(2020, 12, 31), date(2021, 1, 1))}
    assert ended["terms", "programme_1486_report"] == "-"


def test_terms_lists_are_in_force_on_the_day() -> None:
    assert all(isinstance(term, Term) for term in BOOK.terms(date(2026, 1, 1)))
    assert "programme_1486_report" not in {term.id for term in BOOK.terms(date(2026, 1, 1))}


def test_a_ministrys_form_lists_and_programmes_are_read_by_id() -> None:
    on = date(2026, 11, 21)
    form = BOOK.form("annual_report", on)
    assert form.section("II.1").heading_vi
    with pytest.raises(KeyError):
        form.section("none")
    assert form in BOOK.forms(on)
    channels = BOOK.category_list("channels_ministry", on)
    assert len(channels.items) == 10
    assert channels.item(channels.items[3].code) is channels.items[3]
    with pytest.raises(KeyError):
        channels.item("none")
    assert channels in BOOK.category_lists(on)
    assert all(BOOK.programme(each).groups for each in BOOK.programmes)
    assert all(BOOK.guidance(each).items for each in BOOK.guidance_letters)


def test_duties_under_the_amended_decree_are_unchecked_from_the_day_of_the_amendment() -> None:
    before = BOOK.obligation_rule("focal_unit_province", date(2026, 6, 30))
    after = BOOK.obligation_rule("focal_unit_province", date(2026, 7, 1))
    assert before.checked_on is not None
    assert after.checked_on is None
    assert "148/2026/NĐ-CP" in (after.note_vi or "")
