"""What people do with activities: record, change, cancel, attach evidence, estimate the rest of the year."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.activities import permissions, totals
from ttdn.activities.catalogue import Catalogue, catalogue_for
from ttdn.activities.errors import ActivityClash, InvalidActivity, NotAllowed, UserError
from ttdn.activities.models import Activity, Evidence
from ttdn.activities.records import RECORD_KIND, content_of
from ttdn.activities.rules import ActivityData, channel_key, folded_text, problems
from ttdn.audit.actions import record
from ttdn.files.actions import ANY, store_upload
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law import VIETNAM
from ttdn.law.text import normalise
from ttdn.obligations.actions import fulfil_by_act, void_fulfilments
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.plans.models import ProgrammeTask, Task
from ttdn.plans.queries import Workplace, day_of, running_programme_tasks, tasks_for_year, units_for, workplace_of
from ttdn.search.actions import index_later
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

Uploads = Sequence["UploadedFile[Any]"]


@transaction.atomic(durable=True)
def record_activity(
    *,
    body: Body,
    data: ActivityData,
    acting_user: User,
    at: datetime,
    files: Uploads = (),
    once: str = "",
) -> Activity:
    """Record one activity of a body, with its evidence.

    Raises:
        NotAllowed: the person does not write for the body, or not for that unit.
        InvalidActivity: what was typed does not fit the kind (sentences by field).
        RefusedFile: a file is of a wrong kind, harmful, or carries a mark of a state secret; nothing is kept.
        AlreadyDone: the form was sent before.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    workplace = workplace_of(acting_user, day_of(at))
    return add_activity(
        body=body, data=data, workplace=workplace, acting_user=acting_user, at=at, files=files, public_id=public_id
    )


def add_activity(
    *,
    body: Body,
    data: ActivityData,
    workplace: Workplace | None,
    acting_user: User | None,
    at: datetime,
    files: Uploads = (),
    public_id: uuid.UUID | None = None,
    origin: tuple[str, uuid.UUID] | None = None,
    is_demo: bool = False,
) -> Activity:
    """Building block: keep one activity. `workplace` None: the caller authorised (a merged round, the demonstration)."""
    catalogue = catalogue_for(current_book(), body.kind, data.starts_on)
    _check(data, catalogue)
    task, programme_task = _linked(body, data)
    if workplace is not None:
        _authorise(workplace, body, data.unit_id)
        _check_unit(workplace, body, data.unit_id, day_of(at))
    activity = Activity(
        public_id=public_id or uuid7(), body=body, created_by=acting_user, created_at=at, is_demo=is_demo
    )
    if origin:
        activity.origin_kind, activity.origin_id = origin
    _fill(activity, data, catalogue, task, programme_task)
    activity.updated_at = at
    totals.hold(body.pk)
    activity.save(force_insert=True)
    totals.apply({}, totals.rows_of(activity))
    _meet_duties(activity, at)
    _attach(activity, files, acting_user, at)
    _tell(activity, "activities.activity.recorded", acting_user, at, after=content_of(activity))
    return activity


@transaction.atomic(durable=True)
def change_activity(
    *,
    activity: Activity,
    data: ActivityData,
    lock: int,
    acting_user: User,
    at: datetime,
    files: Uploads = (),
) -> Activity:
    """Change an activity; `lock` is the one the form was opened with.

    Raises:
        ActivityClash: somebody saved it meanwhile; nothing is written.
        NotAllowed, InvalidActivity: as in `record_activity`.
    """
    workplace = workplace_of(acting_user, day_of(at))
    totals.hold(activity.body_id)
    row = Activity.objects.select_for_update().get(pk=activity.pk)
    _authorise(workplace, row.body, row.unit_id, state=row.state)
    _authorise(workplace, row.body, data.unit_id)
    if row.lock != lock:
        raise ActivityClash(_("Có người vừa sửa hoạt động này. Hãy xem bản mới nhất rồi sửa lại; chưa ghi gì."))
    if data.unit_id != row.unit_id:
        _check_unit(workplace, row.body, data.unit_id, day_of(at))
    catalogue = catalogue_for(current_book(), row.body.kind, data.starts_on)
    _check(data, catalogue)
    task, programme_task = _linked(row.body, data)
    before, sums = content_of(row), totals.rows_of(row)
    _fill(row, data, catalogue, task, programme_task)
    row.updated_at = at
    row.lock += 1
    row.save()
    totals.apply(sums, totals.rows_of(row))
    void_fulfilments(target_kind=RECORD_KIND, target_id=row.public_id, at=at)
    _meet_duties(row, at)
    _attach(row, files, acting_user, at)
    after = content_of(row)
    changed = {name for name in after if after[name] != before[name]}
    _tell(
        row,
        "activities.activity.changed",
        acting_user,
        at,
        before={name: before[name] for name in sorted(changed)},
        after={name: after[name] for name in sorted(changed)},
    )
    return row


