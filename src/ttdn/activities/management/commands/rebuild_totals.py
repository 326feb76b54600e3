"""`ttdn rebuild_totals`: count the summary rows of activities afresh."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from ttdn.activities.totals import rebuild
from ttdn.organisations.models import Body


class Command(BaseCommand):
    """Idempotent; body by body, so that work goes on meanwhile."""

    help = _("Tính lại các dòng tổng hợp hoạt động từ chính các hoạt động đã ghi.")

    def add_arguments(self, parser: CommandParser) -> None:
        """One body only, by its code."""
        parser.add_argument("--body", default="", help=_("Mã cơ quan; không ghi thì tính lại tất cả."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many rows."""
        code = options["body"]
        bodies = list(Body.objects.filter(code=code).values_list("pk", flat=True)) if code else None
        if bodies == []:
            self.stderr.write(_("Không có cơ quan mã “%(code)s”.") % {"code": code})
            raise SystemExit(1)
        self.stdout.write(_("Đã tính lại %(rows)d dòng tổng hợp.") % {"rows": rebuild(bodies)})
