"""App registration of rounds: the menu and the sentences of the audit record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ttdn.audit import registry, row_security
from ttdn.web.navigation import Entry, register


class RoundsConfig(AppConfig):
    name = "ttdn.rounds"
    label = "rounds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the apps below."""
        from ttdn.organisations.requests import has_body  # noqa: PLC0415  (models are ready only now)
        from ttdn.purging import registry as purging_registry  # noqa: PLC0415
        from ttdn.rounds import auditing  # noqa: PLC0415
        from ttdn.rounds.purging import TARGET  # noqa: PLC0415
        from ttdn.rounds.row_policies import POLICIES  # noqa: PLC0415

        purging_registry.register(TARGET)
        for policy in POLICIES:
            row_security.register(policy)
        register(Entry(50, _("Thu thập từ đơn vị"), "rounds_list", has_body))
        registry.register_kind("round", _("Đợt thu thập"))
        registry.register_kind("round_answer", _("Câu trả lời của đơn vị"))
        registry.register_objects("round", auditing.rounds_named)
        registry.register_objects("round_answer", auditing.answers_named)
        registry.register("rounds.round.opened", _("Mở đợt thu thập"))
        registry.register("rounds.round.closed", _("Đóng đợt thu thập"))
        registry.register("rounds.round.merged", _("Tổng hợp câu trả lời của các đơn vị"))
        registry.register("rounds.item.saved", _("Lưu một dòng trả lời"))
        registry.register("rounds.item.removed", _("Xóa một dòng trả lời"))
        registry.register("rounds.answer.submitted", _("Trình câu trả lời"))
        registry.register("rounds.answer.approved", _("Duyệt câu trả lời"))
        registry.register("rounds.answer.returned", _("Trả lại câu trả lời"))
