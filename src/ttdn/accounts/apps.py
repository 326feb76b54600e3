"""App registration of accounts."""

from typing import cast

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Puts the list of accounts in the menu of administrators and keeps the language people choose."""

    name = "ttdn.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the floor."""
        from ttdn.accounts import actions  # noqa: PLC0415  (models are ready only now)
        from ttdn.accounts.models import User  # noqa: PLC0415
        from ttdn.audit import registry  # noqa: PLC0415
        from ttdn.web import language, navigation  # noqa: PLC0415

        def keep_language(request: HttpRequest, chosen: str) -> None:
            actions.choose_language(user=cast("User", request.user), language=chosen)

        language.on_change(keep_language)
        navigation.register(
            navigation.Entry(
                order=900,
                label=_("Tài khoản người dùng"),
                url_name="accounts_users",
                shown=lambda request: cast("User", request.user).is_system_administrator,
            )
        )
        registry.register_kind("accounts.user", _("Tài khoản"))
        registry.register_fields(
            {
                "email": _("Thư điện tử"),
                "full_name": _("Họ và tên"),
                "is_active": _("Đang mở"),
                "is_system_administrator": _("Quản trị viên hệ thống"),
                "second_factors": _("Lớp xác nhận thứ hai"),
            }
        )
        registry.register("accounts.user.opened", _("Mở tài khoản"))
        registry.register("accounts.user.changed", _("Sửa tài khoản"))
        registry.register("accounts.user.closed", _("Khóa tài khoản"))
        registry.register("accounts.user.reopened", _("Mở lại tài khoản"))
        registry.register("accounts.user.sign_in_reset", _("Cấp lại mật khẩu và bỏ xác nhận hai lớp"))
