"""Beginning items and saving their drafts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.law import local_day
from ttdn.law.text import fold
from ttdn.organisations.models import Body
from ttdn.portal.actions.locking import lock_item, roles_on, write_audit
from ttdn.portal.choices import Audience, Kind, Rights
from ttdn.portal.cleaning import compose
from ttdn.portal.errors import Incomplete
from ttdn.portal.languages import content_languages
from ttdn.portal.models import PAGE_TYPES, DraftPage, Item
from ttdn.portal.permissions import may_write
from ttdn.portal.queries import draft_of
from ttdn.portal.tree import locale_of, shelf_for
from ttdn.web.errors import require
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

SLUG_LENGTH = 80
SLUGS_AT_ONCE = 50


@dataclass(frozen=True)
class Details:
    """What an item is said to be for.

    `channel`: code of the channel of Điều 5; `topics`: items of kind topic; `unit`: the unit that wrote it.
    """

    channel: str = "portal"
    audience: str = Audience.PUBLIC
    rights: str = Rights.OFFICIAL
    topics: tuple[Item, ...] = ()
    unit: Body | None = None


@dataclass(frozen=True)
class Origin:
    """Where an item came from (decisions.md 12), and the number and date of the issued document that it carries."""

    kind: str
    id: uuid.UUID
    hash: str
    number: str = ""
    number_on: date | None = None


@transaction.atomic(durable=True)
def begin_item(
    *,
    body: Body,
    kind: str,
    language: str,
    title: str,
    acting_user: User,
    at: datetime,
    details: Details | None = None,
    origin: Origin | None = None,
    content: dict[str, Any] | None = None,
    is_demo: bool = False,
    once: str = "",
) -> DraftPage:
    """A new item of a body with its first draft, in the language that is the source of every translation.

    Args:
        body: whose item it is.
        kind: one of `Kind`.
        language: content language of the draft.
        title: of the draft.
        acting_user: an editor of the body.
        at: when.
        details: channel, audience, rights, topics, author unit.
        origin: the filing, case, event or task that it was made from.
        content: values of the draft's fields (`lead`, `body`, those of its kind).
        is_demo: demonstration data.
        once: token of the form.

    Raises:
        NotAllowed: no editor of the body.
        Incomplete: no title, an unknown language, a second profile of a body.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    clean = _check_new(body, kind, language, title, acting_user=acting_user, at=at)
    item = Item(public_id=public_id, kind=kind, body=body, source_language=language, is_demo=is_demo)
    item.created_by, item.created_at = acting_user, at
    _describe(item, details or Details(), origin)
    page = add_draft(item, language=language, title=clean, at=at, acting_user=acting_user, content=content or {})
    write_audit(
        "begun", item, acting_user=acting_user, at=at, after={"kind": kind, "language": language, "title": clean}
    )
    return page


def _describe(item: Item, details: Details, origin: Origin | None) -> None:
    """Set and save what an item is for and where it came from."""
    item.channel, item.audience, item.rights, item.unit = (
        details.channel,
        details.audience,
        details.rights,
        details.unit,
    )
    if origin is not None:
        item.origin_kind, item.origin_id, item.origin_hash = origin.kind, origin.id, origin.hash
        item.number, item.number_on = origin.number, origin.number_on
    item.save()
    item.topics.set(details.topics)


def _check_new(body: Body, kind: str, language: str, title: str, *, acting_user: User, at: datetime) -> str:
    """The title, cleaned, of an item that the user may begin."""
    require(
        may_write(roles_on(acting_user, body.pk, at)),
        _("Chỉ biên tập viên của cơ quan được soạn nội dung của cơ quan."),
    )
    clean = compose(title).strip()
    if not clean:
        raise Incomplete(_("Chưa có tiêu đề. Hãy ghi tiêu đề của bài."))
    if language not in content_languages():
        raise Incomplete(
            _("Hệ thống chưa mở ngôn ngữ “%(code)s”. Hãy chọn ngôn ngữ có trong danh sách.") % {"code": language}
        )
    if kind == Kind.PROFILE and Item.objects.filter(body=body, kind=Kind.PROFILE).exists():
        raise Incomplete(_("Cơ quan đã có trang giới thiệu. Hãy sửa trang đó."))
    return clean


def add_draft(
    item: Item, *, language: str, title: str, at: datetime, acting_user: User | None, content: dict[str, Any]
) -> DraftPage:
    """Building block: the draft of an item in a language, on its shelf, with a first revision."""
    shelf = shelf_for(body=item.body, kind=item.kind, language=language, year=local_day(at).year)
    page = PAGE_TYPES[item.kind](
        item=item,
        title=title[:255],
        slug=free_slug(shelf, title, item),
        locale=locale_of(language),
        translation_key=item.public_id,
        live=False,
        has_unpublished_changes=True,
        owner=acting_user,
        **content,
    )
    shelf.add_child(instance=page)
    page.save_revision(user=acting_user, clean=False, changed=False)
    return page


def free_slug(shelf: Any, title: str, item: Item, besides: int | None = None) -> str:
    """The end of an address made of a title, free on its shelf (`besides`: the page that is to have it)."""
    stem = slugify(fold(title).replace("/", "-"))
    if len(stem) > SLUG_LENGTH:
        stem = stem[: SLUG_LENGTH + 1].rpartition("-")[0]  # whole words
    stem = stem.strip("-") or str(item.public_id)[-12:]
    others = shelf.get_children().exclude(pk=besides)
    first = 1
    while True:  # whole slugs are read by their index, however full the shelf is
        wanted = [stem if number == 1 else f"{stem}-{number}" for number in range(first, first + SLUGS_AT_ONCE)]
        taken = set(others.filter(slug__in=wanted).values_list("slug", flat=True))
        if free := next((each for each in wanted if each not in taken), ""):
            return free
        first += SLUGS_AT_ONCE


@transaction.atomic(durable=True)
def write_draft(*, page: DraftPage, values: dict[str, Any], acting_user: User, at: datetime) -> DraftPage:
    """Set fields of a draft from outside the editor (an import, the demonstration) and keep a revision.

    Raises:
        NotAllowed: no editor of the body.
        ValidationError: a medium of another body.
    """
    item = lock_item(page.item)
    require(
        may_write(roles_on(acting_user, item.body_id, at)),
        _("Chỉ biên tập viên của cơ quan được sửa nội dung của cơ quan."),
    )
    fresh = draft_of(item, page.language)
    if fresh is None:
        raise Incomplete(_("Bản thảo không còn. Hãy tải lại trang."))
    for name, value in values.items():
        setattr(fresh, name, value)
    fresh.full_clean()
    fresh.save_revision(user=acting_user)
    return fresh


@transaction.atomic(durable=True)
def set_details(*, item: Item, details: Details, acting_user: User, at: datetime, once: str = "") -> Item:
    """Change what an item is said to be for. It changes the content hash of its next edition.

    Raises:
        NotAllowed: no editor of the body.
    """
    claim_once(once, result=item.public_id)
    locked = lock_item(item)
    require(
        may_write(roles_on(acting_user, locked.body_id, at)),
        _("Chỉ biên tập viên của cơ quan được sửa nội dung của cơ quan."),
    )
    before = {"channel": locked.channel, "audience": locked.audience, "rights": locked.rights}
    _describe(locked, details, None)
    after = {"channel": locked.channel, "audience": locked.audience, "rights": locked.rights}
    write_audit("described", locked, acting_user=acting_user, at=at, before=before, after=after)
    return locked
