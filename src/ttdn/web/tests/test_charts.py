"""Charts: a drawing with words for who cannot see it, and every figure in its table."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from ttdn.web.charts import bar_chart, line_chart, nice_top, stacked

EVIL = '<script>alert("x")</script>'


def parse(html: str) -> ET.Element:
    """A chart is well-formed XML."""
    return ET.fromstring(html)


def table(html: str) -> list[list[str]]:
    rows = parse(html).iter("tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def test_bars_with_their_table() -> None:
    chart = bar_chart(title="Hoạt động", rows=[("Vụ A", 1200), ("Vụ B", 0)], unit="lượt")
    assert table(chart) == [["Mục", "lượt"], ["Vụ A", "1.200"], ["Vụ B", "0"]]
    widths = re.findall(r'width="([\d.]+)%" height="14" rx="2" class="chart__s1"', chart)
    assert [float(width) for width in widths] == [100, 0]


def test_stack_parts_follow_each_other() -> None:
    chart = stacked(title="Năm", series=["a", "b"], rows=[("2024", [1, 3]), ("2025", [2, 0])])
    parts = re.findall(r'<rect x="([\d.]+)%" y="\d+" width="([\d.]+)%"', chart)
    assert parts == [("0.0", "25.0"), ("25.0", "75.0"), ("0.0", "50.0"), ("50.0", "0.0")]
    assert table(chart)[1:] == [["2024", "1", "3"], ["2025", "2", "0"]]


def test_missing_value_breaks_the_line() -> None:
    chart = line_chart(title="Tháng", labels=["1", "2", "3", "4"], series=[("s", [1, None, 3, 4])])
    assert chart.count('class="chart__line') == 1
    assert chart.count("<circle") == 3
    assert table(chart)[2] == ["2", "–"]


@pytest.mark.parametrize(
    "chart",
    [
        bar_chart(title=EVIL, rows=[(EVIL, 1)], unit=EVIL, description=EVIL),
        stacked(title=EVIL, series=[EVIL], rows=[(EVIL, [1])]),
        line_chart(title=EVIL, labels=[EVIL], series=[(EVIL, [1])], unit=EVIL),
        bar_chart(title="Không có gì", rows=[]),
        line_chart(title="Không có gì", labels=[], series=[]),
    ],
)
def test_words_are_escaped_and_nothing_is_inline(chart: str) -> None:
    assert "<script" not in chart
    assert "style=" not in chart
    figure = parse(chart)
    drawing = figure.find("svg[@role='img']")
    named = drawing.get("aria-labelledby").split()
    assert {each.get("id") for each in drawing if each.tag in {"title", "desc"}} == set(named)


def test_long_label_is_cut_in_the_drawing_and_whole_in_the_table() -> None:
    label = "Cục " + "rất dài " * 20
    chart = bar_chart(title="x", rows=[(label.strip(), 1)])
    assert "…</text>" in chart
    assert table(chart)[1][0] == label.strip()


def test_figures_in_english() -> None:
    with translation.override("en"):
        assert "1,234.5" in bar_chart(title="x", rows=[("a", 1234.5)])


@given(st.floats(min_value=0, max_value=1e12))
def test_axis_ends_above_the_highest_value(highest: float) -> None:
    top = nice_top(highest)
    assert top >= highest
    assert top <= max(2, highest * 2.5)
