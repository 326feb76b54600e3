from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttdn.law import VIETNAM, AnchorError, NotInForce, UnknownRule, due, last_day, shipped_book

BOOK = shipped_book()
DAYS = st.dates(date(2019, 5, 20), date(2027, 11, 30))


def test_due_is_the_last_second_and_due_exclusive_the_first_late_one() -> None:
    result = due(BOOK, "annual_report", date(2026, 1, 1))
    assert result.due == datetime(2026, 11, 29, 23, 59, 59, tzinfo=VIETNAM)
    assert result.due_exclusive == datetime(2026, 11, 30, tzinfo=VIETNAM)
    assert last_day(result.due_exclusive) == last_day(result.due_exclusive.astimezone(UTC)) == date(2026, 11, 29)
    assert result.advised == date(2026, 11, 27)


def test_json_has_exactly_the_public_keys() -> None:
    shown = due(BOOK, "clarification_statement", date(2026, 11, 17)).as_json()
    assert list(shown) == ["term", "anchor", "period", "due", "advised", "citation", "steps"]
    assert shown["anchor"] == "2026-11-17"
    assert shown["period"] is None
    assert shown["citation"] == "khoản 5 Điều 6 Thông tư số 02/2019/TT-BTTTT"


def test_steps_tell_clause_trigger_count_holiday_and_last_moment() -> None:
    steps = due(BOOK, "clarification_statement", date(2026, 11, 17)).steps()
    assert steps == [
        (
            "Căn cứ khoản 5 Điều 6 Thông tư số 02/2019/TT-BTTTT: "
            "“Tối đa không quá bảy (07) ngày sau khi nhận được thông báo”."
        ),
        "Ngày nhận được văn bản: 17/11/2026 (thứ Ba).",
        "Ngày 17/11/2026 không tính; bắt đầu tính từ ngày 18/11/2026 (khoản 3 Điều 147 Bộ luật số 91/2015/QH13).",
        "Ngày thứ 7 là 24/11/2026 (thứ Ba).",
        "24/11/2026 là ngày nghỉ: Ngày Văn hóa Việt Nam – Nghị quyết số 28/2026/QH16.",
        (
            "Thời hạn kết thúc vào ngày làm việc tiếp theo: 25/11/2026 (thứ Tư) "
            "(khoản 5 Điều 148 Bộ luật số 91/2015/QH13)."
        ),
        "Hạn cuối: 23:59:59 ngày 25/11/2026 (thứ Tư).",
    ]


def test_english_steps_have_as_many_sentences_and_no_vietnamese_structure_words() -> None:
    result = due(BOOK, "clarification_statement", date(2026, 11, 17))
    english = result.steps("en")
    assert len(english) == len(result.steps("vi"))
    assert english[4] == "24/11/2026 is a day off: Viet Nam Culture Day – Resolution No. 28/2026/QH16."
    assert not any("khoản" in step or "Điều" in step for step in english)


def test_an_unchecked_rule_says_so() -> None:
    assert (
        "Quy định này chưa đối chiếu với văn bản chính thức."
        in due(BOOK, "annual_data_closing", date(2026, 1, 1)).steps()
    )
    assert "This rule has not yet been checked against the official text." in due(
        BOOK, "annual_report_province", date(2026, 1, 1)
    ).steps("en")


def test_unknown_term_lists_the_known_ones() -> None:
    with pytest.raises(UnknownRule) as caught:
        due(BOOK, "annual_reports", date(2026, 1, 1))
    assert "annual_report" in caught.value.vi


def test_a_term_in_hours_needs_a_time_and_takes_zones() -> None:
    with pytest.raises(AnchorError, match="give the time too"):
        due(BOOK, "first_statement", date(2026, 11, 17))
    result = due(BOOK, "first_statement", datetime(2026, 11, 17, 2, 30, tzinfo=UTC))
    assert result.due.isoformat() == "2026-11-18T09:30:00+07:00"


def test_refusal_says_since_when_or_until_when() -> None:
    with pytest.raises(NotInForce) as early:
        due(BOOK, "annual_report", date(2018, 1, 1))
    assert early.value.since == date(2019, 4, 22)
    assert early.value.until is None
    with pytest.raises(NotInForce) as late:
        due(BOOK, "programme_1486_report", date(2021, 1, 1))
    assert late.value.until == date(2020, 12, 31)
    assert late.value.since is None
    assert late.value.en == (
        "The rule 'programme_1486_report' is not in force on 2021-12-09: it applied until 2020-12-31."
    )


@given(DAYS)
def test_forward_terms_end_on_a_working_day_never_before_the_counted_day(anchor: date) -> None:
    result = due(BOOK, "clarification_statement", anchor)
    last = result.due.date()
    assert last >= anchor + timedelta(days=7)
    assert BOOK.calendar.is_working_day(last)
    assert result.advised == last
    counted = anchor + timedelta(days=7)
    skipped = [counted + timedelta(days=n) for n in range((last - counted).days)]
    assert not any(BOOK.calendar.is_working_day(day) for day in skipped)
    assert sum("là ngày nghỉ" in step for step in result.steps()) == len(skipped)


@given(DAYS)
def test_backward_terms_never_move_and_advise_a_working_day(anchor: date) -> None:
    result = due(BOOK, "event_notice", anchor)
    assert result.due.date() == anchor - timedelta(days=15)
    assert result.advised <= result.due.date()
    assert BOOK.calendar.is_working_day(result.advised)


@given(DAYS)
def test_before_a_date_never_includes_it(anchor: date) -> None:
    result = due(BOOK, "annual_report", anchor)
    assert result.due_exclusive == datetime(anchor.year, 11, 30, tzinfo=VIETNAM)
    assert result.period == str(anchor.year)
