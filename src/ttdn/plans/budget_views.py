"""Screens of a plan's money: roll-ups, lines, and the sheet for the finance unit."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.obligations.book import current_book
from ttdn.plans import budget_actions, permissions, queries
from ttdn.plans.budget import Rollup, finance_sheet, rollups, totals_of
from ttdn.plans.forms import LineForm
from ttdn.plans.forms import words as item_words
from ttdn.plans.models import Plan
from ttdn.plans.queries import name_map
from ttdn.plans.requests import workplace_in
from ttdn.web.charts import stacked
from ttdn.web.downloads import attachment
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import shown_on, status_of
from ttdn.web.xlsx import MIME, workbook


def _unit_keys(plan: Plan) -> list[int]:
    return [key for key in plan.budget_lines.exclude(unit=None).values_list("unit_id", flat=True).distinct() if key]


@login_required
@require_http_methods(["GET", "POST"])
def budget(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The plan's money by task, unit, source and year; a line before a task exists is added here."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    plan = queries.access_plan(user_of(request), public_id, on)
    may_edit = permissions.may_edit(workplace.roles(plan.body_id)) and not workplace.own_units(plan.body_id)
    sources = queries.budget_sources(current_book(), on)
    form = LineForm(request.POST or None, sources=sources, plan=plan)
    if request.method == "POST":
        if not may_edit:
            raise Http404
        if form.is_valid():
            try:
                with shown_on(form):
                    budget_actions.add_line(
                        plan=plan,
                        task=None,
                        data=form.line_data(),
                        acting_user=user_of(request),
                        at=at,
                        once=request.POST.get("once", ""),
                    )
                    messages.success(request, _("Đã thêm dòng kinh phí."))
                    return redirect("plans_budget", plan.public_id)
            except AlreadyDone:
                return redirect("plans_budget", plan.public_id)
    names = {item.code: item_words(item) for item in sources}
    tables = rollups(plan, names, name_map(_unit_keys(plan), on))
    heads = {"source": _("Theo nguồn"), "task": _("Theo nhiệm vụ"), "unit": _("Theo đơn vị"), "year": _("Theo năm")}
    lines = plan.budget_lines.filter(task=None).order_by("year", "source", "pk")
    context = {
        "plan": plan,
        "tables": [(words, tables[key], totals_of(tables[key])) for key, words in heads.items()],
        "any": bool(tables["source"]),
        "chart": _chart(tables["source"]) if tables["source"] else "",
        "lines": [(line, names.get(line.source, line.source)) for line in lines],
        "form": form if may_edit else None,
    }
    return render(request, "plans/budget.html", context, status=status_of(form))


def _chart(rows: list[Rollup]) -> str:
    """Spending against estimate, in millions of đồng."""
    million = 1_000_000
    shown = [
        (row.name, [round(row.spent / million, 1), round(max(row.estimate - row.spent, 0) / million, 1)])
        for row in rows
    ]
    return stacked(title=_("Chi so với dự toán (triệu đồng)"), series=[_("Đã chi"), _("Dự toán còn lại")], rows=shown)


@login_required
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, public_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """Change one line of money."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    plan = queries.access_plan(user_of(request), public_id, on)
    row = queries.access_line(plan, line_id)
    unit = row.task.unit_id if row.task else row.unit_id
    if not permissions.may_edit_task(workplace.roles(plan.body_id), workplace.own_units(plan.body_id), unit):
        raise Http404
    sources = queries.budget_sources(current_book(), on)
    if request.method == "POST":
        form = LineForm(request.POST, sources=sources, plan=plan)
        if form.is_valid():
            lock = request.POST.get("lock", "")
            with shown_on(form):
                budget_actions.save_line(
                    line=row,
                    data=form.line_data(row.unit_id),
                    lock=int(lock) if lock.isdigit() else -1,
                    acting_user=user_of(request),
                    at=at,
                )
                messages.success(request, _("Đã lưu dòng kinh phí."))
                return (
                    redirect("plans_task_page", row.task.public_id)
                    if row.task
                    else redirect("plans_budget", plan.public_id)
                )
    else:
        initial = {name: getattr(row, name) for name in ("source", "estimate", "allotted", "spent", "note")}
        form = LineForm(initial={**initial, "year": str(row.year)}, sources=sources, plan=plan)
    context = {"form": form, "plan": plan, "line": row}
    return render(request, "plans/line.html", context, status=status_of(form))


@login_required
@require_POST
def remove_line(request: HttpRequest, public_id: uuid.UUID, line_id: uuid.UUID) -> HttpResponse:
    """Take one line of money out."""
    on, at = timezone.localdate(), timezone.now()
    plan = queries.access_plan(user_of(request), public_id, on)
    row = queries.access_line(plan, line_id)
    task = row.task
    budget_actions.remove_line(line=row, acting_user=user_of(request), at=at)
    messages.success(request, _("Đã xóa dòng kinh phí."))
    return redirect("plans_task_page", task.public_id) if task else redirect("plans_budget", plan.public_id)


@login_required
@require_GET
def sheet(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The sheet "TTĐN" for the finance unit."""
    on = timezone.localdate()
    plan = queries.access_plan(user_of(request), public_id, on)
    names = {item.code: item_words(item) for item in queries.budget_sources(current_book(), on)}
    bodies = name_map([plan.body_id, *_unit_keys(plan)], on)
    made = finance_sheet(plan, body_name=bodies.get(plan.body_id, ""), sources=names, units=bodies)
    return attachment(workbook([made]), f"TTDN-du-toan-{plan.year_from}.xlsx", MIME)
