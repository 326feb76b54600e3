"""`ttdn export_log`: the public log as JSON lines, for mirrors and for checking without this site."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from ttdn.proofs.export import log_lines


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and from which entry on."""
        parser.description = _("Xuất nhật ký công khai ra các dòng JSON, để lưu ở nơi khác và kiểm tra độc lập.")
        parser.add_argument("path", nargs="?", type=Path, help=_("Tệp cần ghi; không ghi thì in ra màn hình."))
        parser.add_argument("--start", type=int, default=0, help=_("Bắt đầu từ mục số này; mặc định 0."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the lines."""
        lines = (json.dumps(line, ensure_ascii=False, sort_keys=True) for line in log_lines(start=options["start"]))
        if options["path"] is None:
            for line in lines:
                self.stdout.write(line)
            return
        with options["path"].open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
