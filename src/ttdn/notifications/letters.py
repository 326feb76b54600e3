"""The letter that goes with a notice: sent once, tried again when the mail server failed."""

import datetime
import uuid
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from ttdn.notifications.models import Notice


def send_letter(public_id: uuid.UUID, *, at: datetime.datetime) -> bool:
    """Mail a notice unless that was done; False: nothing was left to send.

    The notice is claimed first, in a statement of its own, so that no database lock is held while the mail server is
    spoken to and two workers never send twice. When sending fails the claim is given back and the error raised. A
    person who cannot sign in any more gets no letter.
    """
    if not Notice.objects.filter(public_id=public_id, mailed_at=None).update(mailed_at=at):
        return False
    notice = Notice.objects.get(public_id=public_id)
    user = get_user_model().objects.filter(pk=notice.user_id, is_active=True).first()
    if user is None:
        return False
    with translation.override(getattr(user, "language", settings.LANGUAGE_CODE)):
        lines = [notice.text, ""]
        if notice.url:
            lines.append(_("Mở để xem: %(link)s") % {"link": urljoin(settings.SITE_ORIGIN, notice.url)})
        lines.append(_("Thư này do hệ thống gửi tự động, xin không trả lời."))
    subject = " ".join(notice.subject.split())
    try:
        send_mail(subject, "\n".join(lines), None, [user.get_username()])
    except Exception:
        Notice.objects.filter(public_id=public_id).update(mailed_at=None)
        raise
    return True


def send_waiting(*, at: datetime.datetime, older_than: datetime.timedelta) -> tuple[int, int]:
    """Send the letters that failed or whose task was lost; gives how many were sent and how many failed again."""
    waiting = Notice.objects.filter(mailed_at=None, at__lt=at - older_than).order_by("pk")
    sent = failed = 0
    for public_id in list(waiting.values_list("public_id", flat=True)):
        try:
            sent += send_letter(public_id, at=at)
        except OSError:  # the mail server or the way to it (smtplib's errors are among them)
            failed += 1
    return sent, failed
