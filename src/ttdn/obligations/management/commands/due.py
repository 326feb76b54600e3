"""`ttdn due TERM --anchor DATE`: count a term under the composed book (shipped files and the site's overlay)."""

import json
from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ttdn.law import LawError, due
from ttdn.obligations.book import current_book


class Command(BaseCommand):
    """Count a term and print every step."""

    help = _("Tính thời hạn theo bộ luật đang dùng tại đây (kể cả các thay đổi đã nhập).")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Term, anchor, day of the law."""
        parser.add_argument("term", help=_("Mã thời hạn, ví dụ annual_report."))
        parser.add_argument("--anchor", required=True, help=_("Ngày mốc YYYY-MM-DD (hoặc YYYY-MM-DDTHH:MM)."))
        parser.add_argument("--on", help=_("Áp dụng pháp luật của ngày này (YYYY-MM-DD)."))
        parser.add_argument("--json", action="store_true", help=_("In dạng JSON."))
        parser.add_argument(
            "--lang",
            choices=["vi", "en"],
            default=(get_language() or "vi")[:2],
            help=_("Ngôn ngữ của kết quả (mặc định: theo thiết bị)."),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        text = options["anchor"]
        try:
            anchor: date | datetime = datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
            on = date.fromisoformat(options["on"]) if options["on"] else None
        except ValueError as error:
            raise CommandError(_("Ngày phải viết dạng YYYY-MM-DD.")) from error
        try:
            found = due(current_book(), options["term"], anchor, on=on)
        except LawError as error:
            raise CommandError(error.sentence(options["lang"])) from error
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(options["lang"]), ensure_ascii=False, indent=2))
            return
        for step in found.steps(options["lang"]):
            self.stdout.write(f"- {step}")
        self.stdout.write(found.due.isoformat())
