"""Reminder letters in batches, and the coordinator's remarks on reports; everything else is read from below."""

import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from ttdn.consolidation.choices import BatchState
from ttdn.organisations.queries import Reach, reach_of
from ttdn.web.ids import uuid7

USER = settings.AUTH_USER_MODEL


class BatchQuerySet(models.QuerySet["ReminderBatch"]):
    """Batches as a person may see them."""

    def visible_to(self, user: Any, on: date, reach: Reach | None = None) -> Self:
        """Those of the reader's own body: letters in the making are nobody else's."""
        return self.filter(body_id__in=(reach or reach_of(user, on)).bodies)


class ReminderBatch(models.Model):
    """Reminder letters (công văn đôn đốc, Đ11.2) to every body that is silent on one duty, made at one moment."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    rule_id = models.CharField(max_length=120)
    period = models.CharField(max_length=12)
    origin_id = models.CharField(max_length=140, blank=True, default="")
    ordinal = models.PositiveSmallIntegerField(help_text="The how-manieth reminder of this duty.")
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    answer_by = models.DateField()
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.MAKING)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["year", "rule_id", "period", "origin_id", "ordinal"], name="reminder_batch_ordinal"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title_vi} {self.period}"

    @property
    def filing_period(self) -> str:
        """The period of its letters: one duty may be reminded of several times ("2024/DD2")."""
        return f"{self.period}/DD{self.ordinal}"


class ReminderLetter(models.Model):
    """One letter of a batch: the duty it urges, and the filing, once that is made."""

    batch = models.ForeignKey(ReminderBatch, on_delete=models.PROTECT, related_name="letters")
    obligation = models.ForeignKey("obligations.Obligation", on_delete=models.PROTECT, related_name="+")
    filing = models.OneToOneField(
        "filings.Filing", on_delete=models.PROTECT, related_name="reminder_letter", null=True, blank=True
    )
    position = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["batch", "obligation"], name="reminder_letter_once")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Remarks as a person may see them."""

    def visible_to(self, user: Any, on: date, reach: Reach | None = None) -> Self:
        """Those on reports of the reader's bodies; the coordinator's people see what their body wrote."""
        bodies = (reach or reach_of(user, on)).bodies
        return self.filter(models.Q(body_id__in=bodies) | models.Q(written_at_id__in=bodies))


class Remark(models.Model):
    """What the coordinator says back to a body about a version it sent."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey("filings.FilingVersion", on_delete=models.PROTECT, related_name="remarks")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    written_at = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    section = models.CharField(max_length=30, blank=True, default="")
    text = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RemarkQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["body", "at"], name="remark_body_at")]

    def __str__(self) -> str:
        return self.text[:80]


def total_id(*parts: object) -> uuid.UUID:
    """A steady id for something that is computed and has no row of its own (a year's inputs)."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "ttdn:consolidation:" + ":".join(map(str, parts)))
