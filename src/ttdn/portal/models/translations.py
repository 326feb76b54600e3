"""Translations under way: the source version each is made from, and its segments with their state."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ttdn.portal.models.items import Item
from ttdn.web.ids import uuid7


class Translation(models.Model):
    """The translation of an item into one language, bound to one exact version of the source.

    `source` is that version whole (see `ttdn.portal.snapshots`), `source_hash` its hash: what the draft page carries as
    `translated_from_hash`. `revision` is the draft's revision that these segments last made: another latest revision
    means that somebody wrote in the editor meanwhile.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=12)
    source_hash = models.CharField(max_length=64)
    source = models.JSONField()
    machine_used = models.BooleanField(default=False)
    revision = models.CharField(max_length=60, blank=True, default="")
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "language"], name="portal_translation_item_language"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.language}"


class TranslatedSegment(models.Model):
    """One segment of the source and its words in the other language.

    `earlier_source` is set while the source has changed since the words were written; the source itself stands there
    while the words are of a draft laid out otherwise, matched in by their place. `machine` is set while a machine wrote
    them and no translator has read them. `lock` rises with every save.
    """

    translation = models.ForeignKey(Translation, on_delete=models.CASCADE, related_name="segments")
    key = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    source = models.TextField()
    target = models.TextField(blank=True, default="")
    earlier_source = models.TextField(blank=True, default="")
    machine = models.BooleanField(default=False)
    lock = models.PositiveIntegerField(default=0)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["translation", "key"], name="portal_segment_key")]

    def __str__(self) -> str:
        return self.key

    @property
    def matched_in(self) -> bool:
        """Whether the words came out of a draft by their place only, and nobody has looked at the match."""
        return bool(self.earlier_source) and self.earlier_source == self.source

    @property
    def state(self) -> str:
        """`open` (no words yet), `machine` (unread words of a machine), `changed` (to be read again), or `done`."""
        if not self.target:
            return "open"
        if self.machine:
            return "machine"
        return "changed" if self.earlier_source else "done"
