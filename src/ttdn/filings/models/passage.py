"""The passage of a version: remarks, approvals, deliveries, signed copies, attachments, numbers."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ttdn.filings.choices import (
    Channel,
    DeliveryState,
    Part,
    Step,
)
from ttdn.filings.models.versions import FilingVersion
from ttdn.organisations.queries import Reach, reach_of
from ttdn.web.ids import uuid7

USER = settings.AUTH_USER_MODEL


class Comment(models.Model):
    """A remark on a section while the document is being made; never printed."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="comments")
    code = models.CharField(max_length=30)
    text = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    def __str__(self) -> str:
        return self.text[:80]


class Approval(models.Model):
    """A line of the approval sheet; an approval binds to `content_hash` and is void once the text changes."""

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="approvals")
    step = models.CharField(max_length=8, choices=Step.choices)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content_hash = models.CharField(max_length=64, blank=True, default="")
    remark = models.TextField(blank=True, default="")
    as_delegate = models.BooleanField(default=False)
    delegated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries as a person may see them."""

    def visible_to(self, user: Any, on: date, reach: Reach | None = None) -> DeliveryQuerySet:
        """Those sent by, or to, one of the user's bodies."""
        bodies = (reach or reach_of(user, on)).bodies
        return self.filter(Q(version__body_id__in=bodies) | Q(addressee_id__in=bodies))


class Delivery(models.Model):
    """One addressee of an issued version, and what the addressee did with it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.PROTECT, related_name="deliveries")
    addressee = models.ForeignKey(
        "organisations.Body", on_delete=models.PROTECT, related_name="deliveries", null=True, blank=True
    )
    addressee_text = models.CharField(max_length=300)
    part = models.CharField(max_length=4, choices=Part.choices, default=Part.TO)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.PRODUCT)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.SENT)
    document_date = models.DateField()
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    incoming_number = models.CharField(max_length=40, blank=True, default="")
    incoming_on = models.DateField(null=True, blank=True)
    keyed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    return_reason = models.TextField(blank=True, default="")
    supplement_due_on = models.DateField(null=True, blank=True)
    remark = models.TextField(blank=True, default="")
    #: a recalled document was sent back (paper) or destroyed (electronic), Nghị định 30/2020/NĐ-CP, Điều 18.4
    given_back_at = models.DateTimeField(null=True, blank=True)
    given_back_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["addressee", "state"], name="delivery_addressee_state")]

    def __str__(self) -> str:
        return self.addressee_text


class SignedCopy(models.Model):
    """The signed original (bản chính), its text compared with the snapshot and the differences confirmed."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.PROTECT, related_name="signed_copies")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    readable = models.BooleanField(default=True)
    differences = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    confirm_remark = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return str(self.public_id)


class Attachment(models.Model):
    """A file sent along with the version: evidence, a scan, an annex made elsewhere; `by` is None when it came by link."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Counter(models.Model):
    """The next gapless number of a body's own register, per year and series; locked while a number is taken."""

    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    series = models.CharField(max_length=20)
    next_number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["body", "year", "series"], name="counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.next_number}"
