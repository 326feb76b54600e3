"""Keying in a filing that came on paper (or by e-mail): the coordinator enters it with the truth about the channel."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit import reaching
from ttdn.docgen.model import content_hash as document_hash
from ttdn.files.actions import store_upload
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.filings.actions.drafting import open_version_of
from ttdn.filings.actions.issuing import fulfil
from ttdn.filings.actions.locking import write_audit
from ttdn.filings.actions.signed import ORIGINALS, OWNER
from ttdn.filings.choices import Channel, DeliveryState, Origin, Part, State
from ttdn.filings.content import content_hash
from ttdn.filings.documents import compose, with_issue
from ttdn.filings.errors import NotAllowed, WrongState
from ttdn.filings.headers import addressee, series_of, subject_of
from ttdn.filings.hooks import on_issued, on_received
from ttdn.filings.models import Attachment, Delivery, Filing, FilingVersion
from ttdn.filings.permissions import may_key_in
from ttdn.filings.queries import find_filing
from ttdn.filings.searching import index_version
from ttdn.filings.totals import freeze_totals
from ttdn.law import VIETNAM, local_day
from ttdn.law.text import normalise
from ttdn.obligations.book import current_book
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.organisations.queries import name_on, reach_of
from ttdn.web.errors import UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

ORIGINS = {Channel.PAPER: Origin.PAPER, Channel.EMAIL: Origin.EMAIL, Channel.PACKAGE: Origin.PACKAGE}


@transaction.atomic(durable=True)
@reaching.everything()  # the row of another body: shown to the coordinator only once it is issued
def key_in_paper(
    *,
    body: Body,
    form_id: str,
    period: str,
    year: int,
    number_text: str,
    symbol: str,
    document_date: date,
    sent_on: date,
    received_on: date,
    incoming_number: str,
    channel: str,
    texts: Mapping[str, str],
    acting_user: User,
    at: datetime,
    signer_name: str = "",
    upload: "UploadedFile[Any] | None" = None,
    once: str = "",
) -> Filing:
    """Enter a document that a body sent outside the product: it lands as an issued version with its own number.

    `document_date` is the date it bears, `sent_on` the postmark or date of the e-mail, `received_on` and
    `incoming_number` stand in our register; `channel` is `paper`, `email` or `package`; `texts` are by section code.

    Raises:
        NotAllowed: not coordinator staff.
        WrongState: the body has this filing in the product already.
        UserError: dates out of order, or the number was used before.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    coordinator = _coordinator_of(acting_user, local_day(at))
    _check_dates(document_date, sent_on, received_on, local_day(at))
    numbers = tuple(normalise(each).strip() for each in (number_text, symbol, incoming_number))
    if not all(numbers):
        raise UserError(_("Hãy ghi đủ số, ký hiệu của văn bản và số đến."))
    refuse_if_secret_text("\n".join((*numbers, signer_name)))
    version = begin_outside(
        public_id,
        body,
        form_id,
        period=period,
        year=year,
        document_date=document_date,
        acting_user=acting_user,
        at=at,
    )
    _write_texts(version, texts, acting_user, at)
    version.addressees = [addressee(coordinator, name_on(coordinator, document_date), Part.TO)]
    version.signer_name = normalise(signer_name).strip()
    version.origin = ORIGINS[Channel(channel)]
    version.number_text, version.symbol = numbers[0], numbers[1]
    if upload is not None:
        _attach(version, upload, coordinator, acting_user, at)
    freeze_outside(version, document_date, acting_user=acting_user, at=at)
    days = (document_date, sent_on, received_on)
    delivery = _received(version, coordinator, channel, days, incoming_number=numbers[2], keyed_by=acting_user)
    _settle(version, delivery, acting_user, at)
    return version.filing


def _received(
    version: FilingVersion,
    coordinator: Body,
    channel: str,
    days: tuple[date, date, date],
    *,
    incoming_number: str,
    keyed_by: User,
) -> Delivery:
    """The delivery as the coordinator's register has it; `days`: of the document, of sending, of receipt."""
    document_date, sent_on, received_on = days
    return Delivery.objects.create(
        version=version,
        addressee=coordinator,
        addressee_text=version.addressees[0]["text"],
        channel=channel,
        state=DeliveryState.RECEIVED,
        document_date=document_date,
        sent_at=_noon(sent_on),
        received_at=_noon(received_on),
        incoming_number=incoming_number,
        incoming_on=received_on,
        keyed_by=keyed_by,
    )


