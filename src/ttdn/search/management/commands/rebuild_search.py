"""`ttdn rebuild_search`: make the search index again."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ttdn.search.actions import rebuild


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        """No arguments, only what it is for."""
        parser.description = _("Làm lại chỉ mục tìm kiếm từ cơ sở dữ liệu. Chỉ mục bỏ đi lúc nào cũng được.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many documents went in and how long it took."""
        began = time.perf_counter()
        count = rebuild()
        words = ngettext(
            "Đã đưa %(count)s tài liệu vào chỉ mục (%(seconds)s giây).",
            "Đã đưa %(count)s tài liệu vào chỉ mục (%(seconds)s giây).",
            count,
        )
        self.stdout.write(words % {"count": count, "seconds": f"{time.perf_counter() - began:.1f}"})
