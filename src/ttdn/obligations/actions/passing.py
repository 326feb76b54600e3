"""What a change of bodies means for open duties, and what assignments already fulfil."""

from datetime import date, datetime

from django.db.models import Q

from ttdn.audit.actions import record
from ttdn.law import last_day
from ttdn.obligations.actions.fulfilling import record_fulfilment
from ttdn.obligations.choices import Fulfilling
from ttdn.obligations.models import Obligation
from ttdn.obligations.totals import counting_left, key_of, recount
from ttdn.organisations.errors import NoSuccessor
from ttdn.organisations.models import Body, FocalAssignment
from ttdn.organisations.queries import successor_for

FOCAL = "focal_unit"


def pass_to_successors(year: int, *, at: datetime) -> None:
    """Move open duties of bodies that ended before the due date; merge those the successor bears as well.

    One that was overdue when its bearer ended stays with that bearer, who bore it on its due date (decisions.md 9);
    the heir of the TTĐN work answers it (`ObligationQuerySet.answerable_by`).
    """
    ended = (
        Obligation.objects.unmet()
        .filter(year=year, bearer__dissolved_on__isnull=False)
        .select_related("bearer", "derivation")
    )
    for duty in ended:
        on = last_good_day(duty)
        ended_on = duty.bearer.dissolved_on
        if ended_on is None or ended_on > on:
            continue
        try:
            heir = successor_for(duty.bearer, "ttdn", on)
        except NoSuccessor:
            continue  # stays with the ended body, where the board shows it, until a succession is recorded
        twin = (
            Obligation.objects.filter(
                rule_id=duty.rule_id,
                bearer=heir,
                period=duty.period,
                trigger_key=duty.trigger_key,
                origin_id=duty.origin_id,
            )
            .exclude(pk=duty.pk)
            .first()
        )
        duty.carried_to, duty.bearer = twin, duty.bearer if twin else heir
        duty.save(update_fields=["carried_to", "bearer"])
        record(
            "obligations.obligation.passed",
            acting_user=None,
            at=at,
            chain=heir.public_id,
            object_kind="obligation",
            object_id=duty.public_id,
            after={"bearer": heir.code},
        )


def last_good_day(duty: Obligation) -> date:
    """The day that decides who bears a duty: the last that is in time, an extension included; without date the year's end."""
    if duty.due_at is None:
        return date(duty.year, 12, 31)
    return last_day(duty.due_at)


def fulfil_assignments(year: int, *, at: datetime) -> None:
    """A focal unit named before the year's duty was laid fulfils it (Đ10.2): it stands until another is named."""
    open_ones = Obligation.objects.unmet().filter(year=year, act_kind=FOCAL, fulfilment=Fulfilling.ASSIGNMENT)
    valid = FocalAssignment.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=date(year, 1, 1)), valid_from__lte=date(year, 12, 31)
    ).order_by("valid_from")
    latest = {each.body_id: each for each in valid}
    for duty in open_ones.filter(bearer_id__in=latest):
        _assigned(duty, latest[duty.bearer_id], at)


def focal_assigned(body: Body, assignment: FocalAssignment, at: datetime) -> None:
    """Hook of organisations: a body named its focal unit; this year's open duty is met."""
    duties = Obligation.objects.unmet().filter(
        bearer=body, act_kind=FOCAL, fulfilment=Fulfilling.ASSIGNMENT, year__lte=at.year
    )
    met = list(duties.filter(year__gte=assignment.valid_from.year))
    with counting_left():
        for duty in met:
            _assigned(duty, assignment, at)
    recount(key_of(duty) for duty in met)


def _assigned(duty: Obligation, assignment: FocalAssignment, at: datetime) -> None:
    record_fulfilment(
        duty,
        kind=Fulfilling.ASSIGNMENT,
        target_kind="focal_assignment",
        target_id=assignment.public_id,
        sent_at=at,
        received_at=at,
        channel="product",
        receipt=assignment.document_number,
        at=at,
    )
