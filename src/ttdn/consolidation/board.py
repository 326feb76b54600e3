"""The compliance board: every body against every duty of a year, on time, late, not yet or not due (Đ11.2)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from ttdn.obligations.choices import Fulfilling, StatusCode
from ttdn.obligations.models import DutyColumn, Fulfilment, Obligation
from ttdn.obligations.queries import Status, status_of
from ttdn.obligations.totals import standing
from ttdn.organisations.choices import BodyKind, Function
from ttdn.organisations.models import Body, BodyName
from ttdn.organisations.queries import names_on, successors_for
from ttdn.web.paging import Page, keyset

GROUPS = (
    BodyKind.MINISTRY,
    BodyKind.MINISTERIAL_AGENCY,
    BodyKind.GOVERNMENT_AGENCY,
    BodyKind.PROVINCE,
)
PAGE = 25


@dataclass(frozen=True)
class Column:
    """One duty of the year: a rule and its period; `key` names it in addresses and spreadsheets."""

    key: str
    rule_id: str
    period: str
    origin_id: str
    title_vi: str
    title_en: str
    due_on: date | None
    overdue: int = 0
    """How many bodies have let the date pass without fulfilling it."""


@dataclass(frozen=True)
class Cell:
    """What a body did about a duty; None duty: the body does not owe it."""

    duty: Obligation | None
    status: Status | None = None
    fulfilment: Fulfilment | None = None


@dataclass(frozen=True)
class Row:
    """A body with its cells, in the order of the columns."""

    body: Body
    name: str
    cells: list[Cell]
    heir: str = ""
    """Of a body that has ended: the one that carries on its TTĐN work and answers what it left open."""


@dataclass(frozen=True)
class Summary:
    """How many duties of a group stand in each state."""

    kind: BodyKind
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """Every duty of the group that is not waived."""
        return sum(number for code, number in self.counts.items() if code != StatusCode.WAIVED)

    @property
    def on_time(self) -> int:
        """Fulfilled in time."""
        return self.counts[StatusCode.ON_TIME]

    @property
    def late(self) -> int:
        """Fulfilled late."""
        return self.counts[StatusCode.LATE]

    @property
    def overdue(self) -> int:
        """Past the date and still not fulfilled."""
        return self.counts[StatusCode.LATE_OPEN]

    @property
    def waiting(self) -> int:
        """Not fulfilled, the date not past (or none set)."""
        return self.total - self.on_time - self.late - self.overdue


def board_duties(year: int, *, acts: bool = False) -> QuerySet[Obligation]:
    """The duties the board follows in a year: documents, and recorded acts and assignments when `acts` asks for them."""
    rows = Obligation.objects.counted().filter(year=year, bearer__kind__in=GROUPS)
    return rows if acts else rows.filter(fulfilment=Fulfilling.FILING)


def overview(year: int, at: datetime, *, acts: bool = False, kind: str = "") -> tuple[list[Column], list[Summary]]:
    """The columns of the board and a line per group of bodies, from the summary rows of the year (one query).

    Columns come by due date, those without a date last; `kind` keeps the duties that a group of bodies owes.
    """
    rows = DutyColumn.objects.filter(year=year)
    found: dict[tuple[str, str, str], DutyColumn] = {}
    overdue: Counter[tuple[str, str, str]] = Counter()
    groups = {each: Summary(each) for each in GROUPS}
    for row in rows if acts else rows.filter(fulfilment=Fulfilling.FILING):
        key = (row.rule_id, row.period, row.origin_id)
        owed = False
        for (bearer, code), number in standing(row, at).items():
            if bearer in groups:
                groups[BodyKind(bearer)].counts[code] += number
                overdue[key] += number if code == StatusCode.LATE_OPEN else 0
                owed |= not kind or bearer == kind
        if owed:
            found.setdefault(key, row)
    columns = [
        Column("|".join(key), *key, row.title_vi, row.title_en, row.due_on, overdue[key]) for key, row in found.items()
    ]
    columns.sort(key=lambda each: (each.due_on or date.max, each.rule_id, each.period))
    return columns, [each for each in groups.values() if each.counts]


def columns_of(year: int, at: datetime, *, acts: bool = False, kind: str = "") -> list[Column]:
    """The columns of the board (see `overview`)."""
    return overview(year, at, acts=acts, kind=kind)[0]


def board_page(
    year: int, at: datetime, on: date, *, kind: str, columns: Sequence[Column], status: str, cursor: str | None
) -> tuple[Page[Body], list[Row]]:
    """One page of a group: its bodies in the order of the register, each with its cells.

    `status` keeps the bodies that have at least one duty in that state. Bounded queries whatever the number of bodies.
    """
    duties = Obligation.objects.counted().filter(year=year).filter(_in_columns(columns))
    bearing = duties.with_status(at).filter(Q(status_code=status)) if status else duties
    bodies = Body.objects.filter(Exists(bearing.filter(bearer=OuterRef("pk"))), kind=kind)
    page = keyset(bodies, order=("sort_key",), cursor=cursor, size=PAGE)
    return page, rows_of(list(page.rows), duties, columns, at, on)


def rows_of(
    bodies: Sequence[Body], duties: QuerySet[Obligation], columns: Sequence[Column], at: datetime, on: date
) -> list[Row]:
    """The cells of some bodies: three queries (duties, what fulfilled them, names), one more where a body has ended."""
    chosen = list(duties.filter(bearer__in=bodies).select_related("derivation"))
    fulfilled: dict[int, Fulfilment] = {}
    done = Fulfilment.objects.filter(obligation__in=chosen, voided_at__isnull=True).order_by("-recorded_at")
    for each in done:
        fulfilled[each.obligation_id] = each
    cells = {
        (duty.bearer_id, duty.rule_id, duty.period, duty.origin_id): Cell(
            duty, status_of(duty, at), fulfilled.get(duty.pk)
        )
        for duty in chosen
    }
    heir_of = successors_for(Function.TTDN, on) if any(not body.alive_on(on) for body in bodies) else {}
    heirs = {body.pk: heir_of[body.pk] for body in bodies if body.pk in heir_of}
    names = names_on([*(body.pk for body in bodies), *heirs.values()], on)
    return [
        Row(
            body,
            _name(names.get(body.pk), body),
            [cells.get((body.pk, column.rule_id, column.period, column.origin_id), Cell(None)) for column in columns],
            names[heirs[body.pk]].label if body.pk in heirs else "",
        )
        for body in bodies
    ]


def silent_duties(column: Column, year: int) -> QuerySet[Obligation]:
    """The duties of a column that nobody has fulfilled: the bodies to urge."""
    return (
        Obligation.objects.unmet()
        .filter(year=year, rule_id=column.rule_id, period=column.period, origin_id=column.origin_id)
        .select_related("bearer", "derivation")
        .order_by("bearer__sort_key")
    )


def compliance_by_year(first: int, last: int, at: datetime) -> list[tuple[str, list[float]]]:
    """For each year: duties met on time, met late, never met: the chart over time."""
    counted: dict[int, Counter[str]] = {year: Counter() for year in range(first, last + 1)}
    for row in DutyColumn.objects.filter(year__range=(first, last), fulfilment=Fulfilling.FILING, due_on__isnull=False):
        for (kind, code), number in standing(row, at).items():
            if kind in GROUPS:
                counted[row.year][code] += number
    return [
        (
            str(year),
            [
                float(each[StatusCode.ON_TIME]),
                float(each[StatusCode.LATE]),
                float(each[StatusCode.LATE_OPEN]),
            ],
        )
        for year, each in counted.items()
        if sum(each.values())
    ]


def _in_columns(columns: Sequence[Column]) -> Q:
    chosen = Q(pk__in=[])
    for column in columns:
        chosen |= Q(rule_id=column.rule_id, period=column.period, origin_id=column.origin_id)
    return chosen


def _name(name: BodyName | None, body: Body) -> str:
    return name.label if name else body.code
