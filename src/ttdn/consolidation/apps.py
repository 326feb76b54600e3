"""App registration of consolidation: menu, audit sentences, what drafts the national report, the daily nudges."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ttdn.web.navigation import Entry, register


class ConsolidationConfig(AppConfig):
    name = "ttdn.consolidation"
    label = "consolidation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the apps below."""
        from ttdn.consolidation.views.gate_views import follows_own, reads_national  # noqa: PLC0415  (models are ready only now)
        from ttdn.organisations.requests import has_body, is_coordinator_staff  # noqa: PLC0415

        register(Entry(60, _("Tình hình thực hiện"), "consolidation_board", is_coordinator_staff))
        register(Entry(61, _("Tình hình của cơ quan"), "consolidation_own", follows_own))
        register(Entry(62, _("Đôn đốc"), "consolidation_batches", reads_national))
        register(Entry(63, _("Báo cáo quốc gia"), "consolidation_national_index", reads_national))
        register(Entry(64, _("Nhận xét"), "consolidation_remarks", has_body))
        _register_sources()
        _register_purging()
        _register_words()
        _register_clock()


def _register_purging() -> None:
    from ttdn.consolidation import purging  # noqa: PLC0415  (models are ready only now)
    from ttdn.purging import registry  # noqa: PLC0415

    registry.register(purging.TARGET)
    registry.register_further(purging.blank_remarks)


def _register_sources() -> None:
    from django.urls import reverse  # noqa: PLC0415

    from ttdn.consolidation.compliance import DUTY_KIND, duty_hashes  # noqa: PLC0415
    from ttdn.consolidation.drafting import draft_compliance, draft_duty, draft_missing  # noqa: PLC0415
    from ttdn.consolidation.figures import inputs_hashes, source_hashes, year_of_inputs  # noqa: PLC0415
    from ttdn.consolidation.inputs import INPUTS_KIND, SOURCE_KIND  # noqa: PLC0415
    from ttdn.consolidation.programmes import draft_programme  # noqa: PLC0415
    from ttdn.consolidation.sections import draft_section  # noqa: PLC0415
    from ttdn.filings.sources import SectionSource, register, register_record_kind  # noqa: PLC0415

    register(SectionSource("consolidation.compliance", draft_compliance))
    register(SectionSource("consolidation.section", draft_section))
    register(SectionSource("consolidation.programme", draft_programme))
    register(SectionSource("consolidation.missing", draft_missing))
    register(SectionSource("consolidation.duty", draft_duty))
    register_record_kind(DUTY_KIND, duty_hashes, lambda key: reverse("obligations_detail", args=[key]))
    register_record_kind(SOURCE_KIND, source_hashes, lambda key: reverse("consolidation_remark", args=[key]))
    register_record_kind(
        INPUTS_KIND,
        inputs_hashes,
        lambda key: reverse("consolidation_inputs", args=[year_of_inputs(key) or 0]),
    )


def _register_words() -> None:
    from ttdn.audit import registry  # noqa: PLC0415

    registry.register("consolidation.reminders.made", _("Lập đợt đôn đốc"))
    registry.register("consolidation.remark.made", _("Nhận xét báo cáo"))
    registry.register_kind("consolidation.batch", _("Đợt đôn đốc"))


def _register_clock() -> None:
    from ttdn.consolidation.nudging import send_nudges  # noqa: PLC0415
    from ttdn.web.clock import Every, Job, register  # noqa: PLC0415

    register(Job("consolidation.nudges", Every.DAY, send_nudges))
