"""Drafts of sections from plans: tasks, money, the focal unit, and what became of the plan.

The documents are Vietnamese, so nothing here is translated.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from ttdn.filings.sources import Column, Draft, DraftContext, Link, Row, Sentence, SentenceFigure
from ttdn.law.text import format_number
from ttdn.organisations.choices import Function
from ttdn.organisations.models import FocalAssignment
from ttdn.organisations.queries import predecessors_of
from ttdn.plans.budget import lines_of_year, totals_by_source
from ttdn.plans.models import Task
from ttdn.plans.queries import budget_sources, name_map, tasks_for_year
from ttdn.plans.records import RECORD_KIND, record_hash
from ttdn.plans.snapshots import time_of

#: sections of the report that tell how the plan was carried out, by what they tell
DONE_SECTION, OPEN_SECTION = "III.1", "III.2"

TASK_COLUMNS = (
    Column("task", "Nhiệm vụ", 4.0),
    Column("lead", "Đơn vị chủ trì", 2.0),
    Column("coordinators", "Đơn vị phối hợp", 2.0),
    Column("time", "Thời gian", 1.5),
    Column("output", "Sản phẩm, kết quả", 2.2),
    Column("budget", "Kinh phí (đồng)", 1.5, "right"),
)
BUDGET_COLUMNS = (
    Column("item", "Nội dung chi", 4.0),
    Column("source", "Nguồn kinh phí", 2.0),
    Column("amount", "Số tiền (đồng)", 1.8, "right"),
    Column("note", "Ghi chú", 2.0),
)


def count(number: int) -> str:
    """A number as officials write it: "05", "12"; nought stays "0"."""
    return f"{number:02d}" if 0 < number < 10 else format_number(number)  # noqa: PLR2004


def bodies_of(context: DraftContext) -> frozenset[int]:
    """The body, and those that it had succeeded by the end of the year."""
    inherited = predecessors_of(context.worker, Function.TTDN, date(context.year, 12, 31))
    return frozenset({context.worker.pk} | (inherited & set(context.predecessors)))


def programme_group(context: DraftContext) -> tuple[str, str] | None:
    """(programme, group label) of a section of a programme's report; None in every other form."""
    if not context.form.id.startswith("programme_") or not context.section.label:
        return None
    return context.form.instrument, context.section.label.rstrip(".) ")


def tasks_in(context: DraftContext, year: int) -> list[Task]:
    """The plan's tasks of a year with all a row shows, read once for all sections of a document."""
    return context.once(("plans.tasks", year), lambda: list(_tasks(context, year)))


def _tasks(context: DraftContext, year: int) -> QuerySet[Task]:
    tasks = tasks_for_year(context.once("plans.bodies", lambda: bodies_of(context)), year)
    return (
        tasks.select_related("unit", "programme_task__programme", "guidance_item__guidance")
        .prefetch_related("coordinators", "budget_lines")
        .order_by("section_code", "position", "pk")
    )


# plans.tasks


def draft_tasks(context: DraftContext) -> Draft:
    """The tasks of a plan's section as a table; in a report, next year's tasks (IV) or a programme's as sentences."""
    if programme_form(context):
        return _programme_overview(context)
    if context.section.kind != "tasks":
        return _next_year(context)
    tasks = [task for task in tasks_in(context, context.year) if task.section_code == context.section.code]
    if not tasks:
        text = "Trong năm không bố trí nhiệm vụ riêng ở nội dung này."
        return Draft(sentences=(Sentence("tasks.none", text, (), (SentenceFigure("tasks", 0),)),))
    names = _names(tasks, context.on)
    total = sum(line.estimate for task in tasks for line in task.budget_lines.all() if line.year == context.year)
    text = f"Trong năm {context.year} triển khai {count(len(tasks))} nhiệm vụ"
    text += f", dự toán kinh phí {format_number(total)} đồng:" if total else ":"
    figures = (SentenceFigure("tasks", len(tasks)), SentenceFigure("tasks.estimate", total))
    return Draft(
        sentences=(Sentence("tasks.sum", text, tuple(link_to(task) for task in tasks), figures),),
        rows=tuple(_task_row(task, names, context.year) for task in tasks),
        columns={"main": TASK_COLUMNS},
    )


def programme_form(context: DraftContext) -> bool:
    """Whether the document reports on a national programme."""
    return context.form.id.startswith("programme_")


def _task_row(task: Task, names: dict[int, str], year: int) -> Row:
    amount = sum(line.estimate for line in task.budget_lines.all() if line.year == year)
    return Row(
        "main",
        (
            task.title,
            task.lead_text or names.get(task.unit_id or 0, ""),
            "; ".join(coordinators_of(task, names)),
            time_of(task),
            task.output,
            format_number(amount) if amount else "",
        ),
        RECORD_KIND,
        task.public_id,
        record_hash(task),
    )


