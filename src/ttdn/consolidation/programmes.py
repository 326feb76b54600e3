"""Source of the national report on programme tasks: which reports tell of each, and what is not told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ttdn.activities import wording
from ttdn.consolidation.drafting import national_of
from ttdn.consolidation.figures import PLAN_SECTION, National
from ttdn.consolidation.sections import both
from ttdn.filings.sources import Column, Draft, DraftContext, Row, Sentence, SentenceFigure
from ttdn.law.text import format_number
from ttdn.plans.drafting import comparison_sentence
from ttdn.plans.models import ProgrammeParty, ProgrammeTask
from ttdn.plans.programmes import Resolved, programme_day, resolved_parties
from ttdn.plans.queries import running_programme_tasks

TASK_COLUMNS = (
    Column("label", "Số", 0.7),
    Column("task", "Nhiệm vụ", 4.0),
    Column("lead", "Cơ quan chủ trì", 2.2),
    Column("time", "Thời gian", 1.2),
    Column("bodies", "Số cơ quan báo cáo", 1.0, "right"),
    Column("records", "Số hoạt động", 1.0, "right"),
    Column("state", "Tình trạng", 2.2),
)


@dataclass(frozen=True)
class TaskState:
    """A programme task: who leads, and what the reports tell of it."""

    task: ProgrammeTask
    leads: str
    silent_leads: tuple[str, ...]
    versions: tuple[int, ...]
    actual: int
    estimated: int

    @property
    def words(self) -> str:
        """Its state in words."""
        if self.actual:
            return "Có kết quả"
        return "Mới có số ước thực hiện" if self.estimated else "Chưa có cơ quan nào báo cáo kết quả"


def task_states(national: National) -> list[TaskState]:
    """Every programme task that runs in the year or is told of, with the reports behind it; bounded queries."""
    told: dict[str, dict[int, tuple[int, int]]] = {}
    for code, version, actual, estimated in national.programme_rows():
        told.setdefault(code, {})[version] = (actual or 0, estimated or 0)
    running = {f"{task.programme.law_id}:{task.label}": task for task in running_programme_tasks(national.year)}
    others = [code for code in told if code not in running]
    if others:
        ids = {code.partition(":")[0] for code in others}
        for task in ProgrammeTask.objects.filter(programme__law_id__in=ids).select_related("programme"):
            code = f"{task.programme.law_id}:{task.label}"
            if code in told:
                running.setdefault(code, task)
    tasks = sorted(running.items(), key=lambda pair: (pair[1].programme.law_id, pair[1].position))
    parties = {
        task.programme_id: resolved_parties(
            [each for _code, each in tasks if each.programme_id == task.programme_id],
            programme_day(task.programme, date(national.year, 12, 31)),
        )
        for _code, task in {pair[1].programme_id: pair for pair in tasks}.values()
    }
    bodies = {each.version: each.body for each in national.sources}
    return [
        _task_state(task, parties[task.programme_id].get(task.pk, []), told.get(code, {}), bodies)
        for code, task in tasks
    ]


def _task_state(
    task: ProgrammeTask, parties: Sequence[Resolved], told: dict[int, tuple[int, int]], bodies: dict[int, int]
) -> TaskState:
    leads = [each for each in parties if each.party.part == ProgrammeParty.Part.LEAD]
    reporting = {bodies.get(version) for version in told}
    silent = [each.party.text_vi for each in leads if len(each.bodies) == 1 and each.bodies[0].pk not in reporting]
    return TaskState(
        task=task,
        leads="; ".join(each.party.text_vi for each in leads),
        silent_leads=tuple(silent),
        versions=tuple(told),
        actual=sum(actual for actual, _estimated in told.values()),
        estimated=sum(estimated for _actual, estimated in told.values()),
    )


def draft_programme(context: DraftContext) -> Draft:
    """III: the plan as the reports compare it, then programme by programme; the annex has one row per task."""
    national = national_of(context)
    states = task_states(national)
    if context.section.code.startswith("PL."):
        return Draft(rows=tuple(_task_row(each) for each in states), columns={"tasks": TASK_COLUMNS})
    sentences = _plan_sentence(national)
    for _law_id, group in _grouped(states):
        sentences += _programme_sentences(national, group)
    if not sentences:
        text = f"Năm {national.year} các báo cáo được chấp nhận không nêu kết quả theo chương trình, kế hoạch của Chính phủ."
        sentences = [Sentence("programme.none", text, (national.inputs_link(),))]
    return Draft(sentences=tuple(sentences))


def _grouped(states: Sequence[TaskState]) -> list[tuple[str, list[TaskState]]]:
    grouped: dict[str, list[TaskState]] = {}
    for each in states:
        grouped.setdefault(each.task.programme.law_id, []).append(each)
    return list(grouped.items())


def _plan_sentence(national: National) -> list[Sentence]:
    """How far the bodies' own plans were carried out, as their reports compare them."""
    plans = {
        version: each
        for version, each in national.drafted_figures(PLAN_SECTION, "plan.").items()
        if each.get("plan.tasks")
    }
    if not plans:
        return []
    codes = ("plan.tasks", "plan.done", "plan.under_way", "plan.not_begun")
    sums = [sum(each.get(code, 0) for each in plans.values()) for code in codes]
    text = f"Theo báo cáo của {wording.count(len(plans))} cơ quan có kế hoạch: {wording.lower_first(comparison_sentence(*sums))}"
    told = tuple(SentenceFigure(code, value) for code, value in zip(codes, sums, strict=True))
    return [Sentence("plan.sum", text, national.links_of(plans), told)]


def _programme_sentences(national: National, states: Sequence[TaskState]) -> list[Sentence]:
    programme = states[0].task.programme
    done = [each for each in states if each.actual]
    name = national.book.instrument_name(programme.instrument)
    versions = dict.fromkeys(version for each in states for version in each.versions)
    text = (
        f"{programme.title_vi.rstrip('.')} ({name}): {wording.count(len(done))}/{wording.count(len(states))} nhiệm vụ có kết quả, "
        f"gồm {wording.count(sum(each.actual for each in states))} hoạt động của {wording.count(len(versions))} cơ quan."
    )
    told = (
        SentenceFigure("programme.tasks", len(states)),
        SentenceFigure("programme.with_results", len(done)),
        SentenceFigure("programme.records", sum(each.actual for each in states)),
    )
    found = [Sentence(f"{programme.law_id}.sum", text, national.links_of(versions), told)]
    without = [each for each in states if not each.actual]
    if without:
        listed = ", ".join(each.task.label for each in without)
        text = f"Chưa có kết quả: {wording.count(len(without))} nhiệm vụ (nhiệm vụ {listed})."
        figures = (SentenceFigure("programme.without", len(without)),)
        found.append(Sentence(f"{programme.law_id}.without", text, (national.inputs_link(),), figures))
    return found


def _task_row(state: TaskState) -> Row:
    task = state.task
    words = state.words
    if state.silent_leads and state.actual:
        words += f"; chưa có báo cáo của {', '.join(state.silent_leads)}"
    cells = (
        task.label,
        task.title_vi,
        state.leads,
        task.period_text,
        format_number(len(state.versions)),
        both(state.actual, state.estimated),
        words,
    )
    return Row("tasks", cells, "plans.programme_task", task.public_id)
