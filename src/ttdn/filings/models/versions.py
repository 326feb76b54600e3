"""The filing and its versions.

State lives on the version (decisions 3). A filing is only the identity: form, body, period or subject.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ttdn.filings.choices import (
    ISSUED_STATES,
    OPEN_STATES,
    Authority,
    Origin,
    State,
    Urgency,
)
from ttdn.organisations.queries import Reach, reach_of
from ttdn.web.ids import uuid7

USER = settings.AUTH_USER_MODEL


class FilingQuerySet(models.QuerySet["Filing"]):
    """Filings as a person may see them."""

    def visible_to(self, user: Any, on: date, reach: Reach | None = None) -> FilingQuerySet:
        """Those of the user's bodies, and those of which a version was issued to one of them."""
        bodies = (reach or reach_of(user, on)).bodies
        received = FilingVersion.objects.filter(
            filing=models.OuterRef("pk"), state__in=ISSUED_STATES, deliveries__addressee_id__in=bodies
        )
        return self.filter(Q(body_id__in=bodies) | Q(models.Exists(received)))


class Filing(models.Model):
    """Identity of a document: which form, of which body, for which period or subject."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    form_id = models.CharField(max_length=60)
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="filings")
    unit = models.ForeignKey(
        "organisations.Body", on_delete=models.PROTECT, related_name="unit_filings", null=True, blank=True
    )
    period = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    subject_kind = models.CharField(max_length=40, blank=True, default="")
    subject_id = models.UUIDField(null=True, blank=True)
    #: the issued version that a letter of correction or a notice of recall is about
    about = models.ForeignKey(
        "filings.FilingVersion", on_delete=models.PROTECT, related_name="letters", null=True, blank=True
    )
    title = models.CharField(max_length=500)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField()

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["form_id", "body", "period"],
                condition=Q(subject_id__isnull=True, about__isnull=True),
                name="filing_once_per_period",
            ),
            models.UniqueConstraint(
                fields=["form_id", "body", "period", "subject_id"],
                condition=Q(subject_id__isnull=False),
                name="filing_once_per_subject",
            ),
            models.UniqueConstraint(
                fields=["about"], condition=Q(form_id="recall_notice"), name="filing_one_recall_notice"
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["body", "year", "form_id"], name="filing_body_year_form"),
            models.Index(fields=["year", "form_id"], name="filing_year_form"),
        ]

    def __str__(self) -> str:
        return self.title


class VersionQuerySet(models.QuerySet["FilingVersion"]):
    """Versions as a person may see them."""

    def visible_to(self, user: Any, on: date, reach: Reach | None = None) -> VersionQuerySet:
        """All of the user's bodies; of others only what was issued to one of the user's bodies."""
        bodies = (reach or reach_of(user, on)).bodies
        received = FilingVersion.objects.filter(pk=models.OuterRef("pk"), deliveries__addressee_id__in=bodies)
        return self.filter(Q(body_id__in=bodies) | (Q(state__in=ISSUED_STATES) & Q(models.Exists(received))))

    def without_snapshot(self) -> VersionQuerySet:
        """For lists: leave the heavy snapshot in the database."""
        return self.defer("document")


class FilingVersion(models.Model):
    """One version: its text hangs on it as sections and rows; once issued the database refuses any change."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="versions")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    form_effective = models.DateField()
    book_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=5, default="vi")

    legal_bases = models.JSONField(default=list, blank=True)
    addressees = models.JSONField(default=list, blank=True)
    recipients = models.JSONField(default=list, blank=True)
    signing_authority = models.CharField(max_length=6, choices=Authority.choices, default=Authority.NONE)
    signer_position = models.CharField(max_length=200, blank=True, default="")
    authorisation = models.CharField(max_length=300, blank=True, default="")
    authorised_from = models.DateField(null=True, blank=True)
    authorised_to = models.DateField(null=True, blank=True)
    signer_lines = models.JSONField(default=list, blank=True)
    signer_name = models.CharField(max_length=120, blank=True, default="")
    urgency = models.CharField(max_length=20, choices=Urgency.choices, blank=True, default="")
    subject_override = models.CharField(max_length=500, blank=True, default="")
    header_lock = models.PositiveIntegerField(default=0)

    working_revision = models.PositiveIntegerField(default=0)
    content_hash = models.CharField(max_length=64, blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True, default="")

    series = models.CharField(max_length=20, blank=True, default="")
    number = models.PositiveIntegerField(null=True, blank=True)
    number_text = models.CharField(max_length=30, blank=True, default="")
    symbol = models.CharField(max_length=60, blank=True, default="")
    place = models.CharField(max_length=80, blank=True, default="")
    issued_on = models.DateField(null=True, blank=True)
    issue_year = models.PositiveSmallIntegerField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    document = models.JSONField(null=True, blank=True)
    docx = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    pdf = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    snapshot_hash = models.CharField(max_length=64, blank=True, default="")

    replaces = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True)
    replacing_reason = models.TextField(blank=True, default="")
    superseded_at = models.DateTimeField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    recall_reason = models.TextField(blank=True, default="")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.PRODUCT)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["filing", "ordinal"], name="version_ordinal"),
            models.UniqueConstraint(fields=["filing"], condition=Q(state__in=OPEN_STATES), name="version_one_open"),
            models.UniqueConstraint(fields=["filing"], condition=Q(state="issued"), name="version_one_current"),
            models.UniqueConstraint(
                fields=["body", "symbol", "issue_year", "number_text"],
                condition=Q(state__in=ISSUED_STATES) & ~Q(number_text=""),
                name="version_number_once",
            ),
            models.UniqueConstraint(
                fields=["body", "series", "issue_year", "number"],
                condition=Q(number__isnull=False),
                name="version_internal_number_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=ISSUED_STATES)
                | (Q(issued_on__isnull=False) & ~Q(number_text="") & ~Q(snapshot_hash="")),
                name="version_issued_whole",
            ),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["body", "state"], name="version_body_state"),
            models.Index(fields=["state", "issued_on"], name="version_state_issued_on"),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id}/{self.ordinal}"

    @property
    def is_open(self) -> bool:
        """Whether it has not been issued yet."""
        return self.state in OPEN_STATES

    @property
    def is_issued(self) -> bool:
        """Whether it has left the body, also when superseded or recalled since."""
        return self.state in ISSUED_STATES

    @property
    def number_and_symbol(self) -> str:
        """As cited: "05/KH-BVHTTDL"; empty before issue."""
        if not self.number_text:
            return ""
        text = self.number_text
        if text.isdigit() and len(text) == 1:
            text = f"0{text}"
        return f"{text}/{self.symbol}"
