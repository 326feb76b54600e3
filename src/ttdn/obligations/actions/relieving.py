"""Waive or extend a duty: only the coordinator, only with a reason and its document."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law.text import normalise
from ttdn.obligations.choices import ReliefKind
from ttdn.obligations.derivations import end_of_day
from ttdn.obligations.models import Obligation, Relief
from ttdn.obligations.permissions import may_relieve
from ttdn.obligations.totals import key_of, recount
from ttdn.organisations.queries import Reach
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.once import claim_once


@transaction.atomic(durable=True)
def relieve(
    *,
    obligation: Obligation,
    kind: str,
    reason: str,
    document_number: str,
    document_date: date,
    new_due_on: date | None,
    reach: Reach,
    acting_user: User,
    at: datetime,
    once: str = "",
) -> Relief:
    """Waive the duty, or give it a later last day.

    Raises:
        NotAllowed: the user is not on the coordinator's staff.
        UserError: no reason or no document, or an extension without a later day.
    """
    claim_once(once, result=obligation.public_id)
    if not may_relieve(is_coordinator=reach.is_coordinator):
        raise NotAllowed(_("Chỉ cơ quan quản lý nhà nước về thông tin đối ngoại được miễn hoặc gia hạn nghĩa vụ."))
    reason, document_number = normalise(reason).strip(), normalise(document_number).strip()
    if not reason or not document_number:
        raise UserError(_("Hãy ghi lý do và số, ký hiệu văn bản."))
    refuse_if_secret_text(reason)
    locked = (
        Obligation.objects.select_for_update(of=("self",)).select_related("derivation", "bearer").get(pk=obligation.pk)
    )
    before = {"due_at": _iso(locked.due_at), "waived_at": _iso(locked.waived_at)}
    if kind == ReliefKind.EXTENDED:
        if new_due_on is None or (locked.due_at and end_of_day(new_due_on) <= locked.due_at):
            raise UserError(_("Hạn mới phải sau hạn đang áp dụng. Hãy chọn một ngày muộn hơn."))
        locked.extended_due_at = end_of_day(new_due_on)
    else:
        locked.waived_at = at
    locked.save(update_fields=["extended_due_at", "waived_at"])
    recount([key_of(locked)])
    relief = Relief.objects.create(
        obligation=locked,
        kind=kind,
        reason=reason,
        document_number=document_number,
        document_date=document_date,
        new_due_on=new_due_on if kind == ReliefKind.EXTENDED else None,
        by=acting_user,
        at=at,
    )
    record(
        f"obligations.obligation.{kind}",
        acting_user=acting_user,
        at=at,
        chain=locked.bearer.public_id,
        object_kind="obligation",
        object_id=locked.public_id,
        before=before,
        after={"due_at": _iso(locked.due_at), "waived_at": _iso(locked.waived_at), "document": document_number},
        note=reason,
    )
    return relief


def _iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
