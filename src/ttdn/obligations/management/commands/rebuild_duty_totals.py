"""`ttdn rebuild_duty_totals`: count the summary rows of duties afresh."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ttdn.obligations.models import DutyColumn, Obligation
from ttdn.obligations.totals import recount_year


class Command(BaseCommand):
    """Idempotent; year by year, each in its own transaction."""

    help = _("Tính lại các dòng tổng hợp của bảng theo dõi từ chính các nghĩa vụ.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The years."""
        parser.add_argument("--year", type=int, nargs="+", help=_("Năm cần tính lại (mặc định: mọi năm)."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many rows."""
        known = Obligation.objects.order_by().values_list("year", flat=True).distinct()
        kept = DutyColumn.objects.order_by().values_list("year", flat=True).distinct()
        years = options["year"] or sorted({*known, *kept})
        rows = sum(recount_year(year) for year in years)
        self.stdout.write(_("Đã tính lại %(rows)d dòng tổng hợp.") % {"rows": rows})
