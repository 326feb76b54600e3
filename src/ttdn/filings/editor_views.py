"""The section editor: outline, one section at a time, the real pages beside it."""

import base64
import uuid
from typing import Any

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
from ttdn.docgen.model import Document
from ttdn.docgen.preview import preview, preview_edit
from ttdn.filings import actions, permissions, queries
from ttdn.filings.documents import build_document
from ttdn.filings.errors import SectionClash
from ttdn.filings.forms import AttachmentForm, HeaderForm
from ttdn.filings.models import FilingVersion, HeldText
from ttdn.filings.outline import outline_of, section_pane
from ttdn.filings.sources import record_kind
from ttdn.law.schema import FormSection
from ttdn.organisations.choices import BodyKind
from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.organisations.requests import reach_in
from ttdn.web.errors import UserError
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed, renew_lock, shown_on, status_of

PAGES_SHOWN = 3
ADDRESSEE_KINDS = (
    BodyKind.MINISTRY,
    BodyKind.MINISTERIAL_AGENCY,
    BodyKind.GOVERNMENT_AGENCY,
    BodyKind.PROVINCE,
    BodyKind.STEERING_COMMITTEE,
    BodyKind.PARTY_BODY,
)


def _own(request: HttpRequest, public_id: uuid.UUID) -> FilingVersion:
    on = timezone.localdate()
    return queries.access_own_version(user_of(request), public_id, on, reach_in(request, on))


def _editor_url(version: FilingVersion, code: str) -> str:
    return f"{reverse('filings_editor', args=[version.public_id])}?muc={code}"


def pages_of(document: Document, code: str, following: str | None) -> list[int]:
    """The pages on which a section stands, at most PAGES_SHOWN."""
    laid = preview(document)
    first = laid.page_of_anchor.get(code) or laid.page_of_anchor.get(f"{code}-text") or 1
    last = laid.page_of_anchor.get(following or "", laid.page_count)
    return list(range(first, max(first, min(last, first + PAGES_SHOWN - 1)) + 1))


def _preview_context(version: FilingVersion, sections: list[FormSection], code: str) -> dict[str, Any]:
    document = build_document(version, marks=True)
    codes = [section.code for section in sections]
    here = codes.index(code)
    following = codes[here + 1] if here + 1 < len(codes) else None
    return {"preview_pages": pages_of(document, code, following), "page_count": preview(document).page_count}


