"""`ttdn load_programmes`: bring the programmes and guidance letters of the law book into the database."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.obligations.book import current_book
from ttdn.plans.programmes import load


class Command(BaseCommand):
    """Idempotent: a second run changes nothing."""

    help = _("Nạp chương trình quốc gia và văn bản hướng dẫn từ bộ luật vào cơ sở dữ liệu (chạy lại không đổi gì).")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was read."""
        loaded = load(current_book(), timezone.now())
        self.stdout.write(
            _("Đã đọc %(read)d chương trình và văn bản hướng dẫn, cập nhật %(changed)d.")
            % {"read": loaded.read, "changed": loaded.changed}
        )
