"""`ttdn export_overlay DIR`: write what the coordinator keyed in over the law as YAML files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ttdn.obligations.book import current_book


class Command(BaseCommand):
    """Export the overlay."""

    help = _("Ghi các thay đổi pháp luật đã nhập thành tệp YAML cùng dạng với bộ luật kèm theo.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder."""
        parser.add_argument("folder", type=Path, help=_("Thư mục nhận tệp."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        folder: Path = options["folder"]
        files = current_book().export()
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        self.stdout.write(_("Đã ghi %(count)d tệp vào %(folder)s.") % {"count": len(files), "folder": folder})
