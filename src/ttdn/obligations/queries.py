"""Reads of duties; `access_*` fetches and authorises, missing and foreign give the same 404."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.http import Http404

from ttdn.law import last_day, local_day
from ttdn.obligations.choices import MET, Fulfilling, StatusCode
from ttdn.obligations.models import Obligation, ObligationQuerySet, Request
from ttdn.organisations.choices import Function
from ttdn.organisations.errors import NoSuccessor
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach, successor_for

NEAR_ACTS = 45
"""Days around its date in which an act to be done stands on the home page; the list of duties keeps it always."""


@dataclass(frozen=True)
class Status:
    """State of a duty at a moment; `days` is days late, or days left until the last good day (None: no date)."""

    code: StatusCode
    days: int | None

    @property
    def label(self) -> str:
        """The state in the reader's language."""
        return str(self.code.label)

    @property
    def is_met(self) -> bool:
        """True when the document was sent, or the act done."""
        return self.code in MET


def status_of(obligation: Obligation, at: datetime) -> Status:
    """The state of one duty (the same rules as `ObligationQuerySet.with_status`)."""
    due = obligation.due_at
    if obligation.waived_at is not None:
        return Status(StatusCode.WAIVED, None)
    if due is None:
        return Status(StatusCode.ON_TIME if obligation.met_at else StatusCode.OPEN, None)
    last_good = last_day(due)
    if obligation.met_at is not None:
        days = (local_day(obligation.met_at) - last_good).days
        return Status(StatusCode.ON_TIME, None) if obligation.met_at < due else Status(StatusCode.LATE, max(days, 1))
    days = (last_good - local_day(at)).days
    if at >= due:
        return Status(StatusCode.LATE_OPEN, max(-days, 1))
    return Status(StatusCode.DUE_SOON if due <= at + timedelta(days=30) else StatusCode.NOT_DUE, days)


def access_obligation(reach: Reach, public_id: UUID) -> Obligation:
    """A duty the reader may see. Raises Http404 alike for a missing and a foreign one."""
    found = (
        Obligation.objects.visible_to(reach)
        .select_related("bearer", "derivation", "carried_to")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def answerer_of(duty: Obligation, on: date) -> Body | None:
    """Who answers an open duty on a day: its bearer, or the heir of the TTĐN work when the bearer has ended.

    A split hands the TTĐN function to one heir: that one answers, the others do not. None: no succession is recorded.
    """
    try:
        return successor_for(duty.bearer, Function.TTDN, on)
    except NoSuccessor:
        return None


def needs_own_document(duty: Obligation, body: Body, on: date) -> bool:
    """Whether `body` answers the duty with a document made for it alone, beside its own of the form and period."""
    answerer = answerer_of(duty, on)
    return answerer is not None and answerer.pk == body.pk and (bool(duty.trigger_key) or duty.bearer_id != body.pk)


def requests_for(reach: Reach) -> QuerySet[Request]:
    """The requests the reader may open: all of them for the coordinator, else those addressed to the reader's bodies."""
    if reach.is_coordinator:
        return Request.objects.all()
    return Request.objects.filter(requestaddressee__body_id__in=reach.bodies).distinct()


def access_request(reach: Reach, public_id: UUID) -> Request:
    """A request of the coordinator, or one addressed to the reader's body. Raises Http404."""
    request = requests_for(reach).filter(public_id=public_id).first()
    if request is None:
        raise Http404
    return request


def open_for(body: Body, form_id: str, period: str) -> Obligation | None:
    """The unmet duty of a body that asks for a form and a period."""
    return (
        Obligation.objects.unmet()
        .filter(bearer=body, form_id=form_id, period=period)
        .select_related("derivation")
        .order_by("derivation__due_at")
        .first()
    )


def due_for(reach: Reach, at: datetime, *, limit: int = 20) -> list[Obligation]:
    """The unmet dated duties of the reader's own bodies, the most pressing first, with `status_code`.

    A document stays until it is sent; an act of a month or quarter stands there only around its date.
    """
    rows = (
        Obligation.objects.unmet()
        .filter(bearer_id__in=reach.bodies)
        .filter(derivation__isnull=False)
        .filter(
            Q(fulfilment=Fulfilling.FILING)
            | Q(
                derivation__due_at__gt=at - timedelta(days=NEAR_ACTS),
                derivation__due_at__lt=at + timedelta(days=NEAR_ACTS),
            )
        )
        .with_status(at)
        .select_related("bearer", "derivation")
        .order_by(F("effective_due"), "pk")
    )
    return list(rows[:limit])


def duties(reach: Reach, at: datetime, *, year: int | None, status: str, own: bool) -> ObligationQuerySet:
    """The list of duties with its filters; `own` keeps a coordinator's reader to the reader's own bodies."""
    rows = Obligation.objects.visible_to(reach).counted().with_status(at).select_related("bearer", "derivation")
    if own:
        rows = rows.filter(bearer_id__in=reach.bodies)
    if year is not None:
        rows = rows.filter(year=year)
    if status:
        rows = rows.filter(Q(status_code=status))
    return rows
