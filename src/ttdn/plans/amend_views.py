"""Screens of an issued plan's adjustment: comparing, the reason, the document."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.filings.actions import redraft, revise, start_filing
from ttdn.filings.choices import OPEN_STATES, State
from ttdn.obligations.book import current_book
from ttdn.plans import actions, queries
from ttdn.plans.forms import section_label
from ttdn.plans.issuing import snapshot_title
from ttdn.plans.models import Plan
from ttdn.plans.plan_views import amend_form, editable, letters_of, plan_document
from ttdn.plans.queries import name_map
from ttdn.plans.snapshots import compare, keys_of, picture
from ttdn.web.errors import UserError
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed


@login_required
@require_GET
def compare_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What changed from one issued state of the plan to another, or to the plan as it is now, and why."""
    on = timezone.localdate()
    plan = queries.access_plan(user_of(request), public_id, on)
    snapshots = list(plan.snapshots.select_related("guidance").order_by("at", "pk"))
    if not snapshots:
        return render(request, "plans/compare.html", {"plan": plan, "snapshots": []})
    by_id = {str(each.public_id): each for each in snapshots}
    before = by_id.get(request.GET.get("truoc", ""), snapshots[0])
    after = by_id.get(request.GET.get("sau", ""))
    now = picture(plan, name_map(keys_of(plan), on)) if after is None else after.tasks
    changes = compare(before.tasks, now)
    form = queries.plan_form(current_book(), plan.body, on)
    labels = {section.code: section_label(section) for section in form.sections}
    context = {
        "plan": plan,
        "snapshots": [(each, snapshot_title(each)) for each in snapshots],
        "before": before,
        "after": after,
        "reason": after.reason if after else plan.amend_reason,
        "guidance": (after.guidance if after else plan.amend_guidance),
        "groups": [
            (
                kind,
                words,
                [(change, labels.get(change.section, change.section)) for change in changes if change.kind == kind],
            )
            for kind, words in (
                ("added", _("Nhiệm vụ bổ sung")),
                ("changed", _("Nhiệm vụ điều chỉnh")),
                ("removed", _("Nhiệm vụ đưa ra khỏi kế hoạch")),
            )
        ],
        "same": sum(change.kind == "same" for change in changes),
    }
    return render(request, "plans/compare.html", context)


@login_required
@require_POST
@keeps_typed(reason=gettext_lazy("Lý do điều chỉnh"))
def amend(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say why the issued plan is adjusted."""
    on, at = timezone.localdate(), timezone.now()
    plan = editable(request, public_id, on)
    form = amend_form(plan, current_book(), letters_of(plan), request.POST)
    if not form.is_valid():
        raise UserError(_("Hãy ghi lý do điều chỉnh kế hoạch."))
    actions.begin_amendment(
        plan=plan,
        reason=form.cleaned_data["reason"],
        guidance=form.letter(),
        acting_user=user_of(request),
        at=at,
    )
    messages.success(request, _("Đã ghi lý do. Hãy sửa các nhiệm vụ, rồi lập văn bản kế hoạch điều chỉnh."))
    return redirect("plans_page", plan.public_id)


@login_required
@require_POST
@keeps_typed(reason=gettext_lazy("Lý do điều chỉnh"))
def document(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The plan's document: begin it, draft it again, or begin the one that replaces what was issued."""
    on, at = timezone.localdate(), timezone.now()
    plan = editable(request, public_id, on)
    if plan.horizon != Plan.Horizon.ANNUAL:
        raise Http404
    filing, version = plan_document(plan)
    if filing is None or version is None:
        try:
            filing = start_filing(
                form_id=queries.plan_form_id(plan.body),
                body=plan.body,
                period=str(plan.year_from),
                year=plan.year_from,
                acting_user=user_of(request),
                at=at,
                once=request.POST.get("once", ""),
            )
        except AlreadyDone as done:
            return redirect("filings_detail", done.result)
        return redirect("filings_detail", filing.public_id)
    if version.state == State.ISSUED:
        reason = plan.amend_reason or request.POST.get("reason", "")
        version = revise(version=version, reason=reason, acting_user=user_of(request), at=at)
    if version.state in OPEN_STATES:
        redraft(version=version, acting_user=user_of(request), at=at)
        messages.success(request, _("Đã soạn lại văn bản từ kế hoạch; phần đã sửa tay được giữ nguyên."))
    return redirect("filings_detail", filing.public_id)
