"""What a purge blanks of the portal: an item in all its languages and editions, a medium, a release group (decisions 14).

Kind, number, days, people, every hash, the seals and the public log stay. What readers had answers 410 from then on.
The guards let this through only while two people's order stands (`ttdn.purging.guards.opened`).
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry, Revision

from ttdn.files.models import StoredFile
from ttdn.portal.actions.media_release import forget_media, release_media
from ttdn.portal.actions.releasing import next_sequence
from ttdn.portal.choices import OPEN, Kind, Standing, State
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.media_queries import public_renditions
from ttdn.portal.models import (
    PAGE_TYPES,
    Edition,
    Item,
    MediaAsset,
    MediaCaptions,
    PublicPath,
    PublicRecord,
    ReleaseGroup,
    Translation,
)
from ttdn.portal.public_bytes import reconcile
from ttdn.portal.publishing import log_end
from ttdn.portal.snapshots import media_of
from ttdn.portal.tombstones import EDITION, GROUP, ITEM, MEDIA, empty_snapshot, erased_path
from ttdn.proofs.actions.receiving import erase_received
from ttdn.proofs.actions.sealing import erase_texts
from ttdn.proofs.models import SealedFile, SealedText
from ttdn.purging.models import Purge
from ttdn.purging.platform import FILE, blank_files, traces_of_files
from ttdn.purging.queries import inscription, tombstone
from ttdn.purging.registry import ERASED, Target, Trace
from ttdn.web.pagestore import Generation, PageStore

Related = list[tuple[str, uuid.UUID, str]]


# Items


def _chain_of_item(public_id: uuid.UUID) -> uuid.UUID | None:
    return Item.objects.filter(public_id=public_id).values_list("body__public_id", flat=True).first()


def _traces_of_item(public_id: uuid.UUID) -> list[Trace]:
    """The item, its editions, and the release groups that stopped because of it and say so with its title."""
    item = Item.objects.filter(public_id=public_id).first()
    if item is None:
        return []
    editions = list(Edition.objects.filter(item=item).order_by("pk").values_list("public_id", "title"))
    naming = Q(pk__in=[])
    for title in {title for _id, title in editions if title and title != ERASED}:
        naming |= Q(stopped_reason__contains=title)
    groups = ReleaseGroup.objects.filter(naming, body=item.body_id).order_by("pk").values_list("public_id", flat=True)
    return [
        Trace(ITEM, public_id),
        *(Trace(EDITION, each) for each, _title in editions),
        *(Trace(GROUP, each) for each in groups),
    ]


def _related_to_item(public_id: uuid.UUID) -> Related:
    """What it was made from, what it shows, and what was made from the same source: each is a purge of its own."""
    item = Item.objects.get(public_id=public_id)
    shown = {medium["id"]: medium["title"] for each in item.editions.all() for medium in media_of(each.snapshot)}
    origin = [(item.origin_kind, item.origin_id, item.number)] if item.origin_id else []
    twins = Item.objects.filter(origin_id=item.origin_id).exclude(pk=item.pk) if item.origin_id else Item.objects.none()
    return [
        *origin,
        *((MEDIA, uuid.UUID(each), title) for each, title in sorted(shown.items())),
        *((ITEM, each.public_id, each.number) for each in twins.order_by("pk")),
    ]


def made_from(kind: str, public_id: uuid.UUID) -> Related:
    """The items that were made from an object of another app (for the list that a request to purge shows)."""
    found = Item.objects.filter(origin_kind=kind, origin_id=public_id).order_by("pk")
    return [(ITEM, each.public_id, each.number) for each in found]


def _blank_item(item: Item, purge: Purge) -> None:
    at = purge.approved_at or purge.requested_at
    editions = list(Edition.objects.select_for_update().filter(item=item).order_by("pk"))
    for edition in editions:
        _blank_edition(edition, at)
    with translation.override("vi"):
        words = inscription(purge)
    records = list(
        PublicRecord.objects.select_for_update(of=("self",)).select_related("item", "body").filter(item=item)
    )
    for record in records:
        _blank_record(record, words, at)
    if item.kind != Kind.PROFILE:  # the address of a body's profile is the address of the body
        for known in PublicPath.objects.filter(item=item).exclude(path__startswith="erased:"):
            known.path = erased_path(known.path)
            known.save(update_fields=["path"])
    _remove_drafts(item)
    Translation.objects.filter(item=item).delete()
    erase_texts(item=item.public_id, at=at)
    erase_received(item=item.public_id, at=at)
    if records:
        tell_public_change([each.pk for each in records], at)


def _blank_edition(edition: Edition, at: datetime) -> None:
    """Its words go; who wrote, read, approved and published it, when, and its hash stay."""
    if edition.state == State.PUBLISHED:
        edition.state, edition.ended_at = State.WITHDRAWN, at
    elif edition.state in OPEN:
        edition.state, edition.release_at, edition.group = State.DROPPED, None, None
    edition.snapshot, edition.title = empty_snapshot(edition.snapshot), ERASED
    edition.public_reason = edition.returned_reason = edition.ended_reason = ""
    edition.save(
        update_fields=[
            "state", "ended_at", "release_at", "group", "snapshot", "title", "public_reason", "returned_reason",
            "ended_reason",
        ]
    )  # fmt: skip


def _blank_record(record: PublicRecord, words: str, at: datetime) -> None:
    """Out of force for everybody: lists, feeds, API and harvest tell of a withdrawal, never of what it said."""
    if record.standing != Standing.WITHDRAWN and SealedText.objects.filter(item=record.item.public_id).exists():
        log_end(record, at)
    record.standing, record.reason = Standing.WITHDRAWN, words
    record.title, record.lead, record.picture = ERASED, "", None
    record.path = record.path if record.kind == Kind.PROFILE else f"/s/{record.item.public_id}/{record.language}"
    record.changed_at, record.sequence = at, next_sequence(at)
    record.save()
    release_media(record)


def _remove_drafts(item: Item) -> None:
    """The drafts with every revision, and what the editor noted of them (it keeps titles)."""
    pages = list(PAGE_TYPES[item.kind].objects.filter(item=item))
    ids = [page.pk for page in pages]
    PAGE_TYPES[item.kind].objects.filter(pk__in=ids).update(latest_revision=None, live_revision=None)
    Revision.page_revisions.filter(object_id__in=[str(each) for each in ids]).delete()
    for page in pages:
        page.refresh_from_db()
        page.delete()
    PageLogEntry.objects.filter(page_id__in=ids).delete()


# Media


def _chain_of_media(public_id: uuid.UUID) -> uuid.UUID | None:
    return MediaAsset.objects.filter(public_id=public_id).values_list("body__public_id", flat=True).first()


def _traces_of_media(public_id: uuid.UUID) -> list[Trace]:
    """The medium and every file of it: the original, the preview, all renditions, subtitles old and new."""
    asset = MediaAsset.objects.filter(public_id=public_id).first()
    if asset is None:
        return []
    own = Q(owner_kind=MEDIA, owner_id=public_id) | Q(pk__in=[asset.file_id, asset.preview_id])
    return [Trace(MEDIA, public_id), *traces_of_files(StoredFile.objects.filter(own))]


def _telling_of(public_id: uuid.UUID) -> list[Item]:
    """The items an edition of which ever showed a medium."""
    editions = Edition.objects.annotate(told=Cast("snapshot", TextField())).filter(told__contains=str(public_id))
    return list(Item.objects.filter(pk__in=editions.values("item")).order_by("pk"))


def _related_to_media(public_id: uuid.UUID) -> Related:
    """The items that show it: its title, caption and author stand in their texts."""
    return [(ITEM, each.public_id, each.number) for each in _telling_of(public_id)]


def _blank_media(asset: MediaAsset, purge: Purge) -> None:
    at = purge.approved_at or purge.requested_at
    changed = forget_media(asset)
    MediaCaptions.objects.filter(asset=asset).delete()
    SealedFile.objects.filter(sha256=asset.sha256).update(name=ERASED)
    asset.title = asset.credit = ERASED
    asset.place = asset.folded = asset.look_hash = ""
    asset.words, asset.taken_on, asset.retired_at = {}, None, asset.retired_at or at
    asset.save(
        update_fields=["title", "credit", "place", "folded", "look_hash", "words", "taken_on", "retired_at"],
    )
    for record in changed:
        record.changed_at, record.sequence = at, next_sequence(at)
        record.save(update_fields=["changed_at", "sequence"])
    if changed:
        tell_public_change([each.pk for each in changed], at)


# Release groups


def _chain_of_group(public_id: uuid.UUID) -> uuid.UUID | None:
    return ReleaseGroup.objects.filter(public_id=public_id).values_list("body__public_id", flat=True).first()


def _traces_of_group(public_id: uuid.UUID) -> list[Trace]:
    return [Trace(GROUP, public_id)] if ReleaseGroup.objects.filter(public_id=public_id).exists() else []


# The purge


def _blank(traces: list[Trace]) -> None:
    """Whatever of the portal is among the traces."""
    by_kind: dict[str, list[uuid.UUID]] = {}
    for each in traces:
        by_kind.setdefault(each.kind, []).append(each.id)
    ReleaseGroup.objects.filter(public_id__in=by_kind.get(GROUP, [])).update(title=ERASED, stopped_reason="")
    for item in Item.objects.select_for_update(of=("self",)).filter(public_id__in=by_kind.get(ITEM, [])):
        _blank_item(item, _order(ITEM, item.public_id))
    for asset in MediaAsset.objects.select_for_update(of=("self",)).filter(public_id__in=by_kind.get(MEDIA, [])):
        _blank_media(asset, _order(MEDIA, asset.public_id))
    blank_files(traces)


def _order(kind: str, public_id: uuid.UUID) -> Purge:
    """The order by which an object is being purged at this moment."""
    found = tombstone(kind, public_id)
    if found is None:
        raise LookupError(f"{kind} {public_id} is purged by nobody's order.")
    return found


def clean(traces: list[Trace]) -> None:
    """Outside the database: kept PDFs, public bytes, every kept page. Repeatable."""
    items = {each.id for each in traces if each.kind == ITEM}
    for each in traces:
        if each.kind == MEDIA:
            items |= {item.public_id for item in _telling_of(each.id)}
    for item in items:
        shutil.rmtree(settings.PDF_ROOT / str(item), ignore_errors=True)
    _close_bytes({each.sha256 for each in traces if each.kind == FILE and each.sha256})
    if items or any(each.kind in {ITEM, MEDIA, FILE} for each in traces):
        reconcile(public_renditions().values_list("sha256", "name").iterator())
        _empty_page_cache()


def _close_bytes(hashes: Iterable[str]) -> None:
    """Public names of erased bytes (hard links: the bytes live as long as one name does) that no other file shares."""
    wanted = set(hashes)
    shared = set(StoredFile.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    for sha256 in wanted - shared:
        shutil.rmtree(Path(settings.PUBLIC_MEDIA_ROOT) / "tep" / sha256, ignore_errors=True)


def _empty_page_cache() -> None:
    """No copy of any page from before is ever shown again, and none stays on the disk: a list may have named the item."""
    generation = Generation(settings.PAGE_CACHE_ROOT)
    try:
        generation.bump(forget=True)
        PageStore(settings.PAGE_CACHE_ROOT / "pages", generation).empty()
    finally:
        generation.close()


TARGETS: tuple[Target, ...] = (
    Target(ITEM, _("Bài cho công chúng, mọi ngôn ngữ"), _chain_of_item, _traces_of_item, _blank, _related_to_item),
    Target(MEDIA, _("Tư liệu của thư viện"), _chain_of_media, _traces_of_media, _blank, _related_to_media),
    Target(GROUP, _("Đợt đăng"), _chain_of_group, _traces_of_group, _blank),
)
