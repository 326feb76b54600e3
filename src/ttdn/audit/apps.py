"""App registration of audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ttdn.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
