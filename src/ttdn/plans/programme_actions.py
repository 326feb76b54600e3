"""What the coordinator does with a national programme: name members of open classes, adjust tasks."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.organisations.models import Body
from ttdn.organisations.queries import reach_of
from ttdn.plans import permissions
from ttdn.plans.errors import NotAllowed, UserError
from ttdn.plans.models import PartyMember, Programme, ProgrammeChange, ProgrammeParty, ProgrammeTask
from ttdn.plans.programme_searching import PROGRAMME_KIND
from ttdn.plans.queries import day_of
from ttdn.search.actions import index_later


@transaction.atomic(durable=True)
def name_member(*, party: ProgrammeParty, body: Body, instrument: str, acting_user: User, at: datetime) -> PartyMember:
    """Name a body as a member of an open class ("các bộ, ngành liên quan"); the history keeps it.

    Raises:
        NotAllowed: only the coordinator names members.
        UserError: the class is not open, or the body is named already.
    """
    _require(acting_user, at)
    if party.kind not in (ProgrammeParty.Kind.OPEN, ProgrammeParty.Kind.OTHER):
        raise UserError(_("Nhóm này đã xác định được cơ quan, không cần nêu tên."))
    member, made = PartyMember.objects.get_or_create(
        party=party,
        body=body,
        defaults={"instrument": normalise(instrument).strip()[:200], "named_by": acting_user, "at": at},
    )
    if not made:
        raise UserError(_("Cơ quan này đã được nêu tên."))
    after = {"party": party.text_vi, "body": body.code}
    _history(
        party.task,
        ProgrammeChange.Kind.MEMBER,
        before={},
        after=after,
        reason=instrument,
        instrument=instrument,
        acting_user=acting_user,
        at=at,
    )
    _tell("plans.member.named", party.task.programme, acting_user, at, before={}, after=after)
    return member


@transaction.atomic(durable=True)
def remove_member(*, member: PartyMember, reason: str, acting_user: User, at: datetime) -> None:
    """Take back that a body belongs to an open class, with a reason."""
    _require(acting_user, at)
    reason = normalise(reason).strip()
    if not reason:
        raise UserError(_("Hãy ghi lý do bỏ cơ quan khỏi nhóm."))
    task = member.party.task
    before = {"party": member.party.text_vi, "body": member.body.code}
    member.delete()
    _history(
        task,
        ProgrammeChange.Kind.MEMBER,
        before=before,
        after={},
        reason=reason,
        instrument="",
        acting_user=acting_user,
        at=at,
    )
    _tell("plans.member.removed", task.programme, acting_user, at, before=before, after={})


@transaction.atomic(durable=True)
def adjust_task(
    *,
    task: ProgrammeTask,
    title_vi: str,
    period_text: str,
    year_from: int,
    year_to: int,
    reason: str,
    instrument: str,
    on: date,
    acting_user: User,
    at: datetime,
    withdraw: bool = False,
) -> ProgrammeChange:
    """Adjust a task of a programme by a document, or end it; what was is kept in the history."""
    _require(acting_user, at)
    _check(title_vi, reason, instrument, year_from, year_to)
    row = ProgrammeTask.objects.select_for_update(of=("self",)).select_related("programme").get(pk=task.pk)
    after: dict[str, Any] = {
        "title_vi": normalise(title_vi).strip(),
        "period_text": normalise(period_text).strip()[:120],
        "year_from": year_from,
        "year_to": year_to,
        "withdrawn_on": on.isoformat() if withdraw else None,
    }
    before = {name: getattr(row, name) for name in after}
    before["withdrawn_on"] = row.withdrawn_on.isoformat() if row.withdrawn_on else None
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        raise UserError(_("Chưa có thay đổi nào so với nhiệm vụ hiện tại."))
    row.title_vi, row.period_text, row.year_from, row.year_to = (
        title_vi.strip(),
        after["period_text"],
        year_from,
        year_to,
    )
    row.withdrawn_on = on if withdraw else None
    row.save(update_fields=["title_vi", "period_text", "year_from", "year_to", "withdrawn_on"])
    old, new = {name: before[name] for name in changed}, {name: after[name] for name in changed}
    kind = ProgrammeChange.Kind.WITHDRAWN if withdraw else ProgrammeChange.Kind.AMENDED
    change = _history(
        row, kind, before=old, after=new, reason=reason, instrument=instrument, acting_user=acting_user, at=at, on=on
    )
    _tell("plans.programme.adjusted", row.programme, acting_user, at, before=old, after=new)
    return change


@transaction.atomic(durable=True)
def add_programme_task(
    *,
    programme: Programme,
    group_label: str,
    label: str,
    title_vi: str,
    lead_text: str,
    period_text: str,
    year_from: int,
    year_to: int,
    reason: str,
    instrument: str,
    on: date,
    acting_user: User,
    at: datetime,
) -> ProgrammeTask:
    """Add a task to a programme by a document that supplements it."""
    _require(acting_user, at)
    _check(title_vi, reason, instrument, year_from, year_to)
    group = programme.tasks.filter(group_label=group_label).first()
    if group is None:
        raise UserError(_("Nhóm nhiệm vụ không có trong chương trình."))
    label = normalise(label).strip()
    if not label or programme.tasks.filter(label=label).exists():
        raise UserError(_("Số thứ tự nhiệm vụ còn trống hoặc đã có."))
    last = programme.tasks.aggregate(last=Max("position"))["last"] or 0
    task = ProgrammeTask.objects.create(
        programme=programme,
        group_label=group.group_label,
        group_title_vi=group.group_title_vi,
        group_title_en=group.group_title_en,
        label=label[:20],
        title_vi=normalise(title_vi).strip(),
        period_text=normalise(period_text).strip()[:120],
        year_from=year_from,
        year_to=year_to,
        position=last + 1,
    )
    if lead_text.strip():
        ProgrammeParty.objects.create(
            task=task,
            part=ProgrammeParty.Part.LEAD,
            kind=ProgrammeParty.Kind.OPEN,
            text_vi=normalise(lead_text).strip(),
        )
    after = {"label": task.label, "title_vi": task.title_vi, "period_text": task.period_text}
    _history(
        task,
        ProgrammeChange.Kind.ADDED,
        before={},
        after=after,
        reason=reason,
        instrument=instrument,
        acting_user=acting_user,
        at=at,
        on=on,
    )
    _tell("plans.programme.adjusted", programme, acting_user, at, before={}, after=after)
    return task


def _require(acting_user: User, at: datetime) -> None:
    reach = reach_of(acting_user, day_of(at))
    roles = reach.roles_at(reach.coordinator_body.pk) if reach.coordinator_body else frozenset()
    if not permissions.may_manage_programmes(is_coordinator=reach.is_coordinator, roles=roles):
        raise NotAllowed(_("Chỉ cơ quan quản lý nhà nước về thông tin đối ngoại được điều chỉnh chương trình."))


def _check(title: str, reason: str, instrument: str, year_from: int, year_to: int) -> None:
    if not title.strip():
        raise UserError(_("Chưa ghi tên nhiệm vụ."))
    if not reason.strip() or not instrument.strip():
        raise UserError(_("Hãy ghi lý do và số, ký hiệu văn bản điều chỉnh."))
    if year_to < year_from:
        raise UserError(_("Năm kết thúc phải bằng hoặc sau năm bắt đầu."))
    refuse_if_secret_text("\n".join((title, reason)))


def _history(
    task: ProgrammeTask,
    kind: str,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str,
    instrument: str,
    acting_user: User,
    at: datetime,
    on: date | None = None,
) -> ProgrammeChange:
    index_later(PROGRAMME_KIND, task.public_id)
    return ProgrammeChange.objects.create(
        programme=task.programme,
        task=task,
        task_label=task.label,
        kind=kind,
        before=before,
        after=after,
        reason=normalise(reason).strip(),
        instrument=normalise(instrument).strip()[:200],
        on=on or day_of(at),
        by=acting_user,
        at=at,
    )


def _tell(
    action: str, programme: Programme, acting_user: User, at: datetime, *, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Programmes are national: the audit row stands in the system's chain."""
    record(
        action,
        acting_user=acting_user,
        at=at,
        chain=None,
        object_kind="plans.programme",
        object_id=programme.public_id,
        before=before,
        after=after,
    )
