"""App registration of files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "ttdn.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"
