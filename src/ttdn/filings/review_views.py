"""Submitting, reading before approval, approving, returning, comments, and comparing two versions."""

import contextlib
import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.docgen.compare import compare_documents
from ttdn.docgen.preview import preview
from ttdn.filings import actions, permissions, queries
from ttdn.filings.documents import build_document
from ttdn.filings.errors import Incomplete
from ttdn.filings.forms import ReasonForm
from ttdn.filings.letters import standing_context
from ttdn.filings.models import FilingVersion
from ttdn.organisations.requests import reach_in
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed


def _own(request: HttpRequest, public_id: uuid.UUID) -> FilingVersion:
    on = timezone.localdate()
    return queries.access_own_version(user_of(request), public_id, on, reach_in(request, on))


@login_required
@require_POST
@keeps_typed(remark=gettext_lazy("Ý kiến"))
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put the version before the leader."""
    version = _own(request, public_id)
    try:
        actions.submit(
            version=version, acting_user=user_of(request), at=timezone.now(), remark=request.POST.get("remark", "")
        )
    except Incomplete as error:
        error.ways = _ways_to(version, error)
        raise
    messages.success(request, _("Đã trình duyệt."))
    return redirect("filings_detail", version.filing.public_id)


def _ways_to(version: FilingVersion, error: Incomplete) -> tuple[tuple[str, str], ...]:
    """Each section that is still empty, in the editor; the header where that is what is missing."""
    editor = reverse("filings_editor", args=[version.public_id])
    headings = {
        each.code: f"{each.label or ''} {each.heading_vi}".strip() for each in queries.form_of(version).sections
    }
    if not error.missing:
        return ((_("Mở phần Thể thức"), reverse("filings_header", args=[version.public_id])),)
    return tuple((headings.get(code, code), f"{editor}?muc={code}") for code in error.missing)


@login_required
@require_http_methods(["GET"])
def review(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The real pages, with the buttons of whoever decides; the form carries the hash of what is shown."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    version = queries.access_own_version(user_of(request), public_id, on, reach)
    roles = reach.roles_at(version.body_id)
    prefetch_related_objects([version], "sections", "rows", "sentences")
    pages = range(1, preview(build_document(version, marks=True)).page_count + 1)
    context = {
        "version": version,
        "filing": version.filing,
        "pages": pages,
        "may_approve": permissions.may_approve(roles, version.state),
        "may_return": permissions.may_return(roles, version.state),
        "may_reopen": permissions.may_reopen(roles, version.state),
        "reason_form": ReasonForm(),
        "approvals": version.approvals.select_related("by", "delegated_by"),
        "open_comments": version.comments.filter(resolved_at=None).count(),
        **standing_context(user_of(request), version.filing, version if version.is_issued else None, on, reach),
        "stale_count": len(queries.stale_marks(version)[0]),
    }
    return render(request, "filings/review.html", context)


@login_required
@require_POST
@keeps_typed(remark=gettext_lazy("Ý kiến"))
def approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Approve exactly what the screen showed."""
    version = _own(request, public_id)
    actions.approve(
        version=version,
        content_hash=request.POST.get("content_hash", ""),
        remark=request.POST.get("remark", ""),
        acting_user=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, _("Đã duyệt. Văn thư sẽ cấp số và phát hành."))
    return redirect("filings_detail", version.filing.public_id)


@login_required
@require_POST
@keeps_typed(reason=gettext_lazy("Lý do trả lại"))
def return_for_changes(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Send it back with a reason."""
    version = _own(request, public_id)
    actions.return_for_changes(
        version=version, reason=request.POST.get("reason", ""), acting_user=user_of(request), at=timezone.now()
    )
    messages.success(request, _("Đã trả lại để sửa."))
    return redirect("filings_detail", version.filing.public_id)


@login_required
@require_POST
@keeps_typed(remark=gettext_lazy("Ý kiến"))
def reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take it back to change it."""
    version = _own(request, public_id)
    actions.reopen(
        version=version, acting_user=user_of(request), at=timezone.now(), remark=request.POST.get("remark", "")
    )
    messages.success(request, _("Đã mở lại để sửa; phê duyệt trước đó không còn giá trị."))
    return redirect("filings_editor", version.public_id)


@login_required
@require_POST
@keeps_typed(text=gettext_lazy("Góp ý"))
def comment(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """Remark on a section."""
    version = _own(request, public_id)
    queries.section_of(version, queries.form_of(version), code)
    with contextlib.suppress(AlreadyDone):  # the same remark, sent twice
        actions.add_comment(
            version=version,
            code=code,
            text=request.POST.get("text", ""),
            acting_user=user_of(request),
            at=timezone.now(),
            once=request.POST.get("once", ""),
        )
    return redirect(f"{reverse('filings_editor', args=[version.public_id])}?muc={code}#gop-y")


@login_required
@require_POST
def resolve(request: HttpRequest, public_id: uuid.UUID, comment_id: uuid.UUID) -> HttpResponse:
    """The remark was dealt with."""
    version = _own(request, public_id)
    found = queries.comment_of(version, comment_id)
    actions.resolve_comment(version=version, comment=found, acting_user=user_of(request), at=timezone.now())
    return redirect(f"{reverse('filings_editor', args=[version.public_id])}?muc={found.code}#gop-y")


@login_required
@require_http_methods(["GET"])
def compare(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Two versions of one filing, word by word."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    version = queries.access_version(user_of(request), public_id, on, reach)
    others = list(
        version.filing.versions.visible_to(user_of(request), on, reach)
        .exclude(pk=version.pk)
        .select_related("filing__body", "body")
        .order_by("-ordinal")
    )
    wanted = request.GET.get("voi", "")
    other = next((each for each in others if str(each.public_id) == wanted), None)
    if wanted and other is None:
        raise Http404
    if other is None:
        other = next((each for each in others if each.ordinal < version.ordinal), others[0] if others else None)
    changes = compare_documents(build_document(other), build_document(version)) if other else []
    context = {
        "version": version,
        "filing": version.filing,
        "other": other,
        "others": others,
        "changes": [each for each in changes if each.kind != "same"],
    }
    return render(request, "filings/compare.html", context)
