"""Screens of plans: the list, one plan by section, its identity, drawing tasks, comparing, its document."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.audit.queries import entries_for
from ttdn.filings.choices import OPEN_STATES
from ttdn.filings.models import Filing, FilingVersion
from ttdn.law.book import Book
from ttdn.law.schema import FormSection
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.plans import actions, permissions, queries
from ttdn.plans.forms import AmendForm, PlanForm, section_label
from ttdn.plans.issuing import snapshot_title
from ttdn.plans.models import Guidance, Plan, Task
from ttdn.plans.queries import Workplace, name_map
from ttdn.plans.requests import workplace_in
from ttdn.plans.snapshots import latest, time_of
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.refusals import shown_on, status_of

STATE_BADGE = {"not_begun": "muted", "under_way": "info", "done": "ok", "cancelled": "late"}


@login_required
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of the person's bodies, latest years first."""
    on = timezone.localdate()
    workplace = workplace_in(request, on)
    rows = Plan.objects.filter(body_id__in=workplace.readable()).select_related("body", "parent_plan")
    page = keyset(rows, order=("-year_from", "horizon"), cursor=request.GET.get("cursor"))
    names = name_map([row.body_id for row in page.rows], on)
    context = {
        "page": page,
        "rows": [(row, names.get(row.body_id, "")) for row in page.rows],
        "may_create": bool(workplace.writable()),
        "many_bodies": len(workplace.readable()) > 1,
        "next_year": on.year + 1,
    }
    return render(request, "plans/list.html", context)


def ground_choices(book: Book, kept: list[str]) -> list[tuple[str, str]]:
    """Instruments a plan may be grounded on, by number; what is chosen already comes first."""
    items = sorted(book.instruments.values(), key=lambda item: (item.id not in kept, item.id))
    return [(item.id, f"{book.instrument_name(item.id)}: {item.title_vi}"[:160]) for item in items]


def _body_for(workplace: Workplace, asked: str) -> tuple[Body, list[Body]]:
    bodies = queries.own_bodies(workplace)
    found = next((body for body in bodies if str(body.public_id) == asked), None)
    if not bodies or (asked and found is None):
        raise Http404
    return found or bodies[0], bodies


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    body, bodies = _body_for(workplace, request.POST.get("body", "") or request.GET.get("body", ""))
    book = current_book()
    usual = [each for each in ("tt-02-2019-btttt", "nd-72-2015") if each in book.instruments]
    options: dict[str, Any] = {
        "grounds": ground_choices(book, usual),
        "parents": list(Plan.objects.filter(body=body).exclude(horizon=Plan.Horizon.ANNUAL)),
    }
    if request.method == "POST":
        form = PlanForm(request.POST, **options)
        if form.is_valid():
            values = form.cleaned_data
            years = values["year_from"], values.get("year_to") or values["year_from"]
            try:
                with shown_on(form):
                    plan = actions.create_plan(
                        body=body,
                        horizon=values["horizon"],
                        year_from=years[0],
                        year_to=years[1],
                        title=values["title"] or default_title(years),
                        grounds=values["grounds"],
                        parent_plan=form.parent(),
                        acting_user=user_of(request),
                        at=at,
                        once=request.POST.get("once", ""),
                    )
                    messages.success(request, _("Đã lập kế hoạch. Hãy thêm nhiệm vụ vào từng mục."))
                    return redirect("plans_page", plan.public_id)
            except AlreadyDone as done:
                return redirect("plans_page", done.result)
    else:
        form = PlanForm(
            initial={"horizon": Plan.Horizon.ANNUAL.value, "year_from": on.year + 1, "grounds": usual}, **options
        )
    names = name_map(bodies, on)
    context = {
        "form": form,
        "body": body,
        "bodies": [(each, names.get(each.pk, each.code)) for each in bodies],
        "body_name": names.get(body.pk, body.code),
    }
    return render(request, "plans/new.html", context, status=status_of(form))


def default_title(years: tuple[int, int]) -> str:
    """The title of the form: "Kế hoạch hoạt động thông tin đối ngoại năm 2025"."""
    if years[0] == years[1]:
        return f"Kế hoạch hoạt động thông tin đối ngoại năm {years[0]}"
    return f"Kế hoạch hoạt động thông tin đối ngoại giai đoạn {years[0]} - {years[1]}"


