"""A unit's answer: its lines, submission, approval by its head, return."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.plans.models import Task
from ttdn.plans.queries import Workplace
from ttdn.rounds.choices import AnswerState, Ask
from ttdn.rounds.errors import ItemClash, NotYours, RoundRefused
from ttdn.rounds.models import RoundAnswer, RoundItem
from ttdn.rounds.permissions import may_answer, may_approve, may_return
from ttdn.rounds.queries import is_of_unit, is_whole
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

TEXTS = ("title", "place", "output", "remark")


@transaction.atomic(durable=True)
def save_item(
    *,
    answer: RoundAnswer,
    item: RoundItem | None,
    ask: str,
    values: dict[str, Any],
    task: Task | None = None,
    workplace: Workplace,
    acting_user: User,
    at: datetime,
    lock: int = 0,
    once: str = "",
) -> RoundItem:
    """Add a line to an answer, or change one; `values` are the columns of `RoundItem` that the person typed.

    `lock` is the line's as the person saw it.

    Raises:
        NotYours: the answer is of another unit, or no longer open.
        RoundRefused: the round does not ask for this, or the line is of another answer.
        ItemClash: somebody saved or removed the line meanwhile; nothing is written.
    """
    public_id = item.public_id if item else uuid7()
    claim_once(once, result=public_id)
    locked = _open_answer(answer, workplace)
    if ask not in locked.round.asks or ask not in Ask.values:
        raise RoundRefused(_("Đợt thu thập này không hỏi nội dung đó."))
    cleaned = {name: normalise(value) if name in TEXTS else value for name, value in values.items()}
    refuse_if_secret_text("\n".join(str(cleaned.get(name, "")) for name in TEXTS))
    row = RoundItem(public_id=public_id, answer=locked, ask=ask, created_at=at)
    if item is not None:
        row = _locked_item(item, locked, lock)
        if row.ask != ask:
            raise RoundRefused(_("Dòng này không thuộc nội dung đó. Hãy mở lại dòng từ trang câu trả lời."))
    for name, value in cleaned.items():
        setattr(row, name, value)
    row.task = task
    row.lock += 1
    row.save()
    if locked.state in (AnswerState.WAITING, AnswerState.RETURNED) or locked.nothing_arising:
        locked.state = AnswerState.DRAFT
        locked.nothing_arising = False
        locked.save(update_fields=["state", "nothing_arising"])
    _tell("rounds.item.saved", locked, acting_user, at, after={"ask": ask, "title": row.title})
    return row


@transaction.atomic(durable=True)
def remove_item(
    *, answer: RoundAnswer, item: RoundItem, lock: int, workplace: Workplace, acting_user: User, at: datetime
) -> None:
    """Take a line out of an answer that is still open.

    Raises:
        NotYours: the answer is of another unit, or no longer open.
        RoundRefused: the line is of another answer.
        ItemClash: somebody saved or removed the line meanwhile.
    """
    locked = _open_answer(answer, workplace)
    row = _locked_item(item, locked, lock)
    title = row.title
    row.delete()
    _tell("rounds.item.removed", locked, acting_user, at, before={"title": title})


@transaction.atomic(durable=True)
def submit_answer(
    *, answer: RoundAnswer, nothing_arising: bool, workplace: Workplace, acting_user: User, at: datetime
) -> RoundAnswer:
    """Put the answer before the head of the unit.

    Raises:
        NotYours: the answer is of another unit.
        RoundRefused: neither a line nor "không phát sinh", or both.
    """
    locked = _open_answer(answer, workplace)
    has_items = locked.items.exists()
    if not has_items and not nothing_arising:
        raise RoundRefused(_("Chưa có dòng nào. Hãy thêm nội dung, hoặc chọn “Không phát sinh”."))
    if has_items and nothing_arising:
        raise RoundRefused(_("Đã có nội dung thì không chọn “Không phát sinh”. Hãy bỏ chọn, hoặc xóa các dòng."))
    locked.state = AnswerState.SUBMITTED
    locked.nothing_arising = nothing_arising
    locked.submitted_by, locked.submitted_at = acting_user, at
    locked.save(update_fields=["state", "nothing_arising", "submitted_by", "submitted_at"])
    _tell("rounds.answer.submitted", locked, acting_user, at, after={"nothing_arising": nothing_arising})
    return locked


@transaction.atomic(durable=True)
def approve_answer(*, answer: RoundAnswer, workplace: Workplace, acting_user: User, at: datetime) -> RoundAnswer:
    """The head of the unit approves. Raises NotYours."""
    locked = _locked(answer)
    roles = workplace.roles(locked.round.body_id)
    if not may_approve(roles, locked.state, of_unit=is_of_unit(workplace, locked)):
        raise NotYours(_("Chỉ lãnh đạo đơn vị được duyệt câu trả lời đang chờ duyệt của đơn vị mình."))
    locked.state = AnswerState.APPROVED
    locked.approved_by, locked.approved_at = acting_user, at
    locked.save(update_fields=["state", "approved_by", "approved_at"])
    _tell("rounds.answer.approved", locked, acting_user, at)
    return locked


@transaction.atomic(durable=True)
def return_answer(
    *, answer: RoundAnswer, reason: str, workplace: Workplace, acting_user: User, at: datetime
) -> RoundAnswer:
    """Send an answer back with a reason: the unit's head before approving, the focal unit before merging. Raises NotYours."""
    locked = _locked(answer)
    allowed = may_return(
        workplace.roles(locked.round.body_id),
        locked.state,
        of_unit=is_of_unit(workplace, locked),
        whole_body=is_whole(workplace, locked.round.body),
    )
    if not allowed:
        raise NotYours(_("Bạn không trả lại được câu trả lời này ở trạng thái hiện tại."))
    if not reason.strip():
        raise RoundRefused(_("Hãy ghi lý do trả lại để đơn vị biết phải sửa gì."))
    words = normalise(reason).strip()
    refuse_if_secret_text(words)
    locked.state = AnswerState.RETURNED
    locked.return_reason = words
    locked.save(update_fields=["state", "return_reason"])
    _tell("rounds.answer.returned", locked, acting_user, at, note=locked.return_reason)
    return locked


