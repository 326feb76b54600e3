"""The law materialised: who owes what by when, and what fulfilled it."""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ttdn.obligations.choices import DUE_SOON_DAYS, Counts, Fulfilling, Origin, ReliefKind, StatusCode
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, predecessors_of
from ttdn.web.ids import uuid7


class Derivation(models.Model):
    """How a due date was counted; shared by every duty counted from the same anchor under the same book."""

    term_id = models.CharField(max_length=80)
    anchor = models.CharField(max_length=40)
    book_hash = models.CharField(max_length=64)
    due_at = models.DateTimeField(help_text="Exclusive: 00:00 of the day after, or the exact hour.")
    due_on = models.DateField(help_text="The last good day.")
    advised_on = models.DateField()
    citation = models.CharField(max_length=300)
    steps_vi = models.JSONField(default=list)
    steps_en = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["term_id", "anchor", "book_hash"], name="derivation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.term_id} {self.anchor}"

    @property
    def steps(self) -> list[str]:
        """The steps of the count in the reader's language."""
        steps: list[str] = self.steps_en if (get_language() or "vi").startswith("en") else self.steps_vi
        return steps


class ObligationQuerySet(models.QuerySet["Obligation"]):
    """Duties."""

    def visible_to(self, reach: Reach) -> Self:
        """Those of the reader's bodies and their predecessors; the coordinator follows all of them (Đ11.2)."""
        if reach.is_coordinator:
            return self
        return self.filter(bearer_id__in=reach.bodies)

    def answerable_by(self, body: Body, on: date) -> Self:
        """Those that a document of `body` dated `on` may meet.

        Its own; those of the ended bodies whose TTĐN work it carries on that day (a duty overdue before a merger stays
        with the body that bore it, the heir answers it); those that passed on although it had sent its document before.
        """
        return self.filter(Q(bearer_id__in={body.pk} | predecessors_of(body, on=on)) | Q(first_bearer=body))

    def counted(self) -> Self:
        """Without those that a merger carried to the successor's own duty."""
        return self.filter(carried_to__isnull=True)

    def with_status(self, at: datetime) -> Self:
        """Adds `status_code` (see `StatusCode`) as of the moment `at`, and the `effective_due` it is judged by."""
        due = Coalesce("extended_due_at", "derivation__due_at")
        return self.annotate(effective_due=due).annotate(
            status_code=Case(
                When(waived_at__isnull=False, then=Value(StatusCode.WAIVED)),
                When(Q(met_at__isnull=False) & Q(effective_due__isnull=True), then=Value(StatusCode.ON_TIME)),
                When(met_at__lt=F("effective_due"), then=Value(StatusCode.ON_TIME)),
                When(met_at__isnull=False, then=Value(StatusCode.LATE)),
                When(effective_due__isnull=True, then=Value(StatusCode.OPEN)),
                When(effective_due__lte=at, then=Value(StatusCode.LATE_OPEN)),
                When(effective_due__lte=at + timedelta(days=DUE_SOON_DAYS), then=Value(StatusCode.DUE_SOON)),
                default=Value(StatusCode.NOT_DUE),
                output_field=models.CharField(),
            )
        )

    def unmet(self) -> Self:
        """Neither fulfilled nor waived nor carried to a successor."""
        return self.filter(met_at__isnull=True, waived_at__isnull=True, carried_to__isnull=True)


