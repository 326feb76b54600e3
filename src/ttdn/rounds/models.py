"""Collection rounds: the focal unit asks its units, they answer, their heads approve, the answers are merged."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ttdn.organisations.models import Body
from ttdn.plans.queries import Workplace
from ttdn.rounds.choices import ANSWERED, AnswerState, Ask, ResultState
from ttdn.web.ids import uuid7

USER = settings.AUTH_USER_MODEL


def grasp(workplace: Workplace) -> tuple[list[int], set[int]]:
    """The bodies a person works for as a whole (the focal unit does), and the units of the person elsewhere."""
    whole = [body for body in workplace.readable() if body not in workplace.limits]
    units = {unit for body in workplace.readable() for unit in workplace.own_units(body)}
    return whole, units


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds as a person may see them."""

    def visible_to(self, workplace: Workplace) -> Self:
        """Those of bodies the reader works for as a whole, and those that ask one of the reader's units."""
        whole, units = grasp(workplace)
        asked = RoundAnswer.objects.filter(round=models.OuterRef("pk"), unit_id__in=units)
        return self.filter(Q(body_id__in=whole) | Q(models.Exists(asked)))


class Round(models.Model):
    """One collection: what is asked, of which units, by which internal date before the legal one."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(_("Tên đợt thu thập"), max_length=200)
    year = models.PositiveSmallIntegerField(_("Năm"))
    asks = models.JSONField(_("Nội dung đề nghị"), default=list)
    note = models.TextField(_("Hướng dẫn cho đơn vị"), blank=True)
    due_on = models.DateField(_("Hạn nội bộ"))
    legal_due_on = models.DateField(_("Hạn theo pháp luật"), null=True, blank=True)
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["body", "-opened_at"], name="round_body")]

    def __str__(self) -> str:
        return self.title


class RoundAnswerQuerySet(models.QuerySet["RoundAnswer"]):
    """Answers as a person may see them."""

    def visible_to(self, workplace: Workplace) -> Self:
        """All of a body worked for as a whole; of others only those of the reader's units."""
        whole, units = grasp(workplace)
        return self.filter(Q(round__body_id__in=whole) | Q(unit_id__in=units))


class RoundAnswer(models.Model):
    """What one unit answers in a round; `nothing_arising` is an answer too."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="answers")
    unit = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="round_answers")
    state = models.CharField(max_length=10, choices=AnswerState.choices, default=AnswerState.WAITING)
    nothing_arising = models.BooleanField(_("Không phát sinh"), default=False)
    submitted_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    return_reason = models.TextField(blank=True)
    merged_at = models.DateTimeField(null=True)

    objects = RoundAnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "unit"], name="round_answer_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"

    def is_late(self, on: date) -> bool:
        """Not answered by the internal date, or answered after it."""
        if self.state in ANSWERED and self.approved_at is not None:
            return self.approved_at.date() > self.round.due_on
        return on > self.round.due_on


class RoundItem(models.Model):
    """One line of an answer; merging keeps where it went."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    answer = models.ForeignKey(RoundAnswer, on_delete=models.PROTECT, related_name="items")
    ask = models.CharField(max_length=10, choices=Ask.choices)
    title = models.CharField(_("Nội dung"), max_length=500)
    section_code = models.CharField(_("Mục của biểu mẫu"), max_length=20, blank=True)
    kind = models.CharField(_("Loại hoạt động"), max_length=60, blank=True)
    starts_on = models.DateField(_("Từ ngày"), null=True, blank=True)
    ends_on = models.DateField(_("Đến ngày"), null=True, blank=True)
    place = models.CharField(_("Địa điểm"), max_length=200, blank=True)
    output = models.CharField(_("Sản phẩm"), max_length=300, blank=True)
    amount = models.BigIntegerField(_("Kinh phí (đồng)"), null=True, blank=True)
    source = models.CharField(_("Nguồn kinh phí"), max_length=60, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    channels = models.JSONField(default=list, blank=True)
    task = models.ForeignKey("plans.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result = models.CharField(_("Tình trạng"), max_length=10, choices=ResultState.choices, blank=True)
    remark = models.TextField(_("Ghi chú"), blank=True)
    lock = models.PositiveIntegerField(default=0)
    merged_kind = models.CharField(max_length=40, blank=True)
    merged_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["ask", "pk"]

    def __str__(self) -> str:
        return self.title
