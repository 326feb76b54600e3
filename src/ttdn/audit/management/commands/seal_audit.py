"""`ttdn seal_audit`: the daily root over all chains."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.audit.actions import seal_day


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """The day, yesterday by default."""
        parser.description = _(
            "Niêm phong nhật ký của một ngày: một mã băm trên đầu mọi chuỗi (chạy lại không đổi gì)."
        )
        parser.add_argument(
            "--day",
            type=datetime.date.fromisoformat,
            help=_("Ngày cần niêm phong, viết 2026-11-21; mặc định là hôm qua."),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal and print the root, for publishing where the operator cannot rewrite it."""
        day = options["day"] or timezone.localdate() - datetime.timedelta(days=1)
        root = seal_day(day=day)
        self.stdout.write(f"{root.day.isoformat()} {root.root}")
