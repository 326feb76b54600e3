"""App registration of organisations."""

from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "ttdn.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the register on the menu and into the search, and name its actions for the audit trail."""
        from ttdn.accounts.signed_in import user_of  # noqa: PLC0415  (models are ready now)
        from ttdn.audit import access, registry  # noqa: PLC0415
        from ttdn.organisations import searching  # noqa: PLC0415
        from ttdn.organisations.auditing import bodies_named, chains_of, has_chains, may_read_chain  # noqa: PLC0415
        from ttdn.organisations.purging import may_purge  # noqa: PLC0415
        from ttdn.organisations.requests import has_body  # noqa: PLC0415
        from ttdn.purging import registry as purging  # noqa: PLC0415
        from ttdn.search import registry as search  # noqa: PLC0415
        from ttdn.web.navigation import Entry, register  # noqa: PLC0415

        def shown(request: HttpRequest) -> bool:
            return has_body(request) or user_of(request).is_system_administrator

        register(Entry(80, _("Danh mục cơ quan"), "organisations_list", shown))
        search.register(searching.SOURCE)
        access.register(may_read_chain)
        access.register_chains(chains_of)
        access.register_menu(has_chains)
        purging.register_rule(may_purge)
        registry.register_kind("organisations.body", _("Cơ quan"))
        registry.register_objects("organisations.body", bodies_named)
        registry.register_kind("organisations.register", _("Danh mục cơ quan"))
        for action, sentence in _SENTENCES.items():
            registry.register(action, sentence)


_SENTENCES = {
    "organisations.register.loaded": _("Nạp danh mục cơ quan"),
    "organisations.succession.recorded": _("Ghi thay đổi cơ quan"),
    "organisations.unit.added": _("Thêm đơn vị"),
    "organisations.unit.renamed": _("Đổi tên đơn vị"),
    "organisations.unit.closed": _("Kết thúc đơn vị"),
    "organisations.focal.assigned": _("Phân công đầu mối"),
    "organisations.channel.added": _("Thêm kênh nhận văn bản"),
    "organisations.channel.removed": _("Bỏ kênh nhận văn bản"),
    "organisations.numbering.set": _("Chọn cách lấy số văn bản"),
    "organisations.membership.added": _("Trao vai trò"),
    "organisations.membership.ended": _("Kết thúc vai trò"),
    "organisations.membership.handed_over": _("Bàn giao vai trò"),
    "organisations.delegation.added": _("Ủy quyền"),
    "organisations.delegation.ended": _("Kết thúc ủy quyền"),
}
