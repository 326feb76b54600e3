"""Screens that write activities: quick entry, change, cancel, evidence."""

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.activities import actions, permissions
from ttdn.activities.catalogue import catalogue_for
from ttdn.activities.errors import ActivityClash, InvalidActivity
from ttdn.activities.forms import (
    ActivityForm,
    CancelForm,
    EvidenceForm,
    defaults_for,
    figure_name,
    initial_of,
    section_names,
)
from ttdn.activities.models import Activity
from ttdn.activities.queries import access_activity
from ttdn.files.errors import RefusedFile
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.plans.queries import (
    Workplace,
    name_map,
    own_bodies,
    plan_form,
    running_programme_tasks,
    tasks_for_year,
    units_for,
)
from ttdn.plans.requests import workplace_in
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed


def chosen_body(workplace: Workplace, asked: str) -> tuple[Body, list[Body]]:
    """The body to write for: the one asked for, else the first of the person's; 404 when there is none."""
    bodies = own_bodies(workplace)
    if not bodies:
        raise Http404
    found = next((body for body in bodies if str(body.public_id) == asked), None)
    if asked and found is None:
        raise Http404
    return found or bodies[0], bodies


def form_options(body: Body, workplace: Workplace, on: date, *, year: int) -> dict[str, Any]:
    """What the form needs besides the data: lists of the law, units, tasks of the year and of its neighbours."""
    book = current_book()
    units = units_for(body, workplace, on)
    names = name_map(units, on)
    years = sorted({year, on.year, on.year - 1}, reverse=True)
    tasks = [
        task
        for each in years
        for task in tasks_for_year([body.pk], each).select_related("plan").order_by("section_code", "position", "pk")
    ]
    return {
        "catalogue": catalogue_for(book, body.kind, on),
        "sections": section_names(plan_form(book, body, on).sections),
        "units": [(unit, names.get(unit.pk, unit.code)) for unit in units],
        "unit_required": bool(workplace.own_units(body.pk)),
        "tasks": tasks,
        "programme_tasks": running_programme_tasks(year),
    }


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Quick entry: kind first, everything on one screen, "Lưu và nhập tiếp"."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    body, bodies = chosen_body(workplace, request.POST.get("body", "") or request.GET.get("body", ""))
    options = form_options(body, workplace, on, year=on.year)
    if request.method == "POST":
        form = ActivityForm(request.POST, request.FILES, **options)
        if form.is_valid():
            answer = _record(request, form, body, at)
            if answer is not None:
                return answer
        return _entry(request, form, body, bodies, status=422)
    kind = options["catalogue"].kind(request.GET.get("kind", ""))
    initial = defaults_for(kind, on) | _carried(request)
    if len(options["units"]) == 1 and options["unit_required"]:
        initial["unit"] = str(options["units"][0][0].public_id)
    return _entry(request, ActivityForm(initial=initial, **options), body, bodies, choosing=kind is None)


def _record(request: HttpRequest, form: ActivityForm, body: Body, at: Any) -> HttpResponse | None:
    """Keep it and go on; None when it cannot be kept (the form says why)."""
    data = form.data_to_save()
    try:
        activity = actions.record_activity(
            body=body,
            data=data,
            acting_user=user_of(request),
            at=at,
            files=form.cleaned_data.get("evidence") or (),
            once=request.POST.get("once", ""),
        )
    except AlreadyDone as done:
        messages.info(request, _("Biểu mẫu này đã gửi trước đó; không ghi thêm lần nữa."))
        return redirect("activities_detail", done.result) if done.result else redirect("activities_list")
    except InvalidActivity as error:
        _show_problems(form, data.kind, error)
        return None
    except RefusedFile as error:
        form.add_error("evidence", error.sentence)
        return None
    except NotAllowed:
        raise
    except UserError as error:
        form.add_error(None, error.sentence)
        return None
    messages.success(request, _("Đã ghi “%(title)s”.") % {"title": activity.title})
    if request.POST.get("next"):
        carried = {
            "kind": data.kind,
            "body": str(body.public_id),
            "starts_on": f"{data.starts_on:%d/%m/%Y}",
            "unit": form.cleaned_data.get("unit") or "",
            "task": form.cleaned_data.get("task") or "",
        }
        return redirect(f"{reverse('activities_new')}?{urlencode({k: v for k, v in carried.items() if v})}")
    return redirect("activities_detail", activity.public_id)


def _carried(request: HttpRequest) -> dict[str, Any]:
    """What "Lưu và nhập tiếp", or a link from a task, brings along."""
    return {name: request.GET[name] for name in ("starts_on", "unit", "task", "title") if request.GET.get(name)}


def _show_problems(form: ActivityForm, kind: str, error: InvalidActivity) -> None:
    for name, texts in error.problems.items():
        target = figure_name(kind, name.removeprefix("figure_")) if name.startswith("figure_") else name
        for text in texts:
            form.add_error(target if target in form.fields else None, text)


