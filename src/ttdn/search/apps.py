"""App registration of search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "ttdn.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
