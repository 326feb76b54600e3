"""Remarks back to the bodies, and a body's own standing."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.consolidation.actions import add_remark
from ttdn.consolidation.forms import RemarkForm
from ttdn.consolidation.models import Remark, ReminderLetter
from ttdn.consolidation.permissions import may_remark
from ttdn.consolidation.queries import access_report_version
from ttdn.consolidation.views.gate_views import coordinator_roles, reader_reach
from ttdn.filings.choices import ISSUED_STATES, Channel
from ttdn.filings.queries import form_of
from ttdn.obligations.models import Fulfilment, Obligation
from ttdn.obligations.queries import status_of
from ttdn.organisations.queries import names_on
from ttdn.organisations.requests import reach_in
from ttdn.web import refusals
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.refusals import shown_on

FIRST_YEAR = 2018


@login_required
@require_GET
def remarks(request: HttpRequest) -> HttpResponse:
    """What the coordinator remarked on the reader's reports (for the coordinator: all it remarked)."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    if not reach.bodies:
        raise Http404
    rows = (
        Remark.objects.visible_to(user_of(request), on, reach)
        .select_related("version__filing", "body", "by", "written_at")
        .defer("version__document")
    )
    page = keyset(rows, order=("-at",), cursor=request.GET.get("cursor"))
    names = names_on({each.body_id for each in page.rows} | {each.written_at_id for each in page.rows}, on)
    return render(
        request,
        "consolidation/remarks.html",
        {
            "page": page,
            "rows": [
                {"remark": each, "body": names[each.body_id].label, "writer": names[each.written_at_id].label}
                for each in page.rows
            ],
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write a remark on a report that came to the coordinator, below those written before."""
    reach = reader_reach(request)
    on = timezone.localdate()
    version = access_report_version(public_id)
    english = (get_language() or "vi").startswith("en")
    sections = [
        (each.code, f"{each.label or ''} {each.heading_en if english else each.heading_vi}".strip())
        for each in form_of(version).sections
    ]
    form = RemarkForm(request.POST or None, sections=sections)
    allowed = may_remark(coordinator_roles(reach))
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                add_remark(
                    version=version,
                    text=form.cleaned_data["text"],
                    section=form.cleaned_data["section"],
                    acting_user=user_of(request),
                    at=timezone.now(),
                    once=request.POST.get("once", ""),
                )
                messages.success(request, _("Đã gửi nhận xét cho cơ quan."))
                return redirect("consolidation_remark", public_id)
        except AlreadyDone:
            return redirect("consolidation_remark", public_id)
    return render(
        request,
        "consolidation/remark.html",
        {
            "version": version,
            "name": names_on([version.body_id], version.issued_on or on)[version.body_id].label,
            "form": form,
            "allowed": allowed,
            "sections": dict(sections),
            "remarks": Remark.objects.filter(version=version).select_related("by").order_by("-at"),
        },
        status=refusals.status_of(form),
    )


@login_required
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """How the reader's own bodies stand in a year: each duty, when and how it was met, reminders received."""
    at = timezone.now()
    on = timezone.localdate(at)
    reach = reach_in(request, on)
    if not reach.bodies:
        raise Http404
    year = _year(request.GET.get("year", ""), on.year)
    rows = list(
        Obligation.objects.counted()
        .filter(year=year, bearer_id__in=reach.bodies)
        .select_related("bearer", "derivation")
        .order_by("derivation__due_at", "rule_id", "pk")
    )
    met = {
        each.obligation_id: each
        for each in Fulfilment.objects.filter(obligation__in=rows, voided_at__isnull=True).order_by("-recorded_at")
    }
    reminders = (
        ReminderLetter.objects.filter(obligation__in=rows, filing__versions__state__in=ISSUED_STATES)
        .select_related("filing", "obligation")
        .distinct()
    )
    names = names_on({row.bearer_id for row in rows}, on)
    channels: dict[str, object] = dict(Channel.choices)
    return render(
        request,
        "consolidation/own.html",
        {
            "year": str(year),
            "years": [str(each) for each in range(on.year + 1, FIRST_YEAR - 1, -1)],
            "rows": [
                {
                    "duty": row,
                    "name": names[row.bearer_id].label,
                    "status": status_of(row, at),
                    "fulfilment": met.get(row.pk),
                    "channel": channels.get(met[row.pk].channel, met[row.pk].channel) if row.pk in met else "",
                }
                for row in rows
            ],
            "reminders": reminders,
        },
    )


def _year(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= 2100 else default  # noqa: PLR2004
