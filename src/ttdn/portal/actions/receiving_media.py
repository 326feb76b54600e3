"""Pictures of received items: the public files as their source serves them, with its words and credentials inside.

They are kept as they came and not made again here, so the content credentials of the body that published them stay whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.files.actions import store_bytes
from ttdn.files.models import StoredFile
from ttdn.portal.actions.media import About, describe
from ttdn.portal.actions.media_release import key_of, publish_media
from ttdn.portal.choices import MediaKind
from ttdn.portal.errors import Incomplete
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.media_queries import MEDIA_KIND
from ttdn.portal.models import MediaAsset, PublicRecord, Rendition
from ttdn.portal.picture_forms import Form
from ttdn.portal.renditions import file_name
from ttdn.portal.snapshots import media_of
from ttdn.purging.queries import tombstone

Medium = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """A picture that a received item shows and that is not here yet: what its snapshot says of it."""

    medium: Medium

    @property
    def id(self) -> uuid.UUID:
        """Its id, the same as at its source."""
        return uuid.UUID(self.medium["id"])


def wanted_pictures(record: PublicRecord) -> list[Wanted]:
    """The pictures of a received record whose files, with the words of its edition inside, are not here yet."""
    pictures = [each for each in media_of(record.edition.snapshot) if each["kind"] == MediaKind.PICTURE]
    keys = {each["id"]: key_of(each, record.language) for each in pictures}
    here = Rendition.objects.filter(asset__public_id__in=keys, asset__harvested_from=record.item.harvested_from)
    held = {(str(public_id), key) for public_id, key in here.values_list("asset__public_id", "made_from")}
    wanted = [Wanted(each) for each in pictures if (each["id"], keys[each["id"]]) not in held]
    return [each for each in wanted if tombstone(MEDIA_KIND, each.id) is None]  # what was erased here stays erased


@transaction.atomic
def receive_picture(*, record: PublicRecord, wanted: Wanted, forms: Sequence[Form], at: datetime) -> MediaAsset:
    """Building block: keep the checked files of a picture and show them with their item.

    Args:
        record: received, locked by the caller.
        wanted: which picture of it.
        forms: every public file of it, checked: hash, type, size in pixels.
        at: now.

    Raises:
        Incomplete: no JPEG among the files; the id belongs to another medium here; SecretMark.
    """
    jpegs = [each for each in forms if each.spec.startswith("w") and each.spec.endswith(".jpg")]
    if not jpegs:
        raise Incomplete(_("Nguồn chưa có bản công khai của ảnh này."))
    best = max(jpegs, key=lambda each: each.width)
    asset = _asset(record, wanted, best, at)
    kept = {form.spec: _kept(asset, form, at) for form in forms}
    asset.file, asset.preview = kept[best.spec], kept.get("thumb.webp")
    asset.save()
    key = key_of(wanted.medium, record.language)
    for form in forms:
        Rendition.objects.update_or_create(
            asset=asset,
            made_from=key,
            spec=form.spec,
            defaults={
                "file": kept[form.spec],
                "sha256": kept[form.spec].sha256,
                "name": file_name(wanted.medium["title"], form.mime),
                "mime": form.mime,
                "size": kept[form.spec].size,
                "width": form.width,
                "height": form.height,
            },
        )
    publish_media(record, at)
    tell_public_change([record.pk], at)
    return asset


def _asset(record: PublicRecord, wanted: Wanted, best: Form, at: datetime) -> MediaAsset:
    """The picture in the library, with the words of its newest edition; not saved yet."""
    medium, source = wanted.medium, record.item.harvested_from
    asset = MediaAsset.objects.select_for_update(of=("self",)).filter(public_id=wanted.id).first()
    if asset is None:
        asset = MediaAsset(
            public_id=wanted.id,
            body=record.body,
            kind=MediaKind.PICTURE,
            sha256=medium["sha256"],
            harvested_from=source,
            is_demo=record.item.is_demo,
            created_at=at,
        )
    if source is None or asset.harvested_from != source or asset.body_id != record.body_id:
        raise Incomplete(_("Mã của ảnh này đã thuộc về một tư liệu khác."))
    if asset.sha256 != medium["sha256"]:
        raise Incomplete(_("Nguồn gửi ảnh khác dưới một mã đã gửi trước đó."))
    asset.width, asset.height = best.width, best.height
    words = {**asset.words, record.language: {"alt": medium["alt"], "caption": medium["caption"]}}
    about = About(
        title=medium["title"],
        credit=medium["credit"],
        rights=medium["rights"],
        place=medium["place"],
        taken_on=date.fromisoformat(medium["taken_on"]) if medium["taken_on"] else None,
        words=words,
        focal=(medium["focal"][0], medium["focal"][1]),
    )
    describe(asset, about)
    return asset


def _kept(asset: MediaAsset, form: Form, at: datetime) -> StoredFile:
    return store_bytes(
        form.data,
        form.spec,
        form.mime,
        owner_kind=MEDIA_KIND,
        owner_id=asset.public_id,
        body_public_id=asset.body.public_id,
        acting_user=None,
        at=at,
    )
