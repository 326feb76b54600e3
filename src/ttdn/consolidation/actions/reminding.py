"""Reminder letters in batches: made, put forward, approved each by its own hash, issued one by one.

Every letter is a filing and every step on it is the filing's own action, whole in its own transaction. A batch step
goes through the letters that still need it, so a crash half way is taken up by running the step again.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.consolidation.actions.reporting import coordinator_of, focal_unit
from ttdn.consolidation.board import Column, silent_duties
from ttdn.consolidation.choices import BatchState
from ttdn.consolidation.letters import REQUEST_SECTION, letter_title, request_text
from ttdn.consolidation.models import ReminderBatch, ReminderLetter
from ttdn.consolidation.permissions import may_approve_batch, may_draft, may_issue_batch, may_urge
from ttdn.filings.actions import approve, issue, save_header, save_section, start_filing, submit
from ttdn.filings.choices import EDITABLE_STATES, ISSUED_STATES, Part, State
from ttdn.filings.headers import addressee
from ttdn.filings.models import FilingVersion
from ttdn.filings.queries import find_filing
from ttdn.law.text import normalise
from ttdn.obligations.queries import answerer_of
from ttdn.organisations.queries import name_on, reach_of
from ttdn.plans.queries import day_of
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import AlreadyDone, claim_once

FORM = "reminder_letter"


@dataclass(frozen=True)
class Letter:
    """A letter of a batch with the version it has now (None: not made yet)."""

    row: ReminderLetter
    version: FilingVersion | None


def letters_of(batch: ReminderBatch) -> list[Letter]:
    """The letters in order, each with its newest version (three queries)."""
    versions: QuerySet[FilingVersion] = FilingVersion.objects.order_by("-ordinal").without_snapshot()
    rows = batch.letters.select_related("obligation__bearer", "filing__body").prefetch_related(
        Prefetch("filing__versions", queryset=versions, to_attr="newest_first")
    )
    found = []
    for row in rows:
        newest: list[FilingVersion] = getattr(row.filing, "newest_first", []) if row.filing else []
        if newest and row.filing:
            newest[0].filing = row.filing
            newest[0].body = row.filing.body
        found.append(Letter(row, newest[0] if newest else None))
    return found


@transaction.atomic(durable=True)
def make_batch(
    *, year: int, column: Column, answer_by: date, acting_user: User, at: datetime, once: str = ""
) -> ReminderBatch:
    """Begin a batch for every body that is silent on a duty; `fill_batch` then makes the letters.

    Raises:
        NotAllowed: not coordinator staff.
        UserError: nobody is silent, or the answer is wanted before today.
        AlreadyDone: the form was sent before; its result is the batch made then.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    on = day_of(at)
    reach = reach_of(acting_user, on)
    body, _roles = coordinator_of(reach)
    if not may_urge(is_coordinator=reach.is_coordinator):
        raise NotAllowed(
            _("Chỉ chuyên viên cơ quan quản lý nhà nước về thông tin đối ngoại được lập công văn đôn đốc.")
        )
    if answer_by <= on:
        raise UserError(_("Ngày đề nghị gửi phải sau hôm nay. Hãy chọn ngày khác."))
    duties = [duty for duty in silent_duties(column, year) if duty.due_at is None or duty.due_at <= at]
    if not duties:
        raise UserError(_("Không có cơ quan nào quá hạn mà chưa gửi; không cần công văn đôn đốc."))
    same = {"year": year, "rule_id": column.rule_id, "period": column.period, "origin_id": column.origin_id}
    unfinished = ReminderBatch.objects.filter(**same).exclude(state=BatchState.ISSUED).first()
    if unfinished is not None:
        raise UserError(_("Đã có một đợt đôn đốc về nghĩa vụ này chưa phát hành. Hãy mở đợt đó để làm tiếp."))
    last = ReminderBatch.objects.select_for_update().filter(**same).order_by("-ordinal").first()
    batch = ReminderBatch.objects.create(
        public_id=public_id,
        body=body,
        ordinal=last.ordinal + 1 if last else 1,
        title_vi=column.title_vi,
        title_en=column.title_en,
        answer_by=answer_by,
        created_by=acting_user,
        created_at=at,
        **same,
    )
    ReminderLetter.objects.bulk_create(
        ReminderLetter(batch=batch, obligation=duty, position=place) for place, duty in enumerate(duties)
    )
    _audit(batch, "made", acting_user, at, after={"letters": len(duties)})
    return batch


def fill_batch(*, batch: ReminderBatch, signer_name: str = "", acting_user: User, at: datetime) -> int:
    """Make the letters that a batch still lacks; gives how many. Run again after a crash: nothing is made twice."""
    made = 0
    for letter in letters_of(batch):
        if not _is_ready(letter):
            _make_letter(batch, letter.row, signer_name=signer_name, acting_user=acting_user, at=at)
            made += 1
    _settle(batch)
    return made


def _is_ready(letter: Letter) -> bool:
    return letter.version is not None and bool(letter.version.addressees)


