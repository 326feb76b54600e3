"""Letters about accounts."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from ttdn.accounts.models import User


def mail_set_password_link(user: User, url: str) -> bool:
    """Mail the address at which to set a password; False when the mail server refused (the link is on the screen)."""
    with translation.override(user.language):
        subject = _("Tài khoản hệ thống thông tin đối ngoại")
        words = render_to_string("accounts/email/set_password.txt", {"user": user, "url": url})
    try:
        send_mail(subject, words, settings.DEFAULT_FROM_EMAIL, [user.email])
    except OSError:
        return False
    return True
