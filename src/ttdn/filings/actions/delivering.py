"""What addressees do with what was issued: take it in, accept it, return it for supplement; and sending it on."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.issuing import channel_of, fulfil, receipt_of, tell_addressee
from ttdn.filings.actions.locking import lock_version, require_state
from ttdn.filings.actions.supplementing import ask_for_supplement
from ttdn.filings.choices import Channel, DeliveryState, Part, State
from ttdn.filings.errors import WrongState
from ttdn.filings.hooks import on_accepted, on_received, on_returned
from ttdn.filings.letters import corrections_of
from ttdn.filings.models import Delivery, FilingVersion
from ttdn.filings.permissions import CLERKS, KEYERS, may_judge, may_receive
from ttdn.filings.searching import index_version
from ttdn.law import local_day
from ttdn.law.text import normalise
from ttdn.notifications.actions import notify_all
from ttdn.obligations.receipts import receipt_vi
from ttdn.organisations.models import Body
from ttdn.organisations.queries import members_with_role, name_on, roles_at
from ttdn.web.errors import UserError, require


def _lock(delivery: Delivery) -> Delivery:
    return (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("version__filing__body", "version__body", "addressee")
        .defer("version__document")
        .get(pk=delivery.pk)
    )


def _addressee_roles(delivery: Delivery, user: User, at: datetime) -> frozenset[str]:
    return roles_at(user, delivery.addressee, local_day(at)) if delivery.addressee else frozenset()


def _audit(
    delivery: Delivery,
    verb: str,
    *,
    acting_user: User,
    at: datetime,
    before: dict[str, object],
    after: dict[str, object],
    note: str = "",
) -> None:
    """In the chain of the addressee (who acts), on the version."""
    chain = delivery.addressee.public_id if delivery.addressee else delivery.version.body.public_id
    record(
        f"filings.delivery.{verb}",
        acting_user=acting_user,
        at=at,
        chain=chain,
        object_kind="filings.version",
        object_id=delivery.version.public_id,
        before=before,
        after=after,
        note=note,
    )


def _tell_sender(delivery: Delivery, *, kind: str, subject: Promise, text: str | Promise, at: datetime) -> None:
    version = delivery.version
    notify_all(
        members_with_role(version.body, ("officer", "unit_head", "coordinator_staff"), local_day(at)),
        kind=kind,
        subject=subject,
        text=text,
        values={"title": version.filing.title, "name": delivery.addressee_text},
        url=reverse("filings_detail", args=[version.filing.public_id]),
        at=at,
        key=f"{kind}:{delivery.public_id}:{at.isoformat()}",
    )


@transaction.atomic(durable=True)
def deliver(
    *, version: FilingVersion, addressee: Body, part: str = Part.COPY, acting_user: User, at: datetime
) -> Delivery:
    """Send an issued version to one more body; a body that has it already gets it once.

    Raises:
        NotAllowed, WrongState.
    """
    locked = lock_version(version)
    roles = roles_at(acting_user, locked.body, local_day(at))
    require(bool(roles & (CLERKS | KEYERS)), _("Chỉ văn thư cơ quan được gửi văn bản."))
    require_state(locked, (State.ISSUED,), _("gửi"))
    existing = locked.deliveries.filter(addressee=addressee).first()
    if existing is not None:
        return existing
    delivery = _send(locked, addressee, part, acting_user=acting_user, at=at)
    for letter in corrections_of([locked]).get(locked.pk, []):  # who gets the document gets what corrects it
        corrected = lock_version(letter)
        if not corrected.deliveries.filter(addressee=addressee).exists():
            _send(corrected, addressee, part, acting_user=acting_user, at=at)
    return delivery


def _send(version: FilingVersion, addressee: Body, part: str, *, acting_user: User, at: datetime) -> Delivery:
    on = local_day(at)
    channel = channel_of(addressee, on)
    delivery = Delivery.objects.create(
        version=version,
        addressee=addressee,
        addressee_text=name_on(addressee, on).name_vi,
        part=part,
        channel=channel,
        document_date=version.issued_on or on,
        sent_at=at,
        received_at=at if channel == Channel.PRODUCT else None,
    )
    _audit(delivery, "sent", acting_user=acting_user, at=at, before={}, after={"addressee": delivery.addressee_text})
    tell_addressee(version, delivery, acting_user=acting_user, at=at)
    index_version(version)
    return delivery


@transaction.atomic(durable=True)
def receive(
    *,
    delivery: Delivery,
    incoming_number: str,
    incoming_on: date,
    acting_user: User,
    at: datetime,
    remark: str = "",
) -> Delivery:
    """Enter a delivery in the addressee's register of incoming documents (số đến, ngày đến).

    Raises:
        NotAllowed, WrongState.
        UserError: no number, or a date before the document's or after today.
    """
    locked = _lock(delivery)
    roles = _addressee_roles(locked, acting_user, at)
    if locked.state != DeliveryState.SENT:
        raise WrongState(_("Văn bản này đã được ghi vào sổ đến rồi."))
    require(may_receive(roles, locked.state), _("Chỉ văn thư của nơi nhận được ghi sổ văn bản đến."))
    number = normalise(incoming_number).strip()
    if not number:
        raise UserError(_("Hãy ghi số đến."))
    if incoming_on < locked.document_date or incoming_on > local_day(at):
        raise UserError(_("Ngày đến phải từ ngày của văn bản đến hôm nay. Hãy kiểm tra lại."))
    words = normalise(remark).strip()
    refuse_if_secret_text(words)
    locked.state = DeliveryState.RECEIVED
    locked.incoming_number, locked.incoming_on = number, incoming_on
    locked.received_at = locked.received_at or at
    locked.keyed_by = acting_user
    locked.remark = words
    locked.save(update_fields=["state", "incoming_number", "incoming_on", "received_at", "keyed_by", "remark"])
    _audit(
        locked,
        "received",
        acting_user=acting_user,
        at=at,
        before={"state": DeliveryState.SENT},
        after={"state": locked.state, "receipt": receipt_vi(receipt_of(locked))},
    )
    withdrawn = locked.version.state == State.RECALLED  # it came, but meets no duty any more
    if not withdrawn and not locked.version.deliveries.filter(state=DeliveryState.RETURNED).exists():
        fulfil(locked.version, at=at)
    on_received.run(locked, at)
    return locked


@transaction.atomic(durable=True)
def accept(*, delivery: Delivery, acting_user: User, at: datetime, remark: str = "") -> Delivery:
    """The addressee accepts the content; consolidation reads the facts of accepted versions only."""
    locked = _lock(delivery)
    roles = _addressee_roles(locked, acting_user, at)
    if locked.state not in (DeliveryState.SENT, DeliveryState.RECEIVED):
        raise WrongState(
            _("Văn bản này đang ở trạng thái “%(state)s” nên không chấp nhận được.")
            % {"state": DeliveryState(locked.state).label}
        )
    require(may_judge(roles, locked.state), _("Bạn không có quyền chấp nhận văn bản này."))
    _refuse_withdrawn(locked)
    words = normalise(remark).strip()
    refuse_if_secret_text(words)
    before = locked.state
    locked.state = DeliveryState.ACCEPTED
    locked.accepted_at, locked.accepted_by = at, acting_user
    locked.received_at = locked.received_at or at
    locked.remark = words or locked.remark
    locked.save(update_fields=["state", "accepted_at", "accepted_by", "received_at", "remark"])
    _audit(locked, "accepted", acting_user=acting_user, at=at, before={"state": before}, after={"state": locked.state})
    _tell_sender(
        locked,
        kind="filings.accepted",
        subject=gettext_lazy("Đã được chấp nhận: %(title)s"),
        text=gettext_lazy("%(name)s đã chấp nhận văn bản."),
        at=at,
    )
    on_accepted.run(locked, at)
    return locked


@transaction.atomic(durable=True)
def return_for_supplement(
    *,
    delivery: Delivery,
    reason: str,
    supplement_due_on: date | None = None,
    acting_user: User,
    at: datetime,
) -> Delivery:
    """Ask the sender to supplement; the date of sending goes on counting (decisions 5).

    Raises:
        UserError: no reason, or a date in the past.
    """
    locked = _lock(delivery)
    roles = _addressee_roles(locked, acting_user, at)
    if locked.state not in (DeliveryState.SENT, DeliveryState.RECEIVED):
        raise WrongState(
            _("Văn bản này đang ở trạng thái “%(state)s” nên không trả lại được.")
            % {"state": DeliveryState(locked.state).label}
        )
    require(may_judge(roles, locked.state), _("Bạn không có quyền trả lại văn bản này."))
    _refuse_withdrawn(locked)
    words = normalise(reason).strip()
    if not words:
        raise UserError(_("Hãy ghi cần bổ sung gì."))
    refuse_if_secret_text(words)
    if supplement_due_on is not None and supplement_due_on < local_day(at):
        raise UserError(_("Hạn bổ sung không được trước hôm nay."))
    before = locked.state
    locked.state = DeliveryState.RETURNED
    locked.returned_at, locked.return_reason, locked.supplement_due_on = at, words, supplement_due_on
    locked.received_at = locked.received_at or at
    locked.save(update_fields=["state", "returned_at", "return_reason", "supplement_due_on", "received_at"])
    if supplement_due_on is not None:
        ask_for_supplement(locked, supplement_due_on, at=at)
    _audit(
        locked,
        "returned",
        acting_user=acting_user,
        at=at,
        before={"state": before},
        after={"state": locked.state, "supplement_due_on": supplement_due_on},
        note=words,
    )
    _tell_sender(
        locked, kind="filings.supplement", subject=gettext_lazy("Trả lại để bổ sung: %(title)s"), text=words, at=at
    )
    on_returned.run(locked, at)
    return locked


def _refuse_withdrawn(delivery: Delivery) -> None:
    if delivery.version.state != State.ISSUED:
        raise WrongState(_("Văn bản này đã được thay thế hoặc thu hồi. Hãy xử lý bản mới nhất của cơ quan gửi."))
