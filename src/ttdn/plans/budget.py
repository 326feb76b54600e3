"""Budget lines rolled up by task, unit, source and year; whole đồng (Điều 4)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from ttdn.plans.models import BudgetLine, Plan
from ttdn.web.xlsx import Sheet


@dataclass(frozen=True)
class SourceTotal:
    """Money of one source: estimated, allotted, spent."""

    source: str
    estimate: int
    allotted: int
    spent: int


@dataclass(frozen=True)
class Rollup:
    """One line of a roll-up: what it is summed by, and the sums."""

    name: str
    estimate: int
    allotted: int
    spent: int


def lines_of_year(body_ids: Iterable[int], year: int) -> QuerySet[BudgetLine]:
    """Lines of the annual plans of these bodies for a year."""
    return BudgetLine.objects.filter(plan__body_id__in=list(body_ids), plan__horizon=Plan.Horizon.ANNUAL, year=year)


def totals_by_source(body_ids: Iterable[int], year: int) -> list[SourceTotal]:
    """Money of the year by source, in the order of the sources' codes; one query."""
    rows = lines_of_year(body_ids, year).order_by("source").values_list("source").annotate(**_sums())
    return [SourceTotal(*row) for row in rows]


def _sums() -> dict[str, Sum]:
    return {"e": Sum("estimate"), "a": Sum("allotted"), "s": Sum("spent")}


def rollups(plan: Plan, sources: Mapping[str, str], units: Mapping[int, str]) -> dict[str, list[Rollup]]:
    """The plan's money by task, by unit, by source and by year; one query each."""
    lines = plan.budget_lines.order_by()
    return {
        "task": _rolled(lines, "task__title", lambda key: str(key or _("Chưa gắn với nhiệm vụ"))),
        "unit": _rolled(lines, "unit_id", lambda key: units.get(key, "") if key else _("Toàn cơ quan")),
        "source": _rolled(lines, "source", lambda key: sources.get(key, key)),
        "year": _rolled(lines, "year", str),
    }


def _rolled(lines: QuerySet[BudgetLine], by: str, name: Callable[[Any], str]) -> list[Rollup]:
    rows = lines.values_list(by).annotate(**_sums()).order_by(by)
    return [Rollup(name(key), estimate, allotted, spent) for key, estimate, allotted, spent in rows]


def totals_of(rows: Sequence[Rollup]) -> Rollup:
    """The sum line of a roll-up."""
    return Rollup(
        _("Tổng cộng"),
        sum(row.estimate for row in rows),
        sum(row.allotted for row in rows),
        sum(row.spent for row in rows),
    )


def finance_sheet(plan: Plan, *, body_name: str, sources: Mapping[str, str], units: Mapping[int, str]) -> Sheet:
    """The sheet "TTĐN" that the body's finance unit folds into its own estimate."""
    lines = plan.budget_lines.select_related("task").order_by(
        "task__section_code", "task__position", "task_id", "year", "source", "pk"
    )
    rows = [
        (
            number,
            line.task.section_code if line.task else "",
            line.task.title if line.task else _("Chưa gắn với nhiệm vụ"),
            units.get(line.unit_id, "") if line.unit_id else "",
            sources.get(line.source, line.source),
            line.year,
            line.estimate,
            line.allotted,
            line.spent,
            line.note,
        )
        for number, line in enumerate(lines, 1)
    ]
    sums = lines.aggregate(**_sums())
    total = ("", "", _("Tổng cộng"), "", "", None, sums["e"], sums["a"], sums["s"], "")
    return Sheet(
        name="TTĐN",
        columns=(
            _("STT"), _("Mục"), _("Nhiệm vụ"), _("Đơn vị"), _("Nguồn kinh phí"), _("Năm"), _("Dự toán (đồng)"),
            _("Được giao (đồng)"), _("Đã chi (đồng)"), _("Ghi chú"),
        ),
        rows=[*rows, total] if rows else [],
        heading=(body_name, _("Dự toán kinh phí thông tin đối ngoại: %(title)s") % {"title": plan.title}),
        widths=(6, 9, 60, 28, 26, 8, 18, 18, 18, 30),
    )  # fmt: skip
