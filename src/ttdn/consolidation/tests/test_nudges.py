"""Nudges: 30, 7 and 1 day before, each told once, the new date after an extension, silence after fulfilment."""

import uuid
from datetime import datetime, timedelta

import pytest

from ttdn.consolidation.nudging import send_nudges, stage_of
from ttdn.consolidation.tests.builders import AT, Country
from ttdn.filings.tests.builders import person
from ttdn.law import VIETNAM, shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year, record_fulfilment
from ttdn.obligations.models import Obligation
from ttdn.web.clock import jobs_due

pytestmark = pytest.mark.django_db
DUE = datetime(2026, 11, 29, 8, tzinfo=VIETNAM)


@pytest.fixture
def duty(country: Country) -> Obligation:
    """The report of 2026 of one ministry, due 29/11/2026; no other duty stands in the way."""
    materialise_year(2026, book=shipped_book(), at=AT)
    found = Obligation.objects.get(rule_id="annual_report", bearer=country.first)
    Obligation.objects.exclude(pk=found.pk).delete()
    return found


@pytest.mark.parametrize(("days", "stage"), [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)])
def test_stages(days: int, stage: int | None) -> None:
    assert stage_of(days) == stage


def keys() -> list[str]:
    return [key.rpartition(":")[2] for key in Notice.objects.order_by("pk").values_list("key", flat=True)]


def test_each_stage_is_told_once(duty: Obligation) -> None:
    told = [send_nudges(DUE - timedelta(days=days)) for days in range(33, -3, -1)]
    assert sum(told) == 3
    assert keys() == ["T-30", "T-7", "T-1"]
    assert sum(send_nudges(DUE - timedelta(days=days)) for days in range(33, -3, -1)) == 0
    notice = Notice.objects.order_by("pk").first()
    assert notice is not None
    assert "Còn 30 ngày" in notice.subject
    assert "29/11/2026" in notice.text


def test_a_clock_that_stood_still_sends_the_stage_it_missed(duty: Obligation) -> None:
    assert send_nudges(DUE - timedelta(days=5)) == 1
    assert keys() == ["T-7"]


def test_after_an_extension_the_new_date_counts(duty: Obligation) -> None:
    send_nudges(DUE - timedelta(days=30))
    Obligation.objects.filter(pk=duty.pk).update(extended_due_at=datetime(2026, 12, 31, tzinfo=VIETNAM))
    assert send_nudges(DUE - timedelta(days=7)) == 0
    assert send_nudges(datetime(2026, 12, 23, 8, tzinfo=VIETNAM)) == 1
    last = Notice.objects.order_by("pk").last()
    assert last is not None
    assert "30/12/2026" in last.text


def test_never_after_fulfilment(duty: Obligation) -> None:
    send_nudges(DUE - timedelta(days=30))
    record_fulfilment(
        duty,
        kind="filing",
        target_kind="filing",
        target_id=uuid.uuid4(),
        sent_at=AT,
        received_at=AT,
        channel="product",
        receipt="",
        at=AT,
    )
    assert send_nudges(DUE - timedelta(days=7)) == 0


def test_officers_and_unit_heads_are_told_nobody_else(duty: Obligation, country: Country) -> None:
    clerk = person("Chỉ Văn Thư", country.first, "clerk")
    head = person("Trưởng Phòng", country.first, "unit_head")
    assert send_nudges(DUE - timedelta(days=30)) == 2
    assert not Notice.objects.filter(user=clerk).exists()
    assert Notice.objects.filter(user=head).exists()


def test_the_clock_runs_them_daily() -> None:
    assert "consolidation.nudges" in {job.name for job in jobs_due(None, DUE)}
    assert "consolidation.nudges" not in {job.name for job in jobs_due(DUE, DUE + timedelta(minutes=1))}
