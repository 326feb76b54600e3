"""Every kind of page, who looks at it, and its address in the furnished country."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from furnishing import YEAR, Furnished

OFFICER, STAFF, LEADER, CLERK, UNIT, NOBODY = "officer", "staff", "leader", "clerk", "unit_officer", ""
EDITOR = "editor"


@dataclass(frozen=True)
class Screen:
    """A page: a short name, the person, the address."""

    name: str
    who: str
    address: Callable[[Furnished], str]
    status: int = 200


def _at(name: str, who: str, url_name: str, *arguments: Callable[[Furnished], object], query: str = "") -> Screen:
    return Screen(name, who, lambda made: reverse(url_name, args=[each(made) for each in arguments]) + query)


def _year(_made: Furnished) -> int:
    return YEAR


def _waiting(made: Furnished) -> object:
    return made.waiting.public_id


def _plan(made: Furnished) -> object:
    return made.plan.public_id


def _round(made: Furnished) -> object:
    return made.opened.public_id


SCREENS = (
    Screen("sign-in", NOBODY, lambda made: "/tai-khoan/dang-nhap/"),
    Screen("patterns", NOBODY, lambda made: "/-/patterns"),
    Screen("answer", NOBODY, lambda made: made.answer),
    Screen("answer-english", NOBODY, lambda made: made.answer + "?ngon-ngu=en"),
    Screen("answer-confirm", NOBODY, lambda made: made.answer + "xac-nhan/"),
    Screen("answer-receipt", NOBODY, lambda made: made.answered + "bien-nhan/"),
    Screen("answer-used", NOBODY, lambda made: made.answered, status=410),
    Screen("not-found", OFFICER, lambda made: "/lam-viec/khong-co/", status=404),
    _at("home", OFFICER, "desk_home"),
    _at("duties", OFFICER, "obligations_list"),
    _at("duty", OFFICER, "obligations_detail", lambda made: made.duty.public_id),
    _at("filings", OFFICER, "filings_list"),
    _at("filing-start", OFFICER, "filings_start"),
    _at("filing-issued", OFFICER, "filings_detail", lambda made: made.issued.filing.public_id),
    _at("correct", OFFICER, "filings_correct", lambda made: made.issued.public_id),
    _at("remark", STAFF, "consolidation_remark", lambda made: made.issued.public_id),
    _at("activity-kind", OFFICER, "activities_new"),
    _at("supplement", STAFF, "filings_supplement", lambda made: made.issued.deliveries.get().public_id),
    _at("second-factor", OFFICER, "mfa_index"),
    _at("relieve", STAFF, "obligations_relieve", lambda made: made.silent_duty.public_id),
    _at("editor", OFFICER, "filings_editor", lambda made: made.draft.public_id, query="?muc=II.3"),
    _at("header", OFFICER, "filings_header", lambda made: made.draft.public_id),
    _at("review", LEADER, "filings_review", _waiting),
    _at("issue", CLERK, "filings_issue", lambda made: made.approved.public_id),
    _at("plans", OFFICER, "plans_list"),
    _at("plan-new", OFFICER, "plans_new"),
    _at("plan", OFFICER, "plans_page", _plan),
    _at("budget", OFFICER, "plans_budget", _plan),
    _at("task-new", OFFICER, "plans_task_new", _plan, query="?muc=II.3"),
    _at("task", OFFICER, "plans_task_page", lambda made: made.task.public_id),
    _at("programmes", OFFICER, "plans_programmes"),
    _at("programme", OFFICER, "plans_programme", lambda made: made.programme.public_id),
    _at("guidance", OFFICER, "plans_guidance", lambda made: made.guidance.public_id),
    _at("activities", OFFICER, "activities_list"),
    _at("activity-new", OFFICER, "activities_new", query="?kind=training_course"),
    _at("activity", OFFICER, "activities_detail", lambda made: made.activity.public_id),
    _at("estimates", OFFICER, "activities_estimates"),
    _at("activity-import", OFFICER, "activities_import"),
    _at("rounds", OFFICER, "rounds_list"),
    _at("round-new", OFFICER, "rounds_new"),
    _at("round", OFFICER, "rounds_detail", _round),
    _at("round-answer", UNIT, "rounds_detail", _round),
    _at("law", OFFICER, "obligations_law"),
    _at("calculator", OFFICER, "obligations_calculator"),
    _at("calendar", OFFICER, "obligations_calendar", _year),
    _at("bodies", OFFICER, "organisations_list"),
    _at("body", OFFICER, "organisations_detail", lambda made: made.world.ministry.public_id),
    _at("people", LEADER, "organisations_people", lambda made: made.world.ministry.public_id),
    _at("audit", LEADER, "audit_list"),
    _at("notices", OFFICER, "notifications_list"),
    _at("search", OFFICER, "desk_search", query="?q=tap+huan"),
    _at("account", OFFICER, "accounts_settings"),
    _at("own-standing", OFFICER, "consolidation_own"),
    _at("inbox", STAFF, "filings_inbox"),
    _at("received", STAFF, "filings_detail", lambda made: made.issued.filing.public_id),
    _at("key-in", STAFF, "filings_key_in"),
    _at("board", STAFF, "consolidation_board"),
    _at("silent-duty", STAFF, "obligations_detail", lambda made: made.silent_duty.public_id),
    _at("link-make", STAFF, "filings_link_make", lambda made: made.silent_duty.public_id),
    _at("compliance", STAFF, "consolidation_compliance"),
    _at("national", STAFF, "consolidation_national", _year),
    _at("national-index", STAFF, "consolidation_national_index"),
    _at("facts", STAFF, "consolidation_facts", _year),
    _at("reminders", STAFF, "consolidation_batches"),
    _at("requests", STAFF, "obligations_requests"),
    _at("request-new", STAFF, "obligations_request_new"),
    _at("calendar-change", STAFF, "obligations_calendar_change"),
    _at("organisation-change", STAFF, "organisations_change"),
    _at("content", EDITOR, "portal_content"),
    _at("content-new", EDITOR, "portal_item_new"),
    _at("content-sources", EDITOR, "portal_item_sources"),
    _at("content-item", EDITOR, "portal_item", lambda made: made.desk.item.public_id),
    _at("content-details", EDITOR, "portal_item_details", lambda made: made.desk.item.public_id),
    _at("content-submit", EDITOR, "portal_item_submit", lambda made: made.desk.item.public_id, lambda made: "vi"),
    _at("translate-begin", EDITOR, "portal_translate", lambda made: made.desk.item.public_id, lambda made: "lo"),
    _at("translate", EDITOR, "portal_translate", lambda made: made.desk.item.public_id, lambda made: "en"),
    _at("content-edition", LEADER, "portal_edition", lambda made: made.desk.correction.public_id),
    _at("content-groups", EDITOR, "portal_groups"),
    _at("content-group-new", EDITOR, "portal_groups_new"),
    _at("content-group", EDITOR, "portal_group", lambda made: made.desk.group.public_id),
    _at("media", EDITOR, "portal_media"),
    _at("media-new", EDITOR, "portal_media_new"),
    _at("medium", EDITOR, "portal_media_page", lambda made: made.desk.medium.public_id),
    _at("content-spokespersons", LEADER, "portal_spokespersons"),
    _at("content-spokesperson-new", LEADER, "portal_body_spokesperson", lambda made: made.world.ministry.public_id),
    Screen("contact", NOBODY, lambda made: "/vi/lien-he/"),
    _at("content-keys", LEADER, "portal_keys"),
    _at("content-key-change", LEADER, "portal_key_change", lambda made: made.world.ministry.public_id),
    _at("harvest", STAFF, "harvest_sources"),
    _at("harvest-new", STAFF, "harvest_source_new"),
    _at("harvest-source", STAFF, "harvest_source", lambda made: made.source.public_id),
    Screen("sources", NOBODY, lambda made: "/vi/nguon/"),
    Screen("verify", NOBODY, lambda made: "/vi/xac-thuc/"),
    Screen("verify-found", NOBODY, lambda made: f"/en/verify/?dia-chi={made.desk.item.public_id}"),
    Screen("verify-nothing", NOBODY, lambda made: "/vi/xac-thuc/?dia-chi=khong-co"),
    Screen("public-log", NOBODY, lambda made: "/vi/so-ghi/"),
    Screen("press", NOBODY, lambda made: "/vi/bao-chi/"),
    Screen("corrections", NOBODY, lambda made: "/en/corrections/"),
    Screen("accessibility", NOBODY, lambda made: "/vi/tro-nang/"),
    Screen("open-data", NOBODY, lambda made: "/api/"),
    Screen("open-data-english", NOBODY, lambda made: "/api/?lang=en"),
    Screen("lost-reader", NOBODY, lambda made: "/vi/khong-co/bai-nay/", status=404),
)
