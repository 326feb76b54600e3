"""The world of the filing's tests, for activities."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from ttdn.filings.tests.builders import AT, World


@pytest.fixture(autouse=True)
def _the_next_day() -> Iterator[None]:
    """What screens call now is the day after what the builders did."""
    with time_machine.travel(AT + timedelta(days=1)):
        yield


@pytest.fixture
def world(db: None) -> World:
    """A ministry with officer, head, leader, clerk; a coordinator; a stranger."""
    return World()
