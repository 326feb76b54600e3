"""The summary rows of duties: kept by every action that changes a duty, and equal to what a fresh count gives."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, F
from django.test.utils import CaptureQueriesContext

from ttdn.accounts.models import User
from ttdn.law import shipped_book
from ttdn.obligations.actions import (
    Sent,
    change_calendar,
    fulfil_matching,
    materialise_year,
    raise_obligation,
    relieve,
    send_request,
    void_fulfilments,
)
from ttdn.obligations.actions.overlay import CalendarRow
from ttdn.obligations.models import DutyColumn, Obligation
from ttdn.obligations.totals import recount_year, standing
from ttdn.organisations import hooks
from ttdn.organisations.models import Body, FocalAssignment, Succession
from ttdn.organisations.queries import Reach, reach_of
from ttdn.organisations.tests.builders import make_body, make_member

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
BOOK = shipped_book()
YEAR = 2026
MOMENTS = (
    datetime(2020, 1, 1, tzinfo=UTC),
    datetime(2026, 10, 29, 16, 59, 59, tzinfo=UTC),
    datetime(2026, 10, 30, 17, tzinfo=UTC),
    datetime(2026, 11, 29, 16, 59, 59, tzinfo=UTC),
    datetime(2026, 11, 29, 17, tzinfo=UTC),
    datetime(2028, 1, 1, tzinfo=UTC),
)
"""Long before, 31 and 30 days before, the last second and the first too late of the yearly report, long after."""


def kept(at: datetime) -> Counter[tuple[str, ...]]:
    """What the summary rows say at a moment."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in DutyColumn.objects.all():
        for (kind, code), number in standing(row, at).items():
            found[str(row.year), row.rule_id, row.period, row.origin_id, row.fulfilment, kind, code] += number
    return found


def counted(at: datetime) -> Counter[tuple[str, ...]]:
    """What the duties themselves say at that moment."""
    rows = (
        Obligation.objects.counted()
        .with_status(at)
        .order_by()
        .values_list("year", "rule_id", "period", "origin_id", "fulfilment", "bearer__kind", F("status_code"))
        .annotate(number=Count("pk"))
    )
    return Counter({(str(row[0]), *row[1:-1]): row[-1] for row in rows})


def agree() -> None:
    """The rows say what the duties say, at every moment."""
    assert kept(AT)
    for at in MOMENTS:
        assert kept(at) == counted(at)


class World:
    """A coordinator, two ministries and a province, and this year's duties."""

    def __init__(self, user_factory: Callable[..., User]) -> None:
        self.coordinator = make_body("ministry", "Bộ Điều phối", role="coordinator")
        self.one, self.two = make_body("ministry", "Bộ Một"), make_body("ministry", "Bộ Hai")
        self.province = make_body("province", "Tỉnh Ba")
        self.staff = user_factory()
        make_member(self.staff, self.coordinator, "coordinator_staff")
        materialise_year(YEAR, book=BOOK, at=AT)

    @property
    def reach(self) -> Reach:
        return reach_of(self.staff, AT.date())

    def duty(self, body: Body, rule: str = "annual_report") -> Obligation:
        return Obligation.objects.get(rule_id=rule, bearer=body, year=YEAR)


@pytest.fixture
def world(db: None, user_factory: Callable[..., User]) -> World:
    return World(user_factory)


def _send(body: Body, moment: datetime) -> list[Obligation]:
    return fulfil_matching(
        body=body,
        form_id="annual_report",
        period=str(YEAR),
        sent=Sent(uuid4(), moment, moment, "product", ""),
        at=moment,
    )


def test_materialising_counts_every_duty(world: World) -> None:
    agree()
    report = DutyColumn.objects.get(rule_id="annual_report", year=YEAR)
    assert (report.due_on, report.title_vi) == (date(2026, 11, 29), world.duty(world.one).title_vi)
    assert [(kind, code, number) for kind, _due, code, number in report.counts] == [("ministry", "not_due", 3)]


def test_sending_in_time_late_and_recalling(world: World) -> None:
    _send(world.one, MOMENTS[3])
    _send(world.two, MOMENTS[4])
    agree()
    row = DutyColumn.objects.get(rule_id="annual_report", year=YEAR)
    assert standing(row, MOMENTS[5]) == {("ministry", code): 1 for code in ("on_time", "late", "late_open")}
    target = world.duty(world.one).fulfilments.get().target_id
    void_fulfilments(target_kind="filing", target_id=target, at=AT)
    agree()
    assert standing(DutyColumn.objects.get(pk=row.pk), MOMENTS[5])["ministry", "late_open"] == 2


