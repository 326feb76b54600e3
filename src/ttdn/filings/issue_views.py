"""Issuing, the signed original, and downloads."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.filings import actions, permissions, queries
from ttdn.filings.exporting import EXPORTS, export
from ttdn.filings.forms import IssueForm, SignedCopyForm
from ttdn.filings.headers import symbol_of
from ttdn.organisations.queries import name_on
from ttdn.organisations.requests import reach_in
from ttdn.web.downloads import attachment
from ttdn.web.errors import UserError
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import keeps_typed, shown_on, status_of


@login_required
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Number and date; then it is sent."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    version = queries.access_own_version(user_of(request), public_id, on, reach)
    internal = version.body.numbering == "internal"
    name = name_on(version.body, on)
    form = IssueForm(request.POST or None, internal=internal, initial={"issued_on": on, "place": name.place_vi})
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                actions.issue(
                    version=version,
                    issued_on=form.cleaned_data["issued_on"],
                    number_text=form.cleaned_data.get("number_text", ""),
                    place=form.cleaned_data["place"],
                    acting_user=user_of(request),
                    at=timezone.now(),
                    once=request.POST.get("once", ""),
                )
                messages.success(request, _("Đã phát hành và gửi đến các nơi nhận."))
                return redirect("filings_detail", version.filing.public_id)
        except AlreadyDone as done:
            return redirect("filings_detail", done.result)
    unit = name_on(version.filing.unit, on) if version.filing.unit else None
    context = {
        "version": version,
        "filing": version.filing,
        "form": form,
        "internal": internal,
        "symbol": symbol_of(queries.form_of(version), name, unit),
        "may_issue": permissions.may_issue(reach.roles_at(version.body_id), version.state),
    }
    return render(request, "filings/issue.html", context, status=status_of(form))


@login_required
@require_POST
@keeps_typed(files={"upload": gettext_lazy("Bản chính đã ký")})
def signed_copy(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Attach the signed original; its words are compared at once."""
    version = queries.access_own_version(user_of(request), public_id, timezone.localdate(), reach_in(request))
    form = SignedCopyForm(request.POST, request.FILES)
    if not form.is_valid():
        raise UserError(_("Hãy chọn tệp bản chính đã ký."))
    try:
        copy = actions.attach_signed_copy(
            version=version,
            upload=form.cleaned_data["upload"],
            acting_user=user_of(request),
            at=timezone.now(),
            once=request.POST.get("once", ""),
        )
    except AlreadyDone as done:
        return redirect("filings_detail", done.result)
    if copy.readable and not copy.differences:
        messages.success(request, _("Đã gắn bản chính. Hãy xác nhận để hoàn tất."))
    else:
        messages.warning(request, _("Đã gắn bản chính. Hãy xem chỗ khác nhau và xác nhận."))
    return redirect("filings_signed_copy_confirm", version.public_id, copy.public_id)


@login_required
@require_http_methods(["GET", "POST"])
@keeps_typed(remark=gettext_lazy("Ý kiến"))
def confirm_signed_copy(request: HttpRequest, public_id: uuid.UUID, copy_id: uuid.UUID) -> HttpResponse:
    """The differences between the original and what was issued, to be confirmed."""
    on = timezone.localdate()
    reach = reach_in(request, on)
    version = queries.access_own_version(user_of(request), public_id, on, reach)
    copy = get_object_or_404(version.signed_copies.select_related("file", "by", "confirmed_by"), public_id=copy_id)
    if request.method == "POST":
        actions.confirm_signed_copy(
            version=version,
            copy=copy,
            remark=request.POST.get("remark", ""),
            acting_user=user_of(request),
            at=timezone.now(),
        )
        messages.success(request, _("Đã xác nhận bản chính."))
        return redirect("filings_detail", version.filing.public_id)
    context = {
        "version": version,
        "filing": version.filing,
        "copy": copy,
        "may_sign": permissions.may_attach_signed(reach.roles_at(version.body_id), version.state),
    }
    return render(request, "filings/signed_copy.html", context)


@login_required
@require_http_methods(["GET"])
def download(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The version as Word, PDF or JSON: kept files when issued, a draft marked as one before."""
    version = queries.access_version(user_of(request), public_id, timezone.localdate(), reach_in(request))
    if kind not in EXPORTS:
        raise Http404
    content, name, mime = export(version, kind)
    return attachment(content, name, mime)