@transaction.atomic(durable=True)
def cancel_activity(*, activity: Activity, reason: str, acting_user: User, at: datetime) -> Activity:
    """Take an activity out of all lists and sums, with a reason; the record stays.

    Raises:
        NotAllowed: the person may not, or it is cancelled already.
        UserError: no reason.
    """
    reason = normalise(reason).strip()
    if not reason:
        raise UserError(_("Hãy ghi lý do hủy hoạt động."))
    refuse_if_secret_text(reason)
    totals.hold(activity.body_id)
    row = Activity.objects.select_for_update().get(pk=activity.pk)
    _authorise(workplace_of(acting_user, day_of(at)), row.body, row.unit_id, state=row.state)
    sums = totals.rows_of(row)
    row.state, row.cancel_reason, row.updated_at = Activity.State.CANCELLED, reason, at
    row.lock += 1
    row.save(update_fields=["state", "cancel_reason", "updated_at", "lock"])
    totals.apply(sums, {})
    void_fulfilments(target_kind=RECORD_KIND, target_id=row.public_id, at=at)
    _tell(
        row,
        "activities.activity.cancelled",
        acting_user,
        at,
        before={"state": Activity.State.RECORDED.value},
        after={"state": Activity.State.CANCELLED.value},
        note=reason,
    )
    return row


@transaction.atomic(durable=True)
def add_evidence(*, activity: Activity, files: Uploads, acting_user: User, at: datetime, once: str = "") -> None:
    """Add files to an activity: all of them, or none when one is refused.

    Raises:
        AlreadyDone: the form was sent before.
    """
    claim_once(once, result=activity.public_id)
    row = Activity.objects.select_for_update(of=("self",)).select_related("body").get(pk=activity.pk)
    _authorise(workplace_of(acting_user, day_of(at)), row.body, row.unit_id, state=row.state)
    _attach(row, files, acting_user, at)


@transaction.atomic(durable=True)
def remove_evidence(*, activity: Activity, evidence: Evidence, acting_user: User, at: datetime) -> None:
    """Take a file off an activity (the bytes stay as long as the files app keeps them)."""
    row = Activity.objects.select_for_update().get(pk=activity.pk)
    _authorise(workplace_of(acting_user, day_of(at)), row.body, row.unit_id, state=row.state)
    name = evidence.file.name
    evidence.delete()
    _tell(row, "activities.evidence.removed", acting_user, at, before={"file": name})


# Inside


def _meet_duties(activity: Activity, at: datetime) -> None:
    """An activity meets the duties of its period that ask for an act of its kind (training, a press conference)."""
    day = activity.starts_on
    fulfil_by_act(
        body=activity.body,
        act_kind=activity.kind,
        on=day,
        target_kind=RECORD_KIND,
        target_id=activity.public_id,
        moment=datetime(day.year, day.month, day.day, 12, tzinfo=VIETNAM),
        at=at,
    )


def _check(data: ActivityData, catalogue: Catalogue) -> None:
    found = problems(data, catalogue)
    if found:
        raise InvalidActivity(" ".join(text for texts in found.values() for text in texts), found)
    refuse_if_secret_text("\n".join((data.title, data.place, data.partners, data.note)))


