"""Screens of tasks: row by row on the plan's page (htmx), the same without JavaScript on a page of its own."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.audit.queries import entries_for
from ttdn.obligations.book import current_book
from ttdn.plans import actions, budget_actions, permissions, queries
from ttdn.plans.errors import TaskClash
from ttdn.plans.forms import LineForm, TaskForm, section_label, task_initial
from ttdn.plans.forms import words as item_words
from ttdn.plans.models import GuidanceItem, Plan, Task
from ttdn.plans.plan_views import keys_of_rows, task_row
from ttdn.plans.queries import Workplace, name_map, units_for
from ttdn.plans.requests import workplace_in
from ttdn.web.errors import UserError
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed, shown_on, status_of


def form_options(plan: Plan, workplace: Workplace, on: date) -> dict[str, Any]:
    """What the task form needs besides the data."""
    book = current_book()
    units = units_for(plan.body, workplace, on)
    names = name_map(units, on)
    return {
        "sections": queries.task_sections(queries.plan_form(book, plan.body, on)),
        "units": [(unit, names.get(unit.pk, unit.code)) for unit in units],
        "unit_required": bool(workplace.own_units(plan.body_id)),
        "themes": queries.themes(book, on),
        "programme_tasks": list(queries.running_programme_tasks(plan.year_from)),
        "guidance_items": list(
            GuidanceItem.objects.filter(guidance__year__gte=plan.year_from, guidance__year__lte=plan.year_to)
            .select_related("guidance")
            .order_by("guidance_id", "position")
        ),
        "amending": plan.snapshots.exists(),
        "on": on,
    }


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a task under a section."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    plan = queries.access_plan(user_of(request), public_id, on)
    if not permissions.may_edit(workplace.roles(plan.body_id)):
        raise Http404
    options = form_options(plan, workplace, on)
    if request.method == "POST":
        form = TaskForm(request.POST, **options)
        if form.is_valid():
            try:
                with shown_on(form):
                    task = actions.add_task(
                        plan=plan,
                        data=form.task_data(),
                        acting_user=user_of(request),
                        at=at,
                        once=request.POST.get("once", ""),
                    )
                    messages.success(request, _("Đã thêm nhiệm vụ."))
                    if request.POST.get("next"):
                        return redirect(f"{reverse('plans_task_new', args=[plan.public_id])}?muc={task.section_code}")
                    return redirect(f"{reverse('plans_page', args=[plan.public_id])}#nv-{task.public_id}")
            except AlreadyDone as done:
                return redirect("plans_task_page", done.result)
    else:
        section = request.GET.get("muc", "")
        initial: dict[str, Any] = {"state": Task.State.NOT_BEGUN.value, "section_code": section}
        if len(options["units"]) == 1 and options["unit_required"]:
            initial["unit"] = str(options["units"][0][0].public_id)
        if request.GET.get("huong-dan"):
            initial["guidance_item"] = request.GET["huong-dan"]
            found = form_item(options, request.GET["huong-dan"])
            initial["title"] = found.title_vi if found else ""
        form = TaskForm(initial=initial, **options)
    context = {"form": form, "plan": plan}
    return render(request, "plans/task_new.html", context, status=status_of(form))


def form_item(options: dict[str, Any], public_id: str) -> GuidanceItem | None:
    """The guidance item of that id among those offered."""
    items: list[GuidanceItem] = options["guidance_items"]
    return next((each for each in items if str(each.public_id) == public_id), None)


@login_required
@require_GET
def page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One task: what it says, its money, what was done for it, its history."""
    on = timezone.localdate()
    workplace = workplace_in(request, on)
    task = queries.access_task(user_of(request), public_id, on)
    book = current_book()
    names = name_map(keys_of_rows([task]) | {task.body_id}, on)
    form = queries.plan_form(book, task.body, on)
    themes = {item.code: item for item in queries.themes(book, on)}
    sources = queries.budget_sources(book, on)
    source_names = {item.code: item_words(item) for item in sources}
    row = task_row(task, names, workplace)
    context = {
        "row": row,
        "task": task,
        "plan": task.plan,
        "section": next((section_label(each) for each in form.sections if each.code == task.section_code), ""),
        "themes": [(themes[code].label, item_words(themes[code])) for code in task.themes if code in themes],
        "lines": [(line, source_names.get(line.source, line.source)) for line in task.budget_lines.all()],
        "line_form": LineForm(sources=sources, plan=task.plan) if row["may_edit"] else None,
        "activities": list(task.activities.filter(state="recorded").order_by("-starts_on", "-pk")[:30]),
        "entries": entries_for("plans.task", task.public_id),
    }
    return render(request, "plans/task.html", context)


