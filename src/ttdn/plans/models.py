"""Programmes, guidance letters, and the plans of bodies with their tasks and budget lines."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ttdn.web.ids import uuid7

if TYPE_CHECKING:
    from ttdn.accounts.models import User


class Programme(models.Model):
    """A national programme as its annex stands, kept in step with the law file of the same id."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    law_id = models.CharField(max_length=80, unique=True)
    title_vi = models.TextField()
    title_en = models.TextField(blank=True)
    instrument = models.CharField(max_length=80)
    period_from = models.PositiveSmallIntegerField()
    period_to = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64, blank=True, help_text="Hash of the law file it was loaded from.")

    class Meta:
        ordering = ["-period_from", "law_id"]

    def __str__(self) -> str:
        return self.title_vi


class ProgrammeTask(models.Model):
    """A task of a programme's annex; its label is text as printed and never computed."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="tasks")
    group_label = models.CharField(max_length=20)
    group_title_vi = models.TextField()
    group_title_en = models.TextField(blank=True)
    label = models.CharField(max_length=20)
    title_vi = models.TextField()
    title_en = models.TextField(blank=True)
    period_text = models.CharField(max_length=120, blank=True)
    year_from = models.PositiveSmallIntegerField(null=True)
    year_to = models.PositiveSmallIntegerField(null=True)
    yearly = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)
    withdrawn_on = models.DateField(null=True, help_text="Day an adjustment took the task out of the programme.")

    class Meta:
        ordering = ["programme", "position"]
        constraints = [models.UniqueConstraint(fields=["programme", "label"], name="plans_programmetask_label")]

    def __str__(self) -> str:
        return f"{self.label}. {self.title_vi}"


class ProgrammeParty(models.Model):
    """A lead or co-ordinating party of a programme task, in its exact words."""

    class Part(models.TextChoices):
        LEAD = "lead", _("Chủ trì")
        COORDINATE = "coordinate", _("Phối hợp")

    class Kind(models.TextChoices):
        BODY = "body", _("Cơ quan")
        CLASS = "class", _("Nhóm cơ quan")
        OPEN = "open", _("Nhóm chưa nêu tên")
        OTHER = "other", _("Khác")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    task = models.ForeignKey(ProgrammeTask, on_delete=models.CASCADE, related_name="parties")
    part = models.CharField(max_length=12, choices=Part.choices)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ref = models.CharField(max_length=80, blank=True)
    text_vi = models.TextField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["task", "part", "position"]

    def __str__(self) -> str:
        return self.text_vi


class PartyMember(models.Model):
    """A body the coordinator named as a member of an open class ("các bộ, ngành liên quan")."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    party = models.ForeignKey(ProgrammeParty, on_delete=models.CASCADE, related_name="members")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=200, blank=True, help_text="Document that named the body.")
    named_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["party", "at"]
        constraints = [models.UniqueConstraint(fields=["party", "body"], name="plans_partymember_once")]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.body_id}"


class ProgrammeChange(models.Model):
    """One adjustment of a programme: what was, what is, by which document, from which day."""

    class Kind(models.TextChoices):
        ADDED = "added", _("Bổ sung nhiệm vụ")
        AMENDED = "amended", _("Điều chỉnh nhiệm vụ")
        WITHDRAWN = "withdrawn", _("Dừng nhiệm vụ")
        MEMBER = "member", _("Xác định cơ quan tham gia")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="changes")
    task = models.ForeignKey(ProgrammeTask, null=True, on_delete=models.SET_NULL, related_name="changes")
    task_label = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField()
    instrument = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.reason


class Guidance(models.Model):
    """A guidance letter for a year, to a class of bodies."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    law_id = models.CharField(max_length=80, unique=True)
    instrument = models.CharField(max_length=80)
    title_vi = models.TextField()
    title_en = models.TextField(blank=True)
    year = models.PositiveSmallIntegerField()
    addressee_class = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, blank=True, help_text="Hash of the law file it was loaded from.")

    class Meta:
        ordering = ["-year", "law_id"]

    def __str__(self) -> str:
        return self.title_vi


class GuidanceItem(models.Model):
    """A task of a guidance letter, nested as in the letter."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    guidance = models.ForeignKey(Guidance, on_delete=models.CASCADE, related_name="items")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    path = models.CharField(max_length=60, help_text="Place in the letter: positions from the top, '2.1.3'.")
    label = models.CharField(max_length=20, blank=True)
    title_vi = models.TextField()
    title_en = models.TextField(blank=True)
    text_vi = models.TextField(blank=True)
    due_on = models.DateField(null=True)
    due_word = models.CharField(max_length=40, blank=True)
    due_term = models.CharField(max_length=80, blank=True)
    applies_to = models.CharField(max_length=80, blank=True)
    deliverable = models.TextField(blank=True)
    addressees = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["guidance", "position"]
        constraints = [models.UniqueConstraint(fields=["guidance", "path"], name="plans_guidanceitem_path")]

    def __str__(self) -> str:
        return f"{self.label} {self.title_vi}".strip()


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans of the bodies a user works for; nobody else reads live plans."""

    def visible_to(self, user: "User", on: date) -> Self:
        """Plans of the user's bodies and their predecessors on that day, by role."""
        from ttdn.plans.queries import workplace_of  # noqa: PLC0415  (queries import models)

        return self.filter(body_id__in=workplace_of(user, on).readable())