def coordinators_of(task: Task, names: dict[int, str]) -> list[str]:
    """Names of the co-ordinating bodies, in order."""
    return [names.get(each.body_id, each.text) if each.body_id else each.text for each in task.coordinators.all()]


def link_to(task: Task) -> Link:
    """The link that a sentence keeps to a task."""
    return Link(RECORD_KIND, task.public_id, record_hash(task))


def _names(tasks: Iterable[Task], on: date) -> dict[int, str]:
    keys = {each.body_id for task in tasks for each in task.coordinators.all() if each.body_id}
    keys |= {task.unit_id for task in tasks if task.unit_id}
    return name_map([key for key in keys if key], on)


def _next_year(context: DraftContext) -> Draft:
    """IV of the report: the coming year's tasks by section, one sentence each as a list."""
    year = context.year + 1
    tasks = tasks_in(context, year)
    if not tasks:
        return Draft()
    opening = Sentence(
        "next.sum",
        f"Năm {year} tập trung triển khai {count(len(tasks))} nhiệm vụ theo kế hoạch:",
        tuple(link_to(task) for task in tasks),
        (SentenceFigure("next.tasks", len(tasks)),),
    )
    items = tuple(Sentence(f"next.{task.public_id}", f"- {_ended(task.title)}", (link_to(task),), ()) for task in tasks)
    return Draft(sentences=(opening, *items))


def _programme_overview(context: DraftContext) -> Draft:
    """I of a programme's report: which tasks of the programme the body's plan carries out."""
    instrument = context.form.instrument
    tasks = [
        task
        for task in tasks_in(context, context.year)
        if task.programme_task and task.programme_task.programme.law_id == instrument
    ]
    if not tasks:
        text = f"Trong kế hoạch năm {context.year} chưa có nhiệm vụ gắn với chương trình này."
        return Draft(sentences=(Sentence("programme.none", text, (), (SentenceFigure("tasks", 0),)),))
    labels = sorted({task.programme_task.label for task in tasks if task.programme_task}, key=_label_order)
    text = (
        f"Kế hoạch năm {context.year} có {count(len(tasks))} nhiệm vụ thực hiện "
        f"{count(len(labels))} nhiệm vụ của chương trình (nhiệm vụ {', '.join(labels)})."
    )
    links = tuple(link_to(task) for task in tasks)
    return Draft(sentences=(Sentence("programme.sum", text, links, (SentenceFigure("tasks", len(tasks)),)),))


def _label_order(label: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in label.split("."))


def _ended(text: str) -> str:
    return f"{text.strip().rstrip('.;, ')}."


# plans.budget


def draft_budget(context: DraftContext) -> Draft:
    """III of the plan: money by source; the budget estimate: money by task. Spending is told by the report itself."""
    if "activities.budget" in context.section.sources:
        return Draft()
    sources = {item.code: item.vi for item in budget_sources(context.book, context.on)}
    totals = totals_by_source(bodies_of(context), context.year)
    total = sum(each.estimate for each in totals)
    if not total:
        text = f"Kinh phí thực hiện kế hoạch năm {context.year} chưa có dự toán."
        return Draft(sentences=(Sentence("budget.none", text, (), (SentenceFigure("budget.estimate", 0),)),))
    parts = [
        f"{sources.get(each.source, each.source).lower()} {format_number(each.estimate)} đồng"
        for each in totals
        if each.estimate
    ]
    text = f"Tổng dự toán kinh phí năm {context.year}: {format_number(total)} đồng, trong đó {'; '.join(parts)}."
    figures = (
        SentenceFigure("budget.estimate", total),
        *(SentenceFigure(f"budget.{each.source}", each.estimate) for each in totals),
    )
    rows = _budget_rows(context, sources)
    return Draft(
        sentences=(Sentence("budget.sum", text, (), figures),),
        rows=tuple(rows),
        columns={"main": BUDGET_COLUMNS},
        captions={"main": f"Dự toán kinh phí thông tin đối ngoại năm {context.year}"},
    )


def _budget_rows(context: DraftContext, sources: dict[str, str]) -> list[Row]:
    lines = lines_of_year(bodies_of(context), context.year).filter(estimate__gt=0).select_related("task")
    ordered = lines.order_by("task__section_code", "task__position", "task_id", "source", "pk")
    rows = [
        Row(
            "main",
            (
                line.task.title if line.task else "Chi chung cho hoạt động thông tin đối ngoại",
                sources.get(line.source, line.source),
                format_number(line.estimate),
                line.note,
            ),
            "plans.budget_line",
            line.public_id,
        )
        for line in ordered
    ]
    total = sum(line.estimate for line in ordered)
    return [*rows, Row("main", ("Tổng cộng", "", format_number(total), ""))]


