"""`ttdn verify_log`: is the public log whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ttdn.proofs.log import current
from ttdn.proofs.verification import verify_log


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """No arguments, only what it is for."""
        parser.description = _(
            "Kiểm tra nhật ký công khai: nêu mục đầu tiên bị sửa, bị mất hay bị đổi chỗ; lỗi thì thoát với mã khác 0."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say that the log is whole, with its size and root, or name what is wrong and fail."""
        faults = verify_log()
        for fault in faults:
            self.stderr.write(fault.sentence)
        if faults:
            raise CommandError(_("Nhật ký công khai không còn nguyên vẹn."))
        tree = current()
        self.stdout.write(
            ngettext(
                "Nhật ký công khai nguyên vẹn: %(count)s mục, gốc %(root)s.",
                "Nhật ký công khai nguyên vẹn: %(count)s mục, gốc %(root)s.",
                tree.size,
            )
            % {"count": tree.size, "root": tree.root}
        )