def _make_letter(
    batch: ReminderBatch, row: ReminderLetter, *, signer_name: str, acting_user: User, at: datetime
) -> None:
    """One letter: the filing with its drafted grounds, the request, the addressee. Each step may have been done before."""
    on = day_of(at)
    duty = row.obligation
    filing = find_filing(batch.body, FORM, batch.filing_period, duty.public_id) or start_filing(
        form_id=FORM,
        body=batch.body,
        period=batch.filing_period,
        year=batch.year,
        subject_kind="obligation",
        subject_id=duty.public_id,
        unit=focal_unit(batch.body, on),
        title=letter_title(duty),
        acting_user=acting_user,
        at=at,
    )
    if row.filing_id is None:
        ReminderLetter.objects.filter(pk=row.pk, filing=None).update(filing=filing)
    version = filing.versions.get()
    section = version.sections.get(code=REQUEST_SECTION)
    if not section.text:
        save_section(
            version=version,
            code=REQUEST_SECTION,
            text=request_text(duty, batch.answer_by, name_on(batch.body, on).name_vi),
            lock=section.lock,
            acting_user=acting_user,
            at=at,
        )
    if not version.addressees:
        urged = answerer_of(duty, on) or duty.bearer  # an ended body cannot answer: its heir is urged
        values: dict[str, object] = {"addressees": [addressee(urged, name_on(urged, on), Part.TO)]}
        if clean := normalise(signer_name).strip():
            values["signer_name"] = clean
        save_header(version=version, values=values, lock=version.header_lock, acting_user=acting_user, at=at)


def submit_batch(*, batch: ReminderBatch, acting_user: User, at: datetime) -> int:
    """Put every letter that is still a draft before the leader; gives how many."""
    if not may_draft(_roles_at_body(batch, acting_user, at)):
        raise NotAllowed(_("Bạn không có quyền trình đợt đôn đốc này."))
    sent = 0
    for letter in letters_of(batch):
        if not _is_ready(letter):
            raise UserError(_("Đợt này chưa lập xong. Hãy bấm “Lập tiếp” trước."))
        if letter.version is not None and letter.version.state in EDITABLE_STATES:
            submit(version=letter.version, acting_user=acting_user, at=at)
            sent += 1
    _settle(batch)
    return sent


def approve_batch(*, batch: ReminderBatch, hashes: Mapping[uuid.UUID, str], acting_user: User, at: datetime) -> int:
    """Approve every letter that waits, each by the hash that the leader's screen showed; gives how many.

    Args:
        batch: the batch.
        hashes: by public id of the version, the hash shown. A letter that changed since is refused by its own action,
            and those approved before it stay approved.
        acting_user: a leader.
        at: when.
    """
    if not may_approve_batch(_roles_at_body(batch, acting_user, at)):
        raise NotAllowed(_("Chỉ lãnh đạo cơ quan được duyệt đợt đôn đốc này."))
    done = 0
    for letter in letters_of(batch):
        if letter.version is not None and letter.version.state == State.IN_REVIEW:
            shown = hashes.get(letter.version.public_id, "")
            approve(version=letter.version, content_hash=shown, acting_user=acting_user, at=at)
            done += 1
    _settle(batch)
    return done


def issue_batch(
    *, batch: ReminderBatch, issued_on: date, first_number: int | None = None, acting_user: User, at: datetime
) -> int:
    """Number, date and send every approved letter, one transaction each; gives how many.

    Args:
        batch: the batch.
        issued_on: the date that the letters bear.
        first_number: where the numbers come from the body's own register: the first of the block it gave, in the
            order of the letters still to be issued. Left out where the product numbers.
        acting_user: a clerk.
        at: when.
    """
    if not may_issue_batch(_roles_at_body(batch, acting_user, at)):
        raise NotAllowed(_("Chỉ văn thư cơ quan được cấp số và phát hành."))
    ready = [each.version for each in letters_of(batch) if each.version and each.version.state == State.APPROVED]
    external = batch.body.numbering != "internal"
    if external and ready and not first_number:
        raise UserError(_("Cơ quan này lấy số từ sổ văn thư của mình. Hãy ghi số đầu tiên của dãy số đã được cấp."))
    done = 0
    for place, version in enumerate(ready):
        number = str((first_number or 0) + place) if external else ""
        try:
            issue(
                version=version,
                issued_on=issued_on,
                number_text=number,
                acting_user=acting_user,
                at=at,
                once=f"reminder:{version.public_id}",
            )
        except AlreadyDone:
            continue  # the other of two clicks was faster
        done += 1
    _settle(batch)
    return done


def _roles_at_body(batch: ReminderBatch, user: User, at: datetime) -> frozenset[str]:
    return reach_of(user, day_of(at)).roles_at(batch.body_id)


def state_of(letters: list[Letter]) -> BatchState:
    """Where a batch stands: as far as its slowest letter."""
    if not all(map(_is_ready, letters)):
        return BatchState.MAKING
    states = {each.version.state for each in letters if each.version is not None}
    if states <= set(ISSUED_STATES):
        return BatchState.ISSUED
    open_states = states - set(ISSUED_STATES)
    if open_states == {State.APPROVED}:
        return BatchState.APPROVED
    return BatchState.DRAFT if open_states & set(EDITABLE_STATES) else BatchState.IN_REVIEW


@transaction.atomic(durable=True)
def _settle(batch: ReminderBatch) -> None:
    locked = ReminderBatch.objects.select_for_update().get(pk=batch.pk)
    state = state_of(letters_of(locked))
    if state != locked.state:
        locked.state = state
        locked.save(update_fields=["state"])
    batch.state = state


def _audit(batch: ReminderBatch, verb: str, user: User, at: datetime, after: dict[str, object]) -> None:
    record(
        f"consolidation.reminders.{verb}",
        acting_user=user,
        at=at,
        chain=batch.body.public_id,
        object_kind="consolidation.batch",
        object_id=batch.public_id,
        after=after,
    )


__all__ = [
    "Letter",
    "approve_batch",
    "fill_batch",
    "issue_batch",
    "letters_of",
    "make_batch",
    "state_of",
    "submit_batch",
]
