"""App registration of filings."""

import uuid
from datetime import date
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FilingsConfig(AppConfig):
    name = "ttdn.filings"
    label = "filings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what this app gives to the platform: triggers, files, search, audit sentences, menu."""
        from ttdn.audit import registry as audit_registry  # noqa: PLC0415  (models are ready only now)
        from ttdn.audit import row_security, triggers, verification  # noqa: PLC0415
        from ttdn.files import registry as files_registry  # noqa: PLC0415
        from ttdn.filings import auditing, searching, verifying  # noqa: PLC0415
        from ttdn.filings.actions.links import forget_drafts  # noqa: PLC0415
        from ttdn.filings.guards import GUARDS  # noqa: PLC0415
        from ttdn.filings.link_views import duty_panel  # noqa: PLC0415
        from ttdn.filings.purging import TARGETS  # noqa: PLC0415
        from ttdn.filings.queries import access_version  # noqa: PLC0415
        from ttdn.filings.row_policies import POLICIES  # noqa: PLC0415
        from ttdn.filings.sentences import FIELDS, SENTENCES  # noqa: PLC0415
        from ttdn.obligations import panels  # noqa: PLC0415
        from ttdn.organisations.requests import has_body  # noqa: PLC0415
        from ttdn.purging import registry as purging_registry  # noqa: PLC0415
        from ttdn.search import registry as search_registry  # noqa: PLC0415
        from ttdn.web import clock, navigation  # noqa: PLC0415

        for guard in GUARDS:
            triggers.register(guard)
        for policy in POLICIES:
            row_security.register(policy)
        for target in TARGETS:
            purging_registry.register(target)
        verification.register(verifying.faults)

        def may_download(user: Any, owner: uuid.UUID, on: date) -> object:
            return access_version(user, owner, on)

        files_registry.register("filings.version", may_download)
        search_registry.register(
            search_registry.Source(
                kind=searching.KIND,
                label=_("Văn bản"),
                rows=searching.all_issued,
                one=searching.one_issued,
                access=searching.openable,
            )
        )
        search_registry.register(
            search_registry.Source(
                kind=searching.DRAFT_KIND,
                label=_("Bản đang soạn"),
                rows=searching.all_drafts,
                one=searching.one_draft,
                access=searching.openable_drafts,
            )
        )
        panels.register(duty_panel)
        clock.register(clock.Job("answer_links", clock.Every.DAY, lambda at: forget_drafts(at=at)))
        audit_registry.register_kind("filings.version", _("Bản văn bản"))
        audit_registry.register_objects("filings.version", auditing.versions_named)
        audit_registry.register_fields(FIELDS)
        for action, sentence in SENTENCES.items():
            audit_registry.register(action, sentence)
        navigation.register(navigation.Entry(30, pgettext_lazy("menu", "Văn bản"), "filings_list", has_body))
        navigation.register(navigation.Entry(31, _("Văn bản đến"), "filings_inbox", has_body))
