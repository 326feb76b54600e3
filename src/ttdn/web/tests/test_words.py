"""Dates, numbers and money as people here write them; forms that read them back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from ttdn.web.downloads import attachment
from ttdn.web.filenames import safe_filename
from ttdn.web.forms import MoneyField
from ttdn.web.patterns import PatternForm
from ttdn.web.templatetags.ttdn import dmy, dmy_hm, num, vnd


@pytest.mark.parametrize(
    ("value", "day", "instant"),
    [
        (None, "", ""),
        (datetime(2024, 3, 4, 17, 30, tzinfo=UTC), "05/03/2024", "00:30 05/03/2024"),
        (datetime(2024, 3, 4, 8, 5), "04/03/2024", "08:05 04/03/2024"),
    ],
)
def test_day_first_in_vietnamese_time(value: datetime | None, day: str, instant: str) -> None:
    assert dmy(value) == day
    assert dmy_hm(value) == instant


def test_day_of_a_date() -> None:
    assert dmy(date(2026, 11, 5)) == "05/11/2026"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234567, "1.234.567", "1,234,567"),
        (Decimal("1234.50"), "1.234,50", "1,234.50"),
        (0, "0", "0"),
        (None, "", ""),
        ("", "", ""),
    ],
)
def test_numbers_follow_the_reader(value: Any, vi: str, en: str) -> None:
    assert num(value) == vi
    with translation.override("en"):
        assert num(value) == en


def test_money() -> None:
    assert vnd(1_250_000) == "1.250.000\u00a0đ"
    assert vnd(None) == ""


def test_once_token_differs_each_time() -> None:
    template = Template("{% once_token %}")
    first, second = template.render(Context()), template.render(Context())
    assert first.startswith('<input type="hidden" name="once" value="')
    assert first != second


@pytest.mark.parametrize("typed", ["05/11/2026", "5/11/2026", "05-11-2026", "5.11.2026", "2026-11-05"])
def test_day_is_read_day_first(typed: str) -> None:
    form = PatternForm({"on": typed})
    form.is_valid()
    assert form.cleaned_data["on"] == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("typed", "amount"), [("1.500.000", 1_500_000), ("1,500,000 đ", 1_500_000), ("0", 0), ("1 500 000", 1_500_000)]
)
def test_money_is_read_with_separators(typed: str, amount: int) -> None:
    assert MoneyField().clean(typed) == amount


def test_wrong_entries_are_told_field_by_field() -> None:
    form = PatternForm({"title": "", "on": "31/02/2026", "cost": "-1", "kind": "x", "urgency": ""})
    assert form.errors["title"] == ["Chưa điền mục này."]
    assert form.errors["on"] == ["Ngày chưa đúng: hãy ghi ngày/tháng/năm, ví dụ 05/11/2026."]
    assert form.errors["cost"] == ["Số tiền không được nhỏ hơn 0."]
    assert form.errors["kind"] == ["x không có trong danh sách; hãy chọn lại."]
    assert form.errors["urgency"] == ["Chưa chọn mục này."]


@pytest.mark.parametrize("as_query", [True, False])
def test_letters_and_marks_sent_apart_are_joined(as_query: bool) -> None:
    apart = "Ho\u0323p ba\u0301o"
    data: Any = QueryDict(f"title={apart}") if as_query else {"title": apart, "channels": ["web"]}
    form = PatternForm(data)
    form.is_valid()
    assert form.cleaned_data["title"] == "Họp báo"


def test_field_tells_screen_readers_about_hint_and_error() -> None:
    form = PatternForm({"on": "x"})
    html = Template('{% include "web/components/field.html" with field=form.on %}').render(Context({"form": form}))
    assert 'aria-describedby="id_on_helptext id_on_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_on_helptext"' in html
    assert 'id="id_on_error"' in html


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Báo cáo 12/BC-BVHTTDL: năm 2024.docx", "Báo cáo 12-BC-BVHTTDL- năm 2024.docx"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie- x.pdf"),
        ("???", "tep"),
        ("x" * 300 + ".docx", "x" * 145 + ".docx"),
    ],
)
def test_file_names_every_system_can_store(name: str, safe: str) -> None:
    assert safe_filename(name) == safe


def test_download_keeps_the_marks_of_its_name() -> None:
    answer = attachment(b"abc", "Kế hoạch.pdf", "application/pdf")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''K%E1%BA%BF%20ho%E1%BA%A1ch.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == "3"
