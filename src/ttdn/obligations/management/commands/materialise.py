"""`ttdn materialise --year 2026`: lay the duties of a year on the bodies that bear them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.obligations.actions import materialise_year
from ttdn.obligations.book import current_book


class Command(BaseCommand):
    """Materialise the law for one or more years; safe to run again."""

    help = _("Lập nghĩa vụ của từng cơ quan trong năm từ pháp luật hiện hành (chạy lại không tạo trùng).")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The years."""
        parser.add_argument("--year", type=int, nargs="+", help=_("Năm cần lập (mặc định: năm nay)."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        at = timezone.now()
        for year in options["year"] or [timezone.localdate(at).year]:
            made = materialise_year(year, book=current_book(), at=at)
            self.stdout.write(_("Năm %(year)d: thêm %(made)d nghĩa vụ.") % {"year": year, "made": made})
