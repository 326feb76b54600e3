"""Test machinery of the whole suite."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import TransactionTestCase

from ttdn.audit import triggers


@pytest.fixture(autouse=True, scope="session")
def _guards_lifted_to_empty_tables() -> Iterator[None]:
    """Tests with real transactions end by emptying every table, which the guards of the trail refuse.

    They are lifted for that moment; Django's `flush` sends `post_migrate`, which sets them again.
    """
    original = TransactionTestCase._fixture_teardown

    def teardown(case: Any) -> None:
        triggers.drop(connection)
        original(case)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original
