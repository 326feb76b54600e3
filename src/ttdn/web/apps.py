"""App registration of web."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ttdn.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
