"""Answer links: made, mailed, revoked; the answer kept as a draft, confirmed once, and landed like one on paper."""

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.actions import store_upload
from ttdn.files.models import StoredFile
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.issuing import fulfil
from ttdn.filings.actions.locking import tell, write_audit
from ttdn.filings.actions.paper import begin_outside, freeze_outside
from ttdn.filings.choices import Channel, DeliveryState, Origin, Part
from ttdn.filings.errors import Clash, NotAllowed, WrongState
from ttdn.filings.headers import addressee
from ttdn.filings.hooks import on_issued, on_received
from ttdn.filings.links import (
    LinkState,
    addresses_of,
    asking_body,
    draft_digest,
    hindrance,
    secret_hash,
    state_of,
)
from ttdn.filings.models import AnswerLink, Attachment, Delivery, FilingVersion
from ttdn.filings.permissions import RECEIVERS
from ttdn.filings.searching import index_version
from ttdn.law import VIETNAM, local_day
from ttdn.law.errors import LawError
from ttdn.law.text import normalise
from ttdn.obligations.actions import record_fulfilment
from ttdn.obligations.book import current_book
from ttdn.obligations.choices import Fulfilling
from ttdn.obligations.models import Obligation
from ttdn.obligations.receipts import answered
from ttdn.organisations.queries import Reach, members_with_role, name_on
from ttdn.web.errors import UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

SIGNED = frozenset({"pdf", "docx"})
LONGEST_DAYS = 90
SECRET_BYTES = 32
DUTY = "obligation"
WAITING, LANDED = "filings.link", "filings.version"
"""Owners of the file: nobody may read it while it waits; then those who may see the version."""


class LinkClosed(UserError):
    """The link is used, revoked, expired, or its duty is settled; `state` says which."""

    status = 410

    def __init__(self, state: LinkState) -> None:
        """Keep the state."""
        super().__init__(str(state.label))
        self.state = state


@dataclass(frozen=True)
class AnswerData:
    """What the person who answers types about the signed document."""

    number_text: str
    symbol: str
    document_date: date
    signer_name: str
    contact_name: str
    contact_phone: str


