"""App registration of audit."""

from django.apps import AppConfig
from django.core.checks import Tags
from django.core.checks import register as register_check
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "ttdn.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the guards of the trail and keep every declared trigger alive."""
        from ttdn.audit import checks, guards, triggers  # noqa: PLC0415  (apps first)

        for guard in guards.GUARDS:
            triggers.register(guard)
        post_migrate.connect(triggers.after_migrate, dispatch_uid="ttdn.audit.triggers")
        register_check(checks.triggers_exist, Tags.database)
