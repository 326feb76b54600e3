"""National figures of a year, added up from the frozen totals of the reports that count."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Count, QuerySet, Sum

from ttdn.activities.catalogue import Catalogue, catalogue_for
from ttdn.consolidation.choices import SHOWN_DIMENSIONS
from ttdn.consolidation.inputs import (
    INPUTS_KIND,
    PROGRAMME_FORM,
    REPORT_FORMS,
    SOURCE_KIND,
    Source,
    counted,
    counted_versions,
    digest_of,
    sources,
)
from ttdn.consolidation.models import total_id
from ttdn.consolidation.overlap import Overlap, drafted_without_repeats, overlap_in
from ttdn.filings.models import FactTotal, FilingVersion, Section
from ttdn.filings.sources import Link
from ttdn.law import Book
from ttdn.law.schema import CategoryItem
from ttdn.organisations.choices import BodyKind

SECTIONS = (
    "II.1",
    "II.2",
    "II.3",
    "II.4",
    "II.5.a",
    "II.5.b",
    "II.5.c",
    "II.5.d",
    "II.5.dd",
    "II.5.e",
)
"""The headings of Annex 02 under which figures stand, in its order; the national report keeps its numbering."""

MONEY_SECTION = "II.6"
PLAN_SECTION = "III.1"
RECORDS = ""
KEPT_SECONDS = 3600


@dataclass
class Amount:
    """Actual and estimated, never mixed; `bodies` counts the reports behind it."""

    actual: int = 0
    estimated: int = 0
    bodies: int = 0

    def add(self, actual: int, estimated: int) -> None:
        """Add one report's part."""
        self.actual += actual
        self.estimated += estimated
        self.bodies += 1

    @property
    def total(self) -> int:
        """Both parts, for ordering only."""
        return self.actual + self.estimated


@dataclass
class KindFigures:
    """One kind of activity in one report or in all: figures by code; the empty code counts records."""

    amounts: dict[str, Amount] = field(default_factory=lambda: defaultdict(Amount))

    @property
    def records(self) -> Amount:
        """How many activities."""
        return self.amounts[RECORDS]

    def actual(self) -> dict[str, int]:
        """Sums of what was done."""
        return {code: amount.actual for code, amount in self.amounts.items() if code and amount.actual}

    def estimated(self) -> dict[str, int]:
        """Sums of what was expected after the closing date."""
        return {code: amount.estimated for code, amount in self.amounts.items() if code and amount.estimated}


@dataclass(frozen=True)
class SectionFigures:
    """A heading: totals by kind, and each report's part by version."""

    code: str
    totals: dict[str, KindFigures]
    parts: dict[int, dict[str, KindFigures]]

    def kinds(self, catalogue: Catalogue) -> list[CategoryItem]:
        """The kinds that occur, in the order of the law's list; unknown ones last, by code."""
        known = [kind for kind in catalogue.kinds if kind.code in self.totals]
        strange = sorted(set(self.totals) - {kind.code for kind in known})
        return known + [CategoryItem(code=code, vi=code, en=code) for code in strange]


@dataclass(frozen=True)
class DimensionRow:
    """How many activities carry a channel, a language, a region."""

    code: str
    amount: Amount


