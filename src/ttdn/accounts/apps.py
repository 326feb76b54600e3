"""App registration of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ttdn.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
