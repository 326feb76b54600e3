"""Records that several reports of one line of bodies tell: each is counted once, nothing else is dropped.

A merged body's report for the merger year draws its predecessors' activities (decisions.md 9). Where a predecessor
had sent a report of its own, what both tell counts in the heir's; what only the predecessor told stays counted.
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import QuerySet

from ttdn.filings.models import DraftedSentence, Fact, FilingVersion
from ttdn.filings.totals import FIELDS, Totals
from ttdn.organisations.choices import Function
from ttdn.organisations.queries import predecessors_map


class RestRow(NamedTuple):
    """A sum over what one report alone tells, like a row of `FactTotal`."""

    version: int
    section: str
    kind: str
    code: str
    figure: str
    actual: int
    estimated: int


@dataclass(frozen=True)
class Overlap:
    """Of some reports: the facts that another of them tells again; `whole` are the reports of which nothing is left."""

    repeated: Mapping[int, frozenset[int]] = field(default_factory=dict)
    whole: frozenset[int] = frozenset()

    @property
    def facts(self) -> set[int]:
        """Ids of the facts that do not count."""
        return {each for facts in self.repeated.values() for each in facts}

    @property
    def partial(self) -> frozenset[int]:
        """The reports that count without some of their facts."""
        return frozenset(self.repeated) - self.whole

    @cached_property
    def mark(self) -> str:
        """What identifies the facts left out; empty where there are none."""
        facts = sorted(self.facts)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16] if facts else ""

    @cached_property
    def _rest(self) -> dict[int, Totals]:
        """By report: the sums of its facts that count (one query, none where nothing is told twice)."""
        found: dict[int, Totals] = defaultdict(Totals)
        if not self.partial:
            return found
        gone = self.facts
        rows = Fact.objects.filter(version_id__in=self.partial).values_list("pk", "version_id", *FIELDS)
        for key, version, *fact in rows.iterator(chunk_size=2000):
            if key not in gone:
                found[version].add(tuple(fact))
        return found

    def rest(self, dimension: str) -> Iterator[RestRow]:
        """What remains of the reports of which a part is told again, under a dimension."""
        for version, totals in self._rest.items():
            for (section, kind, name, code, figure), total in totals.sums.items():
                if name == dimension:
                    yield RestRow(version, section, kind, code, figure, total.actual, total.estimated)


def overlap_in(year: int, versions: "QuerySet[FilingVersion]") -> Overlap:
    """What the reports of a set tell twice, by the register as it stood at the end of the year (four queries at most)."""
    ancestors = predecessors_map(Function.TTDN, date(year, 12, 31))
    merged = set(ancestors) | {each for before in ancestors.values() for each in before}
    if not merged:
        return Overlap()
    rows = versions.filter(body_id__in=merged).order_by()
    return overlap_of(ancestors, rows.values_list("pk", "body_id", "body__dissolved_on", "filing__subject_id"))


def overlap_of(
    ancestors: Mapping[int, set[int]], reports: Iterable[tuple[int, int, date | None, uuid.UUID | None]]
) -> Overlap:
    """What reports (version, body, the day the body ended, subject) of one line of bodies tell twice (one query).

    A record counts in the report of the body that came last; of one body's, in the report of its own duty rather than
    in one that answers for a predecessor.
    """
    root = {body: heir for heir, before in ancestors.items() for body in (heir, *before)}
    lines: dict[int, list[tuple[date, bool, int]]] = defaultdict(list)
    for version, body, ended, subject in reports:
        if body in root:
            lines[root[body]].append((ended or date.max, subject is None, version))
    lines = {heir: rows for heir, rows in lines.items() if len(rows) > 1}
    if not lines:
        return Overlap()
    rank = {version: (heir, (ended, own, version)) for heir, rows in lines.items() for ended, own, version in rows}
    tellers: dict[tuple[int, str, uuid.UUID], int] = {}
    told: dict[int, list[tuple[int, tuple[int, str, uuid.UUID]]]] = defaultdict(list)
    facts = Fact.objects.filter(version_id__in=list(rank)).values_list("pk", "version_id", "record_kind", "record_id")
    for key, version, kind, record in facts.iterator(chunk_size=5000):
        heir, place = rank[version]
        about = (heir, kind, record)
        told[version].append((key, about))
        if about not in tellers or rank[tellers[about]][1] < place:
            tellers[about] = version
    repeated = {
        version: frozenset(key for key, about in rows if tellers[about] != version) for version, rows in told.items()
    }
    return Overlap(
        {version: keys for version, keys in repeated.items() if keys},
        frozenset(version for version, keys in repeated.items() if keys and len(keys) == len(told[version])),
    )


def drafted_without_repeats(
    versions: "QuerySet[FilingVersion]", code: str, overlap: Overlap
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """(version, figures) of the drafted sentences of a section.

    Of a report that is partly told again: only the sentences with a record that no other report's sentence has.
    """
    rows = DraftedSentence.objects.filter(version__in=versions.order_by().values("pk"), code=code)
    if not overlap.partial:
        yield from rows.values_list("version_id", "figures").iterator(chunk_size=2000)
        return
    told = {
        (link["kind"], link["id"])
        for links in rows.exclude(version_id__in=overlap.partial).values_list("links", flat=True)
        for link in links
    }
    for version, figures, links in rows.values_list("version_id", "figures", "links").iterator(chunk_size=2000):
        again = version in overlap.partial and links and {(each["kind"], each["id"]) for each in links} <= told
        if not again:
            yield version, figures
