"""Summary rows of duties: kept by the actions in their own transaction, rebuilt by `ttdn rebuild_duty_totals`.

The board reads these instead of every duty of every body (decisions.md 16). A row is counted afresh from its duties
each time, so a mistake does not stay; it is locked first, so two bodies that answer at once are both counted.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, F, Min

from ttdn.obligations.choices import DUE_SOON_DAYS, StatusCode
from ttdn.obligations.models import DutyColumn, Obligation

BEFORE_ALL = datetime(1970, 1, 1, tzinfo=UTC)
"""A moment at which no date has passed yet: the states that hold whatever the day."""
SHOWN = ("title_vi", "title_en", "due_on", "counts")


class Key(NamedTuple):
    """What a column of the board is: one duty of a year, whoever bears it."""

    year: int
    rule_id: str
    period: str
    origin_id: str
    fulfilment: str


def key_of(duty: Obligation) -> Key:
    """The column a duty is counted in."""
    return Key(duty.year, duty.rule_id, duty.period, duty.origin_id, duty.fulfilment)


_left: ContextVar[bool] = ContextVar("counting is left to the end", default=False)


@contextmanager
def counting_left() -> Iterator[None]:
    """Within the block nothing is counted: who changes many duties counts their columns or years after it, once."""
    token = _left.set(True)
    try:
        yield
    finally:
        _left.reset(token)


def recount(keys: Iterable[Key]) -> None:
    """Building block: count these columns afresh, in one order for everybody so that nobody waits in a ring."""
    if not _left.get():
        _recount(set(keys))


@transaction.atomic
def _recount(keys: set[Key]) -> None:
    for key in sorted(keys):
        DutyColumn.objects.get_or_create(**key._asdict())
        row = DutyColumn.objects.select_for_update().get(**key._asdict())
        _write({key: row})


@transaction.atomic
def recount_year(year: int) -> int:
    """Building block: count every column of a year afresh, dropping those without duties; gives how many there are."""
    there = Obligation.objects.filter(year=year).order_by().values_list(*Key._fields).distinct()
    DutyColumn.objects.bulk_create((DutyColumn(**Key(*each)._asdict()) for each in there), ignore_conflicts=True)
    rows = DutyColumn.objects.select_for_update().filter(year=year).order_by(*Key._fields)
    return _write({Key(*(getattr(row, name) for name in Key._fields)): row for row in rows}, year=year)


def state_at(code: str, due: str | None, at: datetime) -> str:
    """The state at a moment of what was counted: an open duty comes near and runs over (as `with_status` has it)."""
    if code != StatusCode.NOT_DUE or due is None:
        return code
    instant = datetime.fromisoformat(due)
    if instant <= at:
        return StatusCode.LATE_OPEN
    return StatusCode.DUE_SOON if instant <= at + timedelta(days=DUE_SOON_DAYS) else code


def standing(row: DutyColumn, at: datetime) -> Counter[tuple[str, str]]:
    """How many duties of a column stand in each state at a moment, by kind of body and state."""
    found: Counter[tuple[str, str]] = Counter()
    for kind, due, code, number in row.counts:
        found[kind, state_at(code, due, at)] += number
    return found


def _write(rows: dict[Key, DutyColumn], *, year: int | None = None) -> int:
    """Count the locked rows in one query (all of the year, or the only one) and save them; gives how many remain."""
    only = {"year": year} if year is not None else next(iter(rows))._asdict()
    counted = (
        Obligation.objects.counted()
        .filter(**only)
        .with_status(BEFORE_ALL)
        .order_by()
        .values(*Key._fields, "bearer__kind", "effective_due", code=F("status_code"))
        .annotate(number=Count("pk"), vi=Min("title_vi"), en=Min("title_en"), day=Min("derivation__due_on"))
    )
    found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for each in counted:
        found[Key(*(each[name] for name in Key._fields))].append(each)
    for key, row in rows.items():
        parts = found[key]
        row.title_vi = min((str(each["vi"]) for each in parts), default="")
        row.title_en = min((str(each["en"]) for each in parts), default="")
        row.due_on = min((each["day"] for each in parts if each["day"]), default=None)
        row.counts = sorted(
            [[each["bearer__kind"], _iso(each["effective_due"]), each["code"], each["number"]] for each in parts],
            key=str,
        )
    DutyColumn.objects.bulk_update([row for row in rows.values() if row.counts], SHOWN, batch_size=100)
    DutyColumn.objects.filter(pk__in=[row.pk for row in rows.values() if not row.counts]).delete()
    return sum(bool(row.counts) for row in rows.values())


def _iso(value: object) -> str | None:
    return value.isoformat() if isinstance(value, datetime) else None
