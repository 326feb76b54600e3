"""The world of the filing's tests, on a day of its own."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from ttdn.filings.tests.builders import AT, World
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body, FocalAssignment
from ttdn.organisations.tests.builders import make_body


@pytest.fixture(autouse=True)
def _the_next_day() -> Iterator[None]:
    """What screens call now is the day after what the builders did."""
    with time_machine.travel(AT + timedelta(days=1)):
        yield


@pytest.fixture
def world(db: None) -> World:
    """A ministry with officer, head, leader, clerk; a coordinator; a stranger."""
    return World()


@pytest.fixture
def silent(world: World) -> Body:
    """A ministry where nobody can sign in: it answers by a link."""
    return make_body("ministry", "Bộ Im Lặng", "BIM")


@pytest.fixture
def duty(world: World, silent: Body) -> Obligation:
    """The yearly report of 2026 of the body that answers by a link, due on 29/11."""
    FocalAssignment.objects.create(
        body=world.coordinator,
        officer_name="Đầu Mối Điều Phối",
        phone="024 3111 1111",
        email="dau-moi@thu.example",
        valid_from=date(2026, 1, 1),
    )
    materialise_year(2026, book=shipped_book(), at=AT)
    return Obligation.objects.get(rule_id="annual_report", bearer=silent, year=2026)
