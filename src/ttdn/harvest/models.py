"""Sources, runs, faults, and what each source gave; nothing here is ever deleted because a source is silent."""

from django.conf import settings
from django.db import models

from ttdn.harvest.choices import Agreement, RunState, SourceKind, Stage
from ttdn.organisations.models import Body
from ttdn.portal.models import PublicRecord
from ttdn.web.ids import uuid7


class Source(models.Model):
    """Another instance or repository that this one takes from.

    `datestamp` is the newest datestamp taken in whole lists; `resumption` the token of a list that was broken off.
    `trusted_keys` are the ids of the keys whose seals count; empty with kind `ours`: the keys that the source itself
    publishes at its first harvest are pinned here. `key_document` is what the source said of its keys at the last visit.
    `disputed` names what both sides held when they last differed after the whole list was taken: while they differ in
    exactly that, the list is not taken whole again.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=SourceKind)
    base_url = models.URLField(max_length=300, unique=True)
    set_spec = models.CharField(max_length=120, blank=True, default="")
    body = models.ForeignKey(Body, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12, default="vi")
    every_minutes = models.PositiveIntegerField(default=60)
    trusted_keys = models.JSONField(default=list)
    key_document = models.JSONField(default=dict)
    paused_at = models.DateTimeField(null=True)
    datestamp = models.CharField(max_length=20, blank=True, default="")
    resumption = models.TextField(blank=True, default="")
    next_run_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    agreement = models.CharField(max_length=10, choices=Agreement, default=Agreement.UNKNOWN)
    agreed_at = models.DateTimeField(null=True)
    disputed = models.CharField(max_length=64, blank=True, default="")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One visit to a source: what it gave and how it ended. `alive_at`: the last sign of life, a page of the list."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(max_length=8, choices=RunState, default=RunState.RUNNING)
    full = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["source", "-started_at"], name="harvest_run_source")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.started_at:%Y-%m-%d %H:%M} {self.state}"


class Fault(models.Model):
    """Something that went wrong in a run, at which stage and with which record."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="faults")
    stage = models.CharField(max_length=8, choices=Stage)
    identifier = models.CharField(max_length=300, blank=True, default="")
    sentence = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.stage}: {self.identifier}"


class Quarantined(models.Model):
    """A record that failed its check: kept aside with the reason, shown to nobody outside, until it comes good."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="quarantined")
    identifier = models.CharField(max_length=300)
    datestamp = models.CharField(max_length=20)
    stage = models.CharField(max_length=8, choices=Stage)
    reason = models.TextField()
    raw = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "identifier"], name="harvest_quarantined_once")]

    def __str__(self) -> str:
        return self.identifier


class Harvested(models.Model):
    """What a source gave under an identifier, and the public record that it became here.

    The seal that came along is kept with the words (`proofs.ReceivedText`). `seen_at`: when the source last sent it.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="harvested")
    identifier = models.CharField(max_length=300)
    datestamp = models.CharField(max_length=20)
    sequence = models.PositiveBigIntegerField(default=0)
    content_hash = models.CharField(max_length=64)
    record = models.ForeignKey(PublicRecord, on_delete=models.PROTECT, related_name="+")
    original_url = models.URLField(max_length=500)
    received_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "identifier"], name="harvest_harvested_once"),
            models.UniqueConstraint(fields=["record"], name="harvest_harvested_record"),
        ]

    def __str__(self) -> str:
        return self.identifier


class MissingPicture(models.Model):
    """A picture of an item that could not be taken, and why: the words are shown without it, and it is tried again.

    `medium` is the id of the picture in the item; the row goes when the picture has come, or the item shows it no more.
    """

    harvested = models.ForeignKey(Harvested, on_delete=models.CASCADE, related_name="missing_pictures")
    medium = models.UUIDField()
    title = models.CharField(max_length=200, blank=True, default="")
    reason = models.TextField()
    tries = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["harvested", "medium"], name="harvest_missing_picture_once")]

    def __str__(self) -> str:
        return f"{self.harvested_id}/{self.medium}"
