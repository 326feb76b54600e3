"""Work done later: mailing notices."""

import uuid

from django.utils import timezone
from django_tasks import task

from ttdn.notifications.letters import send_letter


@task()
def mail_notice(public_id: str) -> None:
    """Mail one notice once."""
    send_letter(uuid.UUID(public_id), at=timezone.now())
