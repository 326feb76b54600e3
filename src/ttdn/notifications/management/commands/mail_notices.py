"""`ttdn mail_notices`: send the letters that could not be sent before."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ttdn.notifications.letters import send_waiting


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """How long they must have waited."""
        parser.description = _("Gửi lại các thư báo chưa gửi được (máy chủ thư hỏng, việc nền bị mất).")
        parser.add_argument(
            "--minutes", type=int, default=10, help=_("Chỉ gửi thư đã chờ lâu hơn số phút này; mặc định 10.")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, say how many, and fail when some could not be sent."""
        sent, failed = send_waiting(at=timezone.now(), older_than=datetime.timedelta(minutes=options["minutes"]))
        self.stdout.write(ngettext("Đã gửi %(count)s thư.", "Đã gửi %(count)s thư.", sent) % {"count": sent})
        if failed:
            raise CommandError(
                ngettext("%(count)s thư chưa gửi được.", "%(count)s thư chưa gửi được.", failed) % {"count": failed}
            )
