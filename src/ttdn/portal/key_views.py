"""Keys of the system authenticity seal: the reader's bodies see theirs; the leader makes, rotates and revokes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from ttdn.accounts.signed_in import user_of
from ttdn.organisations.models import Body
from ttdn.organisations.requests import reach_in
from ttdn.portal.actions.keys import change_key, withdraw_key
from ttdn.portal.content_queries import body_names, content_bodies
from ttdn.portal.permissions import may_see
from ttdn.portal.requests import today, tried
from ttdn.proofs.access import may_keep_keys
from ttdn.proofs.choices import Revocation
from ttdn.proofs.keys import active_key, key_state, keys_of
from ttdn.proofs.models import SealedText, SigningKey
from ttdn.web.errors import NotAllowed
from ttdn.web.forms import TtdnForm
from ttdn.web.once import AlreadyDone

_METHODS = ["GET", "HEAD", "POST"]


class RevokeForm(TtdnForm):
    """Why a key is revoked, and since when it may have been in foreign hands."""

    revocation = forms.ChoiceField(
        label=gettext_lazy("Vì sao thu hồi"), choices=Revocation.choices, initial=Revocation.SUPERSEDED
    )
    compromised_from = forms.DateTimeField(
        label=gettext_lazy("Bị lộ từ lúc (chỉ khi khóa bị lộ)"),
        required=False,
        help_text=gettext_lazy("Ngày và giờ, ví dụ 20/11/2026 08:00. Dấu đóng từ lúc này trở đi không còn được tin."),
        input_formats=["%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"],
    )
    reason = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Ghi vào nhật ký nội bộ; sổ ghi công khai chỉ ghi loại thu hồi và thời điểm."),
    )  # fmt: skip


class ConfirmForm(TtdnForm):
    """Nothing to fill in."""


@login_required
@require_safe
def key_list(request: HttpRequest) -> HttpResponse:
    """The keys of the reader's bodies; for the system administrator also of the log and of every body that has any."""
    on, user = today(), user_of(request)
    bodies = Body.objects.filter(pk__in=content_bodies(reach_in(request, on)))
    if user.is_system_administrator:
        with_keys = SigningKey.objects.exclude(body=None).values_list("body", flat=True)
        bodies = bodies | Body.objects.filter(public_id__in=list(with_keys))
    rows = list(bodies.distinct().order_by("sort_key", "pk"))
    names = body_names(rows, on)
    shown = [_row(body.public_id, names.get(body.pk, ""), may_keep_keys(user, body.public_id, on)) for body in rows]
    if user.is_system_administrator:
        shown.insert(0, _row(None, _("Sổ ghi công khai"), may=True))
    return render(request, "portal/workspace/keys.html", {"rows": shown, "tab": "keys"})


def _row(body: UUID | None, name: str, may: bool) -> dict[str, Any]:
    keys = [(key, key_state(key), SealedText.objects.filter(key=key).count()) for key in keys_of(body)]
    return {"body": body, "name": name, "may": may, "keys": keys, "active": any(each[1] == "active" for each in keys)}


@login_required
@require_http_methods(_METHODS)
def key_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make the first key of a body, or put a new one in the place of the one in use."""
    on = today()
    body = get_object_or_404(Body, public_id=public_id)
    sees = may_see(reach_in(request, on).roles_at(body.pk)) or user_of(request).is_system_administrator
    if not sees:
        raise Http404
    return _change(request, body.public_id, body_names([body], on).get(body.pk, ""))


@login_required
@require_http_methods(_METHODS)
def log_key_change(request: HttpRequest) -> HttpResponse:
    """The same for the key of the public log: the system administrator only."""
    if not user_of(request).is_system_administrator:
        raise Http404
    return _change(request, None, _("Sổ ghi công khai"))


def _change(request: HttpRequest, body: UUID | None, name: str) -> HttpResponse:
    _require(request, body)
    rotates = active_key(body) is not None
    context = {
        "title": _("Đổi khóa") if rotates else pgettext("nút", "Lập khóa"),
        "lead": name,
        "notice": _("Khóa đang dùng ngừng đóng dấu từ lúc này; dấu đã đóng vẫn đúng.") if rotates else "",
    }
    return _done(
        request,
        ConfirmForm(request.POST if request.method == "POST" else None),
        lambda _form: change_key(
            body=body, acting_user=user_of(request), at=timezone.now(), once=request.POST.get("once", "")
        ),
        _("Đã đổi khóa.") if rotates else _("Đã lập khóa."),
        context,
    )


@login_required
@require_http_methods(_METHODS)
def key_revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Revoke a key for ever, with the reason."""
    on = today()
    key = get_object_or_404(SigningKey, public_id=public_id)
    body = Body.objects.filter(public_id=key.body).first() if key.body else None
    sees = body is not None and may_see(reach_in(request, on).roles_at(body.pk))
    if not sees and not user_of(request).is_system_administrator:
        raise Http404
    _require(request, key.body)
    name = body_names([body], on).get(body.pk, "") if body else _("Sổ ghi công khai")
    context = {
        "title": pgettext("nút", "Thu hồi khóa"),
        "lead": name,
        "notice": _(
            "Không lấy lại được. Khóa bị thu hồi không đóng dấu được nữa; lần công bố sau hệ thống lập khóa mới."
        ),
    }

    def act(form: TtdnForm) -> object:
        return withdraw_key(
            key=key,
            revocation=Revocation(form.cleaned_data["revocation"]),
            reason=form.cleaned_data["reason"],
            compromised_from=form.cleaned_data["compromised_from"],
            acting_user=user_of(request),
            at=timezone.now(),
            once=request.POST.get("once", ""),
        )

    form = RevokeForm(request.POST if request.method == "POST" else None)
    return _done(request, form, act, _("Đã thu hồi khóa."), context)


def _require(request: HttpRequest, body: UUID | None) -> None:
    if not may_keep_keys(user_of(request), body, today()):
        raise NotAllowed(_("Chỉ lãnh đạo cơ quan và người quản trị hệ thống được giữ khóa xác thực."))


def _done(
    request: HttpRequest, form: TtdnForm, act: Callable[[TtdnForm], object], words: str, context: dict[str, Any]
) -> HttpResponse:
    """Do it, say so, and lead back; a form sent twice leads back too."""
    try:
        if request.method == "POST" and tried(form, lambda: act(form)):
            messages.success(request, words)
            return redirect("portal_keys")
    except AlreadyDone:
        return redirect("portal_keys")
    context |= {"form": form, "tab": "keys"}
    return render(request, "portal/workspace/key_form.html", context, status=422 if form.errors else 200)
