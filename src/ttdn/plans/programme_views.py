"""Screens of national programmes and guidance letters."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, resolve_class
from ttdn.plans import coverage, permissions, programme_actions, progress, queries
from ttdn.plans.forms import AddProgrammeTaskForm, AdjustForm, MemberForm, named_bodies
from ttdn.plans.models import Guidance, PartyMember, Programme, ProgrammeTask, Task
from ttdn.plans.programmes import members_of, programme_day, resolved_parties
from ttdn.plans.queries import name_map
from ttdn.plans.requests import workplace_in
from ttdn.web.errors import UserError
from ttdn.web.paging import keyset
from ttdn.web.refusals import keeps_typed, shown_on, status_of


def may_manage(reach: Reach) -> bool:
    """Whether the person adjusts national programmes."""
    roles = reach.roles_at(reach.coordinator_body.pk) if reach.coordinator_body else frozenset()
    return permissions.may_manage_programmes(is_coordinator=reach.is_coordinator, roles=roles)


@login_required
@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """The national programmes and the guidance letters, as the law book has them."""
    book = current_book()
    names = {each: book.instrument_name(each) for each in book.instruments}
    context = {
        "programmes": [(each, names.get(each.instrument, "")) for each in Programme.objects.all()],
        "letters": [(each, names.get(each.instrument, "")) for each in Guidance.objects.all()],
    }
    return render(request, "plans/programmes.html", context)


@login_required
@require_GET
def programme(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A programme: every task with its parties, period and how far the bodies have come."""
    on = timezone.localdate()
    tasks = list(ProgrammeTask.objects.filter(programme__public_id=public_id).select_related("programme"))
    found = tasks[0].programme if tasks else queries.access_programme(public_id)
    reach = workplace_in(request, on).reach
    day = programme_day(found, on)
    parties = resolved_parties(tasks, day)
    counts = progress.counts(tasks, reach)
    groups: list[dict[str, Any]] = []
    for task in tasks:
        if not groups or groups[-1]["label"] != task.group_label:
            groups.append({"label": task.group_label, "title": progress.in_language(task, "group_title"), "rows": []})
        groups[-1]["rows"].append(
            {
                "task": task,
                "title": progress.in_language(task, "title"),
                "period": progress.period_words(task),
                "leads": [progress.party_row(each) for each in parties[task.pk] if each.party.part == "lead"],
                "coordinators": [progress.party_row(each) for each in parties[task.pk] if each.party.part != "lead"],
                "counts": counts.get(task.pk),
            }
        )
    book = current_book()
    context = {
        "programme": found,
        "title": progress.in_language(found, "title"),
        "instrument": book.instrument_name(found.instrument) if found.instrument in book.instruments else "",
        "groups": groups,
        "day": day,
        "changes": list(found.changes.select_related("by", "task")[:50]),
        "may_manage": may_manage(reach),
    }
    return render(request, "plans/programme.html", context)


def _groups(found: Programme) -> list[tuple[str, str]]:
    tasks = found.tasks.order_by("position")
    return list(
        {each.group_label: f"{each.group_label}. {progress.in_language(each, 'group_title')}" for each in tasks}.items()
    )


@login_required
@require_GET
def programme_task(request: HttpRequest, public_id: uuid.UUID, task_id: uuid.UUID) -> HttpResponse:
    """One task of a programme: its parties resolved, its state at every body, its history."""
    on = timezone.localdate()
    task = queries.access_programme_task(public_id, task_id)
    found = task.programme
    reach = workplace_in(request, on).reach
    day = programme_day(found, on)
    members = members_of([task])
    parties = resolved_parties([task], day, members)[task.pk]
    page = keyset(
        progress.rows_for(task, reach).select_related("body"),
        order=("year", "body__sort_key"),
        cursor=request.GET.get("cursor"),
    )
    resolved = {body.pk for row in parties for body in row.bodies}
    names = name_map(resolved | {row.body_id for row in page.rows}, day)
    own_tasks = Task.objects.filter(body_id__in=workplace_in(request, on).readable(), programme_task=task)
    context = {
        "programme": found,
        "task": task,
        "title": progress.in_language(task, "title"),
        "period": progress.period_words(task),
        "parties": [progress.party_row(each, names, limit=400) for each in parties],
        "page": page,
        "rows": [progress.state_row(row, names) for row in page.rows],
        "sees_all": reach.is_coordinator,
        "own_tasks": list(own_tasks.select_related("plan").order_by("plan__year_from", "position")[:50]),
        "members": [(each, names.get(each.body_id, each.body.code)) for each in members],
        "changes": list(task.changes.select_related("by")[:50]),
        "may_manage": may_manage(reach),
        "member_form": MemberForm(),
        "open_parties": [row.party for row in parties if row.party.kind in ("open", "other")],
        "adjust_form": AdjustForm(initial=_adjust_initial(task, on)) if may_manage(reach) else None,
    }
    return render(request, "plans/programme_task.html", context)


