"""Reads of plans, programmes and guidance; `access_*` fetch and authorise in one step."""

import uuid
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from ttdn.law.book import Book
from ttdn.law.errors import NotInForce, UnknownRule
from ttdn.law.schema import CategoryItem, Form, FormSection
from ttdn.organisations.choices import BodyKind
from ttdn.organisations.models import Body, FocalAssignment
from ttdn.organisations.queries import Reach, names_on, reach_of, units_of
from ttdn.plans import permissions
from ttdn.plans.choices import PLAN_FORMS
from ttdn.plans.models import BudgetLine, Guidance, Plan, Programme, ProgrammeTask, Task, TaskCoordinator
from ttdn.web.middleware import request_id

if TYPE_CHECKING:
    from ttdn.accounts.models import User


@dataclass(frozen=True)
class Workplace:
    """What a person may write today: where, in which roles, and within which units.

    Attributes:
        reach: the person's reach.
        limits: bodies where the person writes only for these units; the focal unit writes for the whole body.
    """

    reach: Reach
    limits: dict[int, frozenset[int]] = field(default_factory=dict)

    def roles(self, body_id: int) -> frozenset[str]:
        """The person's roles at a body."""
        return self.reach.roles_at(body_id)

    def own_units(self, body_id: int) -> frozenset[int]:
        """The units the person is limited to at a body; empty: the whole body."""
        return self.limits.get(body_id, frozenset())

    def readable(self) -> list[int]:
        """Bodies whose plans and activities the person reads."""
        return [body for body in self.reach.bodies if permissions.may_read(self.roles(body))]

    def writable(self) -> list[int]:
        """Living bodies of the person's own where records are written."""
        return [body for body in self.reach.own if permissions.may_edit(self.roles(body))]


_kept: ContextVar[tuple[tuple[uuid.UUID, int, date], Workplace] | None] = ContextVar("workplace", default=None)


def workplace_of(user: "User", on: date, *, reach: Reach | None = None) -> Workplace:
    """The person's workplace on a day; within one request it is worked out once.

    `reach` is the person's reach on that day when the caller has it at hand.
    """
    request = request_id.get()
    if request is None:
        return _workplace(reach or reach_of(user, on), on)
    key = (request, user.pk, on)
    kept = _kept.get()
    if kept is None or kept[0] != key:
        kept = (key, _workplace(reach or reach_of(user, on), on))
        _kept.set(kept)
    return kept[1]


def _workplace(reach: Reach, on: date) -> Workplace:
    if not reach.units:
        return Workplace(reach)
    focal = set(FocalAssignment.objects.on(on).filter(body_id__in=reach.units).values_list("body_id", "unit_id"))
    limits = {body: units for body, units in reach.units.items() if not any((body, unit) in focal for unit in units)}
    return Workplace(reach, limits)


def day_of(at: datetime) -> date:
    """The Vietnamese day of an instant."""
    return timezone.localtime(at).date()


# Bodies


def own_bodies(workplace: Workplace) -> list[Body]:
    """The bodies the person writes for, in the order of the register."""
    return list(Body.objects.filter(pk__in=workplace.writable()).order_by("sort_key", "pk"))


def units_for(body: Body, workplace: Workplace, on: date) -> list[Body]:
    """The units a record of the body may name: those under it, within the person's limits."""
    units = units_of(body, on)
    limits = workplace.own_units(body.pk)
    return list(units.filter(pk__in=limits) if limits else units)


def name_map(bodies: Iterable[Body | int], on: date) -> dict[int, str]:
    """Vietnamese name of each body on a day, by key; one query."""
    return {key: name.name_vi for key, name in names_on(bodies, on).items()}


# Forms of the law


def plan_form_id(body: Body) -> str:
    """Which form the body's annual plan follows: Phụ lục 01, under a provincial heading for provinces."""
    return "annual_plan_province" if body.kind == BodyKind.PROVINCE else "annual_plan"


def plan_form(book: Book, body: Body, on: date) -> Form:
    """The plan form on a day; on a day before the form existed, its first version."""
    form_id = plan_form_id(body)
    try:
        return book.form(form_id, on)
    except UnknownRule:
        form_id = "annual_plan"
    except NotInForce:
        pass
    values = [value for _day, value in sorted(book.values("forms", form_id).items()) if value]
    if not values:
        raise UnknownRule("forms", form_id, sorted(PLAN_FORMS))
    return book.form(form_id, max(on, values[0].effective_from))


def task_sections(form: Form) -> list[FormSection]:
    """The sections of the form that hold tasks, in order, with the exact headings of the law."""
    return [section for section in form.sections if "plans.tasks" in section.sources]


def budget_sources(book: Book, on: date) -> tuple[CategoryItem, ...]:
    """The lawful sources of money on a day (Điều 4)."""
    return _items(book, "budget_sources", on)


