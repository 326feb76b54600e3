"""The filing: one document that follows one legal form, its versions, and what became of each.

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
    Channel,
    DeliveryState,
    Origin,
    Part,
    SentenceState,
    State,
    Step,
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
        received = Delivery.objects.filter(
            addressee_id__in=bodies, version__state__in=ISSUED_STATES, version__filing=models.OuterRef("pk")
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
    title = models.CharField(max_length=500)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField()

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["form_id", "body", "period"],
                condition=Q(subject_id__isnull=True),
                name="filing_once_per_period",
            ),
            models.UniqueConstraint(
                fields=["form_id", "body", "period", "subject_id"],
                condition=Q(subject_id__isnull=False),
                name="filing_once_per_subject",
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
        received = Delivery.objects.filter(addressee_id__in=bodies, version=models.OuterRef("pk"))
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


class Section(models.Model):
    """The text of one section of the form, saved on its own with an optimistic lock.

    `text` is plain paragraphs: a blank line separates them, lines that begin with "- " are a list.
    `tables` describes its tables: a list of {table, caption, columns: [{key, header, width, align}]}.
    """

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=30)
    text = models.TextField(blank=True, default="")
    tables = models.JSONField(default=list, blank=True)
    lock = models.PositiveIntegerField(default=0)
    blank_confirmed = models.BooleanField(default=False)
    updated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "code"], name="section_once_per_version")
        ]

    def __str__(self) -> str:
        return self.code


class HeldText(models.Model):
    """A person's text of a section that clashed with somebody else's, kept until the person settles it."""

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="held_texts")
    code = models.CharField(max_length=30)
    text = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "code", "by"], name="held_text_once_per_person")
        ]

    def __str__(self) -> str:
        return self.code


class DraftedSentence(models.Model):
    """A sentence that a source drafted from records, with links to each of them.

    `figures` are the numbers in it: a list of {code, value, estimated}. `offered` holds the fresh wording
    when the text in the section was edited by hand, so that a redraft loses nothing.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="sentences")
    code = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    text = models.TextField()
    offered = models.TextField(blank=True, default="")
    links = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=SentenceState.choices, default=SentenceState.IN_TEXT)
    stale = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "code", "key"], name="sentence_once_per_section")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class TableRow(models.Model):
    """One row of a table of a section; `cells` are texts in the order of the table's columns."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="rows")
    code = models.CharField(max_length=30)
    table = models.CharField(max_length=30, default="main")
    position = models.PositiveIntegerField(default=0)
    cells = models.JSONField(default=list)
    link_kind = models.CharField(max_length=40, blank=True, default="")
    link_id = models.UUIDField(null=True, blank=True)
    link_hash = models.CharField(max_length=64, blank=True, default="")
    offered = models.JSONField(default=list, blank=True)
    edited = models.BooleanField(default=False)
    stale = models.BooleanField(default=False)
    lock = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["version", "code", "table", "position"], name="row_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.table}/{self.position}"


class Fact(models.Model):
    """What one record said when the version was issued (decisions 7); consolidation reads nothing else."""

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="facts")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    record_kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    record_hash = models.CharField(max_length=64, blank=True, default="")
    label = models.CharField(max_length=500)
    on = models.DateField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    country = models.CharField(max_length=10, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    channels = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    programme_task = models.CharField(max_length=80, blank=True, default="")
    estimated = models.BooleanField(default=False)
    figures = models.JSONField(default=dict, blank=True)
    unit_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["version", "section", "kind"], name="fact_version_section_kind"),
            models.Index(fields=["year", "section", "kind"], name="fact_year_section_kind"),
        ]

    def __str__(self) -> str:
        return self.label


class FactTotal(models.Model):
    """Sums of a version's facts. `figure_code` empty: counts of records; else sums of that figure.

    `records` counts the facts behind the row; `actual` and `estimated` are kept apart (ước thực hiện).
    """

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="totals")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    dimension = models.CharField(max_length=12)
    code = models.CharField(max_length=80, blank=True, default="")
    figure_code = models.CharField(max_length=60, blank=True, default="")
    records = models.PositiveIntegerField(default=0)
    actual = models.BigIntegerField(default=0)
    estimated = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["version", "section", "kind", "dimension", "code", "figure_code"], name="fact_total_once"
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["year", "dimension", "section", "kind"], name="fact_total_year_dimension")
        ]

    def __str__(self) -> str:
        return f"{self.section}/{self.kind}/{self.dimension}/{self.code}"


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
    """A file sent along with the version: evidence, a scan, an annex made elsewhere."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=300)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
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
