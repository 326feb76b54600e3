"""What fulfils a duty, and whether it was in time: to the last second."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ttdn.law import VIETNAM, shipped_book
from ttdn.obligations.actions import (
    Sent,
    fulfil_by_act,
    fulfil_matching,
    materialise_year,
    record_fulfilment,
    void_fulfilments,
)
from ttdn.obligations.choices import StatusCode
from ttdn.obligations.models import Derivation, Obligation
from ttdn.obligations.queries import status_of
from ttdn.organisations.models import Body
from ttdn.organisations.tests.builders import AT, make_body

BOOK = shipped_book()
LAST_SECOND = datetime(2026, 11, 29, 23, 59, 59, tzinfo=VIETNAM)


@pytest.fixture
def ministry(db: None) -> Body:
    body = make_body("ministry")
    materialise_year(2026, book=BOOK, at=AT)
    return body


def _report(body: Body) -> Obligation:
    return Obligation.objects.select_related("derivation").get(rule_id="annual_report", bearer=body, year=2026)


def _send(body: Body, moment: datetime) -> list[Obligation]:
    return fulfil_matching(
        body=body,
        form_id="annual_report",
        period="2026",
        sent=Sent(uuid4(), moment, None, "product", ""),
        at=moment,
    )


@pytest.mark.parametrize(
    ("moment", "code", "days"),
    [
        (LAST_SECOND, StatusCode.ON_TIME, None),
        (LAST_SECOND + timedelta(microseconds=999_999), StatusCode.ON_TIME, None),
        (LAST_SECOND + timedelta(seconds=1), StatusCode.LATE, 1),
        (LAST_SECOND + timedelta(days=3), StatusCode.LATE, 3),
    ],
)
def test_the_last_day_counts_until_its_last_second(
    ministry: Body, moment: datetime, code: StatusCode, days: int | None
) -> None:
    assert len(_send(ministry, moment)) == 1
    status = status_of(_report(ministry), AT)
    assert (status.code, status.days) == (code, days)


def test_the_first_sending_counts_and_a_recall_opens_the_duty_again(ministry: Body) -> None:
    _send(ministry, LAST_SECOND)
    _send(ministry, LAST_SECOND + timedelta(days=9))
    assert status_of(_report(ministry), AT).code == StatusCode.ON_TIME
    for fulfilment in _report(ministry).fulfilments.all():
        void_fulfilments(target_kind="filing", target_id=fulfilment.target_id, at=AT)
    assert _report(ministry).met_at is None


def test_a_duty_that_counts_receipt_is_open_until_it_is_received(ministry: Body) -> None:
    duty = _report(ministry)
    duty.counts = "received"
    duty.save()
    target = uuid4()
    sent = {"kind": "filing", "target_kind": "filing", "target_id": target, "channel": "paper", "at": AT}
    record_fulfilment(duty, sent_at=LAST_SECOND, received_at=None, receipt="", **sent)
    assert _report(ministry).met_at is None
    record_fulfilment(duty, sent_at=None, received_at=LAST_SECOND + timedelta(days=1), receipt="số đến 15", **sent)
    assert status_of(_report(ministry), AT).code == StatusCode.LATE
    assert duty.fulfilments.get().sent_at == LAST_SECOND  # the truth about both moments is kept


def test_one_report_fulfils_the_circular_and_the_letter(db: None) -> None:
    body = make_body("ministry")
    materialise_year(2024, book=BOOK, at=AT)
    found = fulfil_matching(
        body=body,
        form_id="annual_report",
        period="2024",
        sent=Sent(uuid4(), datetime(2024, 11, 20, 3, tzinfo=UTC), None, "paper", ""),
        at=AT,
    )
    assert {duty.rule_id for duty in found} == {"annual_report", "guidance_947_report"}


def test_an_act_meets_the_duty_of_its_period_only(ministry: Body) -> None:
    moment = datetime(2026, 5, 4, 3, tzinfo=UTC)
    made = fulfil_by_act(
        body=ministry,
        act_kind="press_conference",
        on=date(2026, 5, 4),
        target_kind="activity",
        target_id=uuid4(),
        moment=moment,
        at=AT,
    )
    met = Obligation.objects.filter(rule_id="quarterly_press_conference", met_at__isnull=False)
    assert made == 1
    assert [duty.period for duty in met] == ["2026-Q2"]


@settings(max_examples=60, deadline=None)
@given(
    due=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    met=st.none() | st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    waived=st.booleans(),
)
@pytest.mark.django_db
def test_the_database_and_python_agree_on_every_state(due: datetime, met: datetime | None, waived: bool) -> None:
    Obligation.objects.all().delete()
    Derivation.objects.all().delete()
    body = Body.objects.first() or make_body("ministry")
    derivation = Derivation.objects.create(
        term_id="t", anchor="a", book_hash="h", due_at=due, due_on=due.date(), advised_on=due.date(), citation="c"
    )
    duty = Obligation.objects.create(
        rule_id="r",
        book_hash="h",
        bearer=body,
        first_bearer=body,
        period="2026",
        year=2026,
        title_vi="Báo cáo",
        title_en="Report",
        fulfilment="filing",
        derivation=derivation,
        created_at=AT,
        met_at=met,
        waived_at=AT if waived else None,
    )
    counted = Obligation.objects.with_status(AT).get(pk=duty.pk)
    assert counted.status_code == status_of(duty, AT).code
