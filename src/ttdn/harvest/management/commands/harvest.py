"""`ttdn harvest`: visit sources now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.harvest.actions.runs import run_source
from ttdn.harvest.choices import RunState
from ttdn.harvest.models import Source


class Command(BaseCommand):
    """Visits one source, or every source that is not paused."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which source, and whether its whole list is wanted."""
        parser.description = _("Lấy dữ liệu từ các nguồn: nội dung mới, đã sửa, đã rút; kiểm dấu xác thực; đối chiếu.")
        parser.add_argument("source", nargs="?", help=_("tên hoặc địa chỉ của nguồn; bỏ trống: mọi nguồn"))
        parser.add_argument("--full", action="store_true", help=_("lấy lại toàn bộ danh sách của nguồn"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Visit, and say in one line per source what it gave."""
        wanted = options["source"]
        sources = Source.objects.filter(paused_at=None)
        if wanted:
            sources = sources.filter(base_url=wanted) | sources.filter(name=wanted)
            if not sources:
                raise CommandError(_("Không có nguồn “%(name)s”.") % {"name": wanted})
        failed = False
        for source in sources:
            run = run_source(source, at=timezone.now(), full=options["full"])
            if run is None:
                self.stdout.write(_("%(name)s: đang được lấy bởi tiến trình khác.") % {"name": source.name})
                continue
            source.refresh_from_db()
            failed = failed or run.state == RunState.FAILED
            self.stdout.write(
                _(
                    "%(name)s: %(state)s; xem %(seen)s, nhận %(kept)s, không đổi %(unchanged)s, rút %(withdrawn)s, "
                    "cách ly %(refused)s; %(agreement)s."
                )
                % {
                    "name": source.name,
                    "state": run.get_state_display(),
                    "agreement": source.get_agreement_display(),
                    **{each: getattr(run, each) for each in ("seen", "kept", "unchanged", "withdrawn", "refused")},
                }
            )
            for fault in run.faults.all():
                self.stderr.write(f"  {fault.get_stage_display()}: {fault.identifier} {fault.sentence}")
        if failed:
            raise CommandError(_("Có nguồn không lấy được; xem các dòng trên."))
