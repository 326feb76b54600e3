"""Open and close a round."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law import local_day
from ttdn.law.text import normalise
from ttdn.notifications.actions import notify
from ttdn.organisations.models import Body, Membership
from ttdn.organisations.queries import units_of
from ttdn.plans.queries import Workplace
from ttdn.rounds.errors import NotYours, RoundRefused
from ttdn.rounds.models import Round, RoundAnswer
from ttdn.rounds.permissions import may_open
from ttdn.rounds.queries import is_whole
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


@transaction.atomic(durable=True)
def open_round(
    *,
    body: Body,
    title: str,
    year: int,
    asks: Sequence[str],
    note: str,
    due_on: date,
    legal_due_on: date | None,
    units: Sequence[Body],
    workplace: Workplace,
    acting_user: User,
    at: datetime,
    on: date,
    once: str = "",
) -> Round:
    """Ask units for what the plan or report needs, by an internal date before the legal one.

    Raises:
        NotYours: the person is not of the focal unit.
        RoundRefused: no unit, nothing asked, a date past or not before the legal one.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    if not may_open(workplace.roles(body.pk), whole_body=is_whole(workplace, body)):
        raise NotYours(_("Chỉ đơn vị đầu mối của cơ quan được mở đợt thu thập."))
    if not asks:
        raise RoundRefused(_("Chưa chọn nội dung đề nghị. Hãy chọn ít nhất một nội dung."))
    if due_on < on:
        raise RoundRefused(_("Hạn nội bộ đã qua. Hãy chọn một ngày từ hôm nay trở đi."))
    if legal_due_on is not None and due_on >= legal_due_on:
        raise RoundRefused(_("Hạn nội bộ phải trước hạn theo pháp luật để còn thời gian tổng hợp."))
    known = set(units_of(body, on).values_list("pk", flat=True))
    if not units or any(unit.pk not in known for unit in units):
        raise RoundRefused(_("Hãy chọn ít nhất một đơn vị trực thuộc của cơ quan."))
    title, note = normalise(title).strip(), normalise(note).strip()
    refuse_if_secret_text(f"{title}\n{note}")
    opened = Round.objects.create(
        public_id=public_id,
        body=body,
        title=title,
        year=year,
        asks=list(asks),
        note=note,
        due_on=due_on,
        legal_due_on=legal_due_on,
        opened_by=acting_user,
        opened_at=at,
    )
    answers = [RoundAnswer(public_id=uuid7(), round=opened, unit=unit) for unit in units]
    RoundAnswer.objects.bulk_create(answers)
    _tell_units(opened, answers, at)
    _tell(
        "rounds.round.opened",
        opened,
        acting_user,
        at,
        {"title": opened.title, "units": sorted(each.code for each in units)},
    )
    return opened


@transaction.atomic(durable=True)
def close_round(*, opened: Round, workplace: Workplace, acting_user: User, at: datetime) -> Round:
    """Close a round: units can no longer answer; nothing they wrote is lost.

    Raises:
        NotYours: the person is not of the focal unit.
    """
    row = Round.objects.select_for_update(of=("self",)).select_related("body").get(pk=opened.pk)
    if not may_open(workplace.roles(row.body_id), whole_body=is_whole(workplace, row.body)):
        raise NotYours(_("Chỉ đơn vị đầu mối của cơ quan được đóng đợt thu thập."))
    if row.closed_at is None:
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        _tell("rounds.round.closed", row, acting_user, at)
    return row


def _tell_units(opened: Round, answers: Sequence[RoundAnswer], at: datetime) -> None:
    """A notice to the officers and heads of each unit asked, in their language."""
    asked = {answer.unit_id: answer for answer in answers}
    members = Membership.objects.on(local_day(at)).filter(
        body=opened.body, unit_id__in=asked, role__in=["officer", "unit_head"], user__is_active=True
    )
    for member in members.select_related("user"):
        person = member.user
        notify(
            person,
            kind="rounds.opened",
            subject=gettext_lazy("Đợt thu thập: %(title)s"),
            text=gettext_lazy("Đơn vị của bạn trả lời trước hết ngày %(day)s."),
            values={"title": opened.title, "day": f"{opened.due_on:%d/%m/%Y}"},
            url=reverse("rounds_answer", args=[asked[member.unit_id].public_id]),
            at=at,
            key=f"rounds.opened:{opened.public_id}",
        )


def _tell(action: str, opened: Round, acting_user: User, at: datetime, after: dict[str, object] | None = None) -> None:
    """Audit what was done to a round; its internal date always stands in the row."""
    record(
        action,
        acting_user=acting_user,
        at=at,
        chain=opened.body.public_id,
        object_kind="round",
        object_id=opened.public_id,
        after={"due_on": opened.due_on.isoformat()} | (after or {}),
    )
