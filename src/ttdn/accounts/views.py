"""Screens: one's own account, and the administrator's list of accounts."""

import uuid
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ttdn.accounts import actions, letters, queries
from ttdn.accounts.forms import AccountChangeForm, AccountFilter, AccountForm
from ttdn.accounts.models import User
from ttdn.accounts.permissions import may_manage_accounts
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.refusals import shown_on, status_of

LINK_KEY = "accounts_set_password_link"


def _person(request: HttpRequest) -> User:
    """The signed-in user (the decorator has seen to it)."""
    return cast("User", request.user)


def _administrator(request: HttpRequest) -> User:
    """The signed-in administrator; these pages do not exist for others."""
    user = _person(request)
    if not may_manage_accounts(user):
        raise Http404
    return user


@login_required
@require_GET
def settings_page(request: HttpRequest) -> HttpResponse:
    """One's own account: who I am here, password, second factor, sessions."""
    kinds = set(Authenticator.objects.filter(user=_person(request)).values_list("type", flat=True))
    protected = bool(kinds & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})
    return render(request, "accounts/settings.html", {"protected": protected})


@login_required
@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """The list of accounts."""
    _administrator(request)
    form = AccountFilter(request.GET)
    wanted: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    rows = queries.accounts(text=wanted.get("q", ""), state=wanted.get("state", ""))
    page = keyset(rows, order=("sort_key",), cursor=request.GET.get("cursor"))
    return render(request, "accounts/users.html", {"page": page, "form": form})


@login_required
@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """Open an account."""
    administrator = _administrator(request)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                user = actions.open_account(
                    **form.cleaned_data,
                    acting_user=administrator,
                    at=timezone.now(),
                    once=request.POST.get("once", ""),
                )
                _hand_over_link(request, user)
                return redirect("accounts_user", public_id=user.public_id)
        except AlreadyDone as done:
            return redirect("accounts_user", public_id=done.result) if done.result else redirect("accounts_users")
    return render(request, "accounts/user_form.html", {"form": form}, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def user_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One account: correct it; the one-time link shows once after it was made."""
    administrator = _administrator(request)
    account = queries.access_account(administrator, public_id)
    form = AccountChangeForm(
        request.POST or None,
        initial={"full_name": account.full_name, "is_system_administrator": account.is_system_administrator},
    )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            changed = form.cleaned_data
            actions.change_account(public_id=public_id, **changed, acting_user=administrator, at=timezone.now())
            messages.success(request, _("Đã lưu tài khoản."))
            return redirect("accounts_user", public_id=public_id)
    kept = request.session.pop(LINK_KEY, None)
    link = kept["url"] if kept and kept["user"] == str(public_id) else ""
    second_factors = Authenticator.objects.filter(user=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return render(
        request,
        "accounts/user.html",
        {"account": account, "form": form, "link": link, "second_factors": second_factors.count()},
        status=status_of(form),
    )


@login_required
@require_POST
def user_close(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close an account."""
    administrator = _administrator(request)
    account = queries.access_account(administrator, public_id)
    actions.close_account(public_id=account.public_id, acting_user=administrator, at=timezone.now())
    messages.success(request, _("Đã khóa tài khoản và đăng xuất mọi phiên của người này."))
    return redirect("accounts_user", public_id=public_id)


@login_required
@require_POST
def user_reopen(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Open a closed account again."""
    administrator = _administrator(request)
    account = queries.access_account(administrator, public_id)
    actions.reopen_account(public_id=account.public_id, acting_user=administrator, at=timezone.now())
    messages.success(request, _("Đã mở lại tài khoản."))
    return redirect("accounts_user", public_id=public_id)


@login_required
@require_POST
def user_reset(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take away a lost password and second factors, and hand out a new one-time link."""
    administrator = _administrator(request)
    account = queries.access_account(administrator, public_id)
    user = actions.reset_sign_in(public_id=account.public_id, acting_user=administrator, at=timezone.now())
    _hand_over_link(request, user)
    return redirect("accounts_user", public_id=public_id)


def _hand_over_link(request: HttpRequest, user: User) -> None:
    """Make the one-time link, mail it, and keep it for the next page of the administrator only."""
    url = request.build_absolute_uri(queries.set_password_path(user))
    request.session[LINK_KEY] = {"user": str(user.public_id), "url": url}
    if letters.mail_set_password_link(user, url):
        messages.success(request, _("Đã gửi đường dẫn đặt mật khẩu tới %(email)s.") % {"email": user.email})
    else:
        messages.warning(request, _("Chưa gửi được thư. Hãy chuyển đường dẫn dưới đây cho người dùng bằng cách khác."))
