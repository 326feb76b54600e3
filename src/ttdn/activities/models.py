"""What bodies did: activities with their figures and evidence, summary rows, and estimates kept apart."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ttdn.web.ids import uuid7

if TYPE_CHECKING:
    from ttdn.accounts.models import User


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Live records are read by their own body only; the coordinator reads frozen facts."""

    def visible_to(self, user: "User", on: date) -> Self:
        """Activities of the user's bodies and their predecessors; of the user's unit where the role sits in one."""
        from ttdn.activities.queries import scope_of  # noqa: PLC0415  (queries import models)

        return self.filter(scope_of(user, on))


class Activity(models.Model):
    """One thing a body did on a day or over some days, of a kind whose figures the law book lists."""

    class State(models.TextChoices):
        RECORDED = "recorded", _("Đã ghi nhận")
        CANCELLED = "cancelled", _("Đã hủy")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="activities")
    unit = models.ForeignKey("organisations.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Loại hoạt động"), max_length=60)
    section_code = models.CharField(max_length=20)
    title = models.TextField(_("Tên hoạt động"))
    starts_on = models.DateField(_("Từ ngày"))
    ends_on = models.DateField(_("Đến ngày"))
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    place = models.CharField(_("Địa điểm"), max_length=300, blank=True)
    country = models.CharField(_("Quốc gia"), max_length=60, blank=True)
    region = models.CharField(_("Khu vực"), max_length=60, blank=True)
    channels = models.JSONField(_("Phương thức"), default=list, blank=True)
    languages = models.JSONField(_("Ngôn ngữ"), default=list, blank=True)
    topics = models.JSONField(_("Nội dung tập huấn"), default=list, blank=True)
    themes = models.JSONField(_("Nội dung trọng tâm"), default=list, blank=True)
    partners = models.TextField(_("Đơn vị phối hợp"), blank=True)
    figures = models.JSONField(default=dict, blank=True)
    cost = models.BigIntegerField(_("Kinh phí (đồng)"), default=0)
    cost_source = models.CharField(_("Nguồn kinh phí"), max_length=60, blank=True)
    links = models.JSONField(_("Liên kết"), default=list, blank=True)
    note = models.TextField(_("Ghi chú"), blank=True)
    notable = models.BooleanField(_("Nổi bật"), default=False)
    task = models.ForeignKey("plans.Task", null=True, blank=True, on_delete=models.SET_NULL, related_name="activities")
    programme_task = models.ForeignKey(
        "plans.ProgrammeTask", null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECORDED)
    cancel_reason = models.TextField(blank=True)
    folded = models.TextField(blank=True, help_text="Title, place and partners without marks, for plain search.")
    channel_key = models.CharField(max_length=400, blank=True, help_text="Channels as '|a|b|', for filters.")
    lock = models.PositiveIntegerField(default=0)
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.UUIDField(null=True)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="activities_activity_days_in_order"),
            models.CheckConstraint(condition=Q(cost__gte=0), name="activities_activity_cost_not_negative"),
        ]
        indexes = [
            models.Index(fields=["body", "state", "starts_on", "id"], name="activities_by_day"),
            models.Index(fields=["body", "year", "kind", "starts_on", "id"], name="activities_by_kind"),
            models.Index(fields=["body", "year", "section_code", "starts_on", "id"], name="activities_by_section"),
            models.Index(fields=["body", "unit", "starts_on", "id"], name="activities_by_unit"),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """A file that shows the activity took place."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["activity", "file"], name="activities_evidence_once")]

    def __str__(self) -> str:
        return self.caption or str(self.file_id)


class ActivityTotal(models.Model):
    """Summary row: records and one figure of a kind in a month; kept by the actions, rebuilt by a command.

    The row with an empty figure_code carries the number of records and, as value, the cost in đồng.
    `unit_key` is the pk of the unit, 0 for none, so that a unique constraint can hold it.
    """

    body = models.ForeignKey("organisations.Body", on_delete=models.CASCADE, related_name="+")
    unit_key = models.BigIntegerField(default=0)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=60)
    figure_code = models.CharField(max_length=60, blank=True)
    records = models.IntegerField(default=0)
    value = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "year", "month", "kind", "figure_code", "unit_key"], name="activities_total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.year}-{self.month:02d} {self.kind} {self.figure_code}"


class Estimate(models.Model):
    """What a body expects for the rest of the year after the closing date ("ước thực hiện"), kept apart from facts."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey("organisations.Body", on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    section_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=60)
    figure_code = models.CharField(max_length=60, blank=True, help_text="Empty: the number of activities.")
    value = models.BigIntegerField(default=0)
    basis = models.CharField(max_length=300, blank=True)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["year", "kind", "figure_code"]
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "kind", "figure_code"], name="activities_estimate_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="activities_estimate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.figure_code} {self.year}"
