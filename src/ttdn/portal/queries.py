"""Reads of the content workspace: one object each, fetched and authorised together; missing and foreign are the same 404."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404

from ttdn.organisations.queries import Reach, reach_of
from ttdn.portal.models import PAGE_TYPES, DraftPage, Edition, Item, MediaAsset, PublicRecord, ReleaseGroup
from ttdn.portal.permissions import may_see

if TYPE_CHECKING:
    from ttdn.accounts.models import User


def access_item(user: User, public_id: UUID, on: date, reach: Reach | None = None) -> Item:
    """An item of a body whose content the user may handle, else `Http404`."""
    item = Item.objects.select_related("body", "unit").filter(public_id=public_id).first()
    if item is None or not may_see((reach or reach_of(user, on)).roles_at(item.body_id)):
        raise Http404
    return item


def access_edition(user: User, public_id: UUID, on: date, reach: Reach | None = None) -> Edition:
    """An edition of such an item, else `Http404`."""
    edition = Edition.objects.select_related("item__body", "group").filter(public_id=public_id).first()
    if edition is None or not may_see((reach or reach_of(user, on)).roles_at(edition.item.body_id)):
        raise Http404
    return edition


def access_group(user: User, public_id: UUID, on: date, reach: Reach | None = None) -> ReleaseGroup:
    """A release group of such a body, else `Http404`."""
    group = ReleaseGroup.objects.select_related("body").filter(public_id=public_id).first()
    if group is None or not may_see((reach or reach_of(user, on)).roles_at(group.body_id)):
        raise Http404
    return group


def access_media(user: User, public_id: UUID, on: date, reach: Reach | None = None) -> MediaAsset:
    """A medium of such a body, else `Http404`."""
    asset = MediaAsset.objects.select_related("body", "file").filter(public_id=public_id).first()
    if asset is None or not may_see((reach or reach_of(user, on)).roles_at(asset.body_id)):
        raise Http404
    return asset


def draft_of(item: Item, language: str) -> DraftPage | None:
    """The draft of an item in a language, as its latest revision has it; None: there is none."""
    page = (
        PAGE_TYPES[item.kind]
        .objects.filter(item=item, locale__language_code=language)
        .select_related("item__body", "item__unit", "locale", "latest_revision")
        .first()
    )
    if page is None:
        return None
    latest: DraftPage = page.get_latest_revision_as_object()
    latest.item = page.item
    return latest


def drafts_of(item: Item) -> list[DraftPage]:
    """Every draft of an item, the source language first, then by code."""
    codes = PAGE_TYPES[item.kind].objects.filter(item=item).values_list("locale__language_code", flat=True)
    found = [draft for code in sorted(codes) if (draft := draft_of(item, code))]
    return sorted(found, key=lambda draft: draft.language != item.source_language)


def record_of(item: Item, language: str) -> PublicRecord | None:
    """What readers have of an item in a language; None: nothing was ever published."""
    return PublicRecord.objects.filter(item=item, language=language).select_related("edition").first()


def is_stale(record: PublicRecord, source: PublicRecord | None) -> bool:
    """Whether a translation was made from another version than the source that readers have now."""
    made_from = record.edition.translated_from_hash
    return bool(made_from) and source is not None and source.edition.content_hash != made_from
