"""What a system administrator does with accounts, and what people do with their own."""

import uuid
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.accounts.permissions import may_manage_accounts
from ttdn.audit import actions as audit
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

KIND = "accounts.user"


@transaction.atomic(durable=True)
def open_account(
    *,
    email: str,
    full_name: str,
    is_system_administrator: bool = False,
    acting_user: User | None,
    at: datetime,
    once: str = "",
) -> User:
    """Open an account without a password; its owner sets one through `set_password_link`.

    Args:
        email: the address to sign in with, compared without regard to case.
        full_name: in the order people write it.
        is_system_administrator: may manage accounts and settings; reads no content.
        acting_user: the administrator; None: the command line.
        at: when.
        once: token of the form.

    Raises:
        NotAllowed: the acting user is no administrator.
        UserError: the address has an account.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    _administrator(acting_user)
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise UserError(_("Địa chỉ %(email)s đã có tài khoản. Hãy tìm trong danh sách tài khoản.") % {"email": address})
    user = User.objects.create_user(
        address, full_name, public_id=public_id, is_system_administrator=is_system_administrator
    )
    audit.record(
        "accounts.user.opened",
        acting_user=acting_user,
        at=at,
        chain=None,
        object_kind=KIND,
        object_id=public_id,
        after={"email": address, "full_name": user.full_name, "is_system_administrator": is_system_administrator},
    )
    return user


@transaction.atomic(durable=True)
def change_account(
    *, public_id: uuid.UUID, full_name: str, is_system_administrator: bool, acting_user: User, at: datetime
) -> User:
    """Correct a name, or give and take the administrator's right.

    Raises:
        NotAllowed: the acting user is no administrator.
        UserError: nobody would be left to administer.
    """
    _administrator(acting_user)
    user = User.objects.select_for_update().get(public_id=public_id)
    before = {"full_name": user.full_name, "is_system_administrator": user.is_system_administrator}
    after = {"full_name": full_name.strip(), "is_system_administrator": is_system_administrator}
    if before == after:
        return user
    if user.is_system_administrator and not is_system_administrator:
        _somebody_is_left(user)
    user.full_name, user.is_system_administrator = full_name.strip(), is_system_administrator
    user.save(update_fields=["full_name", "is_system_administrator"])
    audit.record(
        "accounts.user.changed",
        acting_user=acting_user,
        at=at,
        chain=None,
        object_kind=KIND,
        object_id=user.public_id,
        before=before,
        after=after,
    )
    return user


@transaction.atomic(durable=True)
def close_account(*, public_id: uuid.UUID, acting_user: User, at: datetime) -> User:
    """Close an account: its owner is signed out everywhere and cannot sign in; what they did stays.

    Raises:
        NotAllowed: the acting user is no administrator, or it is their own account.
        UserError: nobody would be left to administer.
    """
    _administrator(acting_user)
    user = User.objects.select_for_update().get(public_id=public_id)
    if user.pk == acting_user.pk:
        raise NotAllowed(_("Bạn không tự khóa tài khoản của mình được; hãy nhờ một quản trị viên khác."))
    if not user.is_active:
        return user
    _somebody_is_left(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    _sign_out_everywhere(user)
    _note("accounts.user.closed", user, acting_user, at, before={"is_active": True}, after={"is_active": False})
    return user


@transaction.atomic(durable=True)
def reopen_account(*, public_id: uuid.UUID, acting_user: User, at: datetime) -> User:
    """Open a closed account again, with the password it had.

    Raises:
        NotAllowed: the acting user is no administrator.
    """
    _administrator(acting_user)
    user = User.objects.select_for_update().get(public_id=public_id)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    _note("accounts.user.reopened", user, acting_user, at, before={"is_active": False}, after={"is_active": True})
    return user


@transaction.atomic(durable=True)
def reset_sign_in(*, public_id: uuid.UUID, acting_user: User, at: datetime) -> User:
    """Take away the password and the second factors of somebody who lost them, and sign them out everywhere.

    Raises:
        NotAllowed: the acting user is no administrator, or it is their own account (which would lock them out).
    """
    _administrator(acting_user)
    user = User.objects.select_for_update().get(public_id=public_id)
    if user.pk == acting_user.pk:
        raise NotAllowed(_("Để đổi mật khẩu của mình, hãy mở Tài khoản của tôi."))
    removed = Authenticator.objects.filter(user=user).count()
    Authenticator.objects.filter(user=user).delete()
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _sign_out_everywhere(user)
    _note(
        "accounts.user.sign_in_reset",
        user,
        acting_user,
        at,
        before={"second_factors": removed},
        after={"second_factors": 0},
    )
    return user


@transaction.atomic(durable=True)
def choose_language(*, user: User, language: str) -> None:
    """Keep the language that a person chose for the screens and their letters (a preference: not audited)."""
    User.objects.filter(pk=user.pk).update(language=language)


def _administrator(acting_user: User | None) -> None:
    """Only a system administrator goes on; the command line (None) is one."""
    if acting_user is not None and not may_manage_accounts(acting_user):
        raise NotAllowed(_("Chỉ quản trị viên hệ thống được quản lý tài khoản."))


def _somebody_is_left(user: User) -> None:
    """Refuse to lose the last active administrator."""
    others = User.objects.filter(is_system_administrator=True, is_active=True).exclude(pk=user.pk)
    if user.is_system_administrator and not others.exists():
        raise UserError(_("Đây là quản trị viên cuối cùng. Hãy giao quyền quản trị cho người khác trước."))


def _sign_out_everywhere(user: User) -> None:
    """End every session of a person."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def _note(
    action: str, user: User, acting_user: User, at: datetime, *, before: dict[str, object], after: dict[str, object]
) -> None:
    """One row of the system's audit chain."""
    audit.record(
        action,
        acting_user=acting_user,
        at=at,
        chain=None,
        object_kind=KIND,
        object_id=user.public_id,
        before=before,
        after=after,
    )
