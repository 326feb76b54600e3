"""Columns of the tables that a form asks for, where no source describes its own; printed in Vietnamese."""

from collections.abc import Iterable
from typing import Any

from ttdn.law.schema import FormSection

MAIN = "main"
TASKS = (
    ("task", "Nhiệm vụ", 4.0, "left"),
    ("lead", "Đơn vị chủ trì", 2.0, "left"),
    ("coordinators", "Đơn vị phối hợp", 2.0, "left"),
    ("time", "Thời gian", 1.5, "left"),
    ("output", "Sản phẩm, kết quả", 2.5, "left"),
)
BUDGET = (
    ("item", "Nội dung chi", 4.0, "left"),
    ("source", "Nguồn kinh phí", 2.0, "left"),
    ("amount", "Số tiền (đồng)", 1.8, "right"),
    ("note", "Ghi chú", 2.0, "left"),
)
PLAIN = (
    ("item", "Nội dung", 4.0, "left"),
    ("figure", "Số liệu", 1.5, "right"),
    ("note", "Ghi chú", 2.0, "left"),
)
CORRECTIONS = (
    ("place", "Vị trí", 2.4, "left"),
    ("printed", "Đã in", 3.4, "left"),
    ("corrected", "Nay sửa là", 3.4, "left"),
)
BY_KIND = {"tasks": TASKS, "budget": BUDGET, "table": PLAIN}


def default_tables(section: FormSection) -> list[dict[str, Any]]:
    """The table of a section by its kind; a section of text has none."""
    columns = BY_KIND.get(section.kind)
    return [] if columns is None else [main_table(columns)]


def main_table(columns: Iterable[tuple[str, str, float, str]]) -> dict[str, Any]:
    """A section's only table, as the section keeps it."""
    return {
        "table": MAIN,
        "caption": "",
        "columns": [
            {"key": key, "header": header, "width": width, "align": align} for key, header, width, align in columns
        ],
    }
