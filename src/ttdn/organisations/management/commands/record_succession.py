"""`ttdn record_succession`: a merger, split, renaming or transfer from the command line."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.organisations.actions import Change, NameFields, record_succession
from ttdn.organisations.changes import check_change
from ttdn.organisations.choices import BodyKind, Function, SuccessionKind
from ttdn.organisations.models import Body
from ttdn.organisations.moving import moves_of
from ttdn.organisations.queries import body_by_code, units_of
from ttdn.web.errors import UserError


class Command(BaseCommand):
    help = _("Ghi việc hợp nhất, chia tách, đổi tên cơ quan hoặc chuyển chức năng.")
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The change, with bodies by code."""
        parser.add_argument("change", choices=SuccessionKind.values, help=_("loại thay đổi"))
        parser.add_argument("bodies", nargs="+", help=_("mã các cơ quan thay đổi"))
        parser.add_argument("--to", default="", help=_("mã cơ quan kế tục"))
        parser.add_argument("--others", nargs="*", default=[], help=_("khi chia, tách: mã cơ quan nhận phần còn lại"))
        parser.add_argument("--function", choices=["ttdn", "other"], default="ttdn", help=_("khi chuyển chức năng"))
        parser.add_argument("--units", nargs="*", default=[], help=_("khi chuyển chức năng: mã đơn vị chuyển theo"))
        parser.add_argument("--name", default="", help=_("tên mới, hoặc tên cơ quan mới"))
        parser.add_argument("--symbol", default="", help=_("ký hiệu mới"))
        parser.add_argument("--kind", choices=BodyKind.values, default="", help=_("loại cơ quan mới"))
        parser.add_argument("--effective", required=True, type=date.fromisoformat, help=_("ngày hiệu lực, YYYY-MM-DD"))
        parser.add_argument("--act", required=True, help=_("văn bản quyết định: loại, số, ngày, cơ quan ban hành"))
        parser.add_argument("--instrument", default="", help=_("mã văn bản trong danh mục pháp luật, nếu có"))
        parser.add_argument("--note", default="", help=_("ghi chú"))
        parser.add_argument("--dry-run", action="store_true", help=_("chỉ cho xem, không ghi"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Show or record the change."""
        change = self._change(options)
        try:
            if options["dry_run"]:
                self._show(change)
                return
            result = record_succession(change=change, acting_user=None, at=timezone.now())
        except UserError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(
            _("Đã ghi thay đổi; cơ quan kế tục: %(code)s.") % {"code": Body.objects.get(public_id=result)}
        )

    def _change(self, options: dict[str, Any]) -> Change:
        bodies = tuple(self._body(code) for code in options["bodies"])
        wanted = set(options["units"])
        units = tuple(unit for unit in units_of(bodies[0], options["effective"]) if unit.code in wanted)
        name = NameFields(name_vi=options["name"], symbol=options["symbol"]) if options["name"] else None
        return Change(
            kind=options["change"],
            predecessors=bodies,
            effective_on=options["effective"],
            legal_act=options["act"],
            instrument=options["instrument"],
            note=options["note"],
            successor=self._body(options["to"]) if options["to"] else None,
            others=tuple(self._body(code) for code in options["others"]),
            function=Function(options["function"]),
            name=name,
            new_kind=options["kind"],
            units=units,
        )

    def _body(self, code: str) -> Body:
        body = body_by_code(code)
        if body is None:
            raise CommandError(_("Không có cơ quan nào mang mã “%(code)s”.") % {"code": code})
        return body

    def _show(self, change: Change) -> None:
        with transaction.atomic():
            check_change(change)
            moves = moves_of(change)
        self.stdout.write(
            _("Thử, không ghi: chuyển %(units)d đơn vị, %(roles)d vai trò nhà nước, %(people)d vai trò của người.")
            % {"units": len(moves.units), "roles": len(moves.roles), "people": len(moves.memberships)}
        )
