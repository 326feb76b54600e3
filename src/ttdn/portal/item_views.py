"""One item in the workspace: beginning it, its page, what it is for, putting a language of it forward."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ttdn.accounts.signed_in import user_of
from ttdn.audit.queries import entries_for
from ttdn.filings.models import FilingVersion
from ttdn.organisations.models import Body
from ttdn.organisations.queries import name_on, names_on, units_of
from ttdn.organisations.requests import reach_in
from ttdn.portal.actions.drafting import begin_item, set_details
from ttdn.portal.actions.locking import KIND as ITEM_KIND
from ttdn.portal.actions.review import submit
from ttdn.portal.choices import OPEN, Kind
from ttdn.portal.comparing import compare
from ttdn.portal.completeness import what_is_missing
from ttdn.portal.content_forms import DetailsForm, NewItemForm, SubmitForm
from ttdn.portal.content_queries import (
    channel_options,
    history_of_item,
    may_put_forward,
    replaceable,
    topic_names,
    topic_options,
    versions_of,
    written_bodies,
)
from ttdn.portal.errors import Incomplete
from ttdn.portal.from_filings import (
    KINDS,
    ORIGIN,
    access_issued,
    draft_content,
    issued_versions,
    items_from,
    number_of,
    origin_of,
    subject_of,
)
from ttdn.portal.languages import content_languages
from ttdn.portal.models import Edition, Item
from ttdn.portal.permissions import may_write
from ttdn.portal.queries import access_item, draft_of, record_of
from ttdn.portal.requests import sent, today, tried
from ttdn.portal.snapshots import snapshot_of
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset

_METHODS = ("GET", "HEAD", "POST")


def _offers(body: Body) -> dict[str, Any]:
    """What the details of an item of a body may be."""
    on = today()
    units = units_of(body, on).order_by("sort_key", "pk")
    return {
        "channels": channel_options(body, on),
        "units": units,
        "unit_names": names_on(units, on),
        "topics": topic_options(body),
    }


def _chosen_body(request: HttpRequest, version: FilingVersion | None) -> tuple[Body | None, list[Body]]:
    """The body that the new item is of, and those that the reader may choose from."""
    bodies = written_bodies(reach_in(request, today()), today())
    if version is not None:
        return next((body for body in bodies if body.pk == version.body_id), None), bodies
    wanted = request.GET.get("co-quan", "")
    if not wanted:
        return (bodies[0] if bodies else None), bodies
    return next((body for body in bodies if str(body.public_id) == wanted), None), bodies


def _version_asked(request: HttpRequest) -> FilingVersion | None:
    """The issued document that the item is made from, when the address names one."""
    wanted = request.GET.get("van-ban", "")
    if not wanted:
        return None
    try:
        key = UUID(wanted)
    except ValueError as error:
        raise Http404 from error
    return access_issued(reach_in(request, today()), key, today())


@login_required
@require_http_methods(_METHODS)
def new_item(request: HttpRequest) -> HttpResponse:
    """Begin an item, empty or from an issued document."""
    version = _version_asked(request)
    body, bodies = _chosen_body(request, version)
    if body is None:
        if bodies or request.GET:
            raise Http404
        return render(request, "portal/workspace/no_writer.html", {"tab": "items"})
    initial = {"title": subject_of(version)[:250], "kind": Kind.PUBLICATION} if version else {}
    kinds = KINDS if version else Kind.values
    form = NewItemForm(sent(request), kinds=kinds, initial=initial, **_offers(body))
    made: list[Item] = []
    try:
        if request.method == "POST" and tried(form, lambda: made.append(_begin(request, form, body, version))):
            messages.success(request, _("Đã lập bài. Hãy soạn nội dung."))
            return redirect("portal_item", made[0].public_id)
    except AlreadyDone as before:
        return redirect("portal_item", before.result)
    names = names_on(bodies, today())
    context = {
        "form": form,
        "body": body,
        "body_name": names[body.pk].label if body.pk in names else body.code,
        "bodies": [(each, names[each.pk].label if each.pk in names else each.code) for each in bodies],
        "version": version,
        "number": number_of(version) if version else "",
        "made_before": items_from(version) if version else [],
        "tab": "items",
    }
    return render(request, "portal/workspace/new.html", context, status=422 if form.errors else 200)


def _begin(request: HttpRequest, form: NewItemForm, body: Body, version: FilingVersion | None) -> Item:
    data = form.cleaned_data
    page = begin_item(
        body=body,
        kind=data["kind"],
        language=data["language"],
        title=data["title"],
        details=form.details(),
        origin=origin_of(version) if version else None,
        content=draft_content(version) if version else None,
        acting_user=user_of(request),
        at=timezone.now(),
        once=request.POST.get("once", ""),
    )
    item: Item = page.item
    return item


@login_required
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """The issued documents that an item can be made from."""
    on = today()
    wanted = request.GET.get("q", "").strip()
    found = issued_versions(reach_in(request, on), on, wanted)
    page = keyset(found, order=("-issued_on", "-id"), cursor=request.GET.get("cursor"), size=30)
    rows = [(each, number_of(each), subject_of(each)) for each in page.rows]
    return render(
        request, "portal/workspace/sources.html", {"page": page, "rows": rows, "wanted": wanted, "tab": "items"}
    )


@login_required
@require_safe
def item_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One item: its languages side by side, what it is for, its history."""
    user, on = user_of(request), today()
    reach = reach_in(request, on)
    item = access_item(user, public_id, on, reach)
    collected = item.harvested_from is not None  # changed at its source only: nothing is offered here
    roles = frozenset() if collected else reach.roles_at(item.body_id)
    versions = versions_of(item)
    rows = [
        (
            each,
            each.page_id and may_put_forward(item, each.language.code, roles),
            each.page_id and not each.edition and may_put_forward(item, each.language.code, roles),
        )
        for each in versions
    ]
    there = {each.language.code for each in versions}
    context = {
        "item": item,
        "title": versions[0].title if versions else str(item.public_id),
        "rows": rows,
        "missing_languages": []
        if collected
        else [each for code, each in content_languages().items() if code not in there],
        "body_name": name_on(item.body, on).label,
        "unit_name": name_on(item.unit, on).label if item.unit else "",
        "channel": dict(channel_options(item.body, on)).get(item.channel, item.channel),
        "topics": topic_names(item),
        "from_filing": item.origin_kind == ORIGIN,
        "may_write": may_write(roles),
        "history": history_of_item(item),
        "entries": entries_for(ITEM_KIND, item.public_id),
        "tab": "items",
    }
    return render(request, "portal/workspace/item.html", context)


