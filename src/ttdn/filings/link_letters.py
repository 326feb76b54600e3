"""The letter that carries an answer link.

It is sent at once and not by the queue of tasks: a waiting task would keep the secret in the database.
"""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from ttdn.filings.links import contact_of
from ttdn.filings.models import AnswerLink
from ttdn.law import local_day
from ttdn.organisations.queries import name_on


def mail_answer_link(link: AnswerLink, url: str) -> bool:
    """Mail the link to its address, in Vietnamese; False when the mail server refused (the link is on the screen)."""
    duty, on = link.obligation, local_day(link.made_at)
    with translation.override("vi"):
        subject = _("Đề nghị trả lời: %(title)s") % {"title": duty.title_vi}
        words = render_to_string(
            "filings/email/answer_link.txt",
            {
                "link": link,
                "duty": duty,
                "url": url,
                "asker": name_on(link.asker, on).name_vi,
                "body": name_on(duty.bearer, on).name_vi,
                "contact": contact_of(link.asker, on),
                "last_day": link.last_day,
            },
        )
    try:
        send_mail(" ".join(subject.split()), words, settings.DEFAULT_FROM_EMAIL, [link.address])
    except OSError:
        return False
    return True
