"""`ttdn create_user`: open an account from the command line, for the first administrator of a site."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.accounts.actions import open_account
from ttdn.accounts.queries import set_password_path
from ttdn.web.errors import UserError


class Command(BaseCommand):
    """Open an account and print the path at which its owner sets a password."""

    help = _("Mở tài khoản và in đường dẫn để đặt mật khẩu (dùng một lần, trong 3 ngày).")

    def add_arguments(self, parser: CommandParser) -> None:
        """Address, name, and whether it is an administrator."""
        parser.add_argument("email", help=_("thư điện tử để đăng nhập"))
        parser.add_argument("full_name", help=_("họ và tên"))
        parser.add_argument("--administrator", action="store_true", help=_("là quản trị viên hệ thống"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it, or say why not."""
        try:
            validate_email(options["email"])
            user = open_account(
                email=options["email"],
                full_name=options["full_name"],
                is_system_administrator=options["administrator"],
                acting_user=None,
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(_("%(email)s không phải địa chỉ thư điện tử.") % {"email": options["email"]}) from error
        except UserError as error:
            raise CommandError(error.sentence) from error
        self.stdout.write(set_password_path(user))
