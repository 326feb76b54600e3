"""App registration of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "ttdn.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"
