"""App registration of obligations: the menu, what search finds, and the sentences of the audit record."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ttdn.audit import registry
from ttdn.web.clock import Every, Job
from ttdn.web.clock import register as register_job
from ttdn.web.navigation import Entry, register


class ObligationsConfig(AppConfig):
    name = "ttdn.obligations"
    label = "obligations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the registries of the apps below."""
        from ttdn.obligations import auditing, searching  # noqa: PLC0415
        from ttdn.obligations.actions.passing import focal_assigned  # noqa: PLC0415
        from ttdn.obligations.clock import materialise_now  # noqa: PLC0415
        from ttdn.obligations.succession import succession_recorded  # noqa: PLC0415
        from ttdn.organisations import hooks  # noqa: PLC0415
        from ttdn.organisations.requests import has_body  # noqa: PLC0415  (models are ready only now)
        from ttdn.search import registry as search  # noqa: PLC0415

        register(Entry(20, _("Nghĩa vụ"), "obligations_list", has_body))
        register(Entry(90, _("Pháp luật"), "obligations_law", has_body))
        search.register(searching.INSTRUMENTS)
        search.register(searching.REQUESTS)
        register_job(Job("materialise", Every.DAY, materialise_now))
        hooks.focal_assigned.append(focal_assigned)
        hooks.succession_recorded.append(succession_recorded)
        registry.register_kind("obligation", _("Nghĩa vụ"))
        registry.register_kind("request", _("Yêu cầu báo cáo đột xuất"))
        registry.register_objects("obligation", auditing.duties_named)
        registry.register_objects("request", auditing.requests_named)
        registry.register_kind("calendar", _("Lịch làm việc"))
        registry.register("obligations.obligation.passed", _("Chuyển nghĩa vụ cho cơ quan kế thừa"))
        registry.register("obligations.obligation.waived", _("Miễn nghĩa vụ"))
        registry.register("obligations.obligation.extended", _("Gia hạn nghĩa vụ"))
        registry.register("obligations.act.recorded", _("Ghi nhận việc đã làm"))
        registry.register("obligations.request.sent", _("Gửi yêu cầu báo cáo đột xuất"))
        registry.register("obligations.calendar.changed", _("Sửa lịch làm việc"))
