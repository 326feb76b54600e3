"""`ttdn renew_pages`: every kept page is made anew."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ttdn.web.pagestore import Generation


class Command(BaseCommand):
    """Tell every server process of this machine that all pages may have changed."""

    help = _("Làm mới bộ đệm trang trong mọi tiến trình phục vụ của máy này.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether the last good copies go too."""
        parser.add_argument(
            "--forget", action="store_true", help=_("Bỏ cả các bản lưu gần nhất (ví dụ sau khi xoá một bí mật).")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Bump the shared generation."""
        Generation(settings.PAGE_CACHE_ROOT).bump(forget=options["forget"])
        self.stdout.write(_("Mọi trang sẽ được làm mới."))