class National:
    """The figures of one year from one set of reports. Reads section by section, so that a large year stays small."""

    def __init__(
        self,
        year: int,
        *,
        book: Book,
        on: date,
        versions: "QuerySet[FilingVersion] | None" = None,
        programme_versions: "QuerySet[FilingVersion] | None" = None,
    ) -> None:
        """Take the reports that count now, or those of an issued report (`versions`)."""
        self.year = year
        self.book = book
        if versions is None:
            self.versions, self.overlap = counted(year, REPORT_FORMS)
        else:
            self.versions, self.overlap = versions, overlap_in(year, versions)
        self._programme = programme_versions
        self.named_on = min(on, date(year, 12, 31))
        self.catalogue = catalogue_for(book, BodyKind.MINISTRY, date(year, 12, 31))
        self._provinces = catalogue_for(book, BodyKind.PROVINCE, date(year, 12, 31))

    @cached_property
    def sources(self) -> list[Source]:
        """The reports that count, with names, in the order of the register."""
        return sources(self.versions, self.named_on)

    @cached_property
    def by_version(self) -> dict[int, Source]:
        """The reports by version."""
        return {each.version: each for each in self.sources}

    @cached_property
    def links(self) -> dict[int, Link]:
        """A link to each report, by version."""
        return {each.version: Link(SOURCE_KIND, each.public_id, each.hash) for each in self.sources}

    @cached_property
    def keys(self) -> list[tuple[int, uuid.UUID, str]]:
        """Version, public id and hash of each report: what pages need that name only a few of them."""
        return list(self.versions.order_by("pk").values_list("pk", "public_id", "snapshot_hash"))

    @cached_property
    def digest(self) -> str:
        """What identifies the set of reports."""
        return digest_of(self.keys)

    def inputs_link(self) -> Link:
        """The link that turns stale when the set of accepted reports changes."""
        return Link(INPUTS_KIND, total_id("inputs", self.year), self.digest)

    def links_of(self, versions: Iterable[int]) -> tuple[Link, ...]:
        """Links to the set and to these reports."""
        return (self.inputs_link(), *(self.links[each] for each in versions if each in self.links))

    def _totals(self, dimension: str) -> "QuerySet[FactTotal]":
        """Of the reports that count as a whole; `overlap.rest` has what counts of the others."""
        return FactTotal.objects.filter(year=self.year, dimension=dimension, version__in=self._wholly(self.versions))

    def _wholly(self, versions: "QuerySet[FilingVersion]") -> "QuerySet[FilingVersion, dict[str, Any]]":
        rows = versions.exclude(pk__in=self.overlap.repeated) if self.overlap.repeated else versions
        return cast("QuerySet[FilingVersion, dict[str, Any]]", rows.order_by().values("pk"))

    def section(self, code: str) -> SectionFigures:
        """Totals and parts of one heading (one query)."""
        totals: dict[str, KindFigures] = defaultdict(KindFigures)
        parts: dict[int, dict[str, KindFigures]] = defaultdict(dict)
        rows = self._totals("all").filter(section=code)
        whole = rows.values_list("version_id", "kind", "figure_code", "actual", "estimated").iterator(chunk_size=5000)
        rest = (
            (each.version, each.kind, each.figure, each.actual, each.estimated)
            for each in self.overlap.rest("all")
            if each.section == code
        )
        for version, kind, figure, actual, estimated in chain(whole, rest):
            totals[kind].amounts[figure].add(actual, estimated)
            mine = parts[version].get(kind)
            if mine is None:
                mine = parts[version][kind] = KindFigures()
            mine.amounts[figure].add(actual, estimated)
        return SectionFigures(code, dict(totals), dict(parts))

    def table(self) -> dict[str, dict[str, dict[str, Amount]]]:
        """Totals by heading, kind and figure, added by the database; kept while the set of reports is the same."""
        key = f"consolidation:table:{self.year}:{self.digest}{self.overlap.mark}"
        rows = cache.get(key)
        if rows is None:
            rows = list(
                self._totals("all")
                .values_list("section", "kind", "figure_code")
                .annotate(a=Sum("actual"), e=Sum("estimated"), n=Count("pk"))
                .order_by()
            )
            cache.set(key, rows, KEPT_SECONDS)
        found: dict[str, dict[str, dict[str, Amount]]] = {}
        for section, kind, figure, actual, estimated, number in rows:
            found.setdefault(section, {}).setdefault(kind, {})[figure] = Amount(actual or 0, estimated or 0, number)
        for each in self.overlap.rest("all"):
            amounts = found.setdefault(each.section, {}).setdefault(each.kind, {})
            amounts.setdefault(each.figure, Amount()).add(each.actual, each.estimated)
        return found

    def dimension(self, name: str) -> list[DimensionRow]:
        """Activities by channel, language or region, in the order of the law's list."""
        order = {code: place for place, code in enumerate(self.codes(name))}
        found = {
            code: Amount(actual or 0, estimated or 0, number)
            for dimension, code, actual, estimated, number in self._dimensions
            if dimension == name
        }
        rest: dict[tuple[str, int], Amount] = defaultdict(Amount)
        for each in self.overlap.rest(name):
            if each.figure == RECORDS:
                rest[each.code, each.version].add(each.actual, each.estimated)
        for (code, _version), amount in rest.items():
            found.setdefault(code, Amount()).add(amount.actual, amount.estimated)
        rows = [DimensionRow(code, amount) for code, amount in found.items()]
        return sorted(rows, key=lambda row: (order.get(row.code, len(order)), row.code))

    @cached_property
    def _dimensions(self) -> list[tuple[str, str, int, int, int]]:
        """Activities by every dimension that is shown (one query); kept while the set of reports is the same."""
        key = f"consolidation:dimensions:{self.year}:{self.digest}{self.overlap.mark}"
        rows: list[tuple[str, str, int, int, int]] | None = cache.get(key)
        if rows is None:
            totals = FactTotal.objects.filter(
                year=self.year,
                dimension__in=[each.value for each in SHOWN_DIMENSIONS],
                figure_code=RECORDS,
                version__in=self._wholly(self.versions),
            )
            rows = list(
                totals.values_list("dimension", "code")
                .annotate(a=Sum("actual"), e=Sum("estimated"), n=Count("version", distinct=True))
                .order_by()
            )
            cache.set(key, rows, KEPT_SECONDS)
        return rows

    def _items(self, dimension: str) -> tuple[CategoryItem, ...]:
        lists = {
            "channel": "channels",
            "language": "languages",
            "region": "regions",
            "topic": "topics",
            "theme": "themes",
        }
        name = lists.get(dimension)
        if name is None:
            return ()
        own: tuple[CategoryItem, ...] = getattr(self.catalogue, name)
        theirs: tuple[CategoryItem, ...] = getattr(self._provinces, name)
        known = {item.code for item in own}
        return own + tuple(item for item in theirs if item.code not in known)

    def codes(self, dimension: str) -> list[str]:
        """The codes of a dimension in the order of the law's lists: the ministries', then what only provinces have."""
        return [item.code for item in self._items(dimension)]

    def item(self, dimension: str, code: str) -> CategoryItem:
        """The named item of a code; an unknown code stands for itself."""
        found = next((item for item in self._items(dimension) if item.code == code), None)
        return found or CategoryItem(code=code, vi=code, en=code)

    def records_by_section(self) -> dict[int, dict[str, Amount]]:
        """Activities by report and heading (one query)."""
        found: dict[int, dict[str, Amount]] = defaultdict(dict)
        rows = (
            self._totals("all")
            .filter(figure_code=RECORDS)
            .values_list("version_id", "section")
            .annotate(a=Sum("actual"), e=Sum("estimated"))
            .order_by()
        )
        for version, section, actual, estimated in rows.iterator(chunk_size=5000):
            found[version][section] = Amount(actual, estimated, 1)
        for each in self.overlap.rest("all"):
            if each.figure == RECORDS:
                amount = found[each.version].setdefault(each.section, Amount(bodies=1))
                amount.actual += each.actual
                amount.estimated += each.estimated
        return dict(found)

    def drafted_figures(self, section: str, prefix: str) -> dict[int, dict[str, int]]:
        """Figures of drafted sentences that carry no facts (money, the plan), by report: code → value."""
        found: dict[int, dict[str, int]] = {}
        for version, figures in drafted_without_repeats(self.versions, section, self.overlap):
            for each in figures:
                if str(each["code"]).startswith(prefix):
                    found.setdefault(version, {})[each["code"]] = int(each["value"])
        return found

    def words_without_facts(self, code: str, versions: Iterable[int]) -> dict[int, str]:
        """What reports say under a heading in words only: those that came on paper were keyed in without records."""
        rows = Section.objects.filter(version_id__in=list(versions), code=code).exclude(text="")
        return dict(rows.values_list("version_id", "text"))

    def programme_versions(self) -> "QuerySet[FilingVersion]":
        """What tells of programme tasks: a body's accepted report on the programme, else its annual report."""
        if self._programme is not None:
            return self._programme
        special = counted_versions(self.year, (PROGRAMME_FORM,))
        bodies = set(special.values_list("body_id", flat=True))
        if not bodies:
            return self.versions
        annual = self.versions.exclude(body_id__in=bodies).values("pk")
        return FilingVersion.objects.filter(
            pk__in=[*special.values_list("pk", flat=True), *annual.values_list("pk", flat=True)]
        )

    @cached_property
    def programme_overlap(self) -> Overlap:
        """What the reports that tell of programme tasks tell twice: a body's own programme report and an heir's."""
        return overlap_in(self.year, self.programme_versions())

    def programme_rows(self) -> Iterator[tuple[str, int, int, int]]:
        """(task code, version, actual, estimated) of every programme task told of, by task and version."""
        overlap = self.programme_overlap
        versions = self.programme_versions()
        if overlap.repeated:
            versions = versions.exclude(pk__in=overlap.repeated)
        rows = (
            FactTotal.objects.filter(
                year=self.year, dimension="programme", figure_code=RECORDS, version__in=versions.order_by().values("pk")
            )
            .values_list("code", "version_id")
            .annotate(a=Sum("actual"), e=Sum("estimated"))
            .order_by("code", "version_id")
            .values_list("code", "version_id", "a", "e")
        )
        rest: dict[tuple[str, int], Amount] = defaultdict(Amount)
        for each in overlap.rest("programme"):
            if each.figure == RECORDS:
                rest[each.code, each.version].add(each.actual, each.estimated)
        added = [(code, version, amount.actual, amount.estimated) for (code, version), amount in rest.items()]
        return iter(sorted([*rows, *added])) if added else iter(rows)


def source_hashes(ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """For stale marks: the hash of each report that still counts; one that was replaced or recalled is gone."""
    return dict(
        FilingVersion.objects.filter(public_id__in=ids, state="issued").values_list("public_id", "snapshot_hash")
    )


def inputs_hashes(ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """For stale marks: the digest now of the reports that count in each year asked for."""
    years = {total_id("inputs", year): year for year in range(2015, 2101)}
    found = {}
    for each in ids:
        if each in years:
            year = years[each]
            found[each] = digest_of(counted_versions(year).values_list("pk", "public_id", "snapshot_hash"))
    return found


def year_of_inputs(public_id: uuid.UUID) -> int | None:
    """The year whose set of reports an id stands for."""
    return next((year for year in range(2015, 2101) if total_id("inputs", year) == public_id), None)


__all__ = [
    "MONEY_SECTION",
    "PLAN_SECTION",
    "RECORDS",
    "SECTIONS",
    "Amount",
    "DimensionRow",
    "KindFigures",
    "National",
    "SectionFigures",
    "Source",
    "inputs_hashes",
    "source_hashes",
    "year_of_inputs",
]