def _locked_item(item: RoundItem, answer: RoundAnswer, lock: int) -> RoundItem:
    """The line as it stands, of this answer and as the person saw it; the answer's row is locked already."""
    if item.answer_id != answer.pk:
        raise RoundRefused(_("Dòng này thuộc câu trả lời khác. Hãy mở lại trang câu trả lời của đơn vị."))
    row = RoundItem.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if row is None:
        raise ItemClash(
            _("Có người vừa xóa dòng này. Nội dung bạn gõ vẫn còn bên dưới; nếu cần, hãy thêm dòng mới."), lock=0
        )
    if row.lock != lock:
        raise ItemClash(
            _("Có người vừa sửa dòng này. Nội dung bạn gõ vẫn còn bên dưới; hãy so với bản đang lưu rồi lưu lại."),
            lock=row.lock,
        )
    return row


def _locked(answer: RoundAnswer) -> RoundAnswer:
    return RoundAnswer.objects.select_for_update(of=("self",)).select_related("round__body", "unit").get(pk=answer.pk)


def _open_answer(answer: RoundAnswer, workplace: Workplace) -> RoundAnswer:
    locked = _locked(answer)
    roles = workplace.roles(locked.round.body_id)
    if locked.round.closed_at is not None:
        raise RoundRefused(_("Đợt thu thập đã đóng. Hãy liên hệ đơn vị đầu mối."))
    if not may_answer(roles, locked.state, of_unit=is_of_unit(workplace, locked)):
        raise NotYours(_("Chỉ cán bộ của đơn vị được sửa câu trả lời khi chưa trình."))
    return locked


def _tell(
    action: str,
    answer: RoundAnswer,
    acting_user: User,
    at: datetime,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> None:
    record(
        action,
        acting_user=acting_user,
        at=at,
        chain=answer.round.body.public_id,
        object_kind="round_answer",
        object_id=answer.public_id,
        before=before,
        after=after,
        note=note,
    )
