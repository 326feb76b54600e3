"""App registration of proofs."""

from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProofsConfig(AppConfig):
    name = "ttdn.proofs"
    label = "proofs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the guards of the log, the daily root, and the words of the audit trail."""
        from ttdn.audit import registry, triggers  # noqa: PLC0415
        from ttdn.proofs import guards  # noqa: PLC0415
        from ttdn.proofs.actions.roots import sign_day  # noqa: PLC0415  (models are ready only now)
        from ttdn.web.clock import Every, Job, register  # noqa: PLC0415

        for guard in guards.GUARDS:
            triggers.register(guard)

        def sign(now: datetime) -> None:
            sign_day(day=now.date() - timedelta(days=1), at=now)

        register(Job("proofs.sign_day", Every.DAY, sign))
        registry.register("proofs.key.made", _("Lập khóa xác thực"))
        registry.register("proofs.key.retired", _("Ngừng dùng khóa xác thực"))
        registry.register("proofs.key.revoked", _("Thu hồi khóa xác thực"))
        registry.register_kind("proofs.key", _("Khóa xác thực của hệ thống"))
        registry.register_fields(
            {
                "kid": _("Mã khóa"),
                "retired_at": _("Ngừng dùng lúc"),
                "revoked_at": _("Thu hồi lúc"),
                "revocation": _("Kiểu thu hồi"),
                "compromised_from": _("Bị lộ từ lúc"),
            }
        )
