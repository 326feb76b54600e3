"""Merge what the units approved into the plan and the record of activities, keeping where each line came from."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.activities.actions import add_activity
from ttdn.activities.rules import ActivityData
from ttdn.audit.actions import record
from ttdn.organisations.models import Body
from ttdn.plans.actions import TaskData, add_plan, put_task, put_task_state
from ttdn.plans.budget_actions import LineData, put_line
from ttdn.plans.models import Plan
from ttdn.plans.queries import Workplace
from ttdn.rounds.choices import AnswerState, Ask
from ttdn.rounds.errors import NotYours, RoundRefused
from ttdn.rounds.models import Round, RoundAnswer, RoundItem
from ttdn.rounds.permissions import may_merge
from ttdn.rounds.queries import is_whole

ORIGIN = "round_item"


@transaction.atomic(durable=True)
def merge_round(*, opened: Round, workplace: Workplace, acting_user: User, at: datetime) -> int:
    """Take over every approved answer at once; gives how many lines were merged.

    A line is merged once: a second click finds nothing left. Every task, budget line and activity that comes of it
    keeps the line it came from.

    Raises:
        NotYours: the person is not of the focal unit.
        RoundRefused: no unit's answer is approved and waiting.
    """
    row = Round.objects.select_for_update(of=("self",)).select_related("body").get(pk=opened.pk)
    whole = is_whole(workplace, row.body)
    if not may_merge(workplace.roles(row.body_id), AnswerState.APPROVED, whole_body=whole):
        raise NotYours(_("Chỉ đơn vị đầu mối của cơ quan được tổng hợp."))
    answers = list(
        RoundAnswer.objects.select_for_update(of=("self",))
        .filter(round=row, state=AnswerState.APPROVED)
        .select_related("unit")
    )
    if not answers:
        raise RoundRefused(_("Chưa có câu trả lời nào đã được lãnh đạo đơn vị duyệt và chờ tổng hợp."))
    merged = 0
    for answer in answers:
        for item in answer.items.filter(merged_id__isnull=True).select_related("task"):
            kind, public_id = _merge_item(row, answer.unit, item, acting_user, at)
            item.merged_kind, item.merged_id = kind, public_id
            item.save(update_fields=["merged_kind", "merged_id"])
            merged += 1
        answer.state, answer.merged_at = AnswerState.MERGED, at
        answer.save(update_fields=["state", "merged_at"])
    record(
        "rounds.round.merged",
        acting_user=acting_user,
        at=at,
        chain=row.body.public_id,
        object_kind="round",
        object_id=row.public_id,
        after={"units": sorted(answer.unit.code for answer in answers), "lines": merged},
    )
    return merged


def _merge_item(opened: Round, unit: Body, item: RoundItem, acting_user: User, at: datetime) -> tuple[str, UUID]:
    """Where a line went: the kind of record and its public id."""
    origin = (ORIGIN, item.public_id)
    if item.ask == Ask.TASK:
        data = TaskData(
            section_code=item.section_code,
            title=item.title,
            unit_id=unit.pk,
            output=item.output,
            starts_on=item.starts_on,
            ends_on=item.ends_on,
        )
        task = put_task(plan=_plan(opened, acting_user, at), data=data, acting_user=acting_user, at=at, origin=origin)
        return "task", task.public_id
    if item.ask == Ask.ESTIMATE:
        line = put_line(
            plan=_plan(opened, acting_user, at),
            task=None,
            data=LineData(
                source=item.source, year=opened.year, estimate=item.amount or 0, unit_id=unit.pk, note=item.title[:300]
            ),
            acting_user=acting_user,
            at=at,
        )
        return "budget_line", line.public_id
    if item.ask == Ask.RESULT and item.task is not None:
        task = put_task_state(task=item.task, state=item.result, note=item.remark, acting_user=acting_user, at=at)
        return "task", task.public_id
    return "activity", _activity(opened, unit, item, acting_user, at)


def _activity(opened: Round, unit: Body, item: RoundItem, acting_user: User, at: datetime) -> UUID:
    day = item.starts_on
    if day is None:
        raise RoundRefused(
            _("Hoạt động “%(title)s” chưa ghi ngày. Hãy trả lại để đơn vị bổ sung.") % {"title": item.title}
        )
    activity = add_activity(
        body=opened.body,
        data=ActivityData(
            kind=item.kind,
            title=item.title,
            starts_on=day,
            ends_on=item.ends_on or day,
            unit_id=unit.pk,
            place=item.place,
            channels=tuple(item.channels),
            figures=item.figures,
            cost=item.amount or 0,
        ),
        workplace=None,
        acting_user=acting_user,
        at=at,
        origin=(ORIGIN, item.public_id),
        is_demo=opened.body.is_demo,
    )
    return activity.public_id


def _plan(opened: Round, acting_user: User, at: datetime) -> Plan:
    """The body's annual plan of the round's year, begun when there is none."""
    found = Plan.objects.filter(body=opened.body, horizon=Plan.Horizon.ANNUAL, year_from=opened.year).first()
    return found or add_plan(
        body=opened.body,
        horizon=Plan.Horizon.ANNUAL,
        year_from=opened.year,
        year_to=opened.year,
        title=_("Kế hoạch hoạt động thông tin đối ngoại năm %(year)d") % {"year": opened.year},
        grounds=["nd-72-2015", "tt-02-2019-btttt"],
        acting_user=acting_user,
        at=at,
    )
