"""Reads of the workspace's screens: lists, what waits for whom, the languages of an item; each says its queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from wagtail.models import Page

from ttdn.activities.catalogue import catalogue_for, words
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, names_on
from ttdn.portal.choices import OPEN, GroupState, Kind, Standing, State
from ttdn.portal.errors import Incomplete
from ttdn.portal.languages import KNOWN, Language
from ttdn.portal.models import PAGE_TYPES, DraftPage, Edition, Item, PublicRecord, ReleaseGroup
from ttdn.portal.permissions import CONTENT_ROLES, may_approve, may_release, may_review, may_translate, may_write
from ttdn.portal.snapshots import hash_of, snapshot_of

if TYPE_CHECKING:
    from ttdn.accounts.models import User

WAITING_SHOWN = 20
MOST_OFFERED = 200
"""So many items or topics are offered in a choice, the newest first."""


def content_bodies(reach: Reach) -> list[int]:
    """Ids of the bodies whose content the reader handles."""
    return [body for body, roles in reach.roles.items() if roles & CONTENT_ROLES]


def written_bodies(reach: Reach, on: date) -> list[Body]:
    """The bodies alive on a day that the reader may write for (one query); a predecessor publishes nothing new."""
    own = [body for body, roles in reach.roles.items() if may_write(roles)]
    return list(Body.objects.alive(on).filter(pk__in=own).order_by("sort_key", "pk"))


def body_names(bodies: Iterable[Body | int], on: date) -> dict[int, str]:
    """The names of bodies for a screen (one query)."""
    return {key: name.label for key, name in names_on(bodies, on).items()}


# The list


def filtered(items: QuerySet[Item], chosen: dict[str, Any]) -> QuerySet[Item]:
    """Items of a kind, in a language, in a state, of a body; empty values narrow nothing."""
    language = chosen.get("language") or ""
    if chosen.get("kind"):
        items = items.filter(kind=chosen["kind"])
    if chosen.get("body"):
        items = items.filter(body__public_id=chosen["body"])
    if language:
        drafts = Page.objects.filter(translation_key=OuterRef("public_id"), locale__language_code=language)
        items = items.filter(Exists(drafts))
    if chosen.get("state"):
        items = _in_state(items, chosen["state"], {"language": language} if language else {})
    return items


def _in_state(items: QuerySet[Item], state: str, narrow: dict[str, str]) -> QuerySet[Item]:
    records = PublicRecord.objects.filter(item=OuterRef("pk"), **narrow)
    on_its_way = Edition.objects.filter(state__in=OPEN, **narrow)
    if state == "draft":
        return items.filter(~Exists(records), ~Exists(on_its_way.filter(item=OuterRef("pk"))))
    if state == "published":
        return items.filter(Exists(records.filter(standing=Standing.IN_FORCE)))
    if state == "withdrawn":
        return items.filter(Exists(records.filter(standing=Standing.WITHDRAWN)))
    return items.filter(pk__in=Edition.objects.filter(state=state, **narrow).values("item"))


@dataclass(frozen=True)
class Version:
    """One language of an item as the workspace tells it: its draft, the edition on its way, what readers have."""

    language: Language
    title: str = ""
    page_id: int | None = None
    saved_at: datetime | None = None
    edition: Edition | None = None
    returned: Edition | None = None
    record: PublicRecord | None = None
    stale: bool = False
    machine_draft: bool = False
    changed_since: bool = False
    """Whether the draft says other things than the edition on its way, or than the one that readers have."""

    @property
    def put_forward(self) -> Edition | None:
        """The edition on its way, else the one that readers have."""
        return self.edition or (self.record.edition if self.record else None)


@dataclass(frozen=True)
class Row:
    """An item in a list, with its languages, the source first."""

    item: Item
    body_name: str
    title: str
    versions: list[Version] = field(default_factory=list)


def rows_of(items: Iterable[Item], on: date) -> list[Row]:
    """Items with their titles, languages and states (four queries for all)."""
    found = list(items)
    keys = [item.public_id for item in found]
    titles: dict[tuple[UUID, str], str] = {}
    pages = Page.objects.filter(translation_key__in=keys).values_list(
        "translation_key", "locale__language_code", "draft_title"
    )
    for key, language, title in pages:
        titles[key, language] = title
    open_ = {
        (each.item_id, each.language): each
        for each in Edition.objects.filter(item__in=found, state__in=OPEN).defer("snapshot")
    }
    records = {(each.item_id, each.language): each for each in PublicRecord.objects.filter(item__in=found)}
    names = body_names({item.body_id for item in found}, on)
    rows = []
    for item in found:
        codes = {language for key, language in titles if key == item.public_id}
        ordered = sorted(codes, key=lambda code: (code != item.source_language, code))
        versions = [
            Version(
                language=KNOWN[code],
                title=titles[item.public_id, code],
                edition=open_.get((item.pk, code)),
                record=records.get((item.pk, code)),
            )
            for code in ordered
        ]
        title = titles.get((item.public_id, item.source_language), "") or (versions[0].title if versions else "")
        rows.append(Row(item, names.get(item.body_id, ""), title, versions))
    return rows


@dataclass(frozen=True)
class Waiting:
    """An edition that waits for the reader, and what the reader is asked to do."""

    edition: Edition
    deed: str


def waiting_for(user: User, reach: Reach) -> list[Waiting]:
    """What waits for this person, the oldest first (one query): to read, to approve, to publish, to mend."""
    roles = {body: held for body, held in reach.roles.items() if held & CONTENT_ROLES}
    of = {
        "read": [body for body, held in roles.items() if may_review(held, is_submitter=False)],
        "approve": [body for body, held in roles.items() if may_approve(held, is_submitter=False)],
        "publish": [body for body, held in roles.items() if may_release(held, State.APPROVED)],
    }
    others = ~Q(submitted_by=user)
    later = Edition.objects.filter(
        item=OuterRef("item"), language=OuterRef("language"), ordinal__gt=OuterRef("ordinal")
    )
    wanted = (
        (Q(state=State.IN_REVIEW, item__body__in=of["read"]) & others)
        | (Q(state=State.REVIEWED, item__body__in=of["approve"]) & others)
        | Q(state=State.APPROVED, group=None, item__body__in=of["publish"])
        | (Q(state=State.RETURNED, submitted_by=user, item__body__in=list(roles)) & ~Exists(later))
    )
    deeds = {State.IN_REVIEW: "read", State.REVIEWED: "approve", State.APPROVED: "publish", State.RETURNED: "mend"}
    found = (
        Edition.objects.filter(wanted, state__in=list(deeds))
        .select_related("item", "submitted_by")
        .defer("snapshot")
        .order_by("submitted_at", "pk")[:WAITING_SHOWN]
    )
    return [Waiting(each, deeds[State(each.state)]) for each in found]


# One item


def versions_of(item: Item) -> list[Version]:
    """Every language of an item, the source first (three queries, and those of a draft's content for each saved later)."""
    pages = {
        page.locale.language_code: page
        for page in PAGE_TYPES[item.kind].objects.filter(item=item).select_related("locale", "latest_revision")
    }
    open_: dict[str, Edition] = {}
    returned: dict[str, Edition] = {}
    for each in Edition.objects.filter(item=item).defer("snapshot").order_by("ordinal"):
        if each.state in OPEN:
            open_[each.language] = each
        returned.pop(each.language, None)
        if each.state == State.RETURNED:
            returned[each.language] = each
    records = {
        each.language: each
        for each in PublicRecord.objects.filter(item=item).select_related("edition").defer("edition__snapshot")
    }
    source = records.get(item.source_language)
    codes = sorted({*pages, *records}, key=lambda code: (code != item.source_language, code))
    found = []
    for code in codes:
        told = _told(pages.get(code), records.get(code), source, code)
        told = replace(told, edition=open_.get(code), returned=returned.get(code))
        found.append(replace(told, changed_since=_changed(item, pages[code], told)) if code in pages else told)
    return found


def _told(page: Any, record: PublicRecord | None, source: PublicRecord | None, code: str) -> Version:
    """A language from its draft and from what readers have; the latest revision holds what the draft says."""
    revision = page.latest_revision if page else None
    content = revision.content if revision else {}
    made_from = content.get("translated_from_hash") or (record.edition.translated_from_hash if record else "")
    return Version(
        language=KNOWN[code],
        title=(page.draft_title if page else "") or (record.title if record else ""),
        page_id=page.pk if page else None,
        saved_at=revision.created_at if revision else None,
        record=record,
        stale=bool(made_from) and source is not None and source.edition.content_hash != made_from,
        machine_draft=bool(content.get("machine_draft")),
    )


def _changed(item: Item, page: DraftPage, told: Version) -> bool:
    """Whether a draft was edited after it was put forward: saved later, and not again as it was."""
    put = told.put_forward
    if put is None or told.saved_at is None or told.saved_at <= put.submitted_at:
        return False
    draft = page.get_latest_revision_as_object()
    draft.item = item
    try:
        return hash_of(snapshot_of(draft)) != put.content_hash
    except Incomplete:  # a medium is missing now: no edition says the same
        return True


def history_of_item(item: Item) -> list[Edition]:
    """Every edition of an item, the newest first, without their texts (one query)."""
    found = (
        Edition.objects.filter(item=item)
        .defer("snapshot")
        .select_related("submitted_by", "reviewed_by", "approved_by", "published_by")
    )
    return list(found.order_by("-submitted_at", "-pk")[:MOST_OFFERED])


def may_put_forward(item: Item, language: str, roles: frozenset[str]) -> bool:
    """Whether the roles allow to submit the draft of a language (the editor; the translator for a translation)."""
    return may_write(roles) or (language != item.source_language and may_translate(roles))


# What forms offer


def channel_options(body: Body, on: date) -> list[tuple[str, str]]:
    """The channels of Điều 5 that the law names for this kind of body, each with its number."""
    channels = catalogue_for(current_book(), body.kind, on).channels
    return [(each.code, f"{each.label}. {words(each)}") for each in channels]


def topic_options(body: Body) -> dict[int, str]:
    """Topics of the body, and those of others that readers have, by name (three queries)."""
    code = "vi" if (get_language() or "vi") == "vi" else "en"
    own = dict(Item.objects.filter(kind=Kind.TOPIC, body=body).values_list("public_id", "pk"))
    found: dict[int, str] = {}
    pages = Page.objects.filter(translation_key__in=own).values_list(
        "translation_key", "locale__language_code", "draft_title"
    )
    for key, language, title in pages:
        if own[key] not in found or language == code:
            found[own[key]] = title
    published = PublicRecord.objects.filter(kind=Kind.TOPIC, standing=Standing.IN_FORCE).order_by("title")
    for key, language, title in published.values_list("item", "language", "title")[:MOST_OFFERED]:
        if key not in found or (language == code and key not in own.values()):
            found[key] = title
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def topic_names(item: Item) -> list[str]:
    """The topics of an item, in the language each was first written in (one query)."""
    pages = Page.objects.filter(translation_key__in=item.topics.values("public_id")).order_by("pk")
    return sorted(dict(reversed(list(pages.values_list("translation_key", "draft_title")))).values())


def replaceable(item: Item, language: str) -> dict[int, str]:
    """Other items of the body that readers have in the language, by title (one query)."""
    records = (
        PublicRecord.objects.filter(body=item.body_id, language=language, standing=Standing.IN_FORCE)
        .exclude(item=item)
        .exclude(kind=Kind.PROFILE)
        .order_by("-first_published_at", "-pk")
    )
    return dict(records.values_list("item", "title")[:MOST_OFFERED])


# Release groups


def groups_of(reach: Reach) -> QuerySet[ReleaseGroup]:
    """The release groups of the reader's bodies."""
    return ReleaseGroup.objects.filter(body__in=content_bodies(reach)).select_related("body")


def open_groups(body: Body) -> QuerySet[ReleaseGroup]:
    """The groups of a body that still take members."""
    states = (GroupState.OPEN, GroupState.SCHEDULED, GroupState.STOPPED)
    return ReleaseGroup.objects.filter(body=body, state__in=states).order_by("-pk")[:MOST_OFFERED]


def free_editions(body: Body) -> QuerySet[Edition]:
    """Approved editions of a body that are in no group."""
    found = Edition.objects.filter(item__body=body, state=State.APPROVED, group=None)
    return found.defer("snapshot").order_by("title", "language")
