"""Which of the nine topics, six themes and ten channels the year's work covered, and money spent against estimate."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from ttdn.activities import wording
from ttdn.activities.catalogue import Catalogue, catalogue_for, closing_of
from ttdn.activities.drafting import bodies_of, link_to, recorded_in
from ttdn.activities.models import Activity
from ttdn.filings.sources import Column, Draft, DraftContext, Row, Sentence, SentenceFigure
from ttdn.law.schema import CategoryItem
from ttdn.law.text import format_number
from ttdn.plans.budget import SourceTotal, totals_by_source

#: which list each section of the report is judged by, and on which field of the activities
BY_SECTION = {"II.3": ("topics", "training_course"), "II.4": ("themes", ""), "II.5": ("channels", "")}


def draft_coverage(context: DraftContext) -> Draft:
    """Coverage of the list that the section is judged by; each part with the activities behind it."""
    wanted = _lists_for(context)
    catalogue = catalogue_for(context.book, context.body.kind, date(context.year, 12, 31))
    rows = _recorded(context, context.year)
    return Draft(sentences=tuple(_coverage(name, kind, catalogue, rows) for name, kind in wanted))


def _lists_for(context: DraftContext) -> list[tuple[str, str]]:
    code = context.section.code
    if code in BY_SECTION:
        return [BY_SECTION[code]]
    named = {"training_topics": "II.3", "themes": "II.4", "channels_ministry": "II.5", "channels_province": "II.5"}
    if context.section.category in named:
        return [BY_SECTION[named[context.section.category]]]
    parts = [BY_SECTION[part] for part in BY_SECTION if code.startswith(f"{part}.")]
    return parts or list(BY_SECTION.values())


def _recorded(context: DraftContext, year: int) -> list[Activity]:
    closing = closing_of(context.book, year)
    return [each for each in recorded_in(context, year) if each.starts_on <= closing.on]


def _coverage(name: str, kind: str, catalogue: Catalogue, rows: Sequence[Activity]) -> Sentence:
    items: tuple[CategoryItem, ...] = getattr(catalogue, name)
    behind = [each for each in rows if (not kind or each.kind == kind) and getattr(each, name)]
    covered = {code for each in behind for code in getattr(each, name)}
    text = coverage_sentence(name, items, covered)
    figures = (SentenceFigure(f"{name}.covered", len(covered & {item.code for item in items})),)
    return Sentence(f"coverage.{name}", text, tuple(link_to(each) for each in behind), figures)


def coverage_sentence(name: str, items: Sequence[CategoryItem], covered: set[str]) -> str:
    """Which parts of a list were covered and which were not, by their labels."""
    opening, unit = {
        "topics": ("Về nội dung tập huấn, bồi dưỡng theo khoản 3 Điều 3", "nội dung"),
        "themes": ("Về nhiệm vụ trọng tâm của đề án, dự án theo khoản 4 Điều 3", "nhóm nhiệm vụ"),
        "channels": ("Về phương thức cung cấp thông tin quảng bá theo Điều 5", "phương thức"),
    }[name]
    total = wording.count(len(items))
    done = [item for item in items if item.code in covered]
    missing = [item for item in items if item.code not in covered]
    if not done:
        return f"{opening}: chưa triển khai {unit} nào trong {total} {unit}."
    if not missing:
        return f"{opening}: đã triển khai đủ {total} {unit}."
    point = "điểm " if name != "channels" else "khoản "
    return (
        f"{opening}: đã triển khai {wording.count(len(done))}/{total} {unit} ({point}{_labels(done)}); "
        f"chưa triển khai {wording.count(len(missing))} {unit} ({point}{_labels(missing)})."
    )


def _labels(items: Sequence[CategoryItem]) -> str:
    return ", ".join(item.label or item.vi for item in items)


COLUMNS = (
    Column("source", "Nguồn kinh phí", 3.0),
    Column("estimate", "Dự toán (đồng)", 2.0, "right"),
    Column("allotted", "Được giao (đồng)", 2.0, "right"),
    Column("spent", "Đã thực hiện (đồng)", 2.0, "right"),
    Column("share", "Tỷ lệ so với dự toán", 1.4, "right"),
)


def draft_budget(context: DraftContext) -> Draft:
    """II.6: spending against estimate, by source; where the plan has no spending, the costs of activities stand in."""
    bodies = context.once("activities.bodies", lambda: bodies_of(context))
    year = context.year - 1 if context.form.id == "budget_estimate" else context.year
    catalogue = catalogue_for(context.book, context.body.kind, date(year, 12, 31))
    rows = _recorded(context, year)
    lines = spending(totals_by_source(bodies, year), rows)
    links = tuple(link_to(each) for each in rows if each.cost)
    if not lines:
        return Draft(
            sentences=(Sentence("budget.none", "Trong kỳ không phát sinh kinh phí cho hoạt động thông tin đối ngoại."),)
        )
    estimate, allotted, spent = (
        sum(getattr(line, name) for line in lines) for name in ("estimate", "allotted", "spent")
    )
    figures = (
        SentenceFigure("budget.estimate", estimate),
        SentenceFigure("budget.allotted", allotted),
        SentenceFigure("budget.spent", spent),
    )
    sentence = Sentence("budget.sum", budget_sentence(year, estimate, allotted, spent), links, figures)
    cells = [_cells(_source_name(catalogue, line.source), line) for line in lines]
    if len(lines) > 1:
        cells.append(_cells("Tổng cộng", SourceTotal("", estimate, allotted, spent)))
    return Draft(
        sentences=(sentence,),
        rows=tuple(Row("budget", each) for each in cells),
        columns={"budget": COLUMNS},
        captions={"budget": f"Kinh phí thông tin đối ngoại năm {year}"},
    )


def spending(planned: Sequence[SourceTotal], activities: Sequence[Activity]) -> list[SourceTotal]:
    """Money by source: the plan's lines, and where a source has no spending entered, the costs of its activities."""
    costs: dict[str, int] = defaultdict(int)
    for each in activities:
        if each.cost:
            costs[each.cost_source] += each.cost
    found = []
    for line in planned:
        recorded = costs.pop(line.source, 0)
        found.append(SourceTotal(line.source, line.estimate, line.allotted, line.spent or recorded))
    found += [SourceTotal(source, 0, 0, cost) for source, cost in sorted(costs.items())]
    return [line for line in found if line.estimate or line.allotted or line.spent]


