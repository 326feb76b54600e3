"""Ad hoc requests of the coordinator (Đ10.5, last sentence)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law import Book, local_day
from ttdn.law.text import normalise
from ttdn.notifications.actions import notify_all
from ttdn.obligations.choices import Counts, Fulfilling, Origin
from ttdn.obligations.derivations import fixed_derivation
from ttdn.obligations.models import Obligation, Request, RequestAddressee
from ttdn.obligations.permissions import may_request
from ttdn.obligations.searching import index_request
from ttdn.obligations.totals import key_of, recount
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, members_with_role
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

REQUEST_RULE = "request"


@transaction.atomic(durable=True)
def send_request(
    *,
    form_id: str,
    title: str,
    text: str,
    document_number: str,
    document_date: date,
    due_on: date,
    bodies: Sequence[Body],
    book: Book,
    reach: Reach,
    acting_user: User,
    at: datetime,
    once: str = "",
) -> Request:
    """Ask bodies for a report on a form by a date; each body gets its own duty.

    Raises:
        NotAllowed: the user is not on the coordinator's staff.
        UserError: no body was chosen, or the date lies before the letter's.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    if not may_request(is_coordinator=reach.is_coordinator) or reach.coordinator_body is None:
        raise NotAllowed(_("Chỉ cơ quan quản lý nhà nước về thông tin đối ngoại được gửi yêu cầu báo cáo đột xuất."))
    if not bodies:
        raise UserError(_("Chưa chọn cơ quan nào. Hãy chọn ít nhất một cơ quan nhận yêu cầu."))
    if due_on < document_date:
        raise UserError(_("Hạn gửi đứng trước ngày của văn bản yêu cầu. Hãy xem lại hai ngày."))
    title, text, document_number = (normalise(each).strip() for each in (title, text, document_number))
    refuse_if_secret_text(f"{title}\n{text}")
    request = Request.objects.create(
        public_id=public_id,
        issuer=reach.coordinator_body,
        form_id=form_id,
        title=title,
        text=text,
        document_number=document_number,
        document_date=document_date,
        due_on=due_on,
        created_by=acting_user,
        created_at=at,
    )
    RequestAddressee.objects.bulk_create(RequestAddressee(request=request, body=body) for body in bodies)
    _lay_duties(request, bodies, book, at)
    index_request(request)
    _tell_bodies(request, bodies, at)
    record(
        "obligations.request.sent",
        acting_user=acting_user,
        at=at,
        chain=reach.coordinator_body.public_id,
        object_kind="request",
        object_id=public_id,
        after={"title": title, "due_on": due_on.isoformat(), "bodies": sorted(body.code for body in bodies)},
    )
    return request


def _lay_duties(request: Request, bodies: Sequence[Body], book: Book, at: datetime) -> None:
    """One duty for each body asked, due on the day the letter sets."""
    number, letter_day, due_on = request.document_number, request.document_date, request.due_on
    derivation = fixed_derivation(
        book,
        term_id=f"request/{request.public_id}",
        due_on=due_on,
        citation=f"{number} ({letter_day:%d/%m/%Y})",
        sentences={
            "vi": f"Văn bản số {number} ngày {letter_day:%d/%m/%Y} yêu cầu gửi chậm nhất ngày {due_on:%d/%m/%Y}.",
            "en": f"Letter {number} of {letter_day:%d/%m/%Y} asks for it by {due_on:%d/%m/%Y}.",
        },
    )
    duties = [
        Obligation(
            rule_id=REQUEST_RULE,
            book_hash=book.hash,
            bearer=body,
            first_bearer=body,
            origin=Origin.REQUEST,
            origin_id=str(request.public_id),
            period=str(due_on.year),
            year=due_on.year,
            trigger_key=str(request.public_id),
            title_vi=request.title,
            title_en=request.title,
            form_id=request.form_id,
            fulfilment=Fulfilling.FILING,
            counts=Counts.SENT,
            derivation=derivation,
            citation=derivation.citation,
            addressee_role="coordinator",
            is_demo=body.is_demo,
            created_at=at,
        )
        for body in bodies
    ]
    Obligation.objects.bulk_create(duties)
    recount(key_of(duty) for duty in duties)


def _tell_bodies(request: Request, bodies: Sequence[Body], at: datetime) -> None:
    """A notice to the officers and unit heads of each body asked, in their language."""
    for body in bodies:
        notify_all(
            members_with_role(body, ("officer", "unit_head"), local_day(at)),
            kind="obligations.request",
            subject=gettext_lazy("Yêu cầu báo cáo: %(title)s"),
            text=gettext_lazy("Hạn gửi: %(day)s."),
            values={"title": request.title, "day": f"{request.due_on:%d/%m/%Y}"},
            url=reverse("obligations_request", args=[request.public_id]),
            at=at,
            key=f"obligations.request:{request.public_id}",
        )
