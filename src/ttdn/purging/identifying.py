"""Who sits at the terminal: an account with its e-mail, its password and, where it has one, its second factor."""

import getpass
import sys
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.web.errors import UserError

Ask = Callable[[str, bool], str]
"""Takes the question and whether the answer is secret; gives the answer."""
CODES = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def ask(question: str, secret: bool) -> str:
    """The answer from the terminal, a secret one without showing it; from a pipe the next line."""
    if sys.stdin.isatty():
        return getpass.getpass(question) if secret else input(question)
    return sys.stdin.readline().rstrip("\n")


def identify(asked: Ask = ask) -> User:
    """The person who can sign in with what they answer.

    Raises:
        UserError: the answers open no account, or the account has a second factor that a terminal cannot ask for.
    """
    email = asked(_("Thư điện tử: "), False).strip()  # noqa: FBT003  (the shape of Ask)
    password = asked(_("Mật khẩu: "), True)  # noqa: FBT003
    user = authenticate(email=email, password=password)
    if not isinstance(user, User) or not user.is_active:
        raise UserError(_("Thư điện tử hoặc mật khẩu không đúng."))
    factors = list(Authenticator.objects.filter(user=user))
    if factors:
        _second_factor(factors, asked)
    return user


def _second_factor(factors: list[Authenticator], asked: Ask) -> None:
    with_codes = [each for each in factors if each.type in CODES]
    if not with_codes:
        raise UserError(
            _("Tài khoản chỉ có khóa truy cập, không hỏi được ở đây. Hãy thêm mã xác thực (TOTP) trong trang Bảo mật.")
        )
    code = asked(_("Mã xác thực: "), True).strip()  # noqa: FBT003
    if not any(each.wrap().validate_code(code) for each in with_codes):
        raise UserError(_("Mã xác thực không đúng."))
