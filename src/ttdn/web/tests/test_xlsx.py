"""Spreadsheets: typed cells, and text that no program will run."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from ttdn.web.xlsx import Sheet, workbook

AT = datetime(2024, 11, 5, 1, 0, tzinfo=UTC)


def cells(sheet: Sheet) -> list[tuple[object, ...]]:
    book = load_workbook(BytesIO(workbook([sheet])))
    return list(book.worksheets[0].iter_rows(values_only=True))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "\t=1+1",
        "http://ke-xau.example",
        '=HYPERLINK("http://x","y")',
    ],
)
def test_text_is_never_computed(text: str) -> None:
    book = load_workbook(BytesIO(workbook([Sheet("A", ["=1+1"], [[text]])])))
    for cell in (book.worksheets[0]["A1"], book.worksheets[0]["A2"]):
        assert cell.data_type == "s"
        assert cell.hyperlink is None
    assert book.worksheets[0]["A2"].value == text


def test_values_keep_their_type() -> None:
    row = ["chữ", 1_250_000_000, Decimal("1.5"), date(2024, 11, 5), AT, True, None, ""]
    found = cells(Sheet("A", [f"c{n}" for n in range(8)], [row]))[1]
    assert found == ("chữ", 1_250_000_000, 1.5, datetime(2024, 11, 5), datetime(2024, 11, 5, 8, 0), "Có", None, None)


def test_dates_show_day_first_and_the_heading_stands_above() -> None:
    sheet = Sheet("A", ["Ngày"], [[date(2024, 11, 5)]], heading=["Bảng theo dõi", "Năm 2024"])
    book = load_workbook(BytesIO(workbook([sheet])))
    page = book.worksheets[0]
    assert [page["A1"].value, page["A2"].value, page["A4"].value] == ["Bảng theo dõi", "Năm 2024", "Ngày"]
    assert page["A5"].number_format == "dd/mm/yyyy"
    assert page.freeze_panes == "A5"


def test_names_of_sheets_are_made_acceptable_and_distinct() -> None:
    names = ["Bộ/ngành: [2024]", "bộ ngành   2024 ", "x" * 40, "x" * 40, ""]
    book = load_workbook(BytesIO(workbook([Sheet(name, ["a"], []) for name in names])))
    assert len({name.casefold() for name in book.sheetnames}) == 5
    assert all(0 < len(name) <= 31 for name in book.sheetnames)


def test_control_characters_and_endless_text_do_not_break_the_file() -> None:
    found = cells(Sheet("A", ["a"], [["x\x00\x0by"], ["z" * 40_000]]))
    assert found[1][0] == "xy"
    assert len(str(found[2][0])) == 32_767


def test_same_data_same_bytes() -> None:
    sheets = [Sheet("A", ["a"], [["x", 1]])]
    assert workbook(sheets, created=AT) == workbook(sheets, created=AT)
