"""App registration of config: holds the commands of the whole product (demonstration, worker)."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "ttdn.config"
    label = "config"
