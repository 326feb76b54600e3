"""App registration of rounds."""

from django.apps import AppConfig


class RoundsConfig(AppConfig):
    name = "ttdn.rounds"
    label = "rounds"
    default_auto_field = "django.db.models.BigAutoField"
