"""`ttdn sweep_files`: remove bytes that no row names."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ttdn.files.actions import sweep


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """How old they must be."""
        parser.description = _("Dọn các tệp không còn thuộc bản ghi nào (do thao tác hỏng giữa chừng để lại).")
        parser.add_argument("--hours", type=int, default=24, help=_("Chỉ dọn tệp cũ hơn số giờ này; mặc định 24."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep and say how many were removed."""
        count = sweep(older_than=timezone.now() - datetime.timedelta(hours=options["hours"]))
        self.stdout.write(ngettext("Đã dọn %(count)s tệp.", "Đã dọn %(count)s tệp.", count) % {"count": count})