@login_required
@require_http_methods(["GET"])
def editor(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The editor at one section (`?muc=`), or at the first one that is to be written."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    version = queries.access_own_version(user_of(request), public_id, on, reach)
    if version.is_issued:
        return redirect("filings_detail", version.filing.public_id)
    prefetch_related_objects([version], "sections", "rows", "sentences", "comments__by")
    form = queries.form_of(version)
    written = [section for section in form.sections if section.kind != "heading"]
    code = request.GET.get("muc") or written[0].code
    section = queries.section_of(version, form, code)
    stale, stale_rows = queries.stale_marks(version)
    context = {
        "version": version,
        "filing": version.filing,
        "form_title": queries.form_title(form),
        "outline": outline_of(version, form, stale, stale_rows),
        "current": section,
        "pane": section_pane(version, section, stale, stale_rows),
        "held": HeldText.objects.filter(version=version, code=code, by=user_of(request)).first(),
        "may_edit": permissions.may_edit(reach.roles_at(version.body_id), version.state),
        "may_submit": permissions.may_submit(reach.roles_at(version.body_id), version.state),
        "may_comment": permissions.may_comment(reach.roles_at(version.body_id), version.state),
        "missing": queries.missing_sections(version, form),
        "next_code": _next_code(written, code),
        "returned": version.approvals.filter(step="return").select_related("by").last(),
        "attachment_form": AttachmentForm(),
        **_preview_context(version, list(form.sections), code),
    }
    return render(request, "filings/editor.html", context)


def _next_code(written: list[FormSection], code: str) -> str:
    codes = [section.code for section in written]
    if code not in codes:
        return codes[0]
    return codes[(codes.index(code) + 1) % len(codes)]


@login_required
@require_http_methods(["GET", "POST"])
@keeps_typed(text=gettext_lazy("Nội dung của mục"), mine=gettext_lazy("Nội dung của mục"))
def section(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """POST saves the text of one section; a clash shows both texts. GET shows the clash that waits, if any."""
    version = _own(request, public_id)
    law_section = queries.section_of(version, queries.form_of(version), code)
    if request.method == "GET":
        held = HeldText.objects.filter(version=version, code=code, by=user_of(request)).first()
        if held is None:
            return redirect(_editor_url(version, code))
        return _clash(request, version, law_section, held.text, status=200)
    if request.POST.get("choice") == "theirs":
        actions.drop_held_text(version=version, code=code, acting_user=user_of(request))
        return redirect(_editor_url(version, code))
    text = request.POST.get("mine" if request.POST.get("choice") == "mine" else "text", "")
    try:
        saved = actions.save_section(
            version=version,
            code=code,
            text=text,
            lock=_number(request.POST.get("lock", "")),
            blank_confirmed="blank_confirmed" in request.POST,
            acting_user=user_of(request),
            at=timezone.now(),
        )
    except SectionClash as clash:
        actions.hold_text(version=version, code=code, text=clash.mine, acting_user=user_of(request), at=timezone.now())
        if request.htmx:  # type: ignore[attr-defined]
            context = {"version": version, "current": law_section, "clash": clash}
            return render(request, "filings/saved_clash.html", context, status=409)
        return _clash(request, version, law_section, clash.mine, status=409)
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, _("Đã lưu."))
        return redirect(_editor_url(version, request.POST.get("next") or code))
    fresh = _own(request, public_id)
    prefetch_related_objects([fresh], "sections", "rows", "sentences")
    form = queries.form_of(fresh)
    stale, stale_rows = queries.stale_marks(fresh)
    entry = next(each for each in outline_of(fresh, form, stale, stale_rows) if each.section.code == code)
    context = {
        "version": fresh,
        "current": law_section,
        "saved": saved,
        "entry": entry,
        "oob": True,
        **_preview_context(fresh, list(form.sections), code),
    }
    return render(request, "filings/saved.html", context)


def _clash(
    request: HttpRequest, version: FilingVersion, law_section: FormSection, mine: str, *, status: int
) -> HttpResponse:
    theirs = version.sections.select_related("updated_by").get(code=law_section.code)
    merged = f"{theirs.text}\n\n{mine}".strip() if mine not in theirs.text else theirs.text
    context = {
        "version": version,
        "filing": version.filing,
        "current": law_section,
        "mine": mine,
        "theirs": theirs,
        "merged": merged,
    }
    return render(request, "filings/clash.html", context, status=status)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else -1


@login_required
@require_POST
def live_preview(request: HttpRequest, public_id: uuid.UUID, code: str) -> HttpResponse:
    """The real pages with the text as it is being typed; nothing is saved."""
    version = _own(request, public_id)
    form = queries.form_of(version)
    queries.section_of(version, form, code)
    prefetch_related_objects([version], "sections", "rows", "sentences")
    document = build_document(version, texts={code: request.POST.get("text", "")}, marks=True)
    shown = preview_edit(document, key=str(version.public_id), anchor=code)
    drawn = [base64.b64encode(svg).decode() for svg in shown.pages]
    return render(request, "filings/live_pages.html", {"live_pages": list(enumerate(drawn, shown.first_page))})


@login_required
@require_http_methods(["GET"])
def page(request: HttpRequest, public_id: uuid.UUID, page: int) -> HttpResponse:
    """One real page as a picture; its address carries the working revision, so that it may be kept by the browser."""
    version = queries.access_version(user_of(request), public_id, timezone.localdate(), reach_in(request))
    if version.is_issued:
        version.refresh_from_db(fields=["document"])
    drawn = preview(build_document(version, marks=not version.is_issued)).pages([page])
    if not drawn:
        raise Http404
    response = HttpResponse(drawn[0], content_type="image/svg+xml")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
    response["Cache-Control"] = "private, max-age=60"
    return response


@login_required
@require_POST
def redraft(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Draft one section (`muc`) or all again; what people edited stays."""
    version = _own(request, public_id)
    code = request.POST.get("muc", "")
    actions.redraft(version=version, codes=[code] if code else None, acting_user=user_of(request), at=timezone.now())
    messages.success(request, _("Đã soạn lại từ số liệu hiện tại; phần bạn đã sửa được giữ nguyên."))
    return redirect(_editor_url(version, code) if code else reverse("filings_editor", args=[version.public_id]))


@login_required
@require_POST
def sentence(request: HttpRequest, public_id: uuid.UUID, sentence_id: uuid.UUID) -> HttpResponse:
    """Take the fresh wording of a sentence, or keep one's own."""
    version = _own(request, public_id)
    found = queries.sentence_of(version, sentence_id)
    actions.settle_sentence(
        version=version,
        sentence=found,
        take=request.POST.get("choice") == "take",
        acting_user=user_of(request),
        at=timezone.now(),
    )
    return redirect(_editor_url(version, found.code))


@login_required
@require_http_methods(["GET"])
def sentence_sources(request: HttpRequest, public_id: uuid.UUID, sentence_id: uuid.UUID) -> HttpResponse:
    """The records behind a drafted sentence."""
    version = _own(request, public_id)
    found = queries.sentence_of(version, sentence_id)
    labels = {
        str(record): label
        for record, label in version.facts.filter(section=found.code).values_list("record_id", "label")
    }
    links = []
    for link in found.links:
        kind = record_kind(link["kind"])
        url = kind.url(uuid.UUID(link["id"])) if kind else ""
        links.append({"label": labels.get(link["id"], _("Bản ghi nguồn")), "url": url})
    context = {"version": version, "filing": version.filing, "sentence": found, "links": links}
    return render(request, "filings/sources.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def header(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Grounds, addressees, recipients, signer."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    version = queries.access_own_version(user_of(request), public_id, on, reach)
    book, _form = queries.law_of(version)
    bodies = list(Body.objects.alive(on).filter(kind__in=ADDRESSEE_KINDS))
    names = names_on(bodies, on)
    form = HeaderForm(
        request.POST or None, version=version, book=book, bodies=[(each, names[each.pk]) for each in bodies]
    )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            actions.save_header(
                version=version,
                values=form.values(),
                lock=form.cleaned_data["lock"],
                acting_user=user_of(request),
                at=timezone.now(),
            )
            messages.success(request, _("Đã lưu phần thể thức."))
            return redirect("filings_editor", version.public_id)
        # What was typed comes back over what is kept now: saving it again is a choice of the person who read both.
        renew_lock(form, version.header_lock)
    context = {
        "version": version,
        "filing": version.filing,
        "form": form,
        "may_edit": permissions.may_edit(reach.roles_at(version.body_id), version.state),
    }
    return render(request, "filings/header.html", context, status=status_of(form))


@login_required
@require_POST
@keeps_typed(title=gettext_lazy("Tên tài liệu"), files={"upload": gettext_lazy("Tệp")})
def attach(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A file that goes along."""
    version = _own(request, public_id)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        raise UserError(_("Hãy chọn tệp và ghi tên tài liệu kèm theo."))
    try:
        actions.attach_file(
            version=version,
            upload=form.cleaned_data["upload"],
            title=form.cleaned_data["title"],
            acting_user=user_of(request),
            at=timezone.now(),
            once=request.POST.get("once", ""),
        )
    except AlreadyDone:
        return redirect("filings_detail", version.filing.public_id)
    messages.success(request, _("Đã đính kèm tệp."))
    return redirect("filings_detail", version.filing.public_id)
