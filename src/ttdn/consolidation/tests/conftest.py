"""The country of the tests, on a day of its own."""

from collections.abc import Iterator

import pytest
import time_machine

from ttdn.consolidation.tests.builders import AT, Country


@pytest.fixture(autouse=True)
def _that_day() -> Iterator[None]:
    """What screens call now."""
    with time_machine.travel(AT):
        yield


@pytest.fixture
def country(db: None) -> Country:
    """A coordinator and three reporting bodies."""
    return Country()