# organisations.focal_unit


def draft_focal_unit(context: DraftContext) -> Draft:
    """Who is focal unit and officer on the day (Điều 3.1, 10.2): exactly one per body, or said to be missing."""
    focal = (
        FocalAssignment.objects.on(context.on)
        .filter(body=context.body)
        .select_related("officer")
        .order_by("-valid_from")
        .first()
    )
    if focal is None:
        text = "Chưa phân công đơn vị đầu mối và cán bộ phụ trách công tác thông tin đối ngoại."
        return Draft(sentences=(Sentence("focal.none", text),))
    unit = name_map([focal.unit_id], context.on).get(focal.unit_id, "") if focal.unit_id else ""
    officer = focal.officer_name or (focal.officer.full_name if focal.officer else "")
    parts = []
    if unit:
        parts.append(f"giao {unit} là đơn vị đầu mối")
    if officer:
        parts.append(f"phân công {officer} là cán bộ phụ trách công tác thông tin đối ngoại")
    sentence = "; ".join(parts) or "đã phân công đầu mối phụ trách công tác thông tin đối ngoại"
    sentence = sentence[:1].upper() + sentence[1:]
    if focal.document_number:
        sentence += f" (văn bản số {focal.document_number}"
        sentence += f" ngày {_day(focal.document_date)})" if focal.document_date else ")"
    return Draft(sentences=(Sentence("focal.unit", f"{sentence}."),))


def _day(on: date) -> str:
    month = f"{on.month:02d}" if on.month <= 2 else str(on.month)  # noqa: PLR2004
    return f"{on.day:02d}/{month}/{on.year}"


# plans.comparison


def draft_comparison(context: DraftContext) -> Draft:
    """What became of the plan: done, under way, not begun; III.1 tells what was done, III.2 what was not."""
    tasks = _compared(context)
    if not tasks:
        return Draft()
    done = [task for task in tasks if task.state == Task.State.DONE]
    under_way = [task for task in tasks if task.state == Task.State.UNDER_WAY]
    not_begun = [task for task in tasks if task.state == Task.State.NOT_BEGUN]
    if context.section.code == OPEN_SECTION:
        return Draft(sentences=tuple(_open_sentences(under_way, not_begun)))
    figures = (
        SentenceFigure("plan.tasks", len(tasks)),
        SentenceFigure("plan.done", len(done)),
        SentenceFigure("plan.under_way", len(under_way)),
        SentenceFigure("plan.not_begun", len(not_begun)),
    )
    text = comparison_sentence(len(tasks), len(done), len(under_way), len(not_begun))
    return Draft(sentences=(Sentence("plan.sum", text, tuple(link_to(task) for task in tasks), figures),))


def comparison_sentence(total: int, done: int, under_way: int, not_begun: int) -> str:
    """Such as "So với kế hoạch: đã hoàn thành 05/08 nhiệm vụ; đang thực hiện 02 nhiệm vụ; chưa triển khai 01 nhiệm vụ."."""
    if done == total:
        return f"So với kế hoạch: đã hoàn thành toàn bộ {count(total)} nhiệm vụ."
    parts = [f"đã hoàn thành {count(done)}/{count(total)} nhiệm vụ"]
    if under_way:
        parts.append(f"đang thực hiện {count(under_way)} nhiệm vụ")
    if not_begun:
        parts.append(f"chưa triển khai {count(not_begun)} nhiệm vụ")
    return f"So với kế hoạch: {'; '.join(parts)}."


def _compared(context: DraftContext) -> list[Task]:
    tasks = tasks_in(context, context.year)
    if group := programme_group(context):
        linked = [(task, task.programme_task) for task in tasks if task.programme_task]
        return [task for task, done in linked if (done.programme.law_id, done.group_label) == group]
    code = context.section.code
    if code.startswith("II."):
        return [task for task in tasks if task.section_code.startswith(code)]
    return tasks


def _open_sentences(under_way: Sequence[Task], not_begun: Sequence[Task]) -> list[Sentence]:
    found = []
    for key, words, tasks in (
        ("plan.under_way", "Nhiệm vụ trong kế hoạch đang thực hiện, chưa hoàn thành", under_way),
        ("plan.not_begun", "Nhiệm vụ trong kế hoạch chưa triển khai", not_begun),
    ):
        if tasks:
            listed = "; ".join(_with_note(task) for task in tasks)
            figures = (SentenceFigure(key, len(tasks)),)
            found.append(Sentence(key, f"{words}: {listed}.", tuple(link_to(task) for task in tasks), figures))
    return found


def _with_note(task: Task) -> str:
    title = task.title.strip().rstrip(".;, ")
    return f"{title} ({task.state_note.strip().rstrip('.')})" if task.state_note.strip() else title