def _entry(
    request: HttpRequest,
    form: ActivityForm,
    body: Body,
    bodies: list[Body],
    *,
    status: int = 200,
    choosing: bool = False,
) -> HttpResponse:
    """The screen; while `choosing`, only the kind is asked, because every figure depends on it."""
    names = name_map(bodies, timezone.localdate())
    context = {
        "form": form,
        "body": body,
        "body_name": names.get(body.pk, body.code),
        "bodies": [(each, names.get(each.pk, each.code)) for each in bodies],
        "kind": form.catalogue.kind(form.chosen_kind),
        "choosing": choosing,
        "carried": [(name, value) for name, value in request.GET.items() if name != "kind"],
    }
    return render(request, "activities/entry.html", context, status=status)


@login_required
@require_GET
def kind_fields(request: HttpRequest) -> HttpResponse:
    """The part of the form that follows the kind (htmx); what was typed so far is kept."""
    on = timezone.localdate()
    workplace = workplace_in(request, on)
    body, _bodies = chosen_body(workplace, request.GET.get("body", ""))
    options = form_options(body, workplace, on, year=on.year)
    kind = options["catalogue"].kind(request.GET.get("kind", ""))
    initial: dict[str, Any] = defaults_for(kind, on)
    for name in ("channels", "languages", "topics", "themes"):
        if request.GET.getlist(name):
            initial[name] = request.GET.getlist(name)
    form = ActivityForm(initial=initial, **options)
    return render(request, "activities/kind_fields.html", {"form": form, "kind": kind})


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Change an activity; a clash shows the form again with what was typed."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    activity = access_activity(user_of(request), public_id, on)
    roles, units = workplace.roles(activity.body_id), workplace.own_units(activity.body_id)
    if not permissions.may_edit(roles, units, activity.unit_id, state=activity.state):
        raise Http404
    options = form_options(activity.body, workplace, on, year=activity.year)
    clash = ""
    if request.method == "POST":
        form = ActivityForm(request.POST, request.FILES, **options)
        if form.is_valid():
            data = form.data_to_save()
            try:
                actions.change_activity(
                    activity=activity,
                    data=data,
                    lock=int(request.POST.get("lock") or -1),
                    acting_user=user_of(request),
                    at=at,
                    files=form.cleaned_data.get("evidence") or (),
                )
            except ActivityClash as error:
                clash = error.sentence
            except InvalidActivity as error:
                _show_problems(form, data.kind, error)
            except RefusedFile as error:
                form.add_error("evidence", error.sentence)
            except NotAllowed:
                raise
            except UserError as error:
                form.add_error(None, error.sentence)
            else:
                messages.success(request, _("Đã lưu thay đổi."))
                return redirect("activities_detail", activity.public_id)
    else:
        form = ActivityForm(initial=initial_of(activity), **options)
    context = {
        "form": form,
        "activity": activity,
        "body": activity.body,
        "kind": form.catalogue.kind(form.chosen_kind),
        "clash": clash,
        "theirs": access_activity(user_of(request), public_id, on) if clash else None,
        "lock": activity.lock,
    }
    return render(request, "activities/edit.html", context, status=409 if clash else 422 if form.errors else 200)


@login_required
@require_POST
@keeps_typed(reason=gettext_lazy("Lý do hủy"))
def cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take an activity out, with a reason."""
    on, at = timezone.localdate(), timezone.now()
    activity = access_activity(user_of(request), public_id, on)
    form = CancelForm(request.POST)
    if not form.is_valid():
        raise UserError(_("Hãy ghi lý do hủy hoạt động."))
    actions.cancel_activity(activity=activity, reason=form.cleaned_data["reason"], acting_user=user_of(request), at=at)
    messages.success(request, _("Đã hủy hoạt động; hoạt động không còn trong danh sách và số liệu."))
    return redirect("activities_detail", activity.public_id)


@login_required
@require_POST
@keeps_typed(files={"evidence": gettext_lazy("Tệp minh chứng")})
def add_evidence(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Add files to an activity."""
    on, at = timezone.localdate(), timezone.now()
    activity = access_activity(user_of(request), public_id, on)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid() and form.cleaned_data["evidence"]:
        try:
            actions.add_evidence(
                activity=activity,
                files=form.cleaned_data["evidence"],
                acting_user=user_of(request),
                at=at,
                once=request.POST.get("once", ""),
            )
        except AlreadyDone as done:
            return redirect("activities_detail", done.result)
        messages.success(request, _("Đã thêm tệp minh chứng."))
    else:
        messages.error(request, _("Chưa chọn tệp nào."))
    return redirect("activities_detail", activity.public_id)


@login_required
@require_POST
def remove_evidence(request: HttpRequest, public_id: uuid.UUID, evidence_id: uuid.UUID) -> HttpResponse:
    """Take a file off an activity."""
    on, at = timezone.localdate(), timezone.now()
    activity = access_activity(user_of(request), public_id, on)
    evidence = activity.evidence.select_related("file").filter(public_id=evidence_id).first()
    if evidence is None:
        raise Http404
    actions.remove_evidence(activity=activity, evidence=evidence, acting_user=user_of(request), at=at)
    messages.success(request, _("Đã bỏ tệp minh chứng."))
    return redirect("activities_detail", activity.public_id)


def may_edit(workplace: Workplace, activity: Activity) -> bool:
    """Whether the person may change the activity."""
    roles, units = workplace.roles(activity.body_id), workplace.own_units(activity.body_id)
    return permissions.may_edit(roles, units, activity.unit_id, state=activity.state)
