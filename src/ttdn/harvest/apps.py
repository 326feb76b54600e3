"""App registration of the harvest."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HarvestConfig(AppConfig):
    name = "ttdn.harvest"
    label = "harvest"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the clock's job, the words of the audit, the menu."""
        from ttdn.audit import registry  # noqa: PLC0415  (models are ready only now)
        from ttdn.harvest.actions.runs import run_due  # noqa: PLC0415
        from ttdn.harvest.purging import blank  # noqa: PLC0415
        from ttdn.harvest.queries import provenance_of  # noqa: PLC0415
        from ttdn.organisations.requests import is_coordinator_staff  # noqa: PLC0415
        from ttdn.portal import provenance  # noqa: PLC0415
        from ttdn.purging import registry as purging_registry  # noqa: PLC0415
        from ttdn.web import clock, navigation  # noqa: PLC0415

        purging_registry.register_further(blank)
        clock.register(clock.Job("harvest.run_due", clock.Every.MINUTE, run_due))
        provenance.register(provenance_of)
        registry.register_kind("harvest.source", _("Nguồn thu thập"))
        for action, sentence in SENTENCES.items():
            registry.register(action, sentence)
        navigation.register(navigation.Entry(66, _("Nguồn thu thập"), "harvest_sources", is_coordinator_staff))


SENTENCES = {
    "harvest.source.added": _("thêm nguồn thu thập"),
    "harvest.source.paused": _("tạm dừng nguồn thu thập"),
    "harvest.source.resumed": _("mở lại nguồn thu thập"),
    "harvest.source.moved": _("đổi địa chỉ của nguồn thu thập"),
    "harvest.source.trusted": _("chọn khóa được tin của nguồn thu thập"),
}
