"""`ttdn verify_audit`: is the audit trail whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ttdn.audit.models import AuditEntry
from ttdn.audit.verification import verify


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """No arguments, only what it is for."""
        parser.description = _(
            "Kiểm tra nhật ký: nêu dòng đầu tiên bị sửa, bị mất hay bị đổi chỗ của mỗi chuỗi; lỗi thì thoát với mã khác 0."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that the trail is whole, or name what is wrong and fail."""
        findings = verify()
        for finding in findings:
            self.stderr.write(finding.sentence)
        if findings:
            raise CommandError(_("Nhật ký không còn nguyên vẹn."))
        count = AuditEntry.objects.count()
        self.stdout.write(
            ngettext("Nhật ký nguyên vẹn: %(count)s dòng.", "Nhật ký nguyên vẹn: %(count)s dòng.", count)
            % {"count": count}
        )