def _adjust_initial(task: ProgrammeTask, on: date) -> dict[str, Any]:
    names = ("title_vi", "period_text", "year_from", "year_to")
    return {**{name: getattr(task, name) for name in names}, "on": on, "withdraw": task.withdrawn_on is not None}


def _task_to_manage(request: HttpRequest, public_id: uuid.UUID, task_id: uuid.UUID, on: date) -> ProgrammeTask:
    if not may_manage(workplace_in(request, on).reach):
        raise Http404
    return queries.access_programme_task(public_id, task_id)


@login_required
@require_POST
@keeps_typed(body=gettext_lazy("Cơ quan"), instrument=gettext_lazy("Văn bản"))
def name_member(request: HttpRequest, public_id: uuid.UUID, task_id: uuid.UUID, party_id: uuid.UUID) -> HttpResponse:
    """Name a body for an open class."""
    on, at = timezone.localdate(), timezone.now()
    task = _task_to_manage(request, public_id, task_id, on)
    party = task.parties.filter(public_id=party_id).first()
    if party is None:
        raise Http404
    form = MemberForm(request.POST)
    body = _body_named(form.cleaned_data["body"], programme_day(task.programme, on)) if form.is_valid() else None
    if body is None:
        raise UserError(
            _(
                "Không tìm thấy đúng một cơ quan có tên hoặc ký hiệu này. Hãy ghi đủ tên hoặc ký hiệu như trong danh mục."
            )
        )
    programme_actions.name_member(
        party=party, body=body, instrument=form.cleaned_data["instrument"], acting_user=user_of(request), at=at
    )
    messages.success(request, _("Đã nêu tên cơ quan."))
    return redirect("plans_programme_task", task.programme.public_id, task.public_id)


def _body_named(text: str, day: date) -> Body | None:
    found = [each for each in named_bodies([text], day) if isinstance(each, int)]
    return Body.objects.filter(pk=found[0]).first() if len(found) == 1 else None


@login_required
@require_POST
@keeps_typed(reason=gettext_lazy("Lý do"))
def remove_member(request: HttpRequest, public_id: uuid.UUID, task_id: uuid.UUID, member_id: uuid.UUID) -> HttpResponse:
    """Take a named body back."""
    on, at = timezone.localdate(), timezone.now()
    task = _task_to_manage(request, public_id, task_id, on)
    member = (
        PartyMember.objects.filter(party__task=task, public_id=member_id)
        .select_related("party__task__programme", "body")
        .first()
    )
    if member is None:
        raise Http404
    programme_actions.remove_member(
        member=member, reason=request.POST.get("reason", ""), acting_user=user_of(request), at=at
    )
    messages.success(request, _("Đã bỏ cơ quan khỏi nhóm."))
    return redirect("plans_programme_task", task.programme.public_id, task.public_id)


