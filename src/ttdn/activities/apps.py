"""App registration of activities: what it can draft, what it names in the audit, what search finds."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


def _has_body(request: HttpRequest) -> bool:
    """Everyone who signed in, except who only administers the system."""
    return not getattr(request.user, "is_system_administrator", False)


class ActivitiesConfig(AppConfig):
    name = "ttdn.activities"
    label = "activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the packages below."""
        from ttdn.activities import auditing, coverage, drafting, purging, queries, records, searching  # noqa: PLC0415
        from ttdn.activities.row_policies import POLICIES  # noqa: PLC0415
        from ttdn.audit import registry as audit  # noqa: PLC0415  (apps are loaded now)
        from ttdn.audit import row_security  # noqa: PLC0415
        from ttdn.files import registry as files  # noqa: PLC0415
        from ttdn.filings import sources  # noqa: PLC0415
        from ttdn.purging import registry as purging_registry  # noqa: PLC0415
        from ttdn.search import registry as search  # noqa: PLC0415
        from ttdn.web import navigation  # noqa: PLC0415

        sources.register(sources.SectionSource("activities.section", drafting.draft_section))
        sources.register(sources.SectionSource("activities.coverage", coverage.draft_coverage))
        sources.register(sources.SectionSource("activities.budget", coverage.draft_budget))
        sources.register_record_kind(records.RECORD_KIND, records.current_hashes, records.url_of)
        sources.register_record_kind(records.ESTIMATE_KIND, records.current_estimate_hashes, records.estimate_url)
        files.register(records.RECORD_KIND, queries.access_activity)
        search.register(searching.SOURCE)
        purging_registry.register(purging.TARGET)
        for policy in POLICIES:
            row_security.register(policy)
        navigation.register(navigation.Entry(20, _("Hoạt động"), "activities_list", _has_body))
        for action, words in {
            "activities.activity.recorded": _("Ghi hoạt động"),
            "activities.activity.changed": _("Sửa hoạt động"),
            "activities.activity.cancelled": _("Hủy hoạt động"),
            "activities.evidence.added": _("Thêm tệp minh chứng"),
            "activities.evidence.removed": _("Bỏ tệp minh chứng"),
            "activities.estimate.saved": _("Ghi số ước thực hiện"),
        }.items():
            audit.register(action, words)
        audit.register_fields(
            {
                "kind": _("Loại hoạt động"),
                "starts_on": _("Từ ngày"),
                "ends_on": _("Đến ngày"),
                "place": _("Địa điểm"),
                "country": _("Quốc gia"),
                "channels": _("Phương thức"),
                "languages": _("Ngôn ngữ"),
                "topics": _("Nội dung tập huấn"),
                "themes": _("Nội dung trọng tâm"),
                "partners": _("Đơn vị phối hợp"),
                "figures": _("Số liệu"),
                "cost": _("Kinh phí (đồng)"),
                "cost_source": _("Nguồn kinh phí"),
                "links": _("Liên kết"),
                "note": _("Ghi chú"),
                "notable": _("Nổi bật"),
                "task": _("Nhiệm vụ trong kế hoạch"),
                "programme_task": _("Nhiệm vụ của chương trình"),
            }
        )
        audit.register_kind("activities.activity", _("Hoạt động"))
        audit.register_objects("activities.activity", auditing.activities_named)
        audit.register_kind("activities.estimate", _("Số ước thực hiện"))
