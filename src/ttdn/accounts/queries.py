"""Reading accounts."""

import uuid

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.accounts.permissions import may_manage_accounts


def access_account(user: User, public_id: uuid.UUID) -> User:
    """An account as its administrator sees it; 404 for everybody else and for what does not exist."""
    if may_manage_accounts(user):
        found = User.objects.filter(public_id=public_id).first()
        if found is not None:
            return found
    raise Http404


def accounts(*, text: str = "", state: str = "") -> "QuerySet[User]":
    """Accounts whose name or address contains `text`; `state`: `active`, `closed` or empty for all."""
    rows = User.objects.all()
    if text:
        rows = rows.filter(Q(full_name__icontains=text) | Q(email__icontains=text.lower()))
    if state in {"active", "closed"}:
        rows = rows.filter(is_active=state == "active")
    return rows


def set_password_path(user: User) -> str:
    """The path at which the owner of an account sets a password, once, within PASSWORD_RESET_TIMEOUT (3 days)."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