@login_required
@require_http_methods(["GET", "POST"])
def adjust(request: HttpRequest, public_id: uuid.UUID, task_id: uuid.UUID) -> HttpResponse:
    """Adjust or end a task by a document."""
    on, at = timezone.localdate(), timezone.now()
    task = _task_to_manage(request, public_id, task_id, on)
    form = AdjustForm(request.POST or None, initial=_adjust_initial(task, on))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            programme_actions.adjust_task(task=task, acting_user=user_of(request), at=at, **form.cleaned_data)
            messages.success(request, _("Đã điều chỉnh nhiệm vụ; lịch sử giữ cả nội dung cũ."))
            return redirect("plans_programme_task", task.programme.public_id, task.public_id)
    context = {"form": form, "programme": task.programme, "task": task}
    return render(request, "plans/adjust.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def add_task(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add a task to a programme by a document."""
    on, at = timezone.localdate(), timezone.now()
    if not may_manage(workplace_in(request, on).reach):
        raise Http404
    found = queries.access_programme(public_id)
    form = AddProgrammeTaskForm(request.POST or None, groups=_groups(found), initial={"on": on})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            task = programme_actions.add_programme_task(
                programme=found, acting_user=user_of(request), at=at, **form.cleaned_data
            )
            messages.success(request, _("Đã bổ sung nhiệm vụ."))
            return redirect("plans_programme_task", found.public_id, task.public_id)
    context = {"form": form, "programme": found, "task": None}
    return render(request, "plans/adjust.html", context, status=status_of(form))


# Guidance


@login_required
@require_GET
def guidance(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A letter: its nested items, deadlines, whom it addresses, and which focus tasks a body's plan does not cover."""
    on = timezone.localdate()
    letter = queries.access_guidance(public_id)
    reach = workplace_in(request, on).reach
    day = min(max(on, date(letter.year, 1, 1)), date(letter.year, 12, 31))
    addressees = resolve_class(letter.addressee_class, day)
    bodies = _bodies_to_show(request, reach, addressees or [], on)
    asked = request.GET.get("body", "")
    body = next((each for each in bodies if str(each.public_id) == asked), bodies[0] if bodies else None)
    if asked and (body is None or str(body.public_id) != asked):
        raise Http404
    names = name_map([*bodies, *(addressees or [])], day)
    states, issued = _states(letter, body, reach, day)
    book = current_book()
    plan = queries.annual_plan(body.pk, letter.year) if body and body.pk in reach.own else None
    context = {
        "letter": letter,
        "title": progress.in_language(letter, "title"),
        "instrument": book.instrument_name(letter.instrument) if letter.instrument in book.instruments else "",
        "addressees": [names.get(each.pk, each.code) for each in addressees or []],
        "open_class": addressees is None,
        "states": [progress.item_row(row) for row in states],
        "summary": coverage.summary(states) if body else None,
        "body": body,
        "bodies": [(each, names.get(each.pk, each.code)) for each in bodies],
        "body_name": names.get(body.pk, "") if body else "",
        "from_issued": issued,
        "plan": plan,
        "may_edit": bool(plan and permissions.may_edit(reach.roles_at(plan.body_id))),
    }
    return render(request, "plans/guidance.html", context)


def _bodies_to_show(request: HttpRequest, reach: Reach, addressees: list[Body], on: date) -> list[Body]:
    """Bodies whose coverage the person may look at: own ones first; the coordinator, every addressee."""
    readable = workplace_in(request, on).readable()
    own = list(Body.objects.filter(pk__in=readable).order_by("sort_key", "pk"))
    addressed = {each.pk for each in addressees}
    own = [each for each in own if each.pk in addressed] or ([] if reach.is_coordinator else own)
    if not reach.is_coordinator:
        return own
    known = {each.pk for each in own}
    return own + [each for each in addressees if each.pk not in known]


def _states(letter: Guidance, body: Body | None, reach: Reach, day: date) -> tuple[list[coverage.ItemState], bool]:
    """The items' states for the body; True when they come from the plan as issued (all the coordinator reads)."""
    if body is None:
        rows = letter.items.order_by("position")
        return [coverage.ItemState(item, item.path.count("."), "", ()) for item in rows], False
    if permissions.may_read(reach.roles_at(body.pk)):
        return coverage.coverage(letter, body, coverage.live_answers(letter, [body.pk]), day), False
    return coverage.coverage(letter, body, coverage.issued_answers(letter, body) or {}, day), True
