"""App registration of consolidation."""

from django.apps import AppConfig


class ConsolidationConfig(AppConfig):
    name = "ttdn.consolidation"
    label = "consolidation"
    default_auto_field = "django.db.models.BigAutoField"
