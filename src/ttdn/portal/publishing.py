"""What publishing does outside the tables of the portal: media become public, the release is sealed and logged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ttdn.portal.models import Edition, MediaAsset, PublicRecord
from ttdn.portal.snapshots import media_of


def publish_media(snapshot: dict[str, Any], at: datetime) -> None:
    """Building block: the media that a snapshot uses may be fetched by everybody from now on."""
    used = [each["id"] for each in media_of(snapshot)]
    MediaAsset.objects.filter(public_id__in=used, published_at=None).update(published_at=at)


def seal_release(edition: Edition, record: PublicRecord, at: datetime) -> None:
    """Building block: seal the canonical text of a release and enter every change of standing into the log."""
