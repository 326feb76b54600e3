"""The commands: duties of a year, a term counted, the overlay written as files; the daily job."""

import json
from collections.abc import Callable
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ttdn.accounts.models import User
from ttdn.law import VIETNAM
from ttdn.obligations.clock import materialise_now
from ttdn.obligations.models import LawOverlay, Obligation
from ttdn.organisations.tests.builders import AT, make_body


def _out(*args: str) -> str:
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_materialise_says_how_many_duties_it_added() -> None:
    make_body("ministry")
    assert "Năm 2026: thêm" in _out("materialise", "--year", "2026")
    assert "Năm 2026: thêm 0 nghĩa vụ." in _out("materialise", "--year", "2026")


@pytest.mark.django_db
def test_the_daily_job_lays_this_year_and_the_next_within_the_calendar() -> None:
    make_body("ministry")
    materialise_now(datetime(2026, 11, 21, 9, tzinfo=VIETNAM))
    assert set(Obligation.objects.values_list("year", flat=True)) == {2026, 2027}
    materialise_now(datetime(2027, 11, 21, 9, tzinfo=VIETNAM))  # 2028 has no calendar yet
    assert 2028 not in set(Obligation.objects.values_list("year", flat=True))


@pytest.mark.django_db
def test_due_counts_under_the_overlay_of_this_site(user_factory: Callable[..., User]) -> None:
    arguments = ("due", "clarification_statement", "--anchor", "2026-11-17", "--json")
    assert json.loads(_out(*arguments))["due"] == "2026-11-25T23:59:59+07:00"
    day = {
        "date": "2026-11-25",
        "kind": "holiday",
        "name_vi": "Nghỉ thêm",
        "name_en": "Extra day off",
        "status": "unverified",
        "instrument": "bo-luat-lao-dong-2019",
        "checked_on": None,
    }
    LawOverlay.objects.create(
        kind="calendar",
        rule_id="2026",
        content={"year": 2026, "days": [day]},
        decision="Thông báo",
        author=user_factory(),
        at=AT,
    )
    assert json.loads(_out(*arguments))["due"] == "2026-11-26T23:59:59+07:00"
    assert "2026-11-26" in _out("due", "clarification_statement", "--anchor", "2026-11-17")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("annual_report", "--anchor", "hôm nay"), "YYYY-MM-DD"),
        (("programme_1486_report", "--anchor", "2026-01-01"), "2020"),
        (("first_statement", "--anchor", "2026-11-17"), "giờ"),
        (("khong_co", "--anchor", "2026-11-17"), "khong_co"),
    ],
)
def test_due_refuses_with_a_sentence(arguments: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        _out("due", *arguments)


@pytest.mark.django_db
def test_the_overlay_is_written_as_the_files_it_would_be(tmp_path: Path) -> None:
    assert "Đã ghi 0 tệp" in _out("export_overlay", str(tmp_path))
    day = {
        "date": "2027-03-01",
        "kind": "holiday",
        "name_vi": "Nghỉ",
        "name_en": "Day off",
        "status": "unverified",
        "instrument": "bo-luat-lao-dong-2019",
        "checked_on": None,
    }
    LawOverlay.objects.create(
        kind="calendar", rule_id="2027", content={"year": 2027, "days": [day]}, decision="Thông báo", at=AT
    )
    assert "Đã ghi 1 tệp" in _out("export_overlay", str(tmp_path))
    assert date(2027, 3, 1).isoformat() in (tmp_path / "calendar" / "2027.yaml").read_text(encoding="utf-8")
