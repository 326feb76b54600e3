"""Record what fulfils a duty. Building blocks: the entry action that issues, delivers or records calls them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law import VIETNAM, local_day
from ttdn.law.text import normalise
from ttdn.obligations.choices import Counts, Fulfilling
from ttdn.obligations.models import Fulfilment, Obligation
from ttdn.obligations.permissions import may_record_act
from ttdn.obligations.totals import key_of, recount
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, successor_for
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


@dataclass(frozen=True)
class Sent:
    """A filing on its way: its public id, when it was sent and received (None: not known, not yet), how, and the proof.

    `channel` is the code of the way it went, `receipt` what proves that it arrived (`ttdn.obligations.receipts`).
    """

    target_id: UUID
    sent_at: datetime | None
    received_at: datetime | None
    channel: str
    receipt: str


@transaction.atomic
def record_fulfilment(
    obligation: Obligation,
    *,
    kind: str,
    target_kind: str,
    target_id: UUID,
    sent_at: datetime | None,
    received_at: datetime | None,
    channel: str,
    receipt: str,
    at: datetime,
    by: Body | None = None,
) -> Fulfilment:
    """Record that a filing, an act or an assignment fulfils the duty; again for the same target updates its receipt.

    `by` is the body whose document or act it is: kept where it is not the bearer, but one that carries on its work.

    What was void (the document recalled, the act changed) begins anew: the date of then counts no more. A caller
    that records many leaves the counting of the board's columns to the end (`ttdn.obligations.totals.counting_left`).
    """
    row, created = Fulfilment.objects.get_or_create(
        obligation=obligation,
        target_kind=target_kind,
        target_id=target_id,
        defaults={
            "kind": kind,
            "sent_at": sent_at,
            "received_at": received_at,
            "channel": channel,
            "receipt": receipt,
            "recorded_at": at,
            "answered_by": by if by is not None and by.pk != obligation.bearer_id else None,
        },
    )
    if not created:
        void = row.voided_at is not None
        row.sent_at = sent_at if void else row.sent_at or sent_at
        row.received_at = received_at if void else row.received_at or received_at
        row.channel = channel or row.channel
        row.receipt = receipt or row.receipt
        row.voided_at = None
        row.save(update_fields=["sent_at", "received_at", "channel", "receipt", "voided_at"])
    _settle(obligation)
    recount([key_of(obligation)])
    return row


@transaction.atomic
def fulfil_matching(
    *,
    body: Body,
    form_id: str,
    period: str,
    sent: Sent,
    at: datetime,
    triggers: Iterable[str] = (),
) -> list[Obligation]:
    """Every duty of the body (or of one it had succeeded when it sent this) that asks for this form and period.

    A duty that an event or a request of its own triggered is met only by its own document, or when `triggers` names it.
    So is one of a year in which the body that bore it was still itself: this document does not tell its work.
    """
    sent_on = local_day(sent.sent_at or at)  # a body that still exists that day answers for itself
    told_on = min(sent_on, date(int(period[:4]), 12, 31)) if period[:4].isdigit() else sent_on
    matching = (
        Obligation.objects.select_for_update(of=("self",))
        .answerable_by(body, told_on)
        .filter(
            form_id=form_id,
            period=period,
            trigger_key__in=("", *triggers),
            fulfilment=Fulfilling.FILING,
            waived_at__isnull=True,
        )
    )
    return _fulfil_by_filing(list(matching), sent, by=body, at=at)


@transaction.atomic
def fulfil_asked(
    *,
    body: Body,
    form_id: str,
    wanted: Collection[str],
    sent: Sent,
    at: datetime,
) -> list[Obligation]:
    """The duties that a document made for them meets: `wanted` holds public ids, origins and triggers.

    The body's own, or those of a body whose work it carries on: its heir answers what it left overdue.
    """
    sent_on = local_day(sent.sent_at or at)
    asked = (
        Obligation.objects.select_for_update(of=("self",))
        .answerable_by(body, sent_on)
        .filter(form_id=form_id, waived_at__isnull=True, fulfilment=Fulfilling.FILING)
    )
    found = [row for row in asked if {str(row.public_id), row.origin_id, row.trigger_key} & set(wanted)]
    return _fulfil_by_filing(found, sent, by=body, at=at)


def _fulfil_by_filing(found: list[Obligation], sent: Sent, *, by: Body, at: datetime) -> list[Obligation]:
    for obligation in found:
        record_fulfilment(
            obligation,
            kind=Fulfilling.FILING,
            target_kind="filing",
            target_id=sent.target_id,
            sent_at=sent.sent_at,
            received_at=sent.received_at,
            channel=sent.channel,
            receipt=sent.receipt,
            at=at,
            by=by,
        )
    return found


@transaction.atomic
def fulfil_by_act(
    *, body: Body, act_kind: str, on: date, target_kind: str, target_id: UUID, moment: datetime, at: datetime
) -> int:
    """An act recorded (a training course held, a press conference given) meets the duties of the period it falls in."""
    periods = periods_of(on)
    found = Obligation.objects.select_for_update().filter(
        bearer=body, act_kind=act_kind, period__in=periods, fulfilment=Fulfilling.ACT, waived_at__isnull=True
    )
    rows = list(found)
    for obligation in rows:
        record_fulfilment(
            obligation,
            kind=Fulfilling.ACT,
            target_kind=target_kind,
            target_id=target_id,
            sent_at=moment,
            received_at=moment,
            channel="product",
            receipt="",
            at=at,
        )
    return len(rows)


@transaction.atomic
def void_fulfilments(*, target_kind: str, target_id: UUID, at: datetime) -> None:
    """What the target fulfilled is open again: the document was recalled, the act was cancelled."""
    rows = Fulfilment.objects.select_related("obligation").filter(
        target_kind=target_kind, target_id=target_id, voided_at__isnull=True
    )
    for row in rows:
        row.voided_at = at
        row.save(update_fields=["voided_at"])
        _settle(row.obligation)
    recount(key_of(row.obligation) for row in rows)


def periods_of(day: date) -> set[str]:
    """The periods a day lies in, as duties name them: "2026", "2026-11", "2026-Q4"."""
    return {str(day.year), f"{day.year}-{day.month:02d}", f"{day.year}-Q{(day.month + 2) // 3}"}


def _settle(obligation: Obligation) -> None:
    """Keep `met_at`: the first moment that counts under the rule (sent or received, decisions.md 5)."""
    column = "received_at" if obligation.counts == Counts.RECEIVED else "sent_at"
    first = (
        obligation.fulfilments.filter(voided_at__isnull=True)
        .exclude(Q(**{f"{column}__isnull": True}))
        .order_by(column)
        .values_list(column, flat=True)
        .first()
    )
    if obligation.met_at != first:
        obligation.met_at = first
        obligation.save(update_fields=["met_at"])


@transaction.atomic(durable=True)
def record_act(
    *,
    obligation: Obligation,
    done_on: date,
    document: str,
    reach: Reach,
    acting_user: User,
    at: datetime,
    once: str = "",
) -> Fulfilment:
    """The bearer states that an act or assignment that no other screen records was done, and by which document.

    Raises:
        NotAllowed: the user holds no working role at the bearer.
        UserError: a duty that only a document fulfils, or a day that has not come.
    """
    claim_once(once, result=obligation.public_id)
    if not may_record_act(reach.roles_at(obligation.bearer_id)):
        raise NotAllowed(_("Chỉ cán bộ, lãnh đạo đơn vị hoặc lãnh đạo của cơ quan được ghi nhận việc đã làm."))
    if obligation.fulfilment == Fulfilling.FILING:
        raise UserError(_("Nghĩa vụ này được thực hiện bằng văn bản. Hãy soạn và phát hành văn bản theo mẫu."))
    moment = datetime(done_on.year, done_on.month, done_on.day, 12, tzinfo=VIETNAM)
    if done_on > local_day(at):
        raise UserError(_("Ngày thực hiện còn ở tương lai. Hãy ghi sau khi việc đã làm xong."))
    if obligation.derivation_id is not None and obligation.period not in periods_of(done_on):
        raise UserError(
            _(
                "Ngày thực hiện không thuộc kỳ %(period)s của nghĩa vụ này. Hãy xem lại ngày, hoặc mở nghĩa vụ của kỳ đó."
            )
            % {"period": obligation.period}
        )
    document = normalise(document).strip()
    refuse_if_secret_text(document)
    row = record_fulfilment(
        obligation,
        kind=obligation.fulfilment,
        target_kind="statement",
        target_id=uuid7(),
        sent_at=moment,
        received_at=moment,
        channel="product",
        receipt=document,
        at=at,
        by=successor_for(obligation.bearer, "ttdn", done_on),
    )
    record(
        "obligations.act.recorded",
        acting_user=acting_user,
        at=at,
        chain=obligation.bearer.public_id,
        object_kind="obligation",
        object_id=obligation.public_id,
        after={"done_on": done_on.isoformat(), "document": document},
    )
    return row
