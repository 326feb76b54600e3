"""App registration of config: the jobs of the clock that belong to no domain app, the words of the demonstration."""

from datetime import datetime, timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConfigConfig(AppConfig):
    name = "ttdn.config"
    label = "config"

    def ready(self) -> None:
        """Give the worker its platform jobs (apps above register their own) and the audit trail its words."""
        from ttdn.audit import registry as audit  # noqa: PLC0415
        from ttdn.audit.actions import seal_day  # noqa: PLC0415  (models are ready only now)
        from ttdn.files.actions import sweep  # noqa: PLC0415
        from ttdn.notifications.letters import send_waiting  # noqa: PLC0415
        from ttdn.web.clock import Every, Job, register  # noqa: PLC0415

        def seal(now: datetime) -> None:
            seal_day(day=now.date() - timedelta(days=1))

        def mail(now: datetime) -> None:
            send_waiting(at=now, older_than=timedelta(minutes=10))

        def clean(now: datetime) -> None:
            sweep(older_than=now - timedelta(hours=24))

        register(Job("seal_audit", Every.DAY, seal))
        register(Job("mail_notices", Every.MINUTE, mail))
        register(Job("sweep_files", Every.DAY, clean))
        audit.register("demonstration.step.done", _("Dựng xong một bước của dữ liệu trình diễn"))
        audit.register("demonstration.bodies.marked", _("Đánh dấu các cơ quan là dữ liệu trình diễn"))
        audit.register_kind("demonstration.step", _("Dữ liệu trình diễn"))
