"""Every URL of the site classified by who may open it, and what the slots of its address stand for."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from ttdn.activities.models import Activity, Evidence
from ttdn.api.public_urls import urlpatterns as machine_urls
from ttdn.consolidation.models import ReminderBatch
from ttdn.files.models import StoredFile
from ttdn.filings.models import Comment, Delivery, DraftedSentence, Filing, FilingVersion, SignedCopy, TableRow
from ttdn.harvest.public_urls import urlpatterns as harvest_urls
from ttdn.notifications.models import Notice
from ttdn.obligations.models import Obligation, Request
from ttdn.organisations.models import Body, Channel, Delegation, Membership
from ttdn.plans.models import BudgetLine, Guidance, PartyMember, Plan, Programme, ProgrammeParty, ProgrammeTask, Task
from ttdn.portal.models import Edition, Item, MediaAsset, ReleaseGroup, Spokesperson
from ttdn.portal.public_urls import urlpatterns as reader_urls
from ttdn.proofs.models import SigningKey
from ttdn.rounds.models import Round, RoundAnswer, RoundItem

PUBLIC = {"portal_front", "web_language", "account_login", "account_logout", "account_signup", "account_inactive",
          "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
          "account_reset_password_from_key_done", "mfa_authenticate", "mfa_login_webauthn", "web_patterns",
          "filings_answer", "filings_answer_confirm", "filings_answer_receipt"}  # fmt: skip
#: readers' pages know no user and no session; that they show approved text only: portal/tests/test_nothing_unapproved.py
READERS = {str(each.name) for each in reader_urls}
#: so do feeds, API and harvest: api/tests/test_nothing_unpublished.py
READERS |= {str(one.name) for each in (*machine_urls, *harvest_urls) for one in getattr(each, "url_patterns", [each])}
PUBLIC |= READERS
OWN_ACCOUNT = {"accounts_settings", "account_reauthenticate", "account_change_password", "account_set_password",
               "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes",
               "mfa_generate_recovery_codes", "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
               "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "usersessions_list"}  # fmt: skip
SIGNED_IN = {"desk_home", "desk_search", "obligations_list", "obligations_requests", "obligations_law",
             "obligations_instrument", "obligations_calculator", "obligations_calendar", "filings_list", "filings_inbox",
             "filings_start", "activities_list", "activities_new", "activities_kind_fields", "activities_export",
             "activities_import", "activities_import_template", "activities_estimates", "rounds_list", "rounds_new",
             "plans_list", "plans_new", "plans_programmes", "organisations_list", "audit_list", "notifications_list",
             "notifications_read_all", "consolidation_remarks", "consolidation_own", "portal_content", "portal_item_new",
             "portal_item_sources", "portal_groups", "portal_groups_new", "portal_spokespersons",
             "portal_media", "portal_media_new", "portal_keys"}  # fmt: skip
COORDINATOR = {"obligations_request_new", "obligations_calendar_change", "filings_key_in", "filings_link_make",
               "filings_link_revoke", "organisations_change", "consolidation_board",
               "consolidation_board_xlsx", "consolidation_compliance",
               "consolidation_national_index", "consolidation_national", "consolidation_inputs", "consolidation_facts",
               "consolidation_compare", "consolidation_annex", "consolidation_start", "consolidation_minister",
               "consolidation_share", "consolidation_batches", "consolidation_batch_new",
               "harvest_sources", "harvest_source_new", "harvest_source", "harvest_source_pause", "harvest_source_move",
               "harvest_source_trust"}  # fmt: skip
ADMINISTRATOR = {"accounts_users", "accounts_user_new", "accounts_user", "accounts_user_close", "accounts_user_reopen",
                 "accounts_user_reset", "api_keys", "api_key_new", "api_key_revoke", "portal_log_key"}  # fmt: skip
#: the register of bodies, the programmes and the guidance letters are read by everybody signed in
REGISTER = {"organisations_detail", "plans_programme", "plans_programme_task", "plans_guidance"}
#: URLs whose object the furnishing of two_ministries.py does not make; each has leak tests beside its app
NOT_FURNISHED = {"obligations_request", "plans_programme_add", "consolidation_remark", "consolidation_batch",
                 "consolidation_batch_fill", "consolidation_batch_submit", "consolidation_batch_approve",
                 "consolidation_batch_issue"}  # fmt: skip

#: what the other ids of an address are
CHILDREN: dict[str, type[Any]] = {
    "row_id": TableRow,
    "sentence_id": DraftedSentence,
    "comment_id": Comment,
    "copy_id": SignedCopy,
    "line_id": BudgetLine,
    "source_id": Plan,
    "task_id": ProgrammeTask,
    "party_id": ProgrammeParty,
    "member_id": PartyMember,
    "evidence_id": Evidence,
    "item_id": RoundItem,
    "unit_id": Body,
    "membership_id": Membership,
    "delegation_id": Delegation,
    "channel_id": Channel,
    "edition_id": Edition,
}
#: what the `public_id` of an address is: the first prefix that fits
OBJECTS: tuple[tuple[str, type[Any]], ...] = (
    ("filings_detail", Filing),
    ("filings_receive", Delivery),
    ("filings_accept", Delivery),
    ("filings_supplement", Delivery),
    ("filings_give_back", Delivery),
    ("filings_", FilingVersion),
    ("plans_task_new", Plan),
    ("plans_task_", Task),
    ("plans_programme", Programme),
    ("plans_member", Programme),
    ("plans_guidance", Guidance),
    ("plans_", Plan),
    ("activities_", Activity),
    ("rounds_detail", Round),
    ("rounds_close", Round),
    ("rounds_merge", Round),
    ("rounds_", RoundAnswer),
    ("obligations_request", Request),
    ("obligations_", Obligation),
    ("organisations_", Body),
    ("files_", StoredFile),
    ("notifications_", Notice),
    ("consolidation_batch", ReminderBatch),
    ("consolidation_remark", FilingVersion),
    ("portal_item", Item),
    ("portal_translate", Item),
    ("portal_edition", Edition),
    ("portal_group", ReleaseGroup),
    ("portal_spokesperson", Spokesperson),
    ("portal_media_", MediaAsset),
    ("portal_body", Body),
    ("portal_key_change", Body),
    ("portal_key_revoke", SigningKey),
)
#: words that open a page, for the slots that are no ids
WORDS: dict[str, Any] = {
    "code": "I.1",
    "table": "main",
    "kind": "pdf",
    "page": 1,
    "ask": "task",
    "year": 2026,
    "instrument_id": "tt-02-2019-btttt",
    "pk": 1,
    "language": "vi",
}


def _patterns(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], URLPattern]]:
    for each in resolver.url_patterns:
        slots = (*names, *each.pattern.converters)
        if str(each.pattern) == "bien-tap/":
            continue  # Wagtail's admin has a matrix of its own: src/ttdn/portal/tests/test_editor_guard.py
        if isinstance(each, URLResolver):
            yield from _patterns(each, slots)
        else:
            assert each.name, f"{each.pattern} has no name"
            yield each.name, slots, each


URLS = {name: slots for name, slots, _ in _patterns(get_resolver())}
WITH_OBJECT = {
    name: slots
    for name, slots in URLS.items()
    if "public_id" in slots and name not in ADMINISTRATOR | COORDINATOR | PUBLIC
}


def model_of(name: str) -> type[Any]:
    """The model of the `public_id` in the address of that name."""
    return next(model for prefix, model in OBJECTS if name.startswith(prefix))
