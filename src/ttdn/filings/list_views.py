"""Lists of filings, beginning one, and the page of one."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.audit.queries import entries_for
from ttdn.filings import permissions, queries
from ttdn.filings.actions import start_filing
from ttdn.filings.choices import CORRECTION, OPEN_STATES, RECALL, DeliveryState, State
from ttdn.filings.forms import (
    AttachmentForm,
    FilterForm,
    ReasonForm,
    ReceiveForm,
    SignedCopyForm,
    StartForm,
    SupplementForm,
)
from ttdn.filings.letters import corrections_of, standing_context
from ttdn.filings.models import Delivery, FilingVersion
from ttdn.obligations.book import current_book
from ttdn.obligations.queries import access_obligation, needs_own_document
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, names_on
from ttdn.organisations.requests import reach_in
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.refusals import shown_on, status_of

LETTER_FORMS = frozenset({"reminder_letter", "request_letter", CORRECTION, RECALL})


def form_titles(on: date) -> dict[str, str]:
    """Ids and titles of the forms in force, in the reader's language."""
    return {form.id: queries.form_title(form) for form in current_book().forms(on)}


def forms_owed(bodies: Iterable[Body], reach: Reach, on: date) -> set[str]:
    """The forms that the law asks of bodies of these kinds, or of the coordinator where the reader works there."""
    bodies = list(bodies)
    kinds = {body.kind for body in bodies}
    coordinator = reach.coordinator_body in bodies
    return {
        rule.form
        for rule in current_book().obligation_rules(on)
        if rule.form and (kinds & set(rule.bearer_kinds) or (coordinator and "coordinator" in rule.bearer_roles))
    }


