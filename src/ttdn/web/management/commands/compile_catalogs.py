"""`ttdn compile_catalogs`: make the .mo files that the screens read from the .po files that people write."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

import ttdn
from ttdn.web.catalogs import CatalogError, compile_po

PRODUCT = Path(ttdn.__file__).resolve().parent


def catalogs() -> list[Path]:
    """Every .po file of the product."""
    return sorted(PRODUCT.glob("**/LC_MESSAGES/*.po"))


class Command(BaseCommand):
    """Compile every catalog of the product whose .mo file is missing or differs."""

    help = _("Biên dịch bản dịch của màn hình (.po thành .mo).")
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile, and say how many changed."""
        changed = 0
        for path in catalogs():
            try:
                compiled = compile_po(path)
            except CatalogError as error:
                raise CommandError(str(error)) from error
            target = path.with_suffix(".mo")
            if not target.exists() or target.read_bytes() != compiled:
                # written aside and moved: another process may be reading or writing the same file
                aside = target.with_name(f"{target.name}.{os.getpid()}")
                aside.write_bytes(compiled)
                aside.replace(target)
                changed += 1
        self.stdout.write(ngettext("Đã biên dịch %d bản dịch.", "Đã biên dịch %d bản dịch.", changed) % changed)
