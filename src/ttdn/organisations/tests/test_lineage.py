"""Whatever the law does to bodies, no work is lost and none is counted twice."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ttdn.organisations.actions import Change, NameFields, record_succession
from ttdn.organisations.choices import Function, SuccessionKind
from ttdn.organisations.lineage import Link, ancestors, ancestors_of, heirs, last_heir
from ttdn.organisations.models import Body, Succession
from ttdn.organisations.queries import predecessors_map, predecessors_of, successor_for, successors_for
from ttdn.organisations.tests.builders import AT, make_body

FIRST = date(2020, 1, 1)
FUNCTIONS = (Function.TTDN, Function.ALL, Function.OTHER)

events = st.lists(
    st.tuples(
        st.sampled_from(["merger", "split", "transfer", "founding"]),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=14,
)


def history(number: int, chosen: list[tuple[str, int, int, int, bool]]) -> tuple[list[Link], dict[int, date | None]]:
    """The links of a random history, as the register allows it, and the day each body ended."""
    ends: dict[int, date | None] = dict.fromkeys(range(number))
    raw: list[tuple[int, int, str, date]] = []
    for place, (kind, one, other, width, odd) in enumerate(chosen, 1):
        on = FIRST + timedelta(days=place)
        alive = [body for body, end in ends.items() if end is None]
        if len(alive) < 2 or kind == "founding":
            ends[len(ends)] = None
            continue
        heir = alive.pop(one % len(alive))
        before = sorted({alive[(other + step) % len(alive)] for step in range(width)})
        if kind == "transfer":
            raw.append((before[0], heir, Function.TTDN if odd else Function.OTHER, on))
            continue
        for body in before[:1] if kind == "split" else before:
            ends[body] = on
            if kind == "split" and len(alive) > 1:
                raw.append((body, heir, Function.TTDN, on))
                raw.append((body, next(each for each in alive if each != body), Function.OTHER, on))
            else:
                raw.append((body, heir, Function.ALL, on))
    return [Link(a, b, function, on, ends[a]) for a, b, function, on in raw], ends


@given(st.integers(1, 8), events, st.integers(0, 16))
def test_random_histories_lose_nothing_and_count_nothing_twice(
    number: int, chosen: list[tuple[str, int, int, int, bool]], later: int
) -> None:
    links, ends = history(number, chosen)
    on = FIRST + timedelta(days=later)
    gone = {body for body, end in ends.items() if end is not None and end <= on}
    for function in FUNCTIONS:
        heir_of = heirs(links, function, on)
        assert set(heir_of) == gone
        assert all(last_heir(body, heir_of) not in gone for body in gone)
        parts = ancestors(heir_of)
        assert set(parts) & gone == set()
        assert sum(map(len, parts.values())) == len(gone)
        assert set().union(*parts.values()) == gone
        for body in set(ends) - gone:
            assert ancestors_of(body, heir_of) == parts.get(body, set())


def test_an_earlier_transfer_does_not_outweigh_the_end_of_the_body() -> None:
    links = [
        Link(1, 2, Function.TTDN, date(2024, 1, 1), date(2026, 1, 1)),
        Link(2, 1, Function.ALL, date(2025, 1, 1), date(2025, 1, 1)),
        Link(1, 3, Function.ALL, date(2026, 1, 1), date(2026, 1, 1)),
    ]
    heir_of = heirs(links, Function.TTDN, date(2026, 6, 1))
    assert last_heir(2, heir_of) == last_heir(1, heir_of) == 3
    assert ancestors_of(3, heir_of) == {1, 2}


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["merger", "split", "transfer", "renaming", "new"]),
            st.integers(0, 99),
            st.integers(0, 99),
            st.integers(1, 3),
        ),
        max_size=7,
    )
)
def test_the_recorded_register_keeps_the_same_promise(chosen: list[tuple[str, int, int, int]]) -> None:
    Succession.objects.all().delete()
    Body.objects.all().delete()
    for _place in range(5):
        make_body(on=FIRST)
    for place, (kind, one, other, width) in enumerate(chosen, 1):
        record_random(kind, one, other, width, FIRST + timedelta(days=place))
    on = FIRST + timedelta(days=20)
    everyone = set(Body.objects.values_list("pk", flat=True))
    alive = set(Body.objects.alive(on).values_list("pk", flat=True))
    for function in FUNCTIONS:
        for body in Body.objects.all():
            assert successor_for(body, function, on).pk in alive
            assert successor_for(body, function, FIRST).pk == body.pk or body.established_on != FIRST
        parts = [predecessors_of(body, function, on) for body in Body.objects.alive(on)]
        assert sum(map(len, parts)) == len(everyone - alive)
        assert set().union(*parts) == everyone - alive
        assert {body: len(part) for body, part in predecessors_map(function, on).items()} == {
            body.pk: len(part) for body, part in zip(Body.objects.alive(on), parts, strict=True) if part
        }
        assert set(successors_for(function, on)) == everyone - alive


def record_random(kind: str, one: int, other: int, width: int, on: date) -> None:
    alive = list(Body.objects.alive(on).order_by("pk"))
    if len(alive) < 3:
        make_body(on=on)
        return
    heir = alive.pop(one % len(alive))
    before = list(dict.fromkeys(alive[(other + step) % len(alive)] for step in range(width)))
    rest = [body for body in alive if body not in before]
    name = NameFields(name_vi=f"Tên mới {one}")
    changes = {
        "merger": Change(SuccessionKind.MERGER, tuple(before), on, "Nghị định", successor=heir),
        "split": Change(SuccessionKind.SPLIT, (before[0],), on, "Nghị định", successor=heir, others=tuple(rest[:2])),
        "transfer": Change(SuccessionKind.TRANSFER, (before[0],), on, "Nghị định", successor=heir),
        "renaming": Change(SuccessionKind.RENAMING, (before[0],), on, "Nghị định", name=name),
        "new": Change(SuccessionKind.MERGER, tuple(before), on, "Nghị định", name=name, new_kind="ministry"),
    }
    record_succession(change=changes[kind], acting_user=None, at=AT)
