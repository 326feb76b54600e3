"""`ttdn revoke_key`: revoke a signing key from the server, as after a leak."""

import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.proofs.actions.keys import revoke_key
from ttdn.proofs.choices import Revocation
from ttdn.proofs.models import SigningKey
from ttdn.web.errors import UserError


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """Which key, why, and since when it may be in foreign hands."""
        parser.description = _("Thu hồi một khóa xác thực và hủy nửa bí mật của nó.")
        parser.add_argument("kid", help=_("Mã khóa, như trong danh sách khóa đã công bố."))
        parser.add_argument("--reason", required=True, help=_("Lý do, ghi vào nhật ký."))
        parser.add_argument(
            "--compromised-from",
            type=datetime.datetime.fromisoformat,
            help=_("Khóa bị lộ từ lúc nào, viết 2026-11-21T08:00+07:00; không ghi: khóa chỉ được thay, không bị lộ."),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Revoke, and say so."""
        key = SigningKey.objects.filter(kid=options["kid"]).first()
        if key is None:
            raise CommandError(_("Không có khóa %(kid)s.") % {"kid": options["kid"]})
        since = options["compromised_from"]
        if since is not None and since.tzinfo is None:
            since = timezone.make_aware(since)
        try:
            revoke_key(
                key=key,
                revocation=Revocation.COMPROMISED if since else Revocation.SUPERSEDED,
                reason=options["reason"],
                compromised_from=since,
                acting_user=None,
                at=timezone.now(),
            )
        except UserError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(_("Đã thu hồi khóa %(kid)s.") % {"kid": key.kid})