def themes(book: Book, on: date) -> tuple[CategoryItem, ...]:
    """The six themes of schemes and projects on a day (Điều 3.4)."""
    return _items(book, "themes", on)


def _items(book: Book, list_id: str, on: date) -> tuple[CategoryItem, ...]:
    first = min((day for day, value in book.values("categories", list_id).items() if value), default=on)
    return book.category_list(list_id, max(on, first)).items


# Plans


def access_plan(user: "User", public_id: uuid.UUID, on: date) -> Plan:
    """The plan if the person may read it; missing and foreign are the same `Http404`."""
    plan = (
        Plan.objects.visible_to(user, on)
        .filter(public_id=public_id)
        .select_related("body", "parent_plan", "amend_guidance")
        .first()
    )
    if plan is None:
        raise Http404
    return plan


def access_task(user: "User", public_id: uuid.UUID, on: date, *, plan: Plan | None = None) -> Task:
    """The task if the person may read its plan (and it is of `plan`, when given); else `Http404`."""
    tasks = Task.objects.visible_to(user, on).filter(public_id=public_id)
    if plan is not None:
        tasks = tasks.filter(plan=plan)
    task = with_rows(tasks).select_related("plan__body", "body").first()
    if task is None:
        raise Http404
    return task


def access_line(plan: Plan, public_id: uuid.UUID) -> BudgetLine:
    """A budget line of a plan that was authorised before; else `Http404`."""
    line = plan.budget_lines.filter(public_id=public_id).first()
    if line is None:
        raise Http404
    return line


def with_rows(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Tasks with all that a row shows, in a fixed number of queries."""
    return tasks.select_related(
        "programme_task__programme", "guidance_item__guidance", "unit", "source_task__plan"
    ).prefetch_related(Prefetch("coordinators", TaskCoordinator.objects.select_related("body")), "budget_lines")


def tasks_of(plan: Plan) -> QuerySet[Task]:
    """The plan's tasks in order with all that a row shows."""
    return with_rows(plan.tasks.all()).order_by("section_code", "position", "pk")


def tasks_for_year(bodies: Iterable[int], year: int) -> QuerySet[Task]:
    """Tasks of the annual plans of these bodies for a year, those given up left out."""
    return Task.objects.filter(
        body_id__in=list(bodies), plan__horizon=Plan.Horizon.ANNUAL, plan__year_from__lte=year, plan__year_to__gte=year
    ).exclude(state=Task.State.CANCELLED)


def annual_plan(body_id: int, year: int) -> Plan | None:
    """The body's annual plan for a year."""
    return Plan.objects.filter(body_id=body_id, horizon=Plan.Horizon.ANNUAL, year_from=year, year_to=year).first()


def longer_plans(plan: Plan) -> QuerySet[Plan]:
    """Medium- and long-term plans of the same body that cover the years of the plan."""
    return (
        Plan.objects.filter(body_id=plan.body_id, year_from__lte=plan.year_from, year_to__gte=plan.year_to)
        .exclude(horizon=Plan.Horizon.ANNUAL)
        .exclude(pk=plan.pk)
    )


def other_plans(plan: Plan) -> QuerySet[Plan]:
    """Plans that tasks may be drawn from: last year's annual plan, and longer ones over the same years."""
    longer = Q(year_from__lte=plan.year_from, year_to__gte=plan.year_to) & ~Q(horizon=Plan.Horizon.ANNUAL)
    before = Q(pk__in=[])
    if plan.horizon == Plan.Horizon.ANNUAL:
        before = Q(horizon=Plan.Horizon.ANNUAL, year_from=plan.year_from - 1)
    return Plan.objects.filter(longer | before, body_id=plan.body_id).exclude(pk=plan.pk)


# Programmes and guidance: national documents, read by every signed-in person with a body


def access_programme(public_id: uuid.UUID) -> Programme:
    """The programme; every signed-in person reads national programmes."""
    found = Programme.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def access_programme_task(programme_id: uuid.UUID, public_id: uuid.UUID) -> ProgrammeTask:
    """A task of a programme, both named by their ids; else `Http404`."""
    found = (
        ProgrammeTask.objects.filter(programme__public_id=programme_id, public_id=public_id)
        .select_related("programme")
        .first()
    )
    if found is None:
        raise Http404
    return found


def access_guidance(public_id: uuid.UUID) -> Guidance:
    """The guidance letter; every signed-in person reads guidance."""
    found = Guidance.objects.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def running_programme_tasks(year: int) -> QuerySet[ProgrammeTask]:
    """Programme tasks that run in a year, for the choice on a task or an activity."""
    return (
        ProgrammeTask.objects.filter(programme__period_from__lte=year, programme__period_to__gte=year)
        .filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__year__gt=year))
        .select_related("programme")
        .order_by("programme__law_id", "position")
    )
