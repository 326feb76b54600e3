"""App registration of filings."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    name = "ttdn.filings"
    label = "filings"
    default_auto_field = "django.db.models.BigAutoField"
