"""The media library: pictures, video, audio and documents of a body, private until something published uses them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ttdn.files.models import StoredFile
from ttdn.organisations.models import Body
from ttdn.portal.choices import MediaKind, Rights
from ttdn.portal.models.editions import PublicRecord
from ttdn.web.ids import uuid7

if TYPE_CHECKING:
    from ttdn.accounts.models import User
    from ttdn.organisations.queries import Reach


class MediaQuerySet(models.QuerySet["MediaAsset"]):
    def visible_to(self, user: User, on: date, reach: Reach | None = None) -> Self:
        """The media of the bodies whose content the user may handle."""
        from ttdn.organisations.queries import reach_of  # noqa: PLC0415  (queries read models)
        from ttdn.portal.permissions import CONTENT_ROLES  # noqa: PLC0415  (permissions read choices only)

        known = reach or reach_of(user, on)
        return self.filter(body__in=[body for body, roles in known.roles.items() if roles & CONTENT_ROLES])


class MediaAsset(models.Model):
    """One picture, film, recording or document, with its rights and what it shows.

    `words` holds per language `{"vi": {"alt": …, "caption": …}}`. `focal_x`, `focal_y` are shares of width and height
    (0 to 1) of the point that every cut keeps. `published_at` is when something published first used it.
    `poster` is the picture of the library that stands for a film until it is played.
    `preview` is a small picture for the people of its body, `folded` everything said without marks, for search.
    `harvested_from` is the source that a picture was collected from with an item: `sha256` is then that of the original,
    which stayed there, and `file` its largest public form. Nobody here changes it or shows it anywhere else.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=MediaKind)
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    focal_x = models.FloatField(default=0.5)
    focal_y = models.FloatField(default=0.5)
    rights = models.CharField(max_length=16, choices=Rights, default=Rights.ATTRIBUTION)
    credit = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True, default="")
    taken_on = models.DateField(null=True)
    words = models.JSONField(default=dict)
    folded = models.TextField(default="")
    look_hash = models.CharField(max_length=16, blank=True, default="")
    preview = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    poster = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    harvested_from = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False)
    retired_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = MediaQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["body", "kind", "-id"], name="portal_media_body")]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "sha256"], condition=Q(harvested_from=None), name="portal_media_once_per_body"
            )
        ]

    def __str__(self) -> str:
        return self.title


class MediaCaptions(models.Model):
    """Subtitles of a film or recording in one language (WebVTT)."""

    asset = models.ForeignKey(MediaAsset, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(max_length=12)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "language"], name="portal_captions_language")]

    def __str__(self) -> str:
        return f"{self.asset_id}/{self.language}"


class MediaUse(models.Model):
    """A public record shows an asset, in the renditions made from the words of its approved edition.

    As long as there is such a use, those renditions are public; no others ever are.
    """

    record = models.ForeignKey(PublicRecord, on_delete=models.PROTECT, related_name="media_uses")
    asset = models.ForeignKey(MediaAsset, on_delete=models.PROTECT, related_name="uses")
    made_from = models.CharField(max_length=16)

    class Meta:
        indexes = [models.Index(fields=["asset", "made_from"], name="portal_media_use_form")]
        constraints = [models.UniqueConstraint(fields=["asset", "record"], name="portal_media_use")]

    def __str__(self) -> str:
        return f"{self.record_id}/{self.asset_id}"


class Rendition(models.Model):
    """Bytes of an asset in one form, with the words of one approved edition inside (`made_from` is their hash).

    `spec` names the form: `original` (films, sound, documents), `w640.avif`, `w640.webp`, `w640.jpg`, `thumb.webp`,
    `card.jpg` (1200 × 630 around the focal point), `vtt-en`. `name` is the last part of its public address.
    """

    asset = models.ForeignKey(MediaAsset, on_delete=models.PROTECT, related_name="renditions")
    made_from = models.CharField(max_length=16)
    spec = models.CharField(max_length=24)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=80)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset", "made_from", "spec"], name="portal_rendition_spec")]

    def __str__(self) -> str:
        return f"{self.asset_id}/{self.spec}"

    @property
    def address(self) -> str:
        """Its public address."""
        return f"/tep/{self.sha256}/{self.name}"
