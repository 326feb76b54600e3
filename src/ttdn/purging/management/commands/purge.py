"""`ttdn purge`: two people have content erased; see docs/how-to/purge.md."""

import uuid
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.purging import ledger, registry
from ttdn.purging.actions import approve_purge, finish, finish_all, reapply, request_purge
from ttdn.purging.identifying import identify
from ttdn.purging.models import Purge
from ttdn.web.errors import UserError

SHOWN = 50


class Command(BaseCommand):
    """Request, approve, list, finish, and purge again after a restore."""

    help = _("Xóa nội dung theo quyết định của hai người (dữ liệu cá nhân, bí mật phát hiện muộn); để lại bia ghi.")

    def add_arguments(self, parser: CommandParser) -> None:
        """The steps."""
        steps = parser.add_subparsers(dest="step", required=True)
        first = steps.add_parser("request", help=_("người thứ nhất yêu cầu; chưa xóa gì"))
        first.add_argument("kind", metavar="KIND", help=", ".join(each.kind for each in registry.targets()))
        first.add_argument("public_id", metavar="PUBLIC_ID", type=uuid.UUID, help=_("mã của đối tượng"))
        first.add_argument("--reason", required=True, help=_("lý do; đừng chép lại nội dung cần xóa"))
        first.add_argument("--document", required=True, help=_("văn bản làm căn cứ, ví dụ 12/QĐ-BVHTTDL"))
        second = steps.add_parser("approve", help=_("người thứ hai duyệt, nội dung bị xóa"))
        second.add_argument("request", metavar="REQUEST", type=uuid.UUID, help=_("mã của yêu cầu"))
        steps.add_parser("list", help=_("các yêu cầu và tình trạng"))
        steps.add_parser("finish", help=_("dọn nốt các lần xóa bị ngắt giữa chừng"))
        again = steps.add_parser("reapply", help=_("sau khi khôi phục: xóa lại mọi thứ có trong sổ xóa"))
        again.add_argument("--ledger", type=Path, action="append", default=[], help=_("sổ xóa khác, đọc thêm"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the step, or say why not."""
        try:
            getattr(self, f"_{options['step']}")(options)
        except UserError as error:
            raise CommandError(error.sentence) from error

    def _request(self, options: dict[str, Any]) -> None:
        now = timezone.now()
        purge = request_purge(
            kind=options["kind"],
            object_id=options["public_id"],
            reason=options["reason"],
            document=options["document"],
            acting_user=identify(),
            at=now,
            on=timezone.localdate(now),
        )
        self.stdout.write(_("Đã ghi yêu cầu %(id)s. Chưa xóa gì; người thứ hai chạy:") % {"id": purge.public_id})
        self.stdout.write(f"  ttdn purge approve {purge.public_id}")
        related = registry.related_to(purge.object_kind, purge.object_id)
        if related:
            self.stdout.write(_("Lời của đối tượng này có thể còn ở (mỗi nơi là một yêu cầu riêng):"))
        for kind, public_id, name in related[:SHOWN]:
            self.stdout.write(f"  {kind} {public_id}  {name}".rstrip())
        if len(related) > SHOWN:
            self.stdout.write(_("  … và %(count)s nơi khác") % {"count": len(related) - SHOWN})

    def _approve(self, options: dict[str, Any]) -> None:
        purge = Purge.objects.filter(public_id=options["request"]).first()
        if purge is not None:
            words = {
                "kind": registry.target_of(purge.object_kind).label,
                "id": purge.object_id,
                "name": purge.requested_name,
                "document": purge.document,
                "reason": purge.reason,
            }
            self.stdout.write(_("%(kind)s %(id)s; %(name)s yêu cầu theo %(document)s: %(reason)s") % words)
        _overwrite_what_is_deleted()
        now = timezone.now()
        purge = approve_purge(public_id=options["request"], acting_user=identify(), at=now, on=timezone.localdate(now))
        finish(purge, at=now)
        _empty_the_log()
        self.stdout.write(_("Đã xóa: %(count)s đối tượng. Không lấy lại được.") % {"count": purge.blanked.count()})

    def _list(self, _options: dict[str, Any]) -> None:
        for purge in Purge.objects.order_by("pk"):
            people = " → ".join(name for name in (purge.requested_name, purge.approved_name) if name)
            state = purge.get_state_display()
            self.stdout.write(f"{purge.public_id}  {purge.object_kind} {purge.object_id}  {people}  {state}")

    def _finish(self, _options: dict[str, Any]) -> None:
        self.stdout.write(_("Đã dọn nốt %(count)s lần xóa.") % {"count": finish_all(timezone.now())})

    def _reapply(self, options: dict[str, Any]) -> None:
        places = [ledger.path(), *options["ledger"]]
        lines = {line.purge: line for place in places for line in ledger.read(place)}
        _overwrite_what_is_deleted()
        told = {"again": _("đã xóa lại"), "clean": _("vẫn đã xóa"), "absent": _("không có trong bản sao lưu này")}
        for line, outcome in reapply(lines.values(), at=timezone.now()):
            self.stdout.write(f"{line.kind} {line.object_id}: {told[outcome]}")
        _empty_the_log()
        self.stdout.write(_("Sổ xóa có %(count)s dòng.") % {"count": len(lines)})


def _overwrite_what_is_deleted() -> None:
    """SQLite writes zeros over what it frees; PostgreSQL needs VACUUM FULL (docs/how-to/purge.md)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _empty_the_log() -> None:
    """SQLite: what the write-ahead log still holds goes into the database, and the log is cut."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
