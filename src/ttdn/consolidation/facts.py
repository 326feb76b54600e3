"""The frozen facts behind a number, and what earlier years say."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from ttdn.consolidation.choices import SHOWN_DIMENSIONS, Dimension
from ttdn.consolidation.figures import KEPT_SECONDS, RECORDS, Amount, National
from ttdn.consolidation.inputs import counted_by_year
from ttdn.consolidation.overlap import Overlap
from ttdn.filings.models import Fact, FactTotal, FilingVersion

LISTS = {
    Dimension.CHANNEL: "channels",
    Dimension.LANGUAGE: "languages",
    Dimension.TOPIC: "topics",
    Dimension.THEME: "themes",
}
FEW = 200
"""Up to this many reports behind a rare code, facts are sought in these reports only."""


@dataclass(frozen=True)
class Slice:
    """What a number counts: a heading, a kind, a figure (empty: activities), a dimension with its code, one report."""

    section: str = ""
    kind: str = ""
    figure: str = RECORDS
    dimension: str = ""
    code: str = ""
    programme: str = ""
    version: int | None = None
    estimated: bool = False


def totals_of(national: National, wanted: Slice) -> Amount:
    """The number itself, from the summary rows; equal to what the facts of `facts_of` add up to."""
    if kept := _kept_total(national, wanted):
        return kept
    dimension, code = ("programme", wanted.programme) if wanted.programme else (wanted.dimension or "all", wanted.code)
    rows = FactTotal.objects.filter(
        year=national.year,
        dimension=dimension,
        code=code,
        figure_code=wanted.figure,
        version__in=_versions(national, wanted),
    )
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    overlap = _overlap(national, wanted)
    if overlap.repeated:
        rows = rows.exclude(version_id__in=overlap.repeated)
    sums = rows.aggregate(a=Sum("actual"), e=Sum("estimated"), n=Count("version", distinct=True))
    rest = [
        each
        for each in overlap.rest(dimension)
        if each.figure == wanted.figure
        and each.code == code
        and each.section == (wanted.section or each.section)
        and each.kind == (wanted.kind or each.kind)
        and each.version == (wanted.version or each.version)
    ]
    return Amount(
        (sums["a"] or 0) + sum(each.actual for each in rest),
        (sums["e"] or 0) + sum(each.estimated for each in rest),
        sums["n"] + len({each.version for each in rest}),
    )


def _overlap(national: National, wanted: Slice) -> Overlap:
    return national.programme_overlap if wanted.programme else national.overlap


def _kept_total(national: National, wanted: Slice) -> Amount | None:
    """The number where the national page shows it: from the totals that are kept while the reports are the same."""
    if wanted.programme or wanted.version is not None:
        return None
    if wanted.section and wanted.kind and not wanted.dimension:
        return national.table().get(wanted.section, {}).get(wanted.kind, {}).get(wanted.figure)
    if wanted.dimension in SHOWN_DIMENSIONS and not (wanted.section or wanted.kind or wanted.figure):
        return next((row.amount for row in national.dimension(wanted.dimension) if row.code == wanted.code), None)
    return None


def _versions(national: National, wanted: Slice) -> "QuerySet[FilingVersion, int]":
    base = national.programme_versions() if wanted.programme else national.versions
    rows = base.filter(pk=wanted.version) if wanted.version is not None else base
    return rows.order_by().values_list("pk", flat=True)


def facts_of(national: National, wanted: Slice) -> "QuerySet[Fact]":
    """The facts behind the number, for keyset paging in the order section, kind, key (an index holds that order)."""
    rows = Fact.objects.filter(year=national.year, version__in=_versions(national, wanted), estimated=wanted.estimated)
    if gone := _overlap(national, wanted).facts:
        rows = rows.exclude(pk__in=gone)
    if wanted.section:
        rows = rows.filter(section=wanted.section)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.programme:
        rows = rows.filter(programme_task=wanted.programme)
    if wanted.figure:
        rows = rows.annotate(figures_text=Cast("figures", TextField())).filter(
            figures_text__contains=f'"{wanted.figure}":'
        )
    if wanted.dimension:
        rows = rows.filter(_in_dimension(wanted)) if wanted.dimension not in LISTS else _in_list(rows, wanted)
        rows = _where_rare(rows, national, wanted)
    return rows.select_related("version__filing", "body").defer("version__document")


def _in_dimension(wanted: Slice) -> Q:
    if wanted.dimension == Dimension.MONTH:
        return Q(month=int(wanted.code) if wanted.code.isdigit() else -1)
    return Q(region=wanted.code) if wanted.dimension == Dimension.REGION else Q(pk__in=[])


def _in_list(rows: "QuerySet[Fact]", wanted: Slice) -> "QuerySet[Fact]":
    """The codes of a list are words without quotes: a quoted code in the stored JSON is that code."""
    name = LISTS[Dimension(wanted.dimension)]
    return rows.annotate(list_text=Cast(name, TextField())).filter(list_text__contains=f'"{wanted.code}"')


def _where_rare(rows: "QuerySet[Fact]", national: National, wanted: Slice) -> "QuerySet[Fact]":
    """A code that few reports hold is sought in these reports only; one that many hold is met soon in any case."""
    kept = _kept_total(national, wanted)
    if kept is not None and kept.bodies > FEW:
        return rows
    having = (
        FactTotal.objects.filter(
            year=national.year, dimension=wanted.dimension, code=wanted.code, version__in=_versions(national, wanted)
        )
        .values_list("version_id", flat=True)
        .distinct()[: FEW + 1]
    )
    found = list(having)
    return rows.filter(version_id__in=found) if len(found) <= FEW else rows


# Years side by side


@dataclass(frozen=True)
class YearColumn:
    """One year: reports that count, activities by heading."""

    year: int
    reports: int
    sections: dict[str, Amount]

    @property
    def total(self) -> Amount:
        """All headings together."""
        return Amount(
            sum(each.actual for each in self.sections.values()), sum(each.estimated for each in self.sections.values())
        )


def compare_years(years: Sequence[int]) -> list[YearColumn]:
    """Activities by heading for each year, from the reports that count in it."""
    versions, overlaps = counted_by_year(years)
    reports = Counter(versions.values())
    told_twice = {each for overlap in overlaps.values() for each in overlap.repeated}
    mark = hashlib.sha256(repr((sorted(versions.items()), sorted(told_twice))).encode()).hexdigest()
    rows = cache.get(f"consolidation:years:{mark}")
    if rows is None:
        totals = FactTotal.objects.filter(
            dimension="all", figure_code=RECORDS, year__in=years, version_id__in=list(set(versions) - told_twice)
        )
        sums = totals.values_list("year", "section").annotate(a=Sum("actual"), e=Sum("estimated")).order_by()
        rows = list(sums)
        cache.set(f"consolidation:years:{mark}", rows, KEPT_SECONDS)
    found: dict[int, dict[str, Amount]] = {year: {} for year in years}
    for year, section, actual, estimated in rows:
        found[year][section] = Amount(actual, estimated)
    for year, overlap in overlaps.items():
        for each in overlap.rest("all"):
            if each.figure == RECORDS:
                found[year].setdefault(each.section, Amount()).add(each.actual, each.estimated)
    return [YearColumn(year, reports[year], found[year]) for year in years]
