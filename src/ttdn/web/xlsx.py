"""Spreadsheets for the reader: typed cells, day-first dates, and no cell that a spreadsheet would run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

LONGEST_NAME = 31
LONGEST_TEXT = 32_767
MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the words of the header row, the rows (text, numbers, days, instants, yes or no, None).

    Attributes:
        heading: lines above the table (title, scope, day), may be empty.
        widths: column widths in letters; what is missing is 18.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    heading: Sequence[str] = ()
    widths: Sequence[float] = field(default=())


def workbook(sheets: Sequence[Sheet], *, created: datetime | None = None) -> bytes:
    """The bytes of an .xlsx file. Text is always stored as text: "=1+1" is shown, never computed.

    `created` fixes the time written in the file, so that the same data give the same bytes.
    """
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    if created is not None:
        moment = timezone.localtime(created) if timezone.is_aware(created) else created
        book.set_properties({"created": moment.replace(tzinfo=None)})
    formats = {
        "heading": book.add_format({"bold": True, "font_size": 13}),
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#E6EEF8"}
        ),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "decimal": book.add_format({"num_format": "#,##0.0##", "valign": "top"}),
        "date": book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"}),
        "instant": book.add_format({"num_format": "hh:mm dd/mm/yyyy", "align": "left", "valign": "top"}),
    }
    taken: set[str] = set()
    for sheet in sheets:
        _write_sheet(book.add_worksheet(_sheet_name(sheet.name, taken)), sheet, formats)
    book.close()
    return buffer.getvalue()


def _write_sheet(target: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    """Heading, header row, rows; the header row stays in sight and carries the filter."""
    for index in range(len(sheet.columns)):
        target.set_column(index, index, sheet.widths[index] if index < len(sheet.widths) else 18)
    line = 0
    for words in sheet.heading:
        target.write_string(line, 0, _text(words), formats["heading"])
        line += 1
    line += 1 if sheet.heading else 0
    head = line
    for index, words in enumerate(sheet.columns):
        target.write_string(head, index, _text(words), formats["head"])
    for row in sheet.rows:
        line += 1
        for index, value in enumerate(row):
            _write_cell(target, line, index, value, formats)
    target.freeze_panes(head + 1, 0)
    if line > head and sheet.columns:
        target.autofilter(head, 0, line, len(sheet.columns) - 1)


def _write_cell(target: Any, line: int, index: int, value: Any, formats: dict[str, Any]) -> None:
    """One value in the cell type that it has."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        target.write_string(line, index, _("Có") if value else _("Không"), formats["text"])
    elif isinstance(value, int):
        target.write_number(line, index, value, formats["number"])
    elif isinstance(value, float | Decimal):
        target.write_number(line, index, float(value), formats["decimal"])
    elif isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        target.write_datetime(line, index, local.replace(tzinfo=None), formats["instant"])
    elif isinstance(value, date):
        target.write_datetime(line, index, value, formats["date"])
    else:
        target.write_string(line, index, _text(value), formats["text"])


def _text(value: Any) -> str:
    """Words that a cell can hold: no control characters, at most 32,767 letters."""
    words = "".join(letter for letter in str(value) if letter >= " " or letter in "\t\n")
    return words if len(words) <= LONGEST_TEXT else words[: LONGEST_TEXT - 1] + "…"


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel accepts and that no other sheet of the book has."""
    clean = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip(" '")[:LONGEST_NAME] or "Trang"
    chosen, number = clean, 2
    while chosen.casefold() in taken:
        ending = f" ({number})"
        chosen, number = clean[: LONGEST_NAME - len(ending)] + ending, number + 1
    taken.add(chosen.casefold())
    return chosen
