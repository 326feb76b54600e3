"""Duties that a recorded act or assignment fulfils, and the five plans of Quyết định 1079 that the letter names."""

from datetime import date, timedelta

from django.db.models import Q

from ttdn.config.demonstration.people import holder
from ttdn.config.demonstration.script import moment, script
from ttdn.obligations.actions import raise_obligation, record_act, record_fulfilment
from ttdn.obligations.book import current_book
from ttdn.obligations.choices import Fulfilling
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body, FocalAssignment
from ttdn.organisations.queries import reach_of

RULE_1079 = "human_rights_plan"
LETTER_DAY = date(2024, 3, 18)
SENT_1079 = date(2023, 12, 15)


def record_acts(body: Body, year: int, until: date, *, dated: bool = True) -> int:
    """The body states the acts of a year that fell due by a day; gives how many.

    `dated` False: only those without a date (training, directive documents, focal unit), not each month's information.
    """
    due = Q(derivation__isnull=True) | Q(derivation__due_on__lte=until) if dated else Q(derivation__isnull=True)
    open_acts = list(
        Obligation.objects.unmet()
        .filter(due, bearer=body, year=year, fulfilment__in=(Fulfilling.ACT, Fulfilling.ASSIGNMENT))
        .exclude(rule_id=RULE_1079)
        .select_related("derivation", "bearer")
        .order_by("derivation__due_on", "pk")
    )
    if not open_acts:
        return 0
    last = min(until, body.dissolved_on - timedelta(days=1)) if body.dissolved_on else until
    undated = min(date(year, 9, 30), last)
    officer = holder(body, "officer", undated)
    reach = reach_of(officer, undated)
    made = 0
    for duty in open_acts:
        done_on = min(duty.derivation.due_on - timedelta(days=4), last) if duty.derivation else undated
        made += 1
        if duty.act_kind == "focal_unit" and _focal(duty, done_on):
            continue
        record_act(
            obligation=duty,
            done_on=done_on,
            document=f"TD-{duty.pk}/CV, ngày {done_on:%d/%m/%Y}",
            reach=reach,
            acting_user=officer,
            at=moment(done_on, 16),
        )
    return made


def _focal(duty: Obligation, on: date) -> bool:
    """The assignment that the body made is what fulfils the duty."""
    found = FocalAssignment.objects.on(on).filter(body=duty.bearer).first()
    if found is None:
        return False
    named = moment(found.document_date or found.valid_from, 12)
    record_fulfilment(
        duty,
        kind=Fulfilling.ASSIGNMENT,
        target_kind="focal",
        target_id=found.public_id,
        sent_at=named,
        received_at=named,
        channel="product",
        receipt=found.document_number,
        at=named,
    )
    return True


def ask_for_1079(bodies: list[Body]) -> None:
    """Lay the duty of mục 6.2 of the guidance letter on the ministries; those it names as having sent fulfil it."""
    sent = {code for code, entry in script("bodies").items() if entry.get("plan_1079")}
    for body in bodies:
        duty = raise_obligation(
            rule_id=RULE_1079,
            bearer=body,
            anchor=LETTER_DAY,
            trigger_key="qd-1079-ttg-2022",
            book=current_book(),
            at=moment(LETTER_DAY),
        )
        if body.code not in sent or duty.met_at is not None:
            continue
        officer = holder(body, "officer", LETTER_DAY)
        record_act(
            obligation=duty,
            done_on=SENT_1079,
            document=f"TD-79/KH, ngày {SENT_1079:%d/%m/%Y}",
            reach=reach_of(officer, LETTER_DAY),
            acting_user=officer,
            at=moment(LETTER_DAY, 8),
        )
