"""App registration of audit."""

from django.apps import AppConfig
from django.core.checks import Tags
from django.core.checks import register as register_check
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from ttdn.web import navigation


class AuditConfig(AppConfig):
    name = "ttdn.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the guards of the trail and keep every declared trigger alive."""
        from ttdn.audit import access, checks, guards, reaching, row_security, triggers  # noqa: PLC0415  (apps first)

        for guard in guards.GUARDS:
            triggers.register(guard)
        post_migrate.connect(triggers.after_migrate, dispatch_uid="ttdn.audit.triggers")
        post_migrate.connect(row_security.after_migrate, dispatch_uid="ttdn.audit.row_security")
        connection_created.connect(reaching.on_connected, dispatch_uid="ttdn.audit.reaching")
        navigation.register(navigation.Entry(90, _("Nhật ký"), "audit_list", access.in_menu))
        register_check(checks.triggers_exist, Tags.database)
        register_check(checks.policies_hold, Tags.database)
