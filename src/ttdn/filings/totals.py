"""Sums of a version's facts, made once at issue, so that consolidation adds a few rows instead of a million."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ttdn.filings.models import Fact, FactTotal, FilingVersion

FIELDS = (
    "section",
    "kind",
    "month",
    "region",
    "channels",
    "languages",
    "topics",
    "themes",
    "programme_task",
    "estimated",
    "figures",
)
LISTS = {"channel": 4, "language": 5, "topic": 6, "theme": 7}


@dataclass
class Sum:
    """One total under way."""

    records: int = 0
    actual: int = 0
    estimated: int = 0


Key = tuple[str, str, str, str, str]


@dataclass
class Totals:
    """Totals by (section, kind, dimension, code, figure)."""

    sums: dict[Key, Sum] = field(default_factory=lambda: defaultdict(Sum))

    def add(self, fact: tuple[Any, ...]) -> None:
        """Count one fact (values of FIELDS) under every dimension it has."""
        section, kind, estimated = str(fact[0]), str(fact[1]), bool(fact[9])
        figures: dict[str, int] = fact[10] or {}
        for dimension, code in dimensions(fact):
            self._count((section, kind, dimension, code, ""), 1, estimated=estimated)
            for figure, value in figures.items():
                self._count((section, kind, dimension, code, figure), int(value or 0), estimated=estimated)

    def _count(self, key: Key, value: int, *, estimated: bool) -> None:
        total = self.sums[key]
        total.records += 1
        if estimated:
            total.estimated += value
        else:
            total.actual += value


def dimensions(fact: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    """The (dimension, code) pairs under which a fact counts; each code of a list once."""
    yield "all", ""
    if fact[2]:
        yield "month", f"{fact[2]:02d}"
    if fact[3]:
        yield "region", str(fact[3])
    if fact[8]:
        yield "programme", str(fact[8])
    for name, place in LISTS.items():
        for code in dict.fromkeys(map(str, fact[place])):
            yield name, code


def freeze_totals(version: FilingVersion) -> int:
    """Building block: write the totals of the version's facts; gives how many rows."""
    totals = Totals()
    for fact in Fact.objects.filter(version=version).values_list(*FIELDS).iterator(chunk_size=2000):
        totals.add(fact)
    FactTotal.objects.filter(version=version).delete()
    made = FactTotal.objects.bulk_create(
        (
            FactTotal(
                version=version,
                body=version.body,
                year=version.filing.year,
                section=section,
                kind=kind,
                dimension=dimension,
                code=code,
                figure_code=figure,
                records=total.records,
                actual=total.actual,
                estimated=total.estimated,
            )
            for (section, kind, dimension, code, figure), total in totals.sums.items()
        ),
        batch_size=1000,
    )
    return len(made)
