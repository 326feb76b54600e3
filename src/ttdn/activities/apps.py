"""App registration of activities."""

from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "ttdn.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"