@transaction.atomic(durable=True)
def make_link(
    *, obligation: Obligation, days: int, address: str, reach: Reach, acting_user: User, at: datetime, once: str = ""
) -> tuple[AnswerLink, str]:
    """A link for one duty of a body without a login, and its secret, which is kept nowhere; earlier open ones are revoked.

    Args:
        obligation: a duty met by a document, not met yet.
        days: days after today on which it still opens, 1 to 90.
        address: a verified e-mail address of the body, or empty when the link is handed over otherwise.
        reach: of the acting user.
        acting_user: staff of the coordinator or of the body that issued the request.
        at: when.
        once: token of the form.

    Raises:
        NotAllowed, WrongState (the sentence says why no link is made), AlreadyDone.
        UserError: another number of days, or an address that the register does not have.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    duty = _lock_duty(obligation)
    asker = asking_body(duty, reach)
    if asker is None:
        raise NotAllowed(_("Chỉ chuyên viên của cơ quan yêu cầu được gửi liên kết trả lời."))
    if reason := hindrance(duty, local_day(at)):
        raise WrongState(reason)
    if not 1 <= days <= LONGEST_DAYS:
        raise UserError(_("Liên kết dùng được từ 1 đến 90 ngày. Hãy chọn lại số ngày."))
    if address and address not in addresses_of(duty.bearer):
        raise UserError(_("Địa chỉ này không có trong danh bạ đã xác minh của cơ quan. Hãy chọn lại."))
    for link in AnswerLink.objects.select_for_update().filter(obligation=duty, used_at=None, revoked_at=None):
        _revoke(link, duty, acting_user, at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = AnswerLink(
        public_id=public_id,
        obligation=duty,
        asker=asker,
        address=address,
        made_by=acting_user,
        made_at=at,
        expires_at=datetime.combine(local_day(at) + timedelta(days=days + 1), time(), tzinfo=VIETNAM),
    )
    link.secret_hash = secret_hash(link, secret)
    link.save(force_insert=True)
    _audit("made", link, duty, acting_user, at, after={"expires_at": link.expires_at.isoformat(), "address": address})
    return link, secret


@transaction.atomic(durable=True)
def note_mailed(*, link: AnswerLink, acting_user: User, at: datetime) -> None:
    """The mail server took the letter with the link."""
    AnswerLink.objects.filter(pk=link.pk, mailed_at=None).update(mailed_at=at)
    _audit("mailed", link, link.obligation, acting_user, at, after={"address": link.address})


@transaction.atomic(durable=True)
def revoke_link(*, link: AnswerLink, reach: Reach, acting_user: User, at: datetime) -> AnswerLink:
    """The link opens no more; what waited in it unconfirmed is dropped. Revoking twice is one effect.

    Raises:
        NotAllowed.
        WrongState: it was answered.
    """
    locked = _lock(link)
    if asking_body(locked.obligation, reach) is None:
        raise NotAllowed(_("Chỉ chuyên viên của cơ quan yêu cầu được thu hồi liên kết trả lời."))
    if locked.used_at is not None:
        raise WrongState(_("Liên kết này đã được dùng để trả lời nên không thu hồi được."))
    if locked.revoked_at is None:
        _revoke(locked, locked.obligation, acting_user, at)
    return locked


@transaction.atomic(durable=True)
def keep_answer(*, link: AnswerLink, data: AnswerData, upload: "UploadedFile[Any] | None", at: datetime) -> AnswerLink:
    """Keep what was typed and the signed document until it is confirmed; again replaces it.

    Raises:
        LinkClosed: the link is not open any more.
        RefusedFile: neither PDF nor DOCX, harmful, or with a mark of a state secret; nothing is kept.
        UserError: no file, a date in the future or before the form, a mark of a state secret in what was typed.
    """
    locked = _lock(link)
    _require_open(locked, at)
    draft = _checked(data, locked.obligation, local_day(at))
    old = locked.draft_file
    if upload is not None:
        locked.draft_file = store_upload(
            upload,
            owner_kind=WAITING,
            owner_id=locked.public_id,
            body_public_id=locked.obligation.bearer.public_id,
            acting_user=None,
            at=at,
            allowed=SIGNED,
        )
    elif old is None:
        raise UserError(_("Chưa chọn tệp văn bản đã ký (PDF hoặc DOCX)."))
    locked.draft = draft
    locked.save(update_fields=["draft", "draft_file"])
    if upload is not None and old is not None:
        old.delete()
    return locked


@transaction.atomic(durable=True)
def send_answer(*, link: AnswerLink, digest: str, at: datetime) -> AnswerLink:
    """Confirm: the document lands as an issued version of the body, delivered to the body that asked, by link.

    Raises:
        LinkClosed: used (by the first of two at once, too), revoked, expired, or the duty was settled meanwhile.
        Clash: what waits is not what the confirming person saw.
        WrongState: the body began the same document in the product.
        UserError: the number was used before.
    """
    locked = _lock(link)
    _require_open(locked, at)
    draft = locked.draft
    if draft is None or locked.draft_file is None or not digest or digest != draft_digest(locked):
        raise Clash(_("Nội dung chờ gửi đã thay đổi sau khi trang này mở ra. Hãy xem lại rồi gửi."))
    data = AnswerData(**{**draft, "document_date": date.fromisoformat(draft["document_date"])})
    version = _land(locked, data, locked.draft_file, at)
    locked.used_at, locked.version = at, version
    locked.contact_name, locked.contact_phone = data.contact_name, data.contact_phone
    locked.receipt_code = _receipt_code(locked, version, locked.draft_file, at)
    delivery = _deliver(locked, version, at)
    locked.draft, locked.draft_file = None, None
    locked.save()
    _settle(locked, version, delivery, at)
    return locked


@transaction.atomic(durable=True)
def forget_drafts(*, at: datetime) -> int:
    """Drop what waits unconfirmed in links that open no more; gives how many."""
    stale = AnswerLink.objects.filter(draft__isnull=False, expires_at__lte=at)
    rows = list(stale.select_for_update(of=("self",)).select_related("draft_file"))
    for row in rows:
        _drop_draft(row)
    return len(rows)


def _lock_duty(duty: Obligation) -> Obligation:
    return Obligation.objects.select_for_update(of=("self",)).select_related("bearer", "derivation").get(pk=duty.pk)


def _lock(link: AnswerLink) -> AnswerLink:
    """The duty first, then the link, as when one is made: two of them never wait for each other."""
    duty = _lock_duty(link.obligation)
    locked = AnswerLink.objects.select_for_update(of=("self",)).select_related("asker", "draft_file").get(pk=link.pk)
    locked.obligation = duty
    return locked


def _require_open(link: AnswerLink, at: datetime) -> None:
    state = state_of(link, at)
    if state != LinkState.OPEN:
        raise LinkClosed(state)


def _revoke(link: AnswerLink, duty: Obligation, acting_user: User, at: datetime) -> None:
    _drop_draft(link)
    link.revoked_at, link.revoked_by = at, acting_user
    link.save(update_fields=["revoked_at", "revoked_by"])
    _audit("revoked", link, duty, acting_user, at, after={"revoked_at": at.isoformat()})


def _drop_draft(link: AnswerLink) -> None:
    file = link.draft_file
    link.draft, link.draft_file = None, None
    link.save(update_fields=["draft", "draft_file"])
    if file is not None:
        file.delete()


def _checked(data: AnswerData, duty: Obligation, today: date) -> dict[str, str]:
    """What was typed, in one spelling and without marks of a state secret; the date is one the form knows."""
    draft = {key: normalise(str(value)).strip() for key, value in asdict(data).items()}
    draft["document_date"] = data.document_date.isoformat()
    for value in draft.values():
        refuse_if_secret_text(value)
    if not all(draft.values()):
        raise UserError(_("Hãy điền đủ số, ký hiệu, ngày, người ký và người liên hệ."))
    if "/" in draft["number_text"]:
        raise UserError(_("Ô “Số” chỉ ghi số; phần sau dấu “/” ghi ở ô “Ký hiệu”."))
    if data.document_date > today:
        raise UserError(_("Ngày văn bản không được sau hôm nay. Hãy kiểm tra lại ngày."))
    try:
        current_book().form(duty.form_id, data.document_date)
    except LawError as error:
        raise UserError(_("Ngày văn bản đứng trước khi mẫu này có hiệu lực. Hãy kiểm tra lại ngày.")) from error
    return draft


def _land(link: AnswerLink, data: AnswerData, file: StoredFile, at: datetime) -> FilingVersion:
    """The issued version, with the signed document attached; nobody of the product wrote it."""
    duty = link.obligation
    version = begin_outside(
        uuid7(),
        duty.bearer,
        duty.form_id,
        period=duty.period,
        year=int(duty.period[:4]),
        document_date=data.document_date,
        acting_user=None,
        at=at,
        duty=duty if duty.trigger_key else None,
    )
    version.addressees = [addressee(link.asker, name_on(link.asker, data.document_date), Part.TO)]
    version.signer_name = data.signer_name
    version.origin = Origin.LINK
    version.number_text, version.symbol = data.number_text, data.symbol
    StoredFile.objects.filter(pk=file.pk).update(owner_kind=LANDED, owner_id=version.public_id)
    Attachment.objects.create(version=version, file=file, title=file.name, by=None, at=at)
    freeze_outside(version, data.document_date, acting_user=None, at=at)
    return version


def _deliver(link: AnswerLink, version: FilingVersion, at: datetime) -> Delivery:
    """It is with the asking body at once; that body enters it in its register of incoming documents as any other."""
    return Delivery.objects.create(
        version=version,
        addressee=link.asker,
        addressee_text=version.addressees[0]["text"],
        channel=Channel.LINK,
        state=DeliveryState.SENT,
        document_date=version.issued_on or local_day(at),
        sent_at=at,
        received_at=at,
    )


def _settle(link: AnswerLink, version: FilingVersion, delivery: Delivery, at: datetime) -> None:
    """What follows: duties met, trail, hooks, search, notices."""
    for duty in fulfil(version, at=at):
        record_fulfilment(
            duty,
            kind=Fulfilling.FILING,
            target_kind="filing",
            target_id=version.filing.public_id,
            sent_at=at,
            received_at=at,
            channel=Channel.LINK,
            receipt=answered(link.receipt_code),
            at=at,
        )
    told = {
        "number": version.number_and_symbol,
        "channel": Channel.LINK,
        "receipt": link.receipt_code,
        "contact": f"{link.contact_name}, {link.contact_phone}",
    }
    write_audit(
        "answered_by_link", version, acting_user=None, at=at, after=told | {"snapshot_hash": version.snapshot_hash}
    )
    _audit("answered", link, link.obligation, None, at, after=told)
    on_issued.run(version, at)
    on_received.run(delivery, at)
    index_version(version)
    tell(
        version,
        RECEIVERS,
        kind="filings.delivered",
        subject=gettext_lazy("Văn bản đến: %(title)s"),
        text=gettext_lazy("Một cơ quan vừa trả lời qua liên kết. Hãy ghi số đến và xử lý."),
        acting_user=None,
        at=at,
        people=list(members_with_role(link.asker, RECEIVERS, local_day(at))),
    )


def _receipt_code(link: AnswerLink, version: FilingVersion, file: StoredFile, at: datetime) -> str:
    """A short code that names this answer: it follows from the document, its file and the moment."""
    whole = f"{link.public_id}|{version.public_id}|{version.snapshot_hash}|{file.sha256}|{at.isoformat()}"
    letters = base64.b32encode(hashlib.sha256(whole.encode()).digest()).decode()[:12]
    return f"TL-{local_day(at).year}-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def _audit(
    verb: str, link: AnswerLink, duty: Obligation, acting_user: User | None, at: datetime, *, after: dict[str, Any]
) -> None:
    """In the chain of the body that owes, on the duty."""
    record(
        f"filings.link.{verb}",
        acting_user=acting_user,
        at=at,
        chain=duty.bearer.public_id,
        object_kind=DUTY,
        object_id=duty.public_id,
        after=after | {"link": str(link.public_id)},
    )
