"""Whatever the law does to bodies: no duty, plan task, filing or fact is lost, and none counts twice."""

import uuid
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from ttdn.consolidation.facts import Slice, facts_of, totals_of
from ttdn.consolidation.figures import National
from ttdn.consolidation.tests.builders import AT, fact, report
from ttdn.filings.models import Fact, Filing
from ttdn.law import shipped_book
from ttdn.obligations.models import Derivation, Obligation
from ttdn.obligations.queries import answerer_of
from ttdn.obligations.succession import succession_recorded
from ttdn.organisations.models import Body
from ttdn.organisations.queries import predecessors_of
from ttdn.organisations.tests.builders import make_body
from ttdn.organisations.tests.test_lineage import record_random
from ttdn.plans.models import Plan, Task
from ttdn.plans.queries import tasks_for_year

BOOK = shipped_book()
_years = count(2019)  # the working calendar holds 2018 to 2027: so many stories can be told


class Story:
    """Five bodies of a year of their own, each with duties, a plan, a report: what is issued is never taken away."""

    def __init__(self) -> None:
        """Begin where no body of an earlier story is alive."""
        self.year = next(_years)
        self.first, self.last = date(self.year, 1, 1), date(self.year, 12, 31)
        Body.objects.filter(dissolved_on=None, established_on__lt=self.first).update(dissolved_on=self.first)
        found = Body.objects.filter(code="dieu-phoi").first()
        late = date(2190, 1, 1)  # accepts reports, and is none of the bodies that change
        self.coordinator = found or make_body("steering_committee", on=late, role="coordinator", code="dieu-phoi")
        self.bodies = [make_body(on=self.first) for _each in range(5)]
        self.due = self.first + timedelta(days=3)  # some bodies end before it, some after
        self.keys = self._duties()
        self.facts: list[dict[str, Any]] = []
        for place, body in enumerate(self.bodies):
            plan = Plan.objects.create(body=body, year_from=self.year, year_to=self.year, title=f"Kế hoạch {place}")
            Task.objects.create(plan=plan, body=body, section_code="II.3", title=f"Nhiệm vụ {place}")
            mine = [fact(record_id=uuid.uuid4()), fact(record_id=uuid.uuid4())]
            self.facts += mine
            report(body, self.coordinator, mine, year=self.year)
        self.told_by = {each.record_id: each.body_id for each in Fact.objects.filter(year=self.year)}

    def _duties(self) -> set[int]:
        """A duty of each body due on the same day, and one that was a request of its own."""
        derivation = Derivation.objects.create(
            term_id="t", anchor=str(self.year), book_hash="h", due_at=AT.replace(year=self.year, month=1, day=4),
            due_on=self.due, advised_on=self.due, citation="c",
        )  # fmt: skip
        Obligation.objects.bulk_create(
            Obligation(
                rule_id=rule, book_hash="h", bearer=body, first_bearer=body, period=str(self.year), year=self.year,
                title_vi="Báo cáo", title_en="Report", form_id="annual_report", fulfilment="filing",
                derivation=derivation, created_at=AT, trigger_key=trigger,
            )
            for body in self.bodies
            for rule, trigger in (("test_rule", ""), ("request", "yêu cầu"))
        )  # fmt: skip
        return set(Obligation.objects.filter(derivation=derivation).values_list("pk", flat=True))

    @property
    def alive(self) -> list[Body]:
        """Who is left at the end of the year."""
        return list(Body.objects.alive(self.last))


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["merger", "split", "transfer", "renaming", "new"]),
        st.integers(0, 99),
        st.integers(0, 99),
        st.integers(1, 3),
    ),
    max_size=6,
)


@pytest.mark.django_db
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(changes=CHANGES, redrawn=st.sets(st.integers(0, 9), max_size=6))
@example(changes=[("merger", 0, 0, 3), ("split", 0, 1, 1), ("renaming", 1, 0, 1)], redrawn={0, 3, 7})
def test_nothing_is_lost_and_nothing_counts_twice(changes: list[tuple[str, int, int, int]], redrawn: set[int]) -> None:
    story = Story()
    for place, (kind, one, other, width) in enumerate(changes, 1):
        record_random(kind, one, other, width, story.first + timedelta(days=place))
    _check_duties(story)
    _check_tasks_and_filings(story)
    _check_facts(story, redrawn)


def _check_duties(story: Story) -> None:
    """Each duty is there once, is borne as on its due date, and is answered by exactly one living body."""
    mine = Obligation.objects.filter(pk__in=story.keys).select_related("bearer", "derivation", "first_bearer")
    assert mine.count() == len(story.keys) == 10
    answered: dict[int, set[int]] = {}
    for body in story.alive:
        rows = Obligation.objects.unmet().filter(pk__in=story.keys).answerable_by(body, story.last)
        for key in rows.values_list("pk", flat=True):
            answered.setdefault(key, set()).add(body.pk)
    for row in mine:
        if row.carried_to_id is not None:
            twin = Obligation.objects.get(pk=row.carried_to_id)
            assert (twin.rule_id, twin.trigger_key, twin.period) == (row.rule_id, row.trigger_key, row.period)
            continue
        assert row.bearer.alive_on(story.due)
        if row.first_bearer.alive_on(story.due):
            assert row.bearer_id == row.first_bearer_id  # what was overdue stays with the body that bore it
        answerer = answerer_of(row, story.last)
        assert answerer is not None
        assert answered[row.pk] == {answerer.pk}


def _check_tasks_and_filings(story: Story) -> None:
    """Every task and filing is reached through one living body."""
    reached = [{body.pk} | predecessors_of(body, on=story.last) for body in story.alive]
    tasks = [task.pk for bodies in reached for task in tasks_for_year(bodies, story.year)]
    assert sorted(tasks) == sorted(Task.objects.filter(body__in=story.bodies).values_list("pk", flat=True))
    found = [each for bodies in reached for each in Filing.objects.filter(body_id__in=bodies, year=story.year)]
    assert sorted(each.pk for each in found) == sorted(
        Filing.objects.filter(year=story.year).values_list("pk", flat=True)
    )


def _check_facts(story: Story, redrawn: set[int]) -> None:
    """Each record counts once, whichever of them heirs tell again in reports of their own."""
    for body in story.alive:
        before = predecessors_of(body, on=story.last)
        again = [
            dict(story.facts[place])
            for place in sorted(redrawn)
            if story.told_by[story.facts[place]["record_id"]] in before
        ]
        if again:
            report(body, story.coordinator, again, year=story.year, form_id="annual_report_province")
    national = National(story.year, book=BOOK, on=story.last)
    wanted = Slice(section="II.3", kind="training_course")
    behind = [each.record_id for each in facts_of(national, wanted)]
    assert sorted(behind) == sorted(each["record_id"] for each in story.facts)
    assert totals_of(national, wanted).actual == len(story.facts)
    assert national.section("II.3").totals["training_course"].records.actual == len(story.facts)


def test_the_hook_of_duties_is_registered() -> None:
    """Recording a change moves duties in the same transaction."""
    from ttdn.organisations import hooks  # noqa: PLC0415

    assert succession_recorded in hooks.succession_recorded
