"""The demonstration year 2024: plan, guidance, activities, report, and what the coordinator of that time did with them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from ttdn.config.demonstration.activities import estimate_rest, record_activities
from ttdn.config.demonstration.life import Receivers, Way, carry, play
from ttdn.config.demonstration.people import Cast, cast_of, coordinator_on
from ttdn.config.demonstration.plans import amend_plan, make_plan, next_years_plan, settle_tasks
from ttdn.config.demonstration.script import chance, moment, script, working_day
from ttdn.filings import actions
from ttdn.filings.choices import State
from ttdn.filings.models import Filing
from ttdn.filings.queries import open_version
from ttdn.organisations.models import Body
from ttdn.plans.models import Plan

MIDYEAR = date(2024, 6, 1)
YEAR = 2024
CLOSED = date(2024, 11, 8)
"""Last day of the activities that the reports of 2024 tell of."""

UNTIL = {"late": "accepted", "returned": "supplement"}
"""How far the report goes, where it is not named like the step."""


@dataclass(frozen=True)
class Story:
    """What happened at one body in 2024."""

    body: Body
    cast: Cast
    receivers: Receivers
    entry: dict[str, Any]
    luck: Random

    @property
    def field(self) -> str:
        """The field the body's plain office work is about."""
        return str(self.entry["field"])

    def day(self, first: date, last: date) -> date:
        """A working day between two days."""
        return working_day(first + timedelta(days=self.luck.randint(0, (last - first).days)))


def story_of(body: Body) -> Story:
    """The story of a body: its people, the coordinator's, and its line of the script."""
    coordinator, staff = coordinator_on(MIDYEAR)
    return Story(
        body=body,
        cast=cast_of(body, MIDYEAR),
        receivers=Receivers(coordinator.body, coordinator.clerk, staff),
        entry=script("bodies")[body.code],
        luck=chance("days", body.code),
    )


def play_2024(body: Body) -> None:
    """The year of one body, from its plan to its report."""
    story = story_of(body)
    plan = _plan(story)
    record_activities(
        story.cast,
        field=story.field,
        profile=story.entry["profile"],
        number=story.entry["activities"],
        last_day=CLOSED,
    )
    estimate_rest(story.cast, YEAR, date(2024, 11, 9))
    settle_tasks(plan, story.cast, date(2024, 11, 10))
    _next_plan(story, plan)
    _report(story)


def _plan(story: Story) -> Plan:
    guided = story.entry["plan"] == "late"
    if guided:
        made, issued = story.day(date(2024, 3, 21), date(2024, 3, 29)), story.day(date(2024, 4, 8), date(2024, 4, 26))
    else:
        made, issued = (
            story.day(date(2023, 10, 9), date(2023, 10, 30)),
            story.day(date(2023, 11, 8), date(2023, 11, 28)),
        )
    plan = make_plan(story.cast, YEAR, story.field, made, guided=guided)
    filing = play(
        form_id="annual_plan",
        period=str(YEAR),
        year=YEAR,
        cast=story.cast,
        way=Way("accepted", made + timedelta(days=2), issued),
        receivers=story.receivers,
        field=story.field,
    )
    if story.entry["plan"] == "amended":
        _amend(story, plan, filing)
    return plan


def _amend(story: Story, plan: Plan, filing: Filing) -> None:
    """Baseline and amended plan: the guidance letter of March asks for more than the plan of November held."""
    began = story.day(date(2024, 3, 22), date(2024, 3, 29))
    amend_plan(plan, story.cast, story.field, began)
    if filing.versions.count() == 1:
        actions.revise(
            version=filing.versions.get(state=State.ISSUED),
            reason=script("texts")["amended"],
            acting_user=story.cast.officer,
            at=moment(began, 11),
        )
    version = open_version(filing)
    if version is not None and version.state == State.DRAFT:
        actions.redraft(version=version, acting_user=story.cast.officer, at=moment(began, 13))
    way = Way("accepted", began, story.day(date(2024, 4, 8), date(2024, 4, 24)))
    carry(filing, cast=story.cast, way=way, receivers=story.receivers, field=story.field, texts="annual_plan")


def _next_plan(story: Story, plan: Plan) -> None:
    """The plan for 2025, in the product where the body has people today; the others sent it on paper."""
    if story.entry["next_plan"] != "product":
        return
    next_years_plan(plan, story.cast, date(2024, 11, 11))
    play(
        form_id="annual_plan",
        period=str(YEAR + 1),
        year=YEAR + 1,
        cast=story.cast,
        way=Way("accepted", date(2024, 11, 12), story.day(date(2024, 11, 18), date(2024, 11, 28))),
        receivers=story.receivers,
        field=story.field,
    )


def _report(story: Story) -> None:
    fate = story.entry["report"]
    if fate == "none":
        return
    first, last = date(2024, 11, 18), date(2024, 11, 28)
    if fate == "late":
        first, last = date(2024, 12, 4), date(2024, 12, 20)
    issued = story.day(first, last)
    play(
        form_id="annual_report",
        period=str(YEAR),
        year=YEAR,
        cast=story.cast,
        way=Way(UNTIL.get(fate, fate), issued - timedelta(days=5), issued),
        receivers=story.receivers,
        field=story.field,
    )
