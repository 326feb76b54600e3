"""Summary rows of activities: kept by the actions in their own transaction, rebuilt by `ttdn rebuild_totals`.

Reading totals never touches the activities themselves (decisions.md 16).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum

from ttdn.activities.catalogue import NOT_SUMMED
from ttdn.activities.models import Activity, ActivityTotal
from ttdn.organisations.models import Body

#: body, unit, year, month, kind, figure code
Key = tuple[int, int, int, int, str, str]


def rows_of(activity: Activity) -> dict[Key, tuple[int, int]]:
    """The (records, value) that one recorded activity adds to each summary row; nothing once cancelled."""
    if activity.state != Activity.State.RECORDED:
        return {}
    place = (activity.body_id, activity.unit_id or 0, activity.year, activity.month, activity.kind)
    found: dict[Key, tuple[int, int]] = {(*place, ""): (1, activity.cost)}
    for code, value in activity.figures.items():
        if code not in NOT_SUMMED:
            found[*place, code] = (1, int(value))
    return found


def hold(body_id: int) -> None:
    """Building block: let nobody else change the body's summary rows until this transaction ends."""
    Body.objects.select_for_update().only("pk").get(pk=body_id)


def apply(before: dict[Key, tuple[int, int]], after: dict[Key, tuple[int, int]]) -> None:
    """Building block: move the summary rows from what an activity added before to what it adds now."""
    delta: dict[Key, tuple[int, int]] = {}
    for key in before.keys() | after.keys():
        old, new = before.get(key, (0, 0)), after.get(key, (0, 0))
        if old != new:
            delta[key] = (new[0] - old[0], new[1] - old[1])
    add(delta)


def add(delta: dict[Key, tuple[int, int]]) -> None:
    """Building block: add to summary rows, making those that are missing and dropping those that are empty."""
    if not delta:
        return
    ActivityTotal.objects.bulk_create([_row(key) for key in sorted(delta)], ignore_conflicts=True)
    for key, (records, value) in sorted(delta.items()):
        _rows(key).update(records=F("records") + records, value=F("value") + value)
    emptied = [key for key, (records, _value) in delta.items() if records < 0]
    for key in emptied:
        _rows(key).filter(records=0, value=0).delete()


def _row(key: Key, records: int = 0, value: int = 0) -> ActivityTotal:
    body, unit, year, month, kind, figure = key
    return ActivityTotal(
        body_id=body, unit_key=unit, year=year, month=month, kind=kind, figure_code=figure, records=records, value=value
    )


def _rows(key: Key) -> QuerySet[ActivityTotal]:
    body, unit, year, month, kind, figure = key
    return ActivityTotal.objects.filter(
        body_id=body, unit_key=unit, year=year, month=month, kind=kind, figure_code=figure
    )


def computed(activities: Iterable[Activity]) -> dict[Key, tuple[int, int]]:
    """The summary rows that these activities make, counted afresh."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for activity in activities:
        for key, (records, value) in rows_of(activity).items():
            sums[key][0] += records
            sums[key][1] += value
    return {key: (records, value) for key, (records, value) in sums.items()}


def rebuild(body_ids: Iterable[int] | None = None) -> int:
    """Count every summary row afresh, body by body, each in its own transaction; gives the number of rows."""
    ids = list(body_ids) if body_ids is not None else _bodies_with_rows()
    made = 0
    for body_id in ids:
        with transaction.atomic():
            hold(body_id)
            activities = Activity.objects.filter(body_id=body_id, state=Activity.State.RECORDED).only(
                "body_id", "unit_id", "year", "month", "kind", "figures", "cost", "state"
            )
            fresh = computed(activities.iterator(chunk_size=5000))
            ActivityTotal.objects.filter(body_id=body_id).delete()
            rows = [_row(key, records, value) for key, (records, value) in sorted(fresh.items())]
            ActivityTotal.objects.bulk_create(rows, batch_size=2000)
            made += len(rows)
    return made


def _bodies_with_rows() -> list[int]:
    recorded = set(Activity.objects.order_by().values_list("body_id", flat=True).distinct())
    return sorted(recorded | set(ActivityTotal.objects.values_list("body_id", flat=True).distinct()))


@dataclass(frozen=True)
class KindTotal:
    """Totals of one kind: records, cost in đồng, and each figure."""

    kind: str
    records: int
    cost: int
    figures: dict[str, int]


def totals(condition: Q) -> list[KindTotal]:
    """Totals by kind over the summary rows that meet a condition; one query."""
    rows = (
        ActivityTotal.objects.filter(condition)
        .order_by()
        .values_list("kind", "figure_code")
        .annotate(records_sum=Sum("records"), value_sum=Sum("value"))
    )
    heads: dict[str, tuple[int, int]] = {}
    figures: dict[str, dict[str, int]] = defaultdict(dict)
    for kind, figure, records, value in rows:
        if figure:
            figures[kind][figure] = value
        else:
            heads[kind] = (records, value)
    return [KindTotal(kind, *heads[kind], dict(sorted(figures[kind].items()))) for kind in sorted(heads)]


def by_month(condition: Q) -> dict[int, dict[str, int]]:
    """Number of activities by month and kind; one query."""
    rows = (
        ActivityTotal.objects.filter(condition, figure_code="")
        .order_by()
        .values_list("month", "kind")
        .annotate(records_sum=Sum("records"))
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for month, kind, records in rows:
        found[month][kind] = records
    return dict(found)