@login_required
@require_GET
def page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One plan: its tasks under the exact headings of Phụ lục 01."""
    on = timezone.localdate()
    workplace = workplace_in(request, on)
    plan = queries.access_plan(user_of(request), public_id, on)
    book = current_book()
    tasks = list(queries.tasks_of(plan))
    names = name_map(keys_of_rows(tasks) | {plan.body_id}, on)
    rows = [task_row(task, names, workplace) for task in tasks]
    form = queries.plan_form(book, plan.body, on)
    may_edit = permissions.may_edit(workplace.roles(plan.body_id))
    snapshot = latest(plan)
    filing, version = plan_document(plan)
    letters = letters_of(plan)
    context = {
        "plan": plan,
        "body_name": names.get(plan.body_id, ""),
        "sections": sections_with(form.sections, rows),
        "provisional": form.provisional,
        "estimate": sum(row["estimate"] for row in rows),
        "grounds": [book.instrument_name(each) for each in plan.grounds if each in book.instruments],
        "may_edit": may_edit,
        "snapshot": snapshot,
        "snapshot_title": snapshot_title(snapshot) if snapshot else "",
        "filing": filing,
        "version": version,
        "version_open": version is not None and version.state in OPEN_STATES,
        "guidance": letters,
        "amend_form": amend_form(plan, book, letters) if may_edit and snapshot else None,
    }
    return render(request, "plans/page.html", context)


def letters_of(plan: Plan) -> list[Guidance]:
    """Guidance letters for the plan's years."""
    return list(Guidance.objects.filter(year__gte=plan.year_from, year__lte=plan.year_to))


def amend_form(plan: Plan, book: Book, letters: list[Guidance], data: Any = None) -> AmendForm:
    """The form that asks why an issued plan is adjusted."""
    names = {
        each.law_id: book.instrument_name(each.instrument) for each in letters if each.instrument in book.instruments
    }
    initial = {
        "reason": plan.amend_reason,
        "guidance": str(plan.amend_guidance.public_id) if plan.amend_guidance else "",
    }
    return AmendForm(data, letters=letters, names=names, initial=initial)


def keys_of_rows(tasks: list[Task]) -> set[int]:
    """Keys of every body and unit that the rows name."""
    keys = {each.body_id for task in tasks for each in task.coordinators.all() if each.body_id}
    return keys | {task.unit_id for task in tasks if task.unit_id}


def task_row(task: Task, names: Mapping[int, str], workplace: Workplace) -> dict[str, Any]:
    """A task as its row shows it."""
    money = {"estimate": 0, "allotted": 0, "spent": 0}
    for line in task.budget_lines.all():
        for name in money:
            money[name] += getattr(line, name)
    roles, units = workplace.roles(task.body_id), workplace.own_units(task.body_id)
    return {
        "task": task,
        "lead": task.lead_text or names.get(task.unit_id or 0, ""),
        "coordinators": [
            names.get(each.body_id, each.text) if each.body_id else each.text for each in task.coordinators.all()
        ],
        "time": time_of(task),
        "badge": STATE_BADGE.get(task.state, "muted"),
        "may_edit": permissions.may_edit_task(roles, units, task.unit_id),
        **money,
    }


