"""What the home page shows: what is due and why, what waits for the reader, what came back."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from ttdn.accounts.models import User
from ttdn.activities.models import ActivityTotal
from ttdn.filings.choices import OPEN_STATES, DeliveryState, State
from ttdn.filings.models import Delivery, Filing, FilingVersion
from ttdn.filings.permissions import CLERKS, EDITORS, RECEIVERS, RETURNERS
from ttdn.obligations.models import Obligation
from ttdn.obligations.queries import Status, due_for, status_of
from ttdn.organisations.queries import Reach, names_on
from ttdn.plans.queries import workplace_of
from ttdn.rounds.queries import waiting_answers

SHOWN = 8


@dataclass(frozen=True)
class DueRow:
    """A duty on the home page, with the filing that was begun for it."""

    duty: Obligation
    status: Status
    name: str
    filing: Filing | None


def due_rows(reach: Reach, at: datetime, on: date) -> list[DueRow]:
    """The unmet dated duties of the reader's own bodies, the most pressing first."""
    duties = due_for(reach, at, limit=SHOWN)
    names = names_on({duty.bearer_id for duty in duties}, on)
    begun = {
        (filing.body_id, filing.form_id, filing.period): filing
        for filing in Filing.objects.filter(
            body_id__in=reach.bodies,
            form_id__in={duty.form_id for duty in duties if duty.form_id},
            period__in={duty.period for duty in duties},
            subject_id__isnull=True,
        )
    }
    return [
        DueRow(
            duty,
            status_of(duty, at),
            names[duty.bearer_id].label if duty.bearer_id in names else duty.bearer.code,
            begun.get((duty.bearer_id, duty.form_id, duty.period)),
        )
        for duty in duties
    ]


def bodies_where(reach: Reach, roles: frozenset[str]) -> list[int]:
    """Ids of the bodies at which the reader holds one of the roles."""
    return [body for body, held in reach.roles.items() if held & roles]


def waiting_versions(reach: Reach) -> QuerySet[FilingVersion]:
    """Versions that wait for the reader: to review and approve, to issue, to correct after a return."""
    mine = (
        Q(state=State.IN_REVIEW, body_id__in=bodies_where(reach, RETURNERS))
        | Q(state=State.APPROVED, body_id__in=bodies_where(reach, CLERKS))
        | Q(state=State.RETURNED, body_id__in=bodies_where(reach, EDITORS))
    )
    return (
        FilingVersion.objects.filter(mine, state__in=OPEN_STATES)
        .without_snapshot()
        .select_related("filing", "body")
        .order_by("submitted_at", "pk")
    )


def waiting_deliveries(reach: Reach) -> QuerySet[Delivery]:
    """Documents addressed to the reader's body that are not yet entered in its register, or not yet judged."""
    return (
        Delivery.objects.filter(
            addressee_id__in=bodies_where(reach, RECEIVERS),
            state__in=[DeliveryState.SENT, DeliveryState.RECEIVED],
            version__state=State.ISSUED,
        )
        .select_related("version__filing", "version__body")
        .defer("version__document")
        .order_by("sent_at", "pk")
    )


def returned_deliveries(reach: Reach) -> QuerySet[Delivery]:
    """The reader's own documents that an addressee returned for supplement."""
    return (
        Delivery.objects.filter(
            version__body_id__in=bodies_where(reach, EDITORS),
            state=DeliveryState.RETURNED,
            version__state=State.ISSUED,
        )
        .select_related("version__filing", "addressee")
        .defer("version__document")
        .order_by("-returned_at", "pk")
    )


def activities_by_month(reach: Reach, year: int) -> list[tuple[str, float]]:
    """Number of activities of the reader's bodies in each month of the year, from the summary rows."""
    counted = dict.fromkeys(range(1, 13), 0)
    rows = ActivityTotal.objects.filter(body_id__in=reach.bodies, year=year, figure_code="")
    for month, records in rows.values_list("month", "records"):
        counted[month] = counted.get(month, 0) + records
    return [(f"{month:02d}", float(number)) for month, number in sorted(counted.items())]


def home(user: User, reach: Reach, at: datetime, on: date) -> dict[str, Any]:
    """Everything on the home page, in a bounded number of queries."""
    waiting = list(waiting_versions(reach)[: SHOWN + 1])
    incoming = list(waiting_deliveries(reach)[: SHOWN + 1])
    returned = list(returned_deliveries(reach)[:SHOWN])
    months = activities_by_month(reach, on.year) if reach.bodies else []
    asked = waiting_answers(workplace_of(user, on)) if any(reach.units.values()) else []
    names = names_on({version.body_id for version in waiting} | {each.version.body_id for each in incoming}, on)
    return {
        "due": due_rows(reach, at, on),
        "waiting": [{"version": each, "name": names.get(each.body_id)} for each in waiting[:SHOWN]],
        "more_waiting": len(waiting) > SHOWN,
        "incoming": [{"delivery": each, "name": names.get(each.version.body_id)} for each in incoming[:SHOWN]],
        "more_incoming": len(incoming) > SHOWN,
        "asked": asked,
        "returned": returned,
        "months": months if any(number for _, number in months) else [],
        "year": on.year,
        "has_body": bool(reach.bodies),
    }
