"""Reminder letters in batches: from the silent bodies of a duty to the letters sent."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.consolidation.actions import approve_batch, fill_batch, issue_batch, make_batch, submit_batch
from ttdn.consolidation.actions.reminding import letters_of
from ttdn.consolidation.board import Column, columns_of, silent_duties
from ttdn.consolidation.choices import BatchState
from ttdn.consolidation.forms import BatchForm, IssueBatchForm
from ttdn.consolidation.models import ReminderBatch
from ttdn.consolidation.permissions import may_approve_batch, may_draft, may_issue_batch, may_urge
from ttdn.consolidation.queries import access_batch
from ttdn.consolidation.views.gate_views import coordinator_roles, reader_reach
from ttdn.filings.headers import default_signer
from ttdn.obligations.queries import status_of
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, names_on
from ttdn.web import refusals
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.refusals import shown_on

ANSWER_DAYS = 10


@login_required
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """Every batch of the coordinator, the newest first."""
    reach = reader_reach(request)
    rows = ReminderBatch.objects.visible_to(user_of(request), timezone.localdate(), reach).select_related("created_by")
    page = keyset(rows, order=("-created_at",), cursor=request.GET.get("cursor"))
    return render(request, "consolidation/batches.html", {"page": page, "rows": page.rows})


def _column(request: HttpRequest, year: int) -> Column:
    key = request.GET.get("duty", "") or request.POST.get("duty", "")
    found = next((each for each in columns_of(year, timezone.now()) if each.key == key), None)
    if found is None:
        raise Http404
    return found


def _urging_reach(request: HttpRequest) -> tuple[Reach, Body]:
    reach = reader_reach(request)
    if not may_urge(is_coordinator=reach.is_coordinator) or reach.coordinator_body is None:
        raise Http404
    return reach, reach.coordinator_body


@login_required
@require_http_methods(["GET", "POST"])
def new_batch(request: HttpRequest, year: int) -> HttpResponse:
    """The silent bodies of one duty, and the letters to them as one batch."""
    _reach, body = _urging_reach(request)
    at = timezone.now()
    on = timezone.localdate(at)
    column = _column(request, year)
    first = {
        "answer_by": on + timedelta(days=ANSWER_DAYS),
        "signer_name": default_signer(body, on)["signer_name"],
    }
    form = BatchForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                batch = make_batch(
                    year=year,
                    column=column,
                    answer_by=form.cleaned_data["answer_by"],
                    acting_user=user_of(request),
                    at=at,
                    once=request.POST.get("once", ""),
                )
                signer = form.cleaned_data["signer_name"]
                fill_batch(batch=batch, signer_name=signer, acting_user=user_of(request), at=at)
                return redirect("consolidation_batch", batch.public_id)
        except AlreadyDone as done:
            return redirect("consolidation_batch", done.result)
    duties = [duty for duty in silent_duties(column, year) if duty.due_at is None or duty.due_at <= at]
    names = names_on({duty.bearer_id for duty in duties}, on)
    rows = [{"duty": duty, "name": names[duty.bearer_id].label, "status": status_of(duty, at)} for duty in duties]
    context = {"year": str(year), "column": column, "rows": rows, "form": form}
    return render(request, "consolidation/batch_new.html", context, status=refusals.status_of(form))


def _opened(request: HttpRequest, public_id: uuid.UUID) -> tuple[ReminderBatch, frozenset[str]]:
    reach = reader_reach(request)
    batch = access_batch(user_of(request), public_id, timezone.localdate(), reach)
    return batch, reach.roles_at(batch.body_id) | coordinator_roles(reach)


@login_required
@require_GET
def batch(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The letters of a batch, each with its state and hash, and the next step for the reader."""
    found, roles = _opened(request, public_id)
    return _batch_page(request, found, roles, None)


def _batch_page(
    request: HttpRequest, found: ReminderBatch, roles: frozenset[str], form: IssueBatchForm | None
) -> HttpResponse:
    at = timezone.now()
    on = timezone.localdate(at)
    letters = letters_of(found)
    names = names_on({each.row.obligation.bearer_id for each in letters}, on)
    state = found.state
    return render(
        request,
        "consolidation/batch.html",
        {
            "batch": found,
            "rows": [
                {
                    "letter": each,
                    "version": each.version,
                    "name": names[each.row.obligation.bearer_id].label,
                    "duty": each.row.obligation,
                }
                for each in letters
            ],
            "may_fill": may_draft(roles) and state == BatchState.MAKING,
            "may_submit": may_draft(roles) and state == BatchState.DRAFT,
            "may_approve": may_approve_batch(roles) and state == BatchState.IN_REVIEW,
            "may_issue": may_issue_batch(roles) and state == BatchState.APPROVED,
            "form": form or IssueBatchForm(external=found.body.numbering != "internal", on=on),
        },
        status=refusals.status_of(form) if form is not None else 200,
    )


@login_required
@require_POST
def fill(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Make the letters that are still missing."""
    found, _roles = _opened(request, public_id)
    fill_batch(batch=found, acting_user=user_of(request), at=timezone.now())
    return redirect("consolidation_batch", public_id)


@login_required
@require_POST
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put the whole batch before the leader."""
    found, _roles = _opened(request, public_id)
    number = submit_batch(batch=found, acting_user=user_of(request), at=timezone.now())
    _say(request, ngettext("Đã trình %(count)d công văn.", "Đã trình %(count)d công văn.", number), number)
    return redirect("consolidation_batch", public_id)


@login_required
@require_POST
def approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Approve the whole batch: each letter by the hash that the page showed."""
    found, _roles = _opened(request, public_id)
    hashes = {}
    for name, value in request.POST.items():
        if name.startswith("hash-"):
            try:
                hashes[uuid.UUID(name.removeprefix("hash-"))] = str(value)
            except ValueError:
                continue
    number = approve_batch(batch=found, hashes=hashes, acting_user=user_of(request), at=timezone.now())
    _say(request, ngettext("Đã duyệt %(count)d công văn.", "Đã duyệt %(count)d công văn.", number), number)
    return redirect("consolidation_batch", public_id)


@login_required
@require_POST
def issue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Issue the whole batch."""
    found, roles = _opened(request, public_id)
    at = timezone.now()
    form = IssueBatchForm(request.POST, external=found.body.numbering != "internal", on=timezone.localdate(at))
    if not form.is_valid():
        return _batch_page(request, found, roles, form)
    with shown_on(form):
        number = issue_batch(
            batch=found,
            issued_on=form.cleaned_data["issued_on"],
            first_number=form.cleaned_data.get("first_number"),
            acting_user=user_of(request),
            at=at,
        )
        _say(request, ngettext("Đã phát hành %(count)d công văn.", "Đã phát hành %(count)d công văn.", number), number)
        return redirect("consolidation_batch", public_id)
    return _batch_page(request, found, roles, form)


def _say(request: HttpRequest, words: str, number: int) -> None:
    if number:
        messages.success(request, words % {"count": number})
    else:
        messages.info(request, _("Không còn công văn nào cần làm bước này."))
