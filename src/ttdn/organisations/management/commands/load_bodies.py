"""`ttdn load_bodies`: the register of bodies that the package ships, or a file in the same format."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ttdn.organisations.loading import load_register
from ttdn.organisations.register_data import entries_of, shipped_entries
from ttdn.web.errors import UserError


class Command(BaseCommand):
    help = _("Nạp danh mục cơ quan; chạy lại không làm thay đổi gì.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """A file of further bodies."""
        parser.add_argument("--file", type=Path, help=_("tệp YAML cùng dạng với data/central.yaml"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was written."""
        try:
            entries = entries_of(options["file"]) if options["file"] else shipped_entries()
            loaded = load_register(entries=entries, at=timezone.now())
        except UserError as error:
            raise CommandError(error.sentence) from error
        if loaded.added + loaded.changed == 0:
            self.stdout.write(
                ngettext("Danh mục đã đủ %(count)d cơ quan.", "Danh mục đã đủ %(count)d cơ quan.", len(entries))
                % {"count": len(entries)}
            )
            return
        self.stdout.write(
            _("Đã nạp danh mục: thêm %(added)d cơ quan, sửa %(changed)d, ghi %(successions)d lần kế tục.")
            % {"added": loaded.added, "changed": loaded.changed, "successions": loaded.successions}
        )
