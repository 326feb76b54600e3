"""App registration of notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "ttdn.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"
