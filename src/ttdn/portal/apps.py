"""App registration of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "ttdn.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app gives to the platform: triggers, audit sentences, the clock's jobs."""
        from ttdn.audit import triggers  # noqa: PLC0415  (models are ready only now)
        from ttdn.portal.actions.groups import release_groups_due  # noqa: PLC0415
        from ttdn.portal.actions.releasing import release_due  # noqa: PLC0415
        from ttdn.portal.guards import GUARDS  # noqa: PLC0415
        from ttdn.portal.hooks import on_public_change  # noqa: PLC0415
        from ttdn.portal.page_cache import renew_pages, renew_pages_again  # noqa: PLC0415
        from ttdn.portal.publishing import ITEM_KIND, standing_of  # noqa: PLC0415
        from ttdn.proofs import standing  # noqa: PLC0415
        from ttdn.web import clock  # noqa: PLC0415

        on_public_change(renew_pages)  # before any other hook of the other apps
        on_public_change(renew_pages_again, last=True)
        for guard in GUARDS:
            triggers.register(guard)
        standing.register(ITEM_KIND, standing_of)
        clock.register(clock.Job("portal.release_due", clock.Every.MINUTE, release_due))
        clock.register(clock.Job("portal.release_groups_due", clock.Every.MINUTE, release_groups_due))
