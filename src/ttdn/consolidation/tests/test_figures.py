"""The national figures equal what one gets by adding up the facts, of accepted reports only, nobody's work twice."""

import uuid
from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ttdn.consolidation.choices import SHOWN_DIMENSIONS
from ttdn.consolidation.facts import Slice, compare_years, facts_of, totals_of
from ttdn.consolidation.figures import RECORDS, SECTIONS, National
from ttdn.consolidation.inputs import counted_versions
from ttdn.consolidation.tests.builders import AT, ON, Country, fact, report
from ttdn.filings.choices import DeliveryState, State
from ttdn.filings.models import Delivery, FilingVersion
from ttdn.law import shipped_book
from ttdn.organisations.models import Body, BodyName, Succession

BOOK = shipped_book()
KINDS = [
    ("II.3", "training_course", ("courses", "participants")),
    ("II.5.c", "publication", ("titles", "copies")),
    ("II.5.d", "event_abroad", ("events",)),
]
FACTS = st.lists(
    st.builds(
        lambda kind, month, region, channels, languages, values, estimated: fact(
            kind[0],
            kind[1],
            month=month,
            on=date(2024, month, 3),
            region=region,
            channels=channels,
            languages=languages,
            figures=dict(zip(kind[2], values, strict=False)),
            estimated=estimated,
        ),
        st.sampled_from(KINDS),
        st.integers(1, 12),
        st.sampled_from(["", "asean", "europe"]),
        st.lists(st.sampled_from(["portal", "events", "internet"]), max_size=3),
        st.lists(st.sampled_from(["vi", "en", "lo"]), max_size=2),
        st.lists(st.integers(0, 10**9), min_size=0, max_size=2),
        st.booleans(),
    ),
    max_size=12,
)


def national(year: int = 2024) -> National:
    return National(year, book=BOOK, on=ON)


