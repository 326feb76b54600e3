"""App registration of obligations."""

from django.apps import AppConfig


class ObligationsConfig(AppConfig):
    name = "ttdn.obligations"
    label = "obligations"
    default_auto_field = "django.db.models.BigAutoField"
