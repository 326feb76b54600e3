"""Work done later: mailing notices."""

import uuid
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from ttdn.notifications.models import Notice


@task()
def mail_notice(public_id: str) -> None:
    """Mail one notice once: subject, text and link, in the reader's language. A person without sign-in gets none."""
    with transaction.atomic():
        notice = Notice.objects.select_for_update().filter(public_id=uuid.UUID(public_id), mailed_at=None).first()
        if notice is None:
            return
        user = get_user_model().objects.filter(pk=notice.user_id, is_active=True).first()
        notice.mailed_at = timezone.now()
        notice.save(update_fields=["mailed_at"])
        if user is None:
            return
        with translation.override(getattr(user, "language", settings.LANGUAGE_CODE)):
            lines = [notice.text, ""]
            if notice.url:
                lines.append(_("Mở để xem: %(link)s") % {"link": urljoin(settings.SITE_ORIGIN, notice.url)})
            lines.append(_("Thư này do hệ thống gửi tự động, xin không trả lời."))
        send_mail(notice.subject, "\n".join(lines), None, [user.get_username()])
