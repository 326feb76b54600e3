from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttdn.law import CalendarRangeError, shipped_book

CALENDAR = shipped_book().calendar


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-01-01", False),
        ("2026-01-02", False),  # exchanged: worked back on Saturday 10 January
        ("2026-01-10", True),
        ("2026-01-11", False),
        ("2026-02-17", False),
        ("2026-04-27", False),  # Giỗ Tổ falls on a Sunday
        ("2026-08-22", True),
        ("2026-08-31", False),
        ("2026-11-24", False),
        ("2025-11-24", True),
        ("2018-12-31", False),
        ("2019-01-05", True),
        ("2019-05-04", True),
        ("2024-05-04", True),
        ("2025-04-26", True),
        ("2026-11-27", True),
        ("2026-11-28", False),
    ],
)
def test_working_days(day: str, worked: bool) -> None:
    assert CALENDAR.is_working_day(date.fromisoformat(day)) is worked
    assert (CALENDAR.reason(date.fromisoformat(day)) is None) is worked


def test_reason_names_the_decision() -> None:
    assert CALENDAR.reason(date(2026, 1, 2)) == (
        "Ngày nghỉ hoán đổi, làm bù ngày 10/01/2026 – Công văn số 12729/VPCP-KGVX"
    )
    assert CALENDAR.reason(date(2026, 9, 2)) == "Quốc khánh – điểm đ khoản 1 Điều 112 Bộ luật số 45/2019/QH14"
    assert CALENDAR.reason(date(2026, 11, 28)) == "Thứ Bảy, ngày nghỉ hằng tuần"
    assert CALENDAR.reason(date(2026, 11, 28), "en") == "Saturday, weekly day off"


def test_reason_says_what_is_only_computed_or_unchecked() -> None:
    assert "dự tính, chưa có văn bản" in (CALENDAR.reason(date(2027, 2, 8)) or "")
    assert "chưa đối chiếu" in (CALENDAR.reason(date(2027, 11, 24)) or "")


def test_every_row_cites_a_known_instrument_and_swaps_come_in_pairs() -> None:
    rows = {row.date: row for row in CALENDAR.days}
    for row in rows.values():
        assert shipped_book().instrument(row.instrument)
        if row.swapped_with:
            other = rows[row.swapped_with]
            assert other.swapped_with == row.date
            assert {row.kind, other.kind} == {"swapped_off", "swapped_work"}


def test_a_worked_exchange_day_is_a_saturday_and_a_day_off_is_not_a_weekend() -> None:
    for row in CALENDAR.days:
        if row.kind == "swapped_work":
            assert row.date.weekday() == 5
        if row.kind in ("swapped_off", "compensation"):
            assert row.date.weekday() < 5


def test_the_calendar_holds_2018_to_2027_and_refuses_other_years() -> None:
    assert (CALENDAR.first_year, CALENDAR.last_year) == (2018, 2027)
    for day in (date(2017, 12, 31), date(2028, 1, 1)):
        assert not CALENDAR.holds(day)
        with pytest.raises(CalendarRangeError, match="holds the years 2018 to 2027"):
            CALENDAR.is_working_day(day)


def test_walking_out_of_the_calendar_is_refused_not_guessed() -> None:
    with pytest.raises(CalendarRangeError):
        CALENDAR.previous_working_day(date(2018, 1, 1))


@given(st.dates(date(2018, 1, 2), date(2027, 12, 31)))
def test_next_and_previous_working_days_are_the_nearest(day: date) -> None:
    after, before = CALENDAR.next_working_day(day), CALENDAR.previous_working_day(day)
    assert before <= day <= after
    assert CALENDAR.is_working_day(before)
    assert CALENDAR.is_working_day(after)
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert all(CALENDAR.reason(other) for other in between)


def test_working_days_of_a_week_with_a_holiday() -> None:
    week = list(CALENDAR.working_days(date(2026, 11, 23), date(2026, 11, 29)))
    assert [day.day for day in week] == [23, 25, 26, 27]
