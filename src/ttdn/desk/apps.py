"""App registration of desk."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "ttdn.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
