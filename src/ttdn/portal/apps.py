"""App registration of the portal."""

from django.apps import AppConfig
from django.db.models.signals import post_save
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "ttdn.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app gives to the platform: triggers, audit sentences, the clock's jobs."""
        from wagtail.models import Revision  # noqa: PLC0415

        from ttdn.audit import registry as audit_registry  # noqa: PLC0415  (models are ready only now)
        from ttdn.audit import row_security, triggers  # noqa: PLC0415
        from ttdn.files import registry as files_registry  # noqa: PLC0415
        from ttdn.organisations import hooks as organisations_hooks  # noqa: PLC0415
        from ttdn.portal import auditing, contacts, purging, searching  # noqa: PLC0415
        from ttdn.portal.actions.groups import release_groups_due  # noqa: PLC0415
        from ttdn.portal.actions.media_release import sync_public_media  # noqa: PLC0415
        from ttdn.portal.actions.releasing import release_due  # noqa: PLC0415
        from ttdn.portal.guards import GUARDS  # noqa: PLC0415
        from ttdn.portal.hooks import on_public_change  # noqa: PLC0415
        from ttdn.portal.key_access import leader_keeps_keys  # noqa: PLC0415
        from ttdn.portal.media_queries import MEDIA_KIND, media_file_access  # noqa: PLC0415
        from ttdn.portal.page_cache import renew_pages, renew_pages_again  # noqa: PLC0415
        from ttdn.portal.publishing import ITEM_KIND, standing_of  # noqa: PLC0415
        from ttdn.portal.requests import has_content  # noqa: PLC0415
        from ttdn.portal.row_policies import POLICIES  # noqa: PLC0415
        from ttdn.portal.sentences import FIELDS, SENTENCES  # noqa: PLC0415
        from ttdn.proofs import access, standing  # noqa: PLC0415
        from ttdn.purging import registry as purging_registry  # noqa: PLC0415
        from ttdn.web import clock, navigation  # noqa: PLC0415

        on_public_change(renew_pages)  # before any other hook of the other apps
        on_public_change(renew_pages_again, last=True)
        organisations_hooks.focal_assigned.append(contacts.focal_assigned)
        audit_registry.register_kind(ITEM_KIND, _("Bài cho công chúng"))
        audit_registry.register_kind(auditing.GROUP_KIND, _("Đợt đăng"))
        audit_registry.register_kind(auditing.SPOKESPERSON_KIND, _("Người phát ngôn"))
        audit_registry.register_objects(ITEM_KIND, auditing.items_named)
        audit_registry.register_objects(MEDIA_KIND, auditing.media_named)
        audit_registry.register_objects(auditing.GROUP_KIND, auditing.groups_named)
        audit_registry.register_objects(auditing.SPOKESPERSON_KIND, auditing.spokespersons_named)
        audit_registry.register_fields(FIELDS)
        for action, sentence in SENTENCES.items():
            audit_registry.register(action, sentence)
        navigation.register(navigation.Entry(60, _("Nội dung cho công chúng"), "portal_content", has_content))
        audit_registry.register_kind(MEDIA_KIND, _("Tư liệu"))
        files_registry.register(MEDIA_KIND, media_file_access)
        searching.register()
        # Wagtail keeps the drafts: its revisions are the only thing listened to
        post_save.connect(searching.draft_saved, sender=Revision, dispatch_uid="portal.draft_saved")
        for guard in GUARDS:
            triggers.register(guard)
        for policy in POLICIES:
            row_security.register(policy)
        for target in purging.TARGETS:
            purging_registry.register(target)
        purging_registry.register_related(purging.made_from)
        purging_registry.register_cleaner(purging.clean)
        standing.register(ITEM_KIND, standing_of)
        access.register(leader_keeps_keys)
        clock.register(clock.Job("portal.media", clock.Every.DAY, sync_public_media))
        clock.register(clock.Job("portal.release_due", clock.Every.MINUTE, release_due, prompt=True))
        clock.register(clock.Job("portal.release_groups_due", clock.Every.MINUTE, release_groups_due, prompt=True))
