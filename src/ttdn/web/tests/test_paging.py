"""Lists by keyset: forwards and backwards give every row once, whatever the order and the nulls."""

import base64
import json
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ttdn.web.models import OnceToken
from ttdn.web.paging import keyset

pytestmark = pytest.mark.django_db
IDS = [None, *(uuid.UUID(int=number) for number in range(1, 4))]
ORDERS = [("token",), ("-token",), ("result", "token"), ("-result", "-token"), ("-result",), ("result", "-at")]


def walk(order: tuple[str, ...], size: int, parts: Sequence[Q] = ()) -> tuple[list[int], list[int]]:
    """Primary keys read forwards to the end, then backwards to the start."""
    forwards: list[int] = []
    page = keyset(OnceToken.objects.all(), order=order, cursor=None, size=size, parts=parts)
    while True:
        forwards += [row.pk for row in page.rows]
        if page.next_cursor is None:
            break
        page = keyset(OnceToken.objects.all(), order=order, cursor=page.next_cursor, size=size, parts=parts)
    backwards = [row.pk for row in page.rows][::-1]
    while page.previous_cursor is not None:
        page = keyset(OnceToken.objects.all(), order=order, cursor=page.previous_cursor, size=size, parts=parts)
        backwards += [row.pk for row in page.rows][::-1]
    return forwards, backwards


def make(values: list[Any]) -> None:
    OnceToken.objects.all().delete()
    OnceToken.objects.bulk_create(OnceToken(token=f"{n % 3}-{n}", result=value) for n, value in enumerate(values))


@given(
    values=st.lists(st.sampled_from(IDS), max_size=12),
    order=st.sampled_from(ORDERS),
    size=st.integers(min_value=1, max_value=5),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_once_in_both_directions(values: list[Any], order: tuple[str, ...], size: int) -> None:
    make(values)
    forwards, backwards = walk(order, size)
    everything = [row.pk for row in keyset(OnceToken.objects.all(), order=order, cursor=None, size=1000).rows]
    assert forwards == everything
    assert backwards == everything[::-1]


@pytest.mark.parametrize("order", ORDERS)
def test_rows_without_a_value_come_last(order: tuple[str, ...]) -> None:
    make([None, IDS[1], None, IDS[2]])
    rows = keyset(OnceToken.objects.all(), order=order, cursor=None).rows
    if "result" in order[0]:
        assert [row.result is None for row in rows] == [False, False, True, True]


def cursor(payload: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "damaged",
    [
        "x", "%%%", "é", "e30", cursor({}), cursor([0]), cursor([0, "token|pk", ["a"]]), cursor([0, "-token|pk", ["a", 1]]),
        cursor([0, "token|pk", [None, 1]]), cursor([0, "token|pk", ["a\x00", 1]]), cursor([0, "token|pk", ["a", "x"]]),
        cursor([0, "token|pk", [["a"], 1]]), cursor([0, "token|pk", ["a", 1e400]]), cursor([0, "token|pk", ["a", {}]]),
        "9" * 5000,
    ],
)  # fmt: skip
def test_damaged_cursor_gives_the_first_page(damaged: str) -> None:
    make([None] * 4)
    page = keyset(OnceToken.objects.all(), order=("token",), cursor=damaged, size=2)
    assert len(page.rows) == 2
    assert page.previous_cursor is None
    assert page.next_cursor is not None


@given(damaged=st.text(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_safe_as_a_cursor(damaged: str) -> None:
    assert keyset(OnceToken.objects.all(), order=("token",), cursor=damaged, size=2).rows == []


def test_cursor_of_a_vanished_end_leads_to_the_first_page() -> None:
    make([None] * 4)
    page = keyset(OnceToken.objects.all(), order=("token",), cursor=None, size=2)
    last = list(OnceToken.objects.order_by("token"))[2:]
    OnceToken.objects.filter(pk__in=[row.pk for row in last]).delete()
    again = keyset(OnceToken.objects.all(), order=("token",), cursor=page.next_cursor, size=2)
    assert [row.pk for row in again.rows] == [row.pk for row in page.rows]


@pytest.mark.parametrize("size", [1, 3, 50])
@pytest.mark.parametrize("order", ORDERS)
def test_parts_give_the_same_pages(order: tuple[str, ...], size: int) -> None:
    make([IDS[n % 4] for n in range(11)])
    parts = [Q(token__startswith=f"{n}-") for n in range(3)]
    assert walk(order, size, parts) == walk(order, size)
    assert len(walk(order, size, parts)[0]) == 11


def test_one_query_a_page(django_assert_num_queries: Any) -> None:
    make([None] * 9)
    with django_assert_num_queries(1):
        page = keyset(OnceToken.objects.all(), order=("-at", "token"), cursor=None, size=3)
    with django_assert_num_queries(1):
        keyset(OnceToken.objects.all(), order=("-at", "token"), cursor=page.next_cursor, size=3)