class Plan(models.Model):
    """A body's plan of work: annual, medium-term or long-term (Điều 3 Thông tư 02/2019/TT-BTTTT)."""

    class Horizon(models.TextChoices):
        ANNUAL = "annual", _("Hằng năm")
        MEDIUM = "medium", _("Trung hạn")
        LONG = "long", _("Dài hạn")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="plans")
    horizon = models.CharField(_("Thời hạn"), max_length=8, choices=Horizon.choices, default=Horizon.ANNUAL)
    year_from = models.PositiveSmallIntegerField(_("Từ năm"))
    year_to = models.PositiveSmallIntegerField(_("Đến năm"))
    parent_plan = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="shorter_plans"
    )
    title = models.CharField(_("Tên kế hoạch"), max_length=300)
    grounds = models.JSONField(_("Căn cứ"), default=list, blank=True)
    amend_reason = models.TextField(_("Lý do điều chỉnh"), blank=True, help_text="Why the issued plan changes.")
    amend_guidance = models.ForeignKey(Guidance, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lock = models.PositiveIntegerField(default=0)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-year_from", "horizon", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "horizon", "year_from", "year_to"], name="plans_plan_once"),
            models.CheckConstraint(condition=Q(year_to__gte=F("year_from")), name="plans_plan_years_in_order"),
        ]

    def __str__(self) -> str:
        return self.title


class TaskQuerySet(models.QuerySet["Task"]):
    """Tasks are seen through their plan."""

    def visible_to(self, user: "User", on: date) -> Self:
        """Tasks of the plans the user may read on that day."""
        return self.filter(plan__in=Plan.objects.visible_to(user, on))


class Task(models.Model):
    """A task of a plan, under the section of Phụ lục 01 that it stands in."""

    class State(models.TextChoices):
        NOT_BEGUN = "not_begun", _("Chưa triển khai")
        UNDER_WAY = "under_way", _("Đang thực hiện")
        DONE = "done", _("Đã hoàn thành")
        CANCELLED = "cancelled", _("Không thực hiện")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="tasks")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisations.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    section_code = models.CharField(max_length=20)
    title = models.TextField(_("Nhiệm vụ"))
    output = models.TextField(_("Sản phẩm, kết quả"), blank=True)
    lead_text = models.CharField(_("Chủ trì"), max_length=300, blank=True)
    themes = models.JSONField(_("Nội dung trọng tâm"), default=list, blank=True)
    starts_on = models.DateField(_("Từ ngày"), null=True, blank=True)
    ends_on = models.DateField(_("Đến ngày"), null=True, blank=True)
    time_text = models.CharField(_("Thời gian"), max_length=120, blank=True)
    programme_task = models.ForeignKey(
        ProgrammeTask, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_tasks"
    )
    guidance_item = models.ForeignKey(
        GuidanceItem, null=True, blank=True, on_delete=models.PROTECT, related_name="plan_tasks"
    )
    source_task = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="drawn_tasks"
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_BEGUN)
    state_note = models.TextField(_("Ghi chú tiến độ"), blank=True)
    change_note = models.TextField(_("Lý do điều chỉnh"), blank=True)
    position = models.PositiveIntegerField(default=0)
    lock = models.PositiveIntegerField(default=0)
    origin_kind = models.CharField(max_length=40, blank=True)
    origin_id = models.UUIDField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "section_code", "position", "pk"]
        indexes = [models.Index(fields=["plan", "section_code", "position"], name="plans_task_section")]

    def __str__(self) -> str:
        return self.title


class TaskCoordinator(models.Model):
    """A body that co-ordinates a task: one we know, or one named in words."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="coordinators")
    body = models.ForeignKey("organisations.Body", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["task", "position", "pk"]

    def __str__(self) -> str:
        return self.text


class BudgetLine(models.Model):
    """Money for a task, or before a task exists, by source and year; whole đồng (Điều 4)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="budget_lines")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.CASCADE, related_name="budget_lines")
    unit = models.ForeignKey("organisations.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("Nguồn kinh phí"), max_length=60)
    year = models.PositiveSmallIntegerField(_("Năm"))
    estimate = models.BigIntegerField(_("Dự toán"), default=0)
    allotted = models.BigIntegerField(_("Được giao"), default=0)
    spent = models.BigIntegerField(_("Đã chi"), default=0)
    note = models.CharField(max_length=300, blank=True)
    lock = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["plan", "year", "source", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(estimate__gte=0) & Q(allotted__gte=0) & Q(spent__gte=0),
                name="plans_budgetline_not_negative",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.year}"


class PlanSnapshot(models.Model):
    """The tasks of a plan as they stood when it was issued: the baseline, then each amended plan."""

    class Kind(models.TextChoices):
        BASELINE = "baseline", _("Kế hoạch ban đầu")
        AMENDED = "amended", _("Kế hoạch điều chỉnh")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="snapshots")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)
    guidance = models.ForeignKey(Guidance, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version_id = models.UUIDField(null=True, help_text="Public id of the filing version that carried it.")
    tasks = models.JSONField(default=list)

    class Meta:
        ordering = ["plan", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


class ProgrammeProgress(models.Model):
    """What the issued plan and report of a body say about a programme task in a year; all the coordinator reads.

    Written when a plan or a report is issued, so that nobody needs the live records of another body.
    """

    task = models.ForeignKey(ProgrammeTask, on_delete=models.CASCADE, related_name="progress")
    body = models.ForeignKey("organisations.Body", on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    planned = models.PositiveIntegerField(default=0, help_text="Tasks of the issued plan linked to it.")
    state = models.CharField(max_length=12, choices=Task.State.choices, blank=True)
    activities = models.PositiveIntegerField(default=0, help_text="Facts of the issued report linked to it.")
    version_id = models.UUIDField(help_text="Public id of the filing version that said so last.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["task", "year", "body"]
        constraints = [models.UniqueConstraint(fields=["task", "body", "year"], name="plans_progress_once")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.body_id} {self.year}"
