"""Duties laid from the law of each date: who owes what, idempotent, passed on to successors, counted once."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.organisations import hooks
from ttdn.organisations.models import Body, FocalAssignment, Succession
from ttdn.organisations.tests.builders import AT, make_body, the_country

BOOK = shipped_book()
MINISTRIES = ("ministry", "ministerial_agency", "government_agency")


@pytest.mark.django_db
def test_the_country_owes_what_each_years_law_says() -> None:
    the_country()
    for year in (2018, 2019, 2024, 2025, 2026):
        materialise_year(year, book=BOOK, at=AT)
    count = {
        (row["rule_id"], row["year"], row["period"]): row["number"]
        for row in Obligation.objects.values("rule_id", "year", "period").annotate(number=Count("pk"))
    }
    assert ("annual_report", 2018, "2018") not in count  # the circular came into force on 22/04/2019
    assert count["annual_report", 2019, "2019"] == 30
    assert count["annual_report", 2024, "2024"] == 30  # 18 + 4 + 8 until 28/02/2025
    assert count["annual_report", 2025, "2025"] == 22  # 14 + 3 + 5 since 01/03/2025
    assert count["annual_plan", 2026, "2027"] == 22  # the plan is of the following year
    assert count["annual_report_province", 2024, "2024"] == 63
    assert count["annual_report_province", 2026, "2026"] == 34
    assert count["programme_1486_report", 2018, "2018"] == 93
    assert ("programme_1486_report", 2024, "2024") not in count  # the programme ended in 2020
    report = Obligation.objects.select_related("derivation").filter(rule_id="annual_report", year=2026)[0]
    assert report.derivation is not None
    assert (report.derivation.due_on, report.derivation.advised_on) == (date(2026, 11, 29), date(2026, 11, 27))
    assert "02/2019/TT-BTTTT" in report.citation


@pytest.mark.django_db
def test_guidance_947_is_followed_in_its_year_only() -> None:
    the_country()
    for year in (2023, 2024, 2025):
        materialise_year(year, book=BOOK, at=AT)
    found = Obligation.objects.filter(rule_id="guidance_947_report")
    assert set(found.values_list("year", "period", "origin")) == {(2024, "2024", "guidance")}
    assert found.count() == 30


@pytest.mark.django_db
def test_a_second_run_adds_nothing() -> None:
    the_country()
    assert materialise_year(2026, book=BOOK, at=AT) > 0
    before = set(Obligation.objects.values_list("public_id", flat=True))
    assert materialise_year(2026, book=BOOK, at=AT) == 0
    assert set(Obligation.objects.values_list("public_id", flat=True)) == before


@pytest.mark.django_db
def test_materialising_is_bulk_work() -> None:
    """The number of queries does not grow with the number of bodies."""
    for _ in range(5):
        make_body("ministry")
    with CaptureQueriesContext(connection) as few:
        materialise_year(2026, book=BOOK, at=AT)
    for _ in range(60):
        make_body("ministry")
    with CaptureQueriesContext(connection) as many:
        materialise_year(2026, book=BOOK, at=AT)
    assert len(many) <= len(few) * 1.2


def _end(body: Body, heir: Body, on: date, *, function: str = "all") -> None:
    Succession.objects.create(
        predecessor=body,
        successor=heir,
        function=function,
        effective_on=on,
        kind="merger",
        legal_act="Nghị quyết thử nghiệm",
        recorded_at=AT,
    )
    body.dissolved_on = on
    body.save()


@pytest.mark.django_db
def test_a_duty_laid_before_a_merger_becomes_one_with_the_successors() -> None:
    old, heir = make_body("ministry", "Bộ Cũ"), make_body("ministry", "Bộ Mới")
    materialise_year(2026, book=BOOK, at=AT)
    _end(old, heir, date(2026, 6, 1))
    materialise_year(2026, book=BOOK, at=AT)
    reports = Obligation.objects.filter(rule_id="annual_report", year=2026)
    assert reports.count() == 2  # nothing is lost
    assert [duty.bearer for duty in reports.counted()] == [heir]  # and nothing counted twice
    carried = reports.get(first_bearer=old)
    assert carried.carried_to == reports.get(first_bearer=heir)


@pytest.mark.django_db
def test_a_duty_of_an_ended_body_falls_on_a_successor_that_did_not_bear_it() -> None:
    old = make_body("government_agency", "Cơ quan Cũ")
    materialise_year(2026, book=BOOK, at=AT)
    heir = make_body("unit", "Cục Mới")
    _end(old, heir, date(2026, 6, 1))
    materialise_year(2026, book=BOOK, at=AT)
    report = Obligation.objects.get(rule_id="annual_report", year=2026)
    assert report.bearer == heir
    assert report.first_bearer == old


@pytest.mark.django_db
def test_a_duty_that_was_due_before_the_merger_stays_where_it_was() -> None:
    old, heir = make_body("ministry"), make_body("ministry")
    materialise_year(2025, book=BOOK, at=AT)
    _end(old, heir, date(2026, 6, 1))
    materialise_year(2025, book=BOOK, at=AT)
    assert Obligation.objects.counted().filter(rule_id="annual_report", year=2025, bearer=old).exists()


@pytest.mark.django_db
def test_recording_a_merger_moves_the_open_duties_at_once() -> None:
    old, heir = make_body("ministry", "Bộ Cũ"), make_body("ministry", "Bộ Mới")
    materialise_year(2027, book=BOOK, at=AT)
    _end(old, heir, date(2027, 3, 1))
    for hook in hooks.succession_recorded:
        hook(list(Succession.objects.all()), AT)
    reports = Obligation.objects.filter(rule_id="annual_report", year=2027)
    assert [duty.bearer for duty in reports.counted()] == [heir]


@pytest.mark.django_db
def test_a_focal_unit_named_fulfils_its_duty_before_and_after_the_duty_was_laid() -> None:
    early, late, silent = (make_body("ministry") for _ in range(3))
    FocalAssignment.objects.create(body=early, officer_name="Cán bộ", valid_from=date(2020, 1, 1))
    materialise_year(2026, book=BOOK, at=AT)
    assignment = FocalAssignment.objects.create(body=late, officer_name="Cán bộ", valid_from=date(2026, 11, 1))
    for hook in hooks.focal_assigned:
        hook(late, assignment, AT)
    met = Obligation.objects.filter(rule_id="focal_unit", year=2026, met_at__isnull=False)
    assert {duty.bearer for duty in met} == {early, late}
    assert Obligation.objects.unmet().filter(rule_id="focal_unit", bearer=silent).exists()