def sections_with(sections: tuple[FormSection, ...], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The headings of section II with the rows under each; a row of an unknown section stands at the end."""
    found: list[dict[str, Any]] = []
    known = set()
    for section in sections:
        if section.code != "II" and not section.code.startswith("II."):
            continue
        holds = "plans.tasks" in section.sources
        own = [row for row in rows if row["task"].section_code == section.code]
        known.add(section.code)
        found.append(
            {"code": section.code, "label": section_label(section), "level": section.level, "holds": holds, "rows": own}
        )
    strange = [row for row in rows if row["task"].section_code not in known]
    if strange:
        found.append({"code": "", "label": _("Mục không còn trong mẫu"), "level": 2, "holds": False, "rows": strange})
    return found


def plan_document(plan: Plan) -> tuple[Filing | None, FilingVersion | None]:
    """The filing that carries an annual plan and its newest version."""
    if plan.horizon != Plan.Horizon.ANNUAL:
        return None, None
    version = (
        FilingVersion.objects.filter(
            filing__form_id=queries.plan_form_id(plan.body),
            filing__body_id=plan.body_id,
            filing__period=str(plan.year_from),
            filing__subject_id=None,
        )
        .without_snapshot()
        .select_related("filing")
        .order_by("-ordinal")
        .first()
    )
    return (version.filing, version) if version else (None, None)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A plan's title, grounds and longer plan; its history."""
    on, at = timezone.localdate(), timezone.now()
    plan = editable(request, public_id, on)
    book = current_book()
    options: dict[str, Any] = {
        "grounds": ground_choices(book, plan.grounds),
        "parents": list(queries.longer_plans(plan)),
        "fixed": True,
    }
    if request.method == "POST":
        form = PlanForm(request.POST, **options)
        if form.is_valid():
            with shown_on(form):
                actions.change_plan(
                    plan=plan,
                    title=form.cleaned_data["title"],
                    grounds=form.cleaned_data["grounds"],
                    parent_plan=form.parent(),
                    lock=_number(request.POST.get("lock")),
                    acting_user=user_of(request),
                    at=at,
                )
                messages.success(request, _("Đã lưu thay đổi."))
                return redirect("plans_page", plan.public_id)
    else:
        parent = str(plan.parent_plan.public_id) if plan.parent_plan else ""
        form = PlanForm(initial={"title": plan.title, "grounds": plan.grounds, "parent_plan": parent}, **options)
    context = {"form": form, "plan": plan, "entries": entries_for("plans.plan", plan.public_id)}
    return render(request, "plans/edit.html", context, status=status_of(form))


def editable(request: HttpRequest, public_id: uuid.UUID, on: date) -> Plan:
    """The plan if the person may write it; else 404 (a reader has no business on the screen)."""
    plan = queries.access_plan(user_of(request), public_id, on)
    if not permissions.may_edit(workplace_in(request, on).roles(plan.body_id)):
        raise Http404
    return plan


@login_required
@require_GET
def draw_from(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Which plan to draw tasks from: last year's, or a longer one."""
    on = timezone.localdate()
    plan = editable(request, public_id, on)
    plans = list(queries.other_plans(plan).order_by("-year_from"))
    return render(request, "plans/draw_from.html", {"plan": plan, "plans": plans})


@login_required
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, public_id: uuid.UUID, source_id: uuid.UUID) -> HttpResponse:
    """Choose tasks of last year's plan, or of a longer one, to copy into this plan."""
    on, at = timezone.localdate(), timezone.now()
    plan = editable(request, public_id, on)
    source = queries.access_plan(user_of(request), source_id, on)
    if source.body_id != plan.body_id or source.pk == plan.pk:
        raise Http404
    tasks = list(source.tasks.exclude(state=Task.State.CANCELLED).order_by("section_code", "position", "pk"))
    if request.method == "POST":
        known = {str(task.public_id): task.public_id for task in tasks}
        wanted = [known[each] for each in request.POST.getlist("task") if each in known]
        try:
            made = actions.copy_tasks(
                plan=plan,
                source=source,
                task_ids=wanted,
                acting_user=user_of(request),
                at=at,
                once=request.POST.get("once", ""),
            )
        except AlreadyDone:
            return redirect("plans_page", plan.public_id)
        messages.success(request, _("Đã lấy %(count)d nhiệm vụ vào kế hoạch.") % {"count": made})
        return redirect("plans_page", plan.public_id)
    form = queries.plan_form(current_book(), plan.body, on)
    labels = {section.code: section_label(section) for section in form.sections}
    taken = set(plan.tasks.exclude(source_task=None).values_list("source_task_id", flat=True))
    rows = [(task, labels.get(task.section_code, task.section_code), task.pk in taken) for task in tasks]
    return render(request, "plans/draw.html", {"plan": plan, "source": source, "rows": rows})


def _number(value: str | None) -> int:
    return int(value) if value and value.isdigit() else -1