def _authorise(workplace: Workplace, body: Body, unit_id: int | None, *, state: str = "recorded") -> None:
    if state != Activity.State.RECORDED:
        raise NotAllowed(_("Hoạt động này đã hủy, không sửa được nữa."))
    roles, units = workplace.roles(body.pk), workplace.own_units(body.pk)
    if not permissions.may_edit(roles, units, unit_id, state=state):
        raise NotAllowed(
            _("Bạn chỉ được ghi hoạt động của đơn vị mình.")
            if units
            else _("Bạn không có quyền ghi hoạt động của cơ quan này.")
        )


def _check_unit(workplace: Workplace, body: Body, unit_id: int | None, on: date) -> None:
    if unit_id is not None and unit_id not in {unit.pk for unit in units_for(body, workplace, on)}:
        text = _("Đơn vị không thuộc cơ quan này.")
        raise InvalidActivity(text, {"unit": [text]})


def _linked(body: Body, data: ActivityData) -> tuple[Task | None, ProgrammeTask | None]:
    """The plan task and programme task named; a plan task brings the programme task it carries out."""
    task = programme = None
    if data.task_id:
        task = (
            tasks_for_year([body.pk], data.starts_on.year)
            .filter(public_id=data.task_id)
            .select_related("programme_task")
            .first()
        )
        if task is None:
            text = _("Nhiệm vụ không có trong kế hoạch năm của cơ quan.")
            raise InvalidActivity(text, {"task": [text]})
        programme = task.programme_task
    if data.programme_task_id:
        programme = running_programme_tasks(data.starts_on.year).filter(public_id=data.programme_task_id).first()
        if programme is None:
            text = _("Nhiệm vụ của chương trình không có hiệu lực trong năm này.")
            raise InvalidActivity(text, {"programme_task": [text]})
    return task, programme


def _fill(
    activity: Activity,
    data: ActivityData,
    catalogue: Catalogue,
    task: Task | None,
    programme_task: ProgrammeTask | None,
) -> None:
    kind = catalogue.kind(data.kind)
    plain: dict[str, Any] = {
        "kind": data.kind,
        "section_code": (kind.section if kind else "") or "",
        "title": normalise(data.title).strip(),
        "starts_on": data.starts_on,
        "ends_on": data.ends_on,
        "year": data.starts_on.year,
        "month": data.starts_on.month,
        "unit_id": data.unit_id,
        "place": normalise(data.place).strip(),
        "country": data.country,
        "region": catalogue.region_of(data.country),
        "channels": list(data.channels),
        "languages": list(data.languages),
        "topics": list(data.topics),
        "themes": list(data.themes),
        "partners": normalise(data.partners).strip(),
        "figures": {code: int(value) for code, value in sorted(data.figures.items())},
        "cost": data.cost,
        "cost_source": data.cost_source,
        "links": list(data.links),
        "note": normalise(data.note).strip(),
        "notable": data.notable,
        "folded": folded_text(data),
        "channel_key": channel_key(data.channels),
        "task": task,
        "programme_task": programme_task,
    }
    for name, value in plain.items():
        setattr(activity, name, value)


def _attach(activity: Activity, files: Uploads, acting_user: User | None, at: datetime) -> None:
    for upload in files:
        stored = store_upload(
            upload,
            owner_kind=RECORD_KIND,
            owner_id=activity.public_id,
            body_public_id=activity.body.public_id,
            acting_user=acting_user,
            at=at,
            allowed=ANY,
        )
        Evidence.objects.create(activity=activity, file=stored)
        _tell(
            activity, "activities.evidence.added", acting_user, at, after={"file": stored.name, "sha256": stored.sha256}
        )


def _tell(
    activity: Activity,
    action: str,
    acting_user: User | None,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    """The audit row, and the search document once committed."""
    record(
        action,
        acting_user=acting_user,
        at=at,
        chain=activity.body.public_id,
        object_kind="activities.activity",
        object_id=activity.public_id,
        before=before,
        after=after,
        note=note,
    )
    index_later(RECORD_KIND, activity.public_id)