def budget_sentence(year: int, estimate: int, allotted: int, spent: int) -> str:
    """Such as "Tổng dự toán … năm 2024 là … đồng; được giao … đồng; đã thực hiện … đồng, đạt 85,5% so với dự toán."."""
    parts = [f"Tổng dự toán kinh phí thông tin đối ngoại năm {year} là {wording.money(estimate)}"] if estimate else []
    if allotted:
        parts.append(f"được giao {wording.money(allotted)}")
    done = f"đã thực hiện {wording.money(spent)}"
    if estimate and spent:
        done += f", đạt {share(spent, estimate)} so với dự toán"
    parts.append(done if parts else f"Năm {year} đã thực hiện {wording.money(spent)} cho hoạt động thông tin đối ngoại")
    return "; ".join(parts) + "."


def share(part: int, whole: int) -> str:
    """Such as "85,5%", to one decimal, halves up."""
    tenths = (part * 2000 + whole) // (whole * 2)
    return f"{tenths // 10},{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def _source_name(catalogue: Catalogue, code: str) -> str:
    return catalogue.names("sources", [code])[0] if code else "Chưa ghi nguồn"


def _cells(name: str, line: SourceTotal) -> tuple[str, ...]:
    ratio = share(line.spent, line.estimate) if line.estimate else "-"
    return (name, *(format_number(value) for value in (line.estimate, line.allotted, line.spent)), ratio)
