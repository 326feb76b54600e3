"""App registration of consolidation: the menu and the sentences of the audit record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ttdn.web.navigation import Entry, register


class ConsolidationConfig(AppConfig):
    name = "ttdn.consolidation"
    label = "consolidation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the apps below."""
        from ttdn.organisations.requests import is_coordinator_staff  # noqa: PLC0415  (models are ready only now)

        register(Entry(60, _("Tình hình thực hiện"), "consolidation_board", is_coordinator_staff))
