"""App registration of purging."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PurgingConfig(AppConfig):
    name = "ttdn.purging"
    label = "purging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the guards, what the platform below keeps, the words of the trail and the job of the worker."""
        from ttdn.audit import registry as audit  # noqa: PLC0415  (models are ready only now)
        from ttdn.audit import triggers, verification  # noqa: PLC0415
        from ttdn.purging import platform, registry, verifying  # noqa: PLC0415
        from ttdn.purging.actions import KIND, finish_all  # noqa: PLC0415
        from ttdn.purging.guards import GUARDS  # noqa: PLC0415
        from ttdn.web.clock import Every, Job, register  # noqa: PLC0415

        def made_up_for(now: datetime) -> None:
            finish_all(now)

        for guard in GUARDS:
            triggers.register(guard)
        verification.register(verifying.faults)
        registry.register(platform.FILES)
        registry.register(platform.ENTRIES)
        registry.register_further(platform.blank_notices)
        registry.register_cleaner(platform.clean_files)
        registry.register_cleaner(platform.clean_index)
        register(Job("finish_purges", Every.MINUTE, made_up_for))
        audit.register_kind(KIND, _("Lệnh xóa nội dung"))
        audit.register("purging.purge.requested", _("Yêu cầu xóa nội dung"))
        audit.register("purging.purge.approved", _("Duyệt và xóa nội dung"))
        audit.register_fields({"object": _("Đối tượng"), "document": _("Văn bản")})