def _with_rows(task: Task) -> Task:
    return queries.with_rows(Task.objects.filter(pk=task.pk)).select_related("plan__body", "body").get()


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change a task: in its row with htmx, on a page without."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    task = queries.access_task(user_of(request), public_id, on)
    roles, units = workplace.roles(task.body_id), workplace.own_units(task.body_id)
    if not permissions.may_edit_task(roles, units, task.unit_id):
        raise Http404
    names = name_map(keys_of_rows([task]), on)
    options = form_options(task.plan, workplace, on)
    clash, lock = "", task.lock
    if request.method == "POST":
        form = TaskForm(request.POST, **options)
        if form.is_valid():
            try:
                with shown_on(form, passing=TaskClash):
                    actions.save_task(
                        task=task,
                        data=form.task_data(),
                        lock=_number(request.POST.get("lock")),
                        acting_user=user_of(request),
                        at=at,
                    )
                    return _saved(request, task, workplace, on)
            except TaskClash as error:
                clash, lock = error.sentence, error.lock
    else:
        if request.GET.get("thoi") and request.htmx:  # type: ignore[attr-defined]  # of the htmx middleware
            return _row(request, task, workplace, on)
        form = TaskForm(initial=task_initial(task, names), **options)
    context = {"form": form, "task": task, "plan": task.plan, "lock": lock, "clash": clash}
    template = "plans/task_form_row.html" if request.htmx else "plans/task_edit.html"  # type: ignore[attr-defined]
    # htmx swaps only answers of success; the form says itself what is wrong
    status = 200 if request.htmx else 409 if clash else status_of(form)  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


def _saved(request: HttpRequest, task: Task, workplace: Workplace, on: date) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]  # of the htmx middleware
        return _row(request, task, workplace, on)
    messages.success(request, _("Đã lưu nhiệm vụ."))
    return redirect(f"{reverse('plans_page', args=[task.plan.public_id])}#nv-{task.public_id}")


def _row(request: HttpRequest, task: Task, workplace: Workplace, on: date) -> HttpResponse:
    fresh = _with_rows(task)
    row = task_row(fresh, name_map(keys_of_rows([fresh]), on), workplace)
    return render(request, "plans/task_row.html", {"row": row, "plan": fresh.plan})


@login_required
@require_POST
def move(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One place up or down."""
    on, at = timezone.localdate(), timezone.now()
    task = queries.access_task(user_of(request), public_id, on)
    actions.move_task(task=task, up=request.POST.get("huong") == "len", acting_user=user_of(request), at=at)
    return redirect(f"{reverse('plans_page', args=[task.plan.public_id])}#nv-{task.public_id}")


@login_required
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a task out of the plan."""
    on, at = timezone.localdate(), timezone.now()
    task = queries.access_task(user_of(request), public_id, on)
    plan = task.plan
    actions.remove_task(task=task, acting_user=user_of(request), at=at)
    messages.success(request, _("Đã xóa nhiệm vụ."))
    return redirect("plans_page", plan.public_id)


@login_required
@require_POST
@keeps_typed(
    estimate=gettext_lazy("Dự toán"),
    allotted=gettext_lazy("Được giao"),
    spent=gettext_lazy("Đã chi"),
    note=gettext_lazy("Ghi chú"),
)
def add_line(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a line of money to a task."""
    on, at = timezone.localdate(), timezone.now()
    task = queries.access_task(user_of(request), public_id, on)
    form = LineForm(request.POST, sources=queries.budget_sources(current_book(), on), plan=task.plan)
    if not form.is_valid():
        raise UserError(" ".join(str(text) for texts in form.errors.values() for text in texts))
    try:
        budget_actions.add_line(
            plan=task.plan,
            task=task,
            data=form.line_data(),
            acting_user=user_of(request),
            at=at,
            once=request.POST.get("once", ""),
        )
    except AlreadyDone:
        return redirect("plans_task_page", task.public_id)
    messages.success(request, _("Đã thêm dòng kinh phí."))
    return redirect("plans_task_page", task.public_id)


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() else -1
