"""Reads of the media library and of what of it is public."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from ttdn.law.text import fold
from ttdn.portal.choices import MediaKind
from ttdn.portal.looks import looks_alike
from ttdn.portal.models import MediaAsset, MediaUse, PublicRecord, Rendition
from ttdn.portal.queries import access_media

if TYPE_CHECKING:
    from ttdn.accounts.models import User

MEDIA_KIND = "portal.media"


def media_file_access(user: User, owner_id: UUID, on: date) -> MediaAsset:
    """Who may download the private bytes of a medium: the people of its body; else `Http404`."""
    return access_media(user, owner_id, on)


def look_alikes(asset: MediaAsset, limit: int = 3) -> list[MediaAsset]:
    """Other media of the same body that look like it, the newest first; never another body's."""
    if not asset.look_hash:
        return []
    others = MediaAsset.objects.filter(body=asset.body_id).exclude(pk=asset.pk).exclude(look_hash="").order_by("-pk")
    near = [pk for pk, other in others.values_list("pk", "look_hash") if looks_alike(asset.look_hash, other)]
    return list(MediaAsset.objects.filter(pk__in=near[:limit]).order_by("-pk"))


def public_renditions() -> QuerySet[Rendition]:
    """The renditions that something published shows now; no other bytes may be fetched by the public."""
    use = MediaUse.objects.filter(asset=OuterRef("asset"), made_from=OuterRef("made_from"))
    return Rendition.objects.filter(Exists(use))


def public_bytes_of(sha256: str) -> Rendition | None:
    """The public rendition with these bytes, or None."""
    return public_renditions().select_related("file").filter(sha256=sha256).order_by("pk").first()


def public_picture_of(sha256: str) -> Rendition | None:
    """The largest public JPEG of the picture whose private original has this hash, or None."""
    found = public_renditions().filter(asset__sha256=sha256, spec__startswith="w", spec__endswith=".jpg")
    return found.order_by("-width", "-pk").first()


def uses_of(asset: MediaAsset) -> list[PublicRecord]:
    """The public records that show a medium, the newest change first."""
    return list(PublicRecord.objects.filter(media_uses__asset=asset).order_by("-changed_at")[:50])


def library(own: QuerySet[MediaAsset], chosen: dict[str, str]) -> QuerySet[MediaAsset]:
    """The media of a list, each with `is_public`; empty choices narrow nothing, except that what was put away is hidden.

    Args:
        own: the media the reader may see.
        chosen: `q` (words of what is said of it, with or without marks), `kind`, `state` (public, private, retired), `body` (public id).
    """
    found = own.select_related("body", "file").annotate(
        is_public=Exists(MediaUse.objects.filter(asset=OuterRef("pk"))),
    )
    found = found.filter(retired_at__isnull=chosen.get("state") != "retired")
    if words := chosen.get("q", ""):
        found = found.filter(folded__contains=fold(words))
    if kind := chosen.get("kind"):
        found = found.filter(kind=kind)
    if chosen.get("state") in {"public", "private"}:
        found = found.filter(is_public=chosen["state"] == "public")
    if body := chosen.get("body"):
        found = found.filter(body__public_id=body)
    return found


def posters_for(asset: MediaAsset) -> QuerySet[MediaAsset]:
    """The pictures of the same library that may stand for a film, the newest first."""
    pictures = MediaAsset.objects.filter(body=asset.body_id, kind=MediaKind.PICTURE)
    return pictures.filter(retired_at=None, harvested_from=None).order_by("-pk")