@login_required
@require_http_methods(["GET"])
def filing_list(request: HttpRequest) -> HttpResponse:
    """The filings the user may see, newest first."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    titles = form_titles(on)
    chosen = FilterForm(request.GET, titles=titles, year=on.year)
    values = chosen.cleaned_data if chosen.is_valid() else {}
    wanted = queries.ListFilter(
        form_id=values.get("form", ""),
        year=values.get("year"),
        state=values.get("state", ""),
        body=values.get("body", ""),
    )
    rows = queries.version_list(reach, wanted, user=user_of(request), on=on)
    page = keyset(rows, order=("-updated_at",), cursor=request.GET.get("cursor"))
    names = names_on([row.body_id for row in page.rows], on)
    corrected = corrections_of(page.rows)
    context = {
        "page": page,
        "lines": [
            {
                "filing": row.filing,
                "version": row,
                "form": titles.get(row.filing.form_id, row.filing.form_id),
                "body": names[row.body_id],
                "day": row.issued_on or row.updated_at,
                "corrections": corrected.get(row.pk, []),
            }
            for row in page.rows
        ],
        "filters": chosen,
        "may_start": any(permissions.may_start(roles) for roles in reach.roles.values()),
        "may_key_in": _may_key_in(reach),
        "many_bodies": reach.is_coordinator,
    }
    return render(request, "filings/list.html", context)


def _may_key_in(reach: Reach) -> bool:
    return reach.coordinator_body is not None and permissions.may_key_in(reach.roles_at(reach.coordinator_body.pk))


@login_required
@require_http_methods(["GET"])
def inbox(request: HttpRequest) -> HttpResponse:
    """What was issued to the user's bodies."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    rows = queries.inbox(reach)
    state = request.GET.get("state", "")
    if state in DeliveryState.values:
        rows = rows.filter(state=state)
    page = keyset(rows, order=("-sent_at",), cursor=request.GET.get("cursor"))
    names = names_on([row.version.body_id for row in page.rows], on)
    corrected = corrections_of(row.version for row in page.rows)
    lines = [
        {
            "filing": row.version.filing,
            "version": row.version,
            "body": names[row.version.body_id],
            "day": row.sent_at,
            "delivery": row,
            "corrections": corrected.get(row.version_id, []),
        }
        for row in page.rows
    ]
    context = {
        "page": page,
        "lines": lines,
        "state": state,
        "states": DeliveryState.choices,
        "may_key_in": _may_key_in(reach),
    }
    return render(request, "filings/inbox.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a filing."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    writable = [key for key in reach.own if permissions.may_start(reach.roles_at(key))]
    bodies = {str(body.public_id): body for body in Body.objects.filter(pk__in=writable)}
    names = names_on(bodies.values(), on)
    asked = {request.GET.get("form", "")} if "duty" in request.GET or "duty" in request.POST else set()
    owed = forms_owed(bodies.values(), reach, on) | asked
    titles = {key: title for key, title in form_titles(on).items() if key in owed and key not in LETTER_FORMS}
    form = StartForm(
        request.POST or None,
        bodies={key: names[body.pk].label for key, body in bodies.items()},
        titles=titles,
        initial={"year": on.year}
        | {key: request.GET[key] for key in ("year", "form", "body", "duty") if key in request.GET},
    )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            return _begin(request, form.cleaned_data, bodies[form.cleaned_data["body"]], reach)
    return render(request, "filings/start.html", {"form": form}, status=status_of(form))


def _begin(request: HttpRequest, chosen: dict[str, Any], body: Body, reach: Reach) -> HttpResponse:
    """Begin the filing chosen, or open it where it was begun before.

    A duty that is one of several in a year (an ad hoc request, an event) makes a filing of its own, and so does one
    that a body now ended left overdue: its heir answers it with a document that tells that body's work.
    """
    period = str(chosen["year"])
    duty = access_obligation(reach, chosen["duty"]) if chosen["duty"] else None
    own = duty is not None and duty.form_id == chosen["form"] and needs_own_document(duty, body, timezone.localdate())
    subject_id = duty.public_id if duty is not None and own else None
    existing = queries.find_filing(body, chosen["form"], period, subject_id)
    if existing is not None:
        return redirect("filings_detail", existing.public_id)
    try:
        filing = start_filing(
            form_id=chosen["form"],
            body=body,
            period=period,
            year=chosen["year"],
            title=chosen["title"] or (duty.title_vi if duty is not None and own else ""),
            subject_kind="obligation" if subject_id else "",
            subject_id=subject_id,
            acting_user=user_of(request),
            at=timezone.now(),
            once=request.POST.get("once", ""),
        )
    except AlreadyDone as done:
        return redirect("filings_detail", done.result)
    return redirect("filings_editor", filing.versions.get().public_id)


@login_required
@require_http_methods(["GET"])
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One filing: where it stands, its versions, what addressees did, what may be done now."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    versions = queries.access_versions(user_of(request), public_id, on, reach)
    filing = versions[0].filing
    own = filing.body_id in reach.bodies
    roles = reach.roles_at(filing.body_id)
    newest = versions[0]
    issued = next((each for each in versions if each.is_issued), None)
    deliveries = list(issued.deliveries.select_related("addressee", "keyed_by", "accepted_by")) if issued else []
    if not own:
        deliveries = [each for each in deliveries if each.addressee_id in reach.bodies]
    name_day = issued.issued_on if issued and issued.issued_on else on
    standing = standing_context(user_of(request), filing, issued, on, reach)
    context = {
        "filing": filing,
        "tombstones": queries.tombstones(versions),
        "body_name": names_on([filing.body_id], name_day)[filing.body_id],
        "form": queries.form_of(newest),
        "form_title": queries.form_title(queries.form_of(newest)),
        "versions": versions,
        "newest": newest,
        "issued": issued,
        "own": own,
        "deliveries": [_delivery_line(each, reach, issued, own=own) for each in deliveries if issued],
        "approvals": newest.approvals.select_related("by", "delegated_by") if own else [],
        "signed_copies": issued.signed_copies.select_related("file", "by", "confirmed_by") if issued else [],
        "attachments": newest.attachments.select_related("file"),
        "may": _may(roles, newest, issued),
        "reason_form": ReasonForm(auto_id="id_revise_%s"),
        "recall_form": ReasonForm(auto_id="id_recall_%s"),
        **standing,
        "receive_form": ReceiveForm(initial={"incoming_on": on}),
        "supplement_form": SupplementForm(),
        "signed_form": SignedCopyForm(),
        "attachment_form": AttachmentForm(),
        "entries": entries_for("filings.version", newest.public_id)[:30] if own else [],
    }
    return render(request, "filings/detail.html", context)


def _may(roles: permissions.Roles, newest: FilingVersion, issued: FilingVersion | None) -> dict[str, bool]:
    """What the buttons of the page ask."""
    state = newest.state
    return {
        "edit": permissions.may_edit(roles, state),
        "submit": permissions.may_submit(roles, state),
        "review": permissions.may_approve(roles, state) or permissions.may_return(roles, state),
        "issue": permissions.may_issue(roles, state),
        "revise": issued is not None
        and permissions.may_revise(roles, issued.state)
        and state not in OPEN_STATES
        and issued.filing.form_id != RECALL,
        "correct": issued is not None and permissions.may_correct(roles, issued.state),
        "recall": issued is not None
        and permissions.may_recall(roles, issued.state)
        and issued.filing.form_id != RECALL,
        "sign": issued is not None
        and permissions.may_attach_signed(roles, issued.state)
        and issued.origin == "product",
    }


def _delivery_line(delivery: Delivery, reach: Reach, issued: FilingVersion, *, own: bool) -> dict[str, object]:
    """A delivery and what the reader may do with it."""
    roles: permissions.Roles = reach.roles_at(delivery.addressee_id) if delivery.addressee_id else frozenset()
    return {
        "delivery": delivery,
        "may_receive": permissions.may_receive(roles, delivery.state),
        "may_judge": issued.state == State.ISSUED and permissions.may_judge(roles, delivery.state),
        "may_give_back": delivery.given_back_at is None
        and (
            permissions.may_give_back(roles, issued.state)
            or (own and permissions.may_take_back(reach.roles_at(issued.body_id), issued.state, delivery.channel))
        ),
    }