@pytest.mark.parametrize(("kind", "until"), [("waived", None), ("extended", date(2026, 12, 15))])
def test_relief(world: World, kind: str, until: date | None) -> None:
    relieve(
        obligation=world.duty(world.one),
        kind=kind,
        reason="Sáp nhập",
        document_number="1/QĐ",
        document_date=date(2026, 11, 2),
        new_due_on=until,
        reach=world.reach,
        acting_user=world.staff,
        at=AT,
    )
    agree()
    row = DutyColumn.objects.get(rule_id="annual_report", year=YEAR)
    assert len(row.counts) == 2


def test_a_request_and_a_triggered_duty(world: World) -> None:
    send_request(
        form_id="ad_hoc_report",
        title="Báo cáo nhanh",
        text="",
        document_number="77/BDP",
        document_date=date(2026, 11, 2),
        due_on=date(2026, 12, 20),
        bodies=[world.one, world.province],
        book=BOOK,
        reach=world.reach,
        acting_user=world.staff,
        at=AT,
    )
    agree()
    assert {kind for kind, *_rest in DutyColumn.objects.get(rule_id="request").counts} == {"ministry", "province"}
    raise_obligation(
        rule_id="event_notice",
        bearer=world.one,
        anchor=date(2026, 12, 14),
        trigger_key="event-1",
        book=BOOK,
        at=AT,
    )
    agree()
    assert DutyColumn.objects.filter(rule_id="event_notice").exists()


def test_a_day_off_moves_the_open_ones_only(world: World) -> None:
    for place, body in enumerate((world.one, world.two)):
        raise_obligation(
            rule_id="clarification_statement",
            bearer=body,
            anchor=date(2026, 11, 17),
            trigger_key=f"notice-{place}",
            book=BOOK,
            at=AT,
        )
    waived = Obligation.objects.get(trigger_key="notice-1")
    relieve(
        obligation=waived,
        kind="waived",
        reason="Đã rút yêu cầu",
        document_number="1/QĐ",
        document_date=date(2026, 11, 18),
        new_due_on=None,
        reach=world.reach,
        acting_user=world.staff,
        at=AT,
    )
    row = CalendarRow(date(2026, 11, 25), "holiday", "Nghỉ", "Day off", "bo-luat-lao-dong-2019", "Quyết định số 1")
    assert change_calendar(row=row, reach=world.reach, acting_user=world.staff, at=AT)
    agree()
    dues = {code: due for _kind, due, code, _n in DutyColumn.objects.get(rule_id="clarification_statement").counts}
    assert dues == {"waived": "2026-11-25T17:00:00+00:00", "not_due": "2026-11-26T17:00:00+00:00"}


def test_a_merger_and_a_focal_unit(world: World) -> None:
    Body.objects.filter(pk=world.two.pk).update(dissolved_on=date(2026, 11, 21))
    Succession.objects.create(
        predecessor=world.two,
        successor=world.one,
        function="all",
        kind="merger",
        effective_on=date(2026, 11, 21),
        legal_act="Nghị quyết",
        recorded_at=AT,
    )
    for hook in hooks.succession_recorded:
        hook(list(Succession.objects.all()), AT)
    agree()
    assert standing(DutyColumn.objects.get(rule_id="annual_report", year=YEAR), AT)["ministry", "due_soon"] == 2
    assignment = FocalAssignment.objects.create(body=world.one, officer_name="Cán bộ", valid_from=date(2026, 11, 1))
    for told in hooks.focal_assigned:
        told(world.one, assignment, AT)
    agree()


def test_the_command_repairs_what_was_changed_behind_its_back(world: World) -> None:
    DutyColumn.objects.filter(rule_id="annual_report").update(counts=[["ministry", None, "on_time", 99]])
    DutyColumn.objects.create(
        year=2019, rule_id="gone", period="2019", fulfilment="filing", counts=[["x", None, "open", 1]]
    )
    DutyColumn.objects.filter(rule_id="annual_plan").delete()
    call_command("rebuild_duty_totals")
    agree()
    assert not DutyColumn.objects.filter(rule_id="gone").exists()


def test_counting_a_year_takes_as_many_queries_for_many_bodies(world: World) -> None:
    with CaptureQueriesContext(connection) as few:
        recount_year(YEAR)
    for _ in range(30):
        make_body("ministry")
    materialise_year(YEAR, book=BOOK, at=AT)
    with CaptureQueriesContext(connection) as many:
        recount_year(YEAR)
    assert len(many) == len(few)
