"""Editions: the frozen texts that are read, approved and published, and the one public face of an item per language."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ttdn.organisations.models import Body
from ttdn.portal.choices import APPROVED, OPEN, PUBLIC, Change, GroupState, Kind, Standing, State
from ttdn.portal.models.items import Item
from ttdn.web.ids import uuid7


class ReleaseGroup(models.Model):
    """Several editions, in several languages, that readers get at one instant or not at all."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=GroupState, default=GroupState.OPEN)
    release_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    stopped_reason = models.TextField(blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "release_at"], name="portal_group_due")]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """One version of an item in one language, frozen when it is submitted; its content never changes again.

    `snapshot` is the whole content (see `ttdn.portal.snapshots`), `content_hash` its SHA-256. Only an edition whose
    `approved_hash` is its `content_hash` can become public: the database refuses any other (`ttdn.portal.guards`).
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(max_length=12)
    ordinal = models.PositiveIntegerField()
    change = models.CharField(max_length=12, choices=Change, default=Change.FIRST)
    public_reason = models.TextField(blank=True, default="")
    replaces_item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=State, default=State.IN_REVIEW)
    snapshot = models.JSONField()
    content_hash = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    translated_from_hash = models.CharField(max_length=64, blank=True, default="")
    machine_draft = models.BooleanField(default=False)

    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_hash = models.CharField(max_length=64, blank=True, default="")
    returned_reason = models.TextField(blank=True, default="")
    release_at = models.DateTimeField(null=True)
    group = models.ForeignKey(ReleaseGroup, null=True, on_delete=models.PROTECT, related_name="members")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(blank=True, default="")
    sequence = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["item", "language", "-ordinal"], name="portal_edition_history"),
            models.Index(fields=["release_at"], condition=Q(state=State.SCHEDULED), name="portal_edition_due"),
            models.Index(fields=["content_hash"], name="portal_edition_hash"),
            models.Index(
                fields=["state", "item"],
                condition=Q(state__in=sorted(OPEN | {State.RETURNED})),
                name="portal_edition_waiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["item", "language", "ordinal"], name="portal_edition_ordinal"),
            models.UniqueConstraint(
                fields=["item", "language"], condition=Q(state__in=sorted(OPEN)), name="portal_edition_one_open"
            ),
            models.UniqueConstraint(
                fields=["item", "language"], condition=Q(state=State.PUBLISHED), name="portal_edition_one_published"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(APPROVED | PUBLIC)) | Q(approved_hash=F("content_hash")),
                name="portal_edition_approved_hash",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(PUBLIC)) | Q(published_at__isnull=False, sequence__isnull=False),
                name="portal_edition_public_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.language}/{self.ordinal}"

    @property
    def is_open(self) -> bool:
        """Whether it is on its way to readers."""
        return self.state in OPEN


class PublicRecord(models.Model):
    """What readers get of an item in a language: one row, which lists, feeds, search, API and harvest all read.

    `sequence` rises with every change of any record (decisions.md 25); `changed_at` is the datestamp of harvest.
    A withdrawn record stays, with its reason; it is never deleted. `media` holds the public forms of what it shows, by
    the id of the asset (see `ttdn.portal.renditions`), so that pages and feeds need no further query.
    """

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="records")
    language = models.CharField(max_length=12)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.IN_FORCE)
    kind = models.CharField(max_length=16, choices=Kind)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    lead = models.TextField(blank=True, default="")
    picture = models.JSONField(null=True)
    media = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    first_published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    sequence = models.PositiveBigIntegerField(unique=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["language", "standing", "-first_published_at", "-id"], name="portal_record_new"),
            models.Index(
                fields=["language", "standing", "kind", "-first_published_at", "-id"], name="portal_record_kind"
            ),
            models.Index(
                fields=["body", "language", "standing", "-first_published_at", "-id"], name="portal_record_body"
            ),
            models.Index(fields=["body", "sequence"], name="portal_record_set_body"),
            models.Index(fields=["language", "sequence"], name="portal_record_set_language"),
            models.Index(fields=["changed_at"], name="portal_record_changed"),
        ]
        constraints = [models.UniqueConstraint(fields=["item", "language"], name="portal_record_item_language")]

    def __str__(self) -> str:
        return self.title

    @property
    def in_force(self) -> bool:
        """Whether readers may still rely on it."""
        return self.standing == Standing.IN_FORCE


class PublicationClock(models.Model):
    """The one row that everything public locks: the next sequence number (decisions.md 25)."""

    next_sequence = models.PositiveBigIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.next_sequence)
