"""App registration of what leaves for machines."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApiConfig(AppConfig):
    name = "ttdn.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app gives to the platform: the menu entry, audit sentences, the clock's jobs."""
        from ttdn.accounts.models import User  # noqa: PLC0415  (models are ready only now)
        from ttdn.accounts.permissions import may_manage_accounts  # noqa: PLC0415
        from ttdn.api.actions import bulk  # noqa: PLC0415
        from ttdn.api.purging import clean  # noqa: PLC0415
        from ttdn.audit import registry  # noqa: PLC0415
        from ttdn.purging import registry as purging_registry  # noqa: PLC0415
        from ttdn.web import clock, navigation  # noqa: PLC0415

        registry.register_kind("api.key", _("Khóa API"))
        registry.register_fields(
            {
                "owner": _("Người, tổ chức dùng khóa"),
                "contact": _("Thư điện tử liên hệ"),
                "per_minute": _("Số lần hỏi trong một phút"),
            }
        )
        registry.register("api.key.made", _("Cấp khóa API"))
        registry.register("api.key.revoked", _("Thu hồi khóa API"))
        purging_registry.register_cleaner(clean)
        clock.register(clock.Job("api.make_bulk_files", clock.Every.DAY, bulk.make_daily_files))
        clock.register(clock.Job("api.renew_bulk_files", clock.Every.MINUTE, bulk.renew_stale_files))
        navigation.register(
            navigation.Entry(
                910, _("Khóa API"), "api_keys", lambda request: may_manage_accounts(cast("User", request.user))
            )
        )
