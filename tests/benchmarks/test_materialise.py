"""Laying out a year for 100, 1,000 and 10,000 bodies: the time per body falls or stays level.

Judged by the seconds of the processor, as other work on the machine stretches those on the wall; both are printed.
Run on demand: pytest tests/benchmarks/test_materialise.py -s
"""

import time
from datetime import UTC, date, datetime

import pytest

from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body, BodyName

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SIZES = (100, 1_000, 10_000)
LEVEL = 1.1
"""Level within the noise of a machine that does other work as well."""


def seconds_for(number: int) -> tuple[float, float, int]:
    """Seconds of the processor and on the wall to lay out 2026 for that many ministries, and how many duties that makes.

    The duties are not kept.
    """
    there = Body.objects.count()
    made = Body.objects.bulk_create(
        (Body(code=f"b-{each}", kind="ministry", sort_key=f"1{each:06d}") for each in range(there, number)),
        batch_size=2000,
    )
    BodyName.objects.bulk_create(
        (BodyName(body=body, valid_from=date(2016, 1, 1), name_vi=body.code, symbol=body.code) for body in made),
        batch_size=2000,
    )
    begun, used = time.perf_counter(), time.process_time()
    rows = materialise_year(2026, book=shipped_book(), at=AT)
    spent, wall = time.process_time() - used, time.perf_counter() - begun
    assert rows == Obligation.objects.count()
    assert rows >= number * 10
    Obligation.objects.all()._raw_delete(Obligation.objects.db)
    return spent, wall, rows


@pytest.mark.django_db
def test_time_per_body_falls_or_stays_level() -> None:
    seconds_for(10)
    found = {number: min(seconds_for(number) for _ in range(3)) for number in SIZES}
    for number, (spent, wall, rows) in found.items():
        each = spent / number * 1000
        print(f"{number} bodies: {rows} duties, {spent:.2f} s of the processor, {wall:.2f} s, {each:.3f} ms per body")
    per_body = [found[number][0] / number for number in SIZES]
    assert per_body[1] <= per_body[0] * LEVEL
    assert per_body[2] <= per_body[1] * LEVEL