def _coordinator_of(user: User, on: date) -> Body:
    reach = reach_of(user, on)
    body = reach.coordinator_body
    if body is None or not may_key_in(reach.roles_at(body.pk)):
        raise NotAllowed(_("Chỉ chuyên viên cơ quan quản lý nhà nước về thông tin đối ngoại được nhập văn bản giấy."))
    return body


def begin_outside(
    public_id: uuid.UUID,
    body: Body,
    form_id: str,
    *,
    period: str,
    year: int,
    document_date: date,
    acting_user: User | None,
    at: datetime,
    duty: Obligation | None = None,
) -> FilingVersion:
    """Building block: the filing and its only version, on the form in force on the document's date.

    `acting_user` is None when nobody signed in did it; `duty`: the one of several in a year that it answers.

    Raises:
        WrongState: the body has this filing in the product already.
    """
    subject_id = duty.public_id if duty is not None else None
    if find_filing(body, form_id, period, subject_id) is not None:
        raise WrongState(
            _("Cơ quan này đã có văn bản cùng mẫu, cùng kỳ trong phần mềm. Hãy mở văn bản đó thay vì nhập lại.")
        )
    book = current_book()
    form = book.form(form_id, document_date)
    filing = Filing.objects.create(
        public_id=public_id,
        form_id=form_id,
        body=body,
        period=period,
        year=year,
        subject_kind="obligation" if duty is not None else "",
        subject_id=subject_id,
        title=duty.title_vi if duty is not None else subject_of(form, period=period, year=year),
        is_demo=body.is_demo,
        created_by=acting_user,
        created_at=at,
    )
    version = open_version_of(filing, form, book, ordinal=1, on=document_date, at=at)
    version.series = series_of(form)
    return version


def _attach(
    version: FilingVersion, upload: "UploadedFile[Any]", coordinator: Body, acting_user: User, at: datetime
) -> None:
    stored = store_upload(
        upload,
        owner_kind=OWNER,
        owner_id=version.public_id,
        body_public_id=coordinator.public_id,
        acting_user=acting_user,
        at=at,
        allowed=ORIGINALS,
    )
    Attachment.objects.create(version=version, file=stored, title=stored.name, by=acting_user, at=at)


def _settle(version: FilingVersion, delivery: Delivery, acting_user: User, at: datetime) -> None:
    """What follows: duties met, trail, hooks, search."""
    fulfil(version, at=at)
    write_audit(
        "keyed_in",
        version,
        acting_user=acting_user,
        at=at,
        after={
            "number": version.number_and_symbol,
            "channel": delivery.channel,
            "received_on": delivery.incoming_on,
            "snapshot_hash": version.snapshot_hash,
            "content_hash": version.content_hash,
        },
    )
    on_issued.run(version, at)
    on_received.run(delivery, at)
    index_version(version)


def _write_texts(version: FilingVersion, texts: Mapping[str, str], acting_user: User, at: datetime) -> None:
    for section in version.sections.all():
        text = normalise(texts.get(section.code, "")).strip()
        refuse_if_secret_text(text)
        if text:
            section.text, section.updated_by, section.updated_at = text, acting_user, at
            section.save(update_fields=["text", "updated_by", "updated_at"])


def freeze_outside(version: FilingVersion, document_date: date, *, acting_user: User | None, at: datetime) -> None:
    """Building block: the version becomes issued under the date and number that it bears.

    Raises:
        UserError: the body used the number before.
    """
    document = with_issue(
        compose(version, on=document_date), number=version.number_text, issued_on=document_date, place=""
    )
    freeze_totals(version)
    version.content_hash = content_hash(version)
    version.document = document.to_dict()
    version.snapshot_hash = document_hash(document)
    version.place = document.place
    version.issued_on, version.issue_year = document_date, document_date.year
    version.issued_at, version.issued_by = at, acting_user
    version.state = State.ISSUED
    try:
        with transaction.atomic():
            version.save()
    except IntegrityError as error:
        raise UserError(
            _("Số %(number)s đã có trong phần mềm cho cơ quan này. Hãy kiểm tra lại số, ký hiệu.")
            % {"number": version.number_and_symbol}
        ) from error


def _check_dates(document_date: date, sent_on: date, received_on: date, today: date) -> None:
    if not document_date <= sent_on <= received_on <= today:
        raise UserError(
            _("Các ngày chưa hợp lý: ngày văn bản, ngày gửi, ngày đến phải theo thứ tự và không sau hôm nay.")
        )


def _noon(day: date) -> datetime:
    """A day without an hour counts as its noon in Việt Nam: on the right day everywhere."""
    return datetime.combine(day, time(12), tzinfo=VIETNAM)
