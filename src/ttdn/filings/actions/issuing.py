"""Issue: number, snapshot, files, facts, deliveries, fulfilment – the whole or nothing.

The files are content-addressed and written before the transaction ends: a crash leaves orphans, which
`sweep_files` removes, and never a version without its files.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.docgen.model import Document
from ttdn.docgen.model import content_hash as document_hash
from ttdn.docgen.pdf import render_pdf
from ttdn.docgen.word import render_docx
from ttdn.files.actions import store_bytes
from ttdn.filings.actions.letters import check_letter, take_effect
from ttdn.filings.actions.locking import (
    lock_version,
    require_state,
    standing_of,
    tell,
    write_audit,
)
from ttdn.filings.actions.supplementing import supplements_asked
from ttdn.filings.choices import Channel, DeliveryState, Part, State
from ttdn.filings.content import content_hash as hash_content
from ttdn.filings.documents import compose, with_issue
from ttdn.filings.errors import HashMismatch
from ttdn.filings.headers import addressee_bodies, series_of
from ttdn.filings.hooks import on_issued
from ttdn.filings.models import Counter, Delivery, FilingVersion
from ttdn.filings.permissions import CLERKS, EDITORS, RECEIVERS, may_issue
from ttdn.filings.queries import form_of
from ttdn.filings.searching import index_version
from ttdn.filings.totals import freeze_totals
from ttdn.law import local_day
from ttdn.law.text import format_date, normalise
from ttdn.obligations.actions import Sent, fulfil_asked, fulfil_matching
from ttdn.obligations.models import Obligation
from ttdn.obligations.receipts import PRODUCT, incoming
from ttdn.organisations.models import Body
from ttdn.organisations.models import Channel as BodyChannel
from ttdn.organisations.queries import has_product_login, members_with_role
from ttdn.web.errors import UserError, require
from ttdn.web.once import claim_once

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
OWNER = "filings.version"


@transaction.atomic(durable=True)
def issue(
    *,
    version: FilingVersion,
    issued_on: date,
    acting_user: User,
    at: datetime,
    number_text: str = "",
    place: str = "",
    once: str = "",
) -> FilingVersion:
    """Number, date and send an approved version; afterwards the database refuses any change to it.

    Args:
        version: approved, its content still the one approved.
        issued_on: the date it bears.
        acting_user: the clerk.
        at: when.
        number_text: the number that the body's own register gave (`external`); left empty for `internal`.
        place: the place it bears; empty: the body's.
        once: token of the form.

    Raises:
        NotAllowed, WrongState, HashMismatch.
        UserError: no number where the register gives it, a number used before, a date in the future.
        AlreadyDone: the form was sent before.
    """
    claim_once(once, result=version.filing.public_id)
    locked = lock_version(version)
    _check(locked, issued_on, acting_user, at)
    document = compose(locked, on=issued_on)
    locked.series = series_of(form_of(locked))
    locked.number, locked.number_text = _number(locked, number_text, issued_on)
    locked.symbol = document.symbol
    document = with_issue(document, number=locked.number_text, issued_on=issued_on, place=normalise(place).strip())
    put_out(locked, document, issued_on=issued_on, acting_user=acting_user, at=at)
    make_deliveries(locked, at=at)
    if locked.filing.about_id is None:
        fulfil(locked, at=at)
    write_audit(
        "issued",
        locked,
        acting_user=acting_user,
        at=at,
        before={"state": State.APPROVED},
        after={
            "state": State.ISSUED,
            "number": locked.number_and_symbol,
            "issued_on": issued_on,
            "snapshot_hash": locked.snapshot_hash,
            "content_hash": locked.content_hash,
        },
    )
    take_effect(locked, acting_user=acting_user, at=at)
    on_issued.run(locked, at)
    _tell_everyone(locked, acting_user, at)
    index_version(locked)
    return locked


def _check(locked: FilingVersion, issued_on: date, acting_user: User, at: datetime) -> None:
    """Who, in which state, still what was approved, and a date that has come."""
    standing = standing_of(locked, acting_user, CLERKS, at)
    require_state(locked, (State.APPROVED,), _("phát hành"))
    require(may_issue(standing.roles, locked.state), _("Chỉ văn thư cơ quan được cấp số và phát hành."))
    if hash_content(locked) != locked.approved_hash:
        raise HashMismatch(_("Nội dung đã khác với bản được duyệt nên không phát hành. Hãy trình duyệt lại."))
    if issued_on > local_day(at):
        raise UserError(_("Ngày ban hành không được sau hôm nay. Hãy kiểm tra lại ngày."))
    check_letter(locked)


def _number(locked: FilingVersion, number_text: str, issued_on: date) -> tuple[int | None, str]:
    body = locked.body
    if body.numbering == "internal":
        number = take_number(body, issued_on.year, locked.series)
        _refuse_earlier_date(locked, issued_on)
        return number, f"{body.number_prefix}{number:02d}" if body.number_prefix else str(number)
    text = normalise(number_text).strip()
    if not text:
        raise UserError(_("Cơ quan này lấy số từ sổ văn thư của mình. Hãy ghi số văn bản đã được cấp."))
    if "/" in text:
        raise UserError(_("Chỉ ghi số, không ghi ký hiệu: phần sau dấu “/” được điền tự động."))
    return None, text


def _refuse_earlier_date(locked: FilingVersion, issued_on: date) -> None:
    """Numbers of our own register run with the dates; called while the counter is locked."""
    if locked.approved_at and issued_on < local_day(locked.approved_at):
        raise UserError(
            _("Ngày ban hành không được trước ngày lãnh đạo duyệt (%(day)s). Hãy chọn ngày khác.")
            % {"day": format_date(local_day(locked.approved_at))}
        )
    last = (
        FilingVersion.objects.filter(body=locked.body, series=locked.series, issue_year=issued_on.year)
        .exclude(number=None)
        .without_snapshot()
        .order_by("-number")
        .first()
    )
    if last is not None and last.issued_on and issued_on < last.issued_on:
        raise UserError(
            _(
                "Ngày ban hành không được trước ngày của số liền trước trong sổ (%(number)s, %(day)s). Hãy chọn ngày khác."
            )
            % {"number": last.number_and_symbol, "day": format_date(last.issued_on)}
        )


def take_number(body: Body, year: int, series: str) -> int:
    """Building block: the next number of a register, without gaps; the row stays locked until the transaction ends."""
    Counter.objects.get_or_create(body=body, year=year, series=series, defaults={"next_number": body.number_start})
    counter = Counter.objects.select_for_update().get(body=body, year=year, series=series)
    number = counter.next_number
    counter.next_number = number + 1
    counter.save(update_fields=["next_number"])
    return number


def put_out(locked: FilingVersion, document: Document, *, issued_on: date, acting_user: User, at: datetime) -> None:
    """Building block: render, keep the files, freeze totals and snapshot; the version it replaces is superseded.

    Raises:
        UserError: the number was used before by this body under this symbol and year.
    """
    base = f"{locked.number_text}-{locked.symbol}".replace("/", "-")
    for field, mime, ending, data in (
        ("docx", DOCX, "docx", render_docx(document)),
        ("pdf", PDF, "pdf", render_pdf(document)),
    ):
        stored = store_bytes(
            data,
            f"{base}.{ending}",
            mime,
            owner_kind=OWNER,
            owner_id=locked.public_id,
            body_public_id=locked.body.public_id,
            acting_user=acting_user,
            at=at,
        )
        setattr(locked, field, stored)
    freeze_totals(locked)
    _supersede(locked, at)
    locked.document = document.to_dict()
    locked.snapshot_hash = document_hash(document)
    locked.state = State.ISSUED
    locked.place = document.place
    locked.issued_on, locked.issue_year = issued_on, issued_on.year
    locked.issued_at, locked.issued_by, locked.updated_at = at, acting_user, at
    try:
        with transaction.atomic():
            locked.save()
    except IntegrityError as error:
        raise UserError(
            _("Số %(number)s đã được dùng cho một văn bản khác của cơ quan trong năm %(year)s. Hãy kiểm tra lại sổ.")
            % {"number": locked.number_and_symbol, "year": issued_on.year}
        ) from error


def _supersede(locked: FilingVersion, at: datetime) -> None:
    """The issued version of the same filing gives way to this one."""
    for old in FilingVersion.objects.select_for_update().filter(filing=locked.filing, state=State.ISSUED):
        old.state, old.superseded_at = State.SUPERSEDED, at
        old.save(update_fields=["state", "superseded_at"])
        write_audit(
            "superseded",
            old,
            acting_user=None,
            at=at,
            before={"state": State.ISSUED},
            after={"state": State.SUPERSEDED},
            note=locked.number_and_symbol,
        )


def make_deliveries(locked: FilingVersion, *, at: datetime) -> list[Delivery]:
    """Building block: one delivery per addressee, by the channel that the addressee has; in the product it is there at once."""
    bodies = addressee_bodies(locked.addressees)
    on = local_day(at)
    made = []
    for each in locked.addressees:
        body = next((found for key, found in bodies.items() if str(key) == each.get("body")), None)
        channel = channel_of(body, on)
        made.append(
            Delivery(
                version=locked,
                addressee=body,
                addressee_text=each["text"][:300],
                part=each.get("part", Part.TO),
                channel=channel,
                state=DeliveryState.SENT,
                document_date=locked.issued_on or on,
                sent_at=at,
                received_at=at if channel == Channel.PRODUCT else None,
            )
        )
    return Delivery.objects.bulk_create(made)


def channel_of(body: Body | None, on: date) -> Channel:
    """How a body gets documents: in the product when somebody there can sign in, else its verified channel, else paper."""
    if body is None:
        return Channel.PAPER
    if has_product_login(body, on):
        return Channel.PRODUCT
    row = BodyChannel.objects.filter(body=body, verified_on__isnull=False).exclude(kind="product").first()
    return Channel(row.kind) if row is not None and row.kind in (Channel.EMAIL, Channel.PAPER) else Channel.PAPER


def fulfil(locked: FilingVersion, *, at: datetime) -> list[Obligation]:
    """Building block: every duty that this filing meets; the first issued version counts (decisions 5)."""
    filing = locked.filing
    main = locked.deliveries.order_by("-part", "pk").first()
    sent = Sent(
        target_id=filing.public_id,
        sent_at=main.sent_at if main else locked.issued_at,
        received_at=main.received_at if main else None,
        channel=main.channel if main else str(locked.origin),
        receipt=receipt_of(main) if main else "",
    )
    if not filing.subject_id:
        return fulfil_matching(
            body=filing.body,
            form_id=filing.form_id,
            period=filing.period,
            sent=sent,
            at=at,
            triggers=supplements_asked(locked),
        )
    return fulfil_asked(
        body=filing.body,
        form_id=filing.form_id,
        wanted={str(filing.subject_id), *supplements_asked(locked)},
        sent=sent,
        at=at,
    )


def receipt_of(delivery: Delivery) -> str:
    """How receipt is proved, as duties keep it (`ttdn.obligations.receipts`): in the product, or number and date in the register."""
    if delivery.incoming_number:
        return incoming(delivery.incoming_number, delivery.incoming_on)
    if delivery.channel == Channel.PRODUCT:
        return PRODUCT
    return ""


def _tell_everyone(locked: FilingVersion, acting_user: User, at: datetime) -> None:
    tell(
        locked,
        EDITORS | frozenset({"leader"}),
        kind="filings.issued",
        subject=gettext_lazy("Đã phát hành: %(title)s"),
        text=gettext_lazy("Văn bản đã được cấp số, ký hiệu và gửi đến các nơi nhận."),
        acting_user=acting_user,
        at=at,
    )
    for delivery in locked.deliveries.filter(channel=Channel.PRODUCT).select_related("addressee"):
        tell_addressee(locked, delivery, acting_user=acting_user, at=at)


def tell_addressee(version: FilingVersion, delivery: Delivery, *, acting_user: User, at: datetime) -> None:
    """Building block: a notice to those at the addressee who take documents in."""
    if delivery.addressee is None or delivery.channel != Channel.PRODUCT:
        return
    tell(
        version,
        RECEIVERS,
        kind="filings.delivered",
        subject=gettext_lazy("Văn bản đến: %(title)s"),
        text=gettext_lazy("Một văn bản vừa được gửi đến cơ quan của bạn. Hãy ghi số đến và xử lý."),
        acting_user=None if delivery.addressee_id == version.body_id else acting_user,
        at=at,
        people=list(members_with_role(delivery.addressee, RECEIVERS, local_day(at))),
    )


__all__ = [
    "channel_of",
    "fulfil",
    "issue",
    "make_deliveries",
    "put_out",
    "receipt_of",
    "take_number",
    "tell_addressee",
]