def added_up(facts: list[dict[str, Any]]) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(section, kind, figure) → actual, estimated, added one by one."""
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for each in facts:
        for code, value in {RECORDS: 1, **each["figures"]}.items():
            sums[each["section"], each["kind"], code][1 if each["estimated"] else 0] += value
    return {key: (both[0], both[1]) for key, both in sums.items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=FACTS, second=FACTS, draft=FACTS)
@pytest.mark.django_db
def test_totals_equal_the_facts_added_up(country: Country, first: Any, second: Any, draft: Any) -> None:
    cache.clear()
    with transaction.atomic():
        for each in (*first, *second, *draft):
            each.setdefault("estimated", False)
        report(country.first, country.coordinator, first)
        report(country.province, country.coordinator, second, form_id="annual_report_province")
        report(country.second, country.coordinator, draft, delivery=DeliveryState.SENT)
        found = national()
        expected = added_up([*first, *second])
        table = {
            (section, kind, figure): (amount.actual, amount.estimated)
            for section, kinds in found.table().items()
            for kind, figures in kinds.items()
            for figure, amount in figures.items()
        }
        assert table == expected
        by_section = {
            (code, kind, figure): (amount.actual, amount.estimated)
            for code in SECTIONS
            for kind, figures in found.section(code).totals.items()
            for figure, amount in figures.amounts.items()
        }
        assert by_section == expected
        for dimension, name in zip(SHOWN_DIMENSIONS, ("channels", "languages", "region"), strict=True):
            rows = {row.code: (row.amount.actual, row.amount.estimated) for row in found.dimension(dimension)}
            wanted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
            for each in (*first, *second):
                codes = set(each[name]) if isinstance(each[name], list) else {each[name]} - {""}
                for code in codes:
                    wanted[code][1 if each["estimated"] else 0] += 1
            assert rows == {code: tuple(both) for code, both in wanted.items()}
        for (section, kind, figure), (actual, estimated) in expected.items():
            for flag, number in ((False, actual), (True, estimated)):
                wanted_slice = Slice(section=section, kind=kind, figure=figure, estimated=flag)
                behind = list(facts_of(found, wanted_slice))
                assert (sum(each.figures[figure] for each in behind) if figure else len(behind)) == number
                amount = totals_of(found, wanted_slice)
                assert (amount.estimated if flag else amount.actual) == number
        transaction.set_rollback(True)


def test_only_the_current_accepted_version_counts(country: Country) -> None:
    old = report(country.first, country.coordinator, [fact(), fact()])
    assert national().section("II.3").totals["training_course"].records.actual == 2
    FilingVersion.objects.filter(pk=old.pk).update(state=State.SUPERSEDED)
    new = report(country.first, country.coordinator, [fact()], filing=old.filing, delivery=DeliveryState.RECEIVED)
    assert national().sources == []
    Delivery.objects.filter(version=new).update(state=DeliveryState.ACCEPTED)
    assert [each.version for each in national().sources] == [new.pk]
    assert national().section("II.3").totals["training_course"].records.actual == 1
    FilingVersion.objects.filter(pk=new.pk).update(state=State.RECALLED)
    assert national().sources == []


def test_acceptance_by_another_body_counts_nothing(country: Country) -> None:
    report(country.first, country.second, [fact()])
    assert national().sources == []


def merge(old: Body, heir: Body, on: date) -> None:
    Body.objects.filter(pk=old.pk).update(dissolved_on=on)
    Succession.objects.create(
        predecessor=old, successor=heir, function="all", effective_on=on, kind="merger", legal_act="NQ", recorded_at=AT
    )


def test_a_merged_body_is_counted_once(country: Country) -> None:
    """The successor's report of the merger year tells the predecessor's activities: the same records are not added twice."""
    shared = fact(record_id=uuid.uuid4())
    early = report(country.second, country.coordinator, [shared], issued_on=date(2024, 2, 1))
    late = report(country.first, country.coordinator, [dict(shared), fact()])
    merge(country.second, country.first, date(2024, 3, 1))
    assert list(counted_versions(2024).values_list("pk", flat=True)) == [late.pk]
    assert national().section("II.3").totals["training_course"].records.actual == 2
    assert early.pk not in national().by_version


def test_a_merger_loses_no_report(country: Country) -> None:
    """Reports of years before the merger, and one whose records the successor did not draw, all stay counted."""
    report(country.second, country.coordinator, [fact()])
    report(country.first, country.coordinator, [fact()])
    report(country.second, country.coordinator, [fact()], year=2025)
    report(country.first, country.coordinator, [fact()], year=2025)
    merge(country.second, country.first, date(2025, 3, 1))
    assert [len(national(year).sources) for year in (2024, 2025)] == [2, 2]
    assert [column.total.actual for column in compare_years([2023, 2024, 2025])] == [0, 2, 2]


def test_report_for_2024_names_the_body_of_2024(country: Country) -> None:
    BodyName.objects.filter(body=country.first).update(valid_to=date(2025, 2, 28))
    BodyName.objects.create(body=country.first, valid_from=date(2025, 3, 1), name_vi="Bộ Một Mới", symbol="BMM")
    report(country.first, country.coordinator, [fact()])
    report(country.first, country.coordinator, [fact()], year=2025)
    assert [each.name for each in national(2024).sources] == ["Bộ Một"]
    assert [each.name for each in national(2025).sources] == ["Bộ Một Mới"]


def test_programme_report_is_preferred_and_never_added_to_the_annual_one(country: Country) -> None:
    code = "qd-1486-ttg-2018:1.1"
    same = fact(programme_task=code)
    report(country.first, country.coordinator, [same])
    report(country.first, country.coordinator, [dict(same)], form_id="programme_1486_report")
    report(country.second, country.coordinator, [fact(programme_task=code)])
    assert sorted((task, actual) for task, _version, actual, _est in national().programme_rows()) == [
        (code, 1),
        (code, 1),
    ]
    found = national()
    assert len(list(facts_of(found, Slice(programme=code)))) == totals_of(found, Slice(programme=code)).actual == 2


def test_only_what_both_reports_tell_is_dropped(country: Country) -> None:
    """The predecessor's other activities stay counted, on every page, in the sums and in the facts behind them."""
    code = "qd-1486-ttg-2018:1.1"
    shared = fact(record_id=uuid.uuid4(), programme_task=code)
    early = report(
        country.second, country.coordinator, [shared, fact(month=2, region="europe", programme_task=code)],
        issued_on=date(2024, 2, 1),
    )  # fmt: skip
    late = report(country.first, country.coordinator, [dict(shared), fact()])
    merge(country.second, country.first, date(2024, 3, 1))
    found = national()
    assert {each.version for each in found.sources} == {early.pk, late.pk}
    figures = found.section("II.3")
    assert (figures.totals["training_course"].records.actual, figures.totals["training_course"].records.bodies) == (
        3,
        2,
    )
    assert figures.parts[early.pk]["training_course"].amounts["participants"].actual == 45
    assert found.table()["II.3"]["training_course"]["participants"].actual == 135
    assert {row.code: row.amount.actual for row in found.dimension("region")} == {"asean": 2, "europe": 1}
    assert found.records_by_section()[early.pk]["II.3"].actual == 1
    assert sum(actual for _task, _version, actual, _est in found.programme_rows()) == 2
    for wanted in (
        Slice(section="II.3", kind="training_course"),
        Slice(dimension="region", code="europe"),
        Slice(dimension="region", code="asean"),
        Slice(programme=code),
        Slice(section="II.3", version=early.pk),
        Slice(section="II.3", version=late.pk),
    ):
        assert len(list(facts_of(found, wanted))) == totals_of(found, wanted).actual > 0
    assert [column.total.actual for column in compare_years([2024])] == [3]


def test_three_bodies_in_a_row_tell_a_record_once(country: Country) -> None:
    """Two that ended told it, their heir did not: the later of the two counts."""
    shared = fact(record_id=uuid.uuid4())
    report(country.second, country.coordinator, [shared])
    report(country.province, country.coordinator, [dict(shared), fact()], form_id="annual_report_province")
    report(country.first, country.coordinator, [fact()])
    merge(country.second, country.province, date(2024, 3, 1))
    merge(country.province, country.first, date(2024, 6, 1))
    assert national().section("II.3").totals["training_course"].records.actual == 3


@pytest.mark.parametrize("same", [False, True])
def test_money_told_again_is_counted_once(country: Country, same: bool) -> None:
    """A sentence whose records all stand in the heir's report is the heir's; one of the predecessor alone stays."""
    lines = [{"kind": "plans.budget_line", "id": str(uuid.uuid4()), "hash": "h"} for _each in range(2)]
    shared = fact(record_id=uuid.uuid4())
    early = report(country.second, country.coordinator, [shared, fact()], money={"budget_spent": 5}, links=lines[:1])
    told = lines if same else lines[1:]
    late = report(country.first, country.coordinator, [dict(shared)], money={"budget_spent": 7}, links=told)
    merge(country.second, country.first, date(2024, 3, 1))
    expected = {late.pk: {"budget_spent": 7}} | ({} if same else {early.pk: {"budget_spent": 5}})
    assert national().drafted_figures("II.6", "budget") == expected