@login_required
@require_http_methods(_METHODS)
def item_details(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change what an item is for."""
    user, on = user_of(request), today()
    item = access_item(user, public_id, on, reach_in(request, on))
    initial = {
        "channel": item.channel,
        "audience": item.audience,
        "rights": item.rights,
        "unit": item.unit.public_id if item.unit else None,
        "topics": list(item.topics.values_list("public_id", flat=True)),
    }
    form = DetailsForm(sent(request), initial=initial, **_offers(item.body))

    def act() -> None:
        set_details(
            item=item,
            details=form.details(),
            acting_user=user,
            at=timezone.now(),
            once=request.POST.get("once", ""),
        )

    try:
        if request.method == "POST" and tried(form, act):
            messages.success(request, _("Đã lưu. Bản trình sau sẽ mang thông tin mới."))
            return redirect("portal_item", item.public_id)
    except AlreadyDone:
        return redirect("portal_item", item.public_id)
    context = {"item": item, "form": form, "title": _("Bài này dành cho ai, thuộc phương thức nào"), "tab": "items"}
    return render(request, "portal/workspace/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(_METHODS)
def submit_draft(request: HttpRequest, public_id: UUID, language: str) -> HttpResponse:
    """Put the draft of a language forward: what it lacks, what it changes for readers, why."""
    user, on = user_of(request), today()
    item = access_item(user, public_id, on, reach_in(request, on))
    draft = draft_of(item, language)
    if draft is None:
        raise Http404
    record = record_of(item, language)
    form = SubmitForm(sent(request), replaceable=replaceable(item, language), must_explain=record is not None)
    made: list[Edition] = []
    try:
        if request.method == "POST" and tried(form, lambda: made.append(_submit(request, form, item, language))):
            messages.success(request, _("Đã trình. Người thứ hai của cơ quan được báo để đọc."))
            return redirect("portal_edition", made[0].public_id)
    except AlreadyDone as before:
        return redirect("portal_edition", before.result)
    missing, comparison = [], None
    try:
        snapshot = snapshot_of(draft)
        missing = what_is_missing(snapshot)
        comparison = compare(record.edition.snapshot, snapshot) if record else None
    except Incomplete as error:
        missing = [error.sentence]
    context = {
        "item": item,
        "draft": draft,
        "form": form,
        "missing": missing,
        "record": record,
        "comparison": comparison,
        "on_its_way": Edition.objects.filter(item=item, language=language, state__in=OPEN).defer("snapshot").first(),
        "may_edit": may_put_forward(item, language, reach_in(request, on).roles_at(item.body_id)),
        "tab": "items",
    }
    return render(request, "portal/workspace/submit.html", context, status=422 if form.errors else 200)


def _submit(request: HttpRequest, form: SubmitForm, item: Item, language: str) -> Edition:
    return submit(
        item=item,
        language=language,
        public_reason=form.cleaned_data["public_reason"],
        replaces_item=form.cleaned_data.get("replaces"),
        acting_user=user_of(request),
        at=timezone.now(),
        once=request.POST.get("once", ""),
    )
