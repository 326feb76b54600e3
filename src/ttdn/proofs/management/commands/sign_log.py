"""`ttdn sign_log`: the signed root of a day of the public log."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.proofs.actions.roots import sign_day
from ttdn.web.errors import UserError


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """The day, yesterday by default."""
        parser.description = _("Ký gốc của nhật ký công khai cho một ngày (chạy lại không đổi gì).")
        parser.add_argument(
            "--day",
            type=datetime.date.fromisoformat,
            help=_("Ngày cần ký, viết 2026-11-21; mặc định là hôm qua."),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sign and print the root, for publishing where the operator cannot rewrite it."""
        day = options["day"] or timezone.localdate() - datetime.timedelta(days=1)
        try:
            root = sign_day(day=day, at=timezone.now())
        except UserError as error:
            raise CommandError(error.sentence) from error
        if root is None:
            self.stdout.write(_("Ngày %(day)s: chưa có gì để ký.") % {"day": f"{day:%d/%m/%Y}"})
        else:
            self.stdout.write(f"{root.day.isoformat()} {root.size} {root.root_hash}")