class Obligation(models.Model):
    """One duty of one body: identity is rule, bearer, period or trigger; the due date is derived (decisions.md 4)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    rule_id = models.CharField(max_length=120)
    rule_effective = models.DateField(null=True)
    book_hash = models.CharField(max_length=64)
    bearer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="obligations")
    first_bearer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    carried_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="carried_from")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.LAW)
    origin_id = models.CharField(max_length=140, default="", blank=True)
    period = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField(help_text="Calendar year in which it falls due.")
    trigger_key = models.CharField(max_length=80, default="", blank=True)
    title_vi = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    form_id = models.CharField(max_length=60, default="", blank=True)
    act_kind = models.CharField(max_length=60, default="", blank=True)
    fulfilment = models.CharField(max_length=10, choices=Fulfilling.choices)
    counts = models.CharField(max_length=8, choices=Counts.choices, default=Counts.SENT)
    derivation = models.ForeignKey(Derivation, null=True, on_delete=models.PROTECT, related_name="obligations")
    citation = models.CharField(max_length=300, default="", blank=True)
    provisional = models.BooleanField(default=False)
    addressee_role = models.CharField(max_length=30, default="", blank=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, help_text="First moment that counts; kept by the actions.")
    waived_at = models.DateTimeField(null=True)
    extended_due_at = models.DateTimeField(null=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule_id", "first_bearer", "period", "trigger_key", "origin_id"], name="obligation_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["year", "rule_id", "bearer"], name="obligation_board"),
            models.Index(fields=["bearer", "met_at"], name="obligation_bearer"),
            models.Index(fields=["form_id", "bearer", "period"], name="obligation_form"),
        ]

    def __str__(self) -> str:
        return f"{self.title_vi} {self.period}"

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.title_en if (get_language() or "vi").startswith("en") else self.title_vi

    @property
    def due_at(self) -> datetime | None:
        """The exclusive instant by which it must be met, an extension included; None: no date."""
        return self.extended_due_at or (self.derivation.due_at if self.derivation else None)


class DutyColumn(models.Model):
    """Summary row: one duty of a year over all bodies, as the board counts it; kept by the actions, rebuilt by a command.

    `counts` holds [kind of body, exclusive due instant or null, state before any date passed, number]; what is overdue
    at a moment follows from the instants (see `ttdn.obligations.totals`).
    """

    year = models.PositiveSmallIntegerField()
    rule_id = models.CharField(max_length=120)
    period = models.CharField(max_length=12)
    origin_id = models.CharField(max_length=140, default="", blank=True)
    fulfilment = models.CharField(max_length=10, choices=Fulfilling.choices)
    title_vi = models.CharField(max_length=300, default="", blank=True)
    title_en = models.CharField(max_length=300, default="", blank=True)
    due_on = models.DateField(null=True, help_text="The last good day by law; the earliest where bodies differ.")
    counts = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["year", "rule_id", "period", "origin_id", "fulfilment"], name="duty_column_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.period}"


class Fulfilment(models.Model):
    """What fulfilled a duty: many to many, the first that counts makes it met (decisions.md 4-5)."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="fulfilments")
    answered_by = models.ForeignKey(
        Body,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The heir, where it answered for the bearer.",
    )
    kind = models.CharField(max_length=10, choices=Fulfilling.choices)
    target_kind = models.CharField(max_length=40)
    target_id = models.UUIDField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=20, default="", blank=True)
    receipt = models.CharField(max_length=200, default="", blank=True)
    voided_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["obligation", "target_kind", "target_id"], name="fulfilment_once"),
        ]
        ordering: ClassVar = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.target_kind} {self.target_id}"


class Relief(models.Model):
    """A duty waived or extended: only with a reason and its document."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="reliefs")
    kind = models.CharField(_("Hình thức"), max_length=10, choices=ReliefKind.choices)
    reason = models.TextField(_("Lý do"))
    document_number = models.CharField(_("Số, ký hiệu văn bản"), max_length=80)
    document_date = models.DateField(_("Ngày văn bản"))
    new_due_on = models.DateField(_("Hạn mới"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.document_number}"


class Request(models.Model):
    """An ad hoc request of the coordinator to one or many bodies, with its form and date (Đ10.5, last sentence)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    issuer = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    form_id = models.CharField(_("Mẫu báo cáo"), max_length=60)
    title = models.CharField(_("Nội dung yêu cầu"), max_length=280)
    text = models.TextField(_("Yêu cầu cụ thể"), blank=True)
    document_number = models.CharField(_("Số, ký hiệu văn bản yêu cầu"), max_length=80)
    document_date = models.DateField(_("Ngày văn bản"))
    due_on = models.DateField(_("Hạn gửi (ngày cuối còn đúng hạn)"))
    addressees = models.ManyToManyField(Body, related_name="requests", through="RequestAddressee")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class RequestAddressee(models.Model):
    """One body a request was sent to."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT)
    body = models.ForeignKey(Body, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "body"], name="request_addressee_once")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.body_id}"


class LawOverlay(models.Model):
    """A law document keyed in by the coordinator over the shipped book, with its decision (decisions.md 6)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    rule_id = models.CharField(max_length=120)
    content = models.JSONField()
    decision = models.CharField(_("Văn bản quyết định"), max_length=200)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind}/{self.rule_id}"
