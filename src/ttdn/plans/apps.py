"""App registration of plans: what it can draft, what it names in the audit, what search finds."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


def _has_body(request: HttpRequest) -> bool:
    """National programmes are for everyone who signed in, except who only administers the system."""
    return not getattr(request.user, "is_system_administrator", False)


class PlansConfig(AppConfig):
    name = "ttdn.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the packages below."""
        from ttdn.audit import registry as audit  # noqa: PLC0415  (apps are loaded now)
        from ttdn.filings import hooks, sources  # noqa: PLC0415
        from ttdn.plans import auditing, drafting, issuing, programme_searching, records, searching  # noqa: PLC0415
        from ttdn.search import registry as search  # noqa: PLC0415
        from ttdn.web import navigation  # noqa: PLC0415

        sources.register(sources.SectionSource("plans.tasks", drafting.draft_tasks))
        sources.register(sources.SectionSource("plans.budget", drafting.draft_budget))
        sources.register(sources.SectionSource("plans.comparison", drafting.draft_comparison))
        sources.register(sources.SectionSource("organisations.focal_unit", drafting.draft_focal_unit))
        sources.register_record_kind(records.RECORD_KIND, records.current_hashes, records.url_of)
        hooks.on_issued.register(issuing.on_issued)
        _register_protection()
        for source in (searching.SOURCE, programme_searching.GUIDANCE, programme_searching.PROGRAMME):
            search.register(source)
        navigation.register(navigation.Entry(25, pgettext_lazy("menu", "Kế hoạch"), "plans_list", _has_body))
        navigation.register(navigation.Entry(35, _("Chương trình, hướng dẫn"), "plans_programmes", _has_body))
        for action, words in {
            "plans.plan.created": _("Lập kế hoạch"),
            "plans.plan.changed": _("Sửa thông tin kế hoạch"),
            "plans.plan.amended": _("Bắt đầu điều chỉnh kế hoạch"),
            "plans.task.added": _("Thêm nhiệm vụ"),
            "plans.task.changed": _("Sửa nhiệm vụ"),
            "plans.task.moved": _("Đổi thứ tự nhiệm vụ"),
            "plans.task.removed": _("Xóa nhiệm vụ"),
            "plans.budget.added": _("Thêm dòng kinh phí"),
            "plans.budget.changed": _("Sửa dòng kinh phí"),
            "plans.budget.removed": _("Xóa dòng kinh phí"),
            "plans.member.named": _("Nêu tên cơ quan tham gia"),
            "plans.member.removed": _("Bỏ cơ quan tham gia"),
            "plans.programme.adjusted": _("Điều chỉnh chương trình"),
        }.items():
            audit.register(action, words)
        audit.register_fields(
            {
                "output": _("Sản phẩm, kết quả"),
                "lead": _("Chủ trì"),
                "unit": _("Đơn vị thực hiện"),
                "time": _("Thời gian"),
                "guidance_item": _("Nhiệm vụ theo văn bản hướng dẫn"),
                "state_note": _("Ghi chú tiến độ"),
                "change_note": _("Lý do điều chỉnh"),
                "grounds": _("Căn cứ"),
                "horizon": _("Thời hạn"),
                "estimate": _("Dự toán"),
                "allotted": _("Được giao"),
                "spent": _("Đã chi"),
                "source": _("Nguồn kinh phí"),
            }
        )
        for kind, label in {
            "plans.plan": pgettext_lazy("object", "Kế hoạch"),
            "plans.task": _("Nhiệm vụ"),
            "plans.budget_line": _("Dòng kinh phí"),
            "plans.programme": _("Chương trình"),
        }.items():
            audit.register_kind(kind, label)
        auditing.register()


def _register_protection() -> None:
    """What the database shows to whom, and what a purge erases."""
    from ttdn.audit import row_security  # noqa: PLC0415  (apps are loaded now)
    from ttdn.plans import purging  # noqa: PLC0415
    from ttdn.plans.row_policies import POLICIES  # noqa: PLC0415
    from ttdn.purging import registry  # noqa: PLC0415

    for policy in POLICIES:
        row_security.register(policy)
    registry.register(purging.TARGET)
    registry.register_further(purging.blank_snapshots)
