"""App registration of organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "ttdn.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"
