"""`ttdn demo`: from nothing to a full demonstration; a second run finds everything done and loses nothing."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.utils import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.config.demonstration.people import PASSWORD, accounts_to_print
from ttdn.config.demonstration.running import Calendar, run
from ttdn.law import LawError
from ttdn.web.errors import UserError


class Command(BaseCommand):
    """Load the law, the bodies and the demonstration, write its documents, print address and accounts."""

    help = gettext_lazy(  # type: ignore[assignment]
        "Dựng dữ liệu trình diễn, ghi văn bản mẫu và in địa chỉ, tài khoản (chạy lại không làm mất gì)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """None: everything comes from the environment."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Play the steps that are not done."""
        if not settings.DEMO:
            raise CommandError(
                _(
                    "Lệnh này lập tài khoản có mật khẩu chung nên chỉ chạy trên hệ thống trình diễn. "
                    "Hãy chạy `make demo`, hoặc đặt biến TTDN_DEMO=1 rồi chạy lại."
                )
            )
        begun = time.monotonic()
        now = Calendar(timezone.localdate(), timezone.now())
        try:
            run(now, self._tell)
        except UserError as error:
            raise CommandError(error.sentence) from error
        except LawError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                _("Không dùng được cơ sở dữ liệu: %(error)s. Hãy kiểm tra TTDN_DATABASE_URL và quyền ghi vào TTDN_VAR.")
                % {"error": error}
            ) from error
        except OSError as error:
            raise CommandError(
                _("Không ghi được vào %(folder)s: %(error)s. Hãy kiểm tra dung lượng và quyền ghi.")
                % {"folder": settings.VAR, "error": error}
            ) from error
        self._print_accounts(now)
        seconds = f"{time.monotonic() - begun:.0f}"
        self._tell(
            _("Xong sau %(seconds)s giây. Địa chỉ: %(origin)s/") % {"seconds": seconds, "origin": settings.SITE_ORIGIN}
        )

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _print_accounts(self, now: Calendar) -> None:
        accounts = accounts_to_print(now.on)
        width = max(len(each.email) for each in accounts)
        roles = max(len(each.role) for each in accounts)
        self._tell("")
        self._tell(_("Tài khoản trình diễn, mật khẩu chung: %(password)s") % {"password": PASSWORD})
        for each in accounts:
            self._tell(f"  {each.email:<{width}}  {each.role:<{roles}}  {each.body}".rstrip())
        self._tell("")
