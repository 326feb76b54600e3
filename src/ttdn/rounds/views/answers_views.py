"""A unit's answer: fill in, submit, approve, return."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
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
from ttdn.activities.catalogue import catalogue_for
from ttdn.audit.queries import entries_for
from ttdn.obligations.book import current_book
from ttdn.organisations.queries import names_on
from ttdn.plans.models import Task
from ttdn.plans.queries import Workplace, workplace_of
from ttdn.rounds.actions import approve_answer, remove_item, return_answer, save_item, submit_answer
from ttdn.rounds.choices import Ask
from ttdn.rounds.errors import ItemClash
from ttdn.rounds.forms import ActivityItemForm, EstimateItemForm, ResultItemForm, ReturnForm, TaskItemForm
from ttdn.rounds.models import RoundAnswer, RoundItem
from ttdn.rounds.permissions import may_answer, may_approve, may_return
from ttdn.rounds.queries import access_answer, is_of_unit, is_whole, item_of, tasks_to_report
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed, shown_on, status_of

FIGURE = "figure_"


def _standing(request: HttpRequest, public_id: UUID) -> tuple[Workplace, RoundAnswer]:
    workplace = workplace_of(user_of(request), timezone.localdate())
    return workplace, access_answer(workplace, public_id)


@login_required
@require_GET
def answer_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A unit's answer with its lines and what may be done next."""
    on = timezone.localdate()
    workplace, answer = _standing(request, public_id)
    roles = workplace.roles(answer.round.body_id)
    of_unit = is_of_unit(workplace, answer)
    items = list(answer.items.select_related("task"))
    is_open = answer.round.closed_at is None
    return render(
        request,
        "rounds/answer.html",
        {
            "answer": answer,
            "name": names_on([answer.unit_id], on).get(answer.unit_id),
            "groups": [
                {"ask": ask, "label": Ask(ask).label, "items": [item for item in items if item.ask == ask]}
                for ask in answer.round.asks
            ],
            "has_items": bool(items),
            "late": answer.is_late(on),
            "may_answer": is_open and may_answer(roles, answer.state, of_unit=of_unit),
            "may_approve": may_approve(roles, answer.state, of_unit=of_unit),
            "may_return": may_return(
                roles, answer.state, of_unit=of_unit, whole_body=is_whole(workplace, answer.round.body)
            ),
            "is_whole": is_whole(workplace, answer.round.body),
            "return_form": ReturnForm(),
            "entries": entries_for("round_answer", answer.public_id),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def item_edit(request: HttpRequest, public_id: UUID, ask: str, item_id: UUID | None = None) -> HttpResponse:
    """Add or change one line."""
    at = timezone.now()
    workplace, answer = _standing(request, public_id)
    if ask not in answer.round.asks or ask not in Ask.values:
        raise Http404
    item = item_of(answer, item_id, ask) if item_id and request.method == "GET" else None
    gone = False
    if item_id and request.method == "POST":
        try:
            item = item_of(answer, item_id, ask)
        except Http404:
            gone = True  # removed while this person typed: what was typed comes back, to be saved as a new line
    form = _form(request, answer, ask, item)
    if gone:
        return _gone(request, answer, ask, form)
    clash, lock = "", item.lock if item else 0
    if "refresh" in request.POST:
        lock = _number(request.POST.get("lock"))
    if request.method == "POST" and "refresh" not in request.POST and form.is_valid():
        data = dict(form.cleaned_data)
        task = data.pop("task", None)
        try:
            with shown_on(form, passing=ItemClash):
                save_item(
                    answer=answer,
                    item=item,
                    ask=ask,
                    values=_values(data, ask, task),
                    task=task,
                    workplace=workplace,
                    acting_user=user_of(request),
                    at=at,
                    lock=_number(request.POST.get("lock")),
                    once=request.POST.get("once", ""),
                )
                messages.success(request, _("Đã lưu."))
                return redirect("rounds_answer", public_id)
        except AlreadyDone:
            messages.info(request, _("Dòng này đã được lưu trước đó."))
            return redirect("rounds_answer", public_id)
        except ItemClash as error:
            clash, lock = error.sentence, error.lock
    context = {
        "answer": answer,
        "form": form,
        "label": Ask(ask).label,
        "needs_kind": ask == Ask.ACTIVITY,
        "item": item,
        "lock": lock,
        "clash": clash,
        "differences": _differences(form, item) if clash else [],
    }
    return render(request, "rounds/item.html", context, status=409 if clash else status_of(form))


def _gone(request: HttpRequest, answer: RoundAnswer, ask: str, form: forms.Form) -> HttpResponse:
    """The line is no more (or never was of this answer): the typed text in the form of a new line."""
    form.is_valid()
    context = {
        "answer": answer,
        "form": form,
        "label": Ask(ask).label,
        "needs_kind": ask == Ask.ACTIVITY,
        "lock": 0,
        "clash": _("Dòng này không còn nữa. Nội dung bạn gõ vẫn còn bên dưới; nếu cần, hãy lưu thành dòng mới."),
        "action": reverse("rounds_item_new", args=[answer.public_id, ask]),
    }
    return render(request, "rounds/item.html", context, status=404)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


def _differences(form: forms.Form, item: RoundItem | None) -> list[dict[str, str]]:
    """Where what is kept now differs from what was typed: label, kept, typed."""
    kept = _initial(item)
    found = []
    for name, field in form.fields.items():
        before, mine = _shown(field, kept.get(name)), _shown(field, form.cleaned_data.get(name))
        if before != mine:
            found.append({"label": str(field.label), "kept": before, "mine": mine})
    return found


def _shown(field: forms.Field, value: Any) -> str:
    """A value of the form as a person reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, Task):
        return value.title
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(field, forms.ModelChoiceField):
        found = field.queryset.filter(public_id=value).first() if field.queryset is not None else None
        return str(found or "")
    choices = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(each), str(each)) for each in values)


@login_required
@require_POST
def item_remove(request: HttpRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """Remove one line."""
    workplace, answer = _standing(request, public_id)
    item = item_of(answer, item_id)
    remove_item(
        answer=answer,
        item=item,
        lock=_number(request.POST.get("lock")),
        workplace=workplace,
        acting_user=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Đã xóa dòng."))
    return redirect("rounds_answer", public_id)


@login_required
@require_POST
def answer_submit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Put the answer before the head of the unit."""
    workplace, answer = _standing(request, public_id)
    submit_answer(
        answer=answer,
        nothing_arising=request.POST.get("nothing_arising") == "on",
        workplace=workplace,
        acting_user=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Đã trình lãnh đạo đơn vị."))
    return redirect("rounds_answer", public_id)


@login_required
@require_POST
def answer_approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The head of the unit approves."""
    workplace, answer = _standing(request, public_id)
    approve_answer(answer=answer, workplace=workplace, acting_user=user_of(request), at=timezone.now())
    messages.success(request, _("Đã duyệt và gửi đơn vị đầu mối."))
    return redirect("rounds_answer", public_id)


@login_required
@require_POST
@keeps_typed(reason=gettext_lazy("Lý do trả lại"))
def answer_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Send the answer back with a reason."""
    workplace, answer = _standing(request, public_id)
    return_answer(
        answer=answer,
        reason=request.POST.get("reason", ""),
        workplace=workplace,
        acting_user=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Đã trả lại kèm lý do."))
    return redirect("rounds_answer", public_id)


def _form(request: HttpRequest, answer: RoundAnswer, ask: str, item: RoundItem | None) -> forms.Form:
    """The form of a kind of line, filled from the line being changed or from what was just typed."""
    on = timezone.localdate()
    book = current_book()
    refresh = "refresh" in request.POST
    data = None if refresh else request.POST or None
    initial: dict[str, Any] = dict(request.POST.items()) if refresh else _initial(item)
    if refresh:
        initial["channels"] = request.POST.getlist("channels")
    if ask == Ask.TASK:
        return TaskItemForm(data, form=book.form("annual_plan", on), initial=initial)
    if ask == Ask.RESULT:
        return ResultItemForm(data, tasks=tasks_to_report(answer.round, answer.unit), initial=initial)
    catalogue = catalogue_for(book, answer.round.body.kind, on)
    if ask == Ask.ESTIMATE:
        return EstimateItemForm(data, catalogue=catalogue, initial=initial)
    kind = request.POST.get("kind") or str(initial.get("kind") or "") or catalogue.kinds[0].code
    return ActivityItemForm(data, catalogue=catalogue, kind=kind, initial=initial)


def _initial(item: RoundItem | None) -> dict[str, Any]:
    if item is None:
        return {}
    names = ("title", "section_code", "kind", "starts_on", "ends_on", "place", "output", "amount", "source")
    values = {name: getattr(item, name) for name in (*names, "channels", "result", "remark")}
    values |= {f"{FIGURE}{code}": number for code, number in item.figures.items()}
    if item.task is not None:
        values["task"] = item.task.public_id
    return values


def _values(data: dict[str, Any], ask: str, task: Any) -> dict[str, Any]:
    """The columns of a line from what was typed."""
    figures = {name.removeprefix(FIGURE): number for name, number in data.items() if name.startswith(FIGURE)}
    values = {name: value for name, value in data.items() if not name.startswith(FIGURE)}
    if ask == Ask.ACTIVITY:
        values["figures"] = {code: number for code, number in figures.items() if number is not None}
        values["ends_on"] = values.get("ends_on") or values["starts_on"]
    if ask == Ask.RESULT:
        values["title"] = task.title[:500]
    return values
