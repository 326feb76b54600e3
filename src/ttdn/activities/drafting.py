"""Drafts of the report's sections from recorded activities: sentences, figures and facts, actual and estimated apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ttdn.activities import wording
from ttdn.activities.catalogue import NOT_SUMMED, Catalogue, Closing, catalogue_for, closing_of
from ttdn.activities.models import Activity, Estimate
from ttdn.activities.queries import estimates_of, for_programme, for_year
from ttdn.activities.records import ESTIMATE_KIND, RECORD_KIND, estimate_hash, record_hash
from ttdn.filings.sources import Draft, DraftContext, FactRow, Link, Sentence, SentenceFigure
from ttdn.law.schema import CategoryItem
from ttdn.organisations.choices import Function
from ttdn.organisations.queries import predecessors_of
from ttdn.plans.drafting import programme_group, tasks_in
from ttdn.plans.queries import name_map

LONGEST_LABEL = 500
LONGEST_PLACE = 200


@dataclass(frozen=True)
class Basis:
    """What one section is drafted from."""

    bodies: frozenset[int]
    year: int
    section: str
    kinds: tuple[CategoryItem, ...]
    catalogue: Catalogue
    closing: Closing
    actual: tuple[Activity, ...]
    later: tuple[Activity, ...]
    estimates: tuple[Estimate, ...]
    units: dict[int, str]


def bodies_of(context: DraftContext) -> frozenset[int]:
    """The body, and those that it had succeeded by the end of the year: their work of that year is told here only."""
    inherited = predecessors_of(context.worker, Function.TTDN, date(context.year, 12, 31))
    return frozenset({context.worker.pk} | (inherited & set(context.predecessors)))


def basis_of(context: DraftContext) -> Basis:
    """Reads what the section needs in a fixed number of queries."""
    bodies = context.once("activities.bodies", lambda: bodies_of(context))
    closing = closing_of(context.book, context.year)
    catalogue = catalogue_for(context.book, context.body.kind, date(context.year, 12, 31))
    code = context.section.code
    if group := programme_group(context):
        found = list(for_programme(bodies, context.year, *group))
        estimates: tuple[Estimate, ...] = ()
        kinds = tuple(catalogue.kinds)
    else:
        found = [each for each in recorded_in(context, context.year) if each.section_code == code]
        expected = context.once("activities.estimates", lambda: list(estimates_of(bodies, context.year)))
        estimates = tuple(row for row in expected if row.section_code == code and row.value)
        kinds = tuple(kind for kind in catalogue.kinds if kind.section == code)
    return Basis(
        bodies=bodies,
        year=context.year,
        section=code,
        kinds=kinds + _strange_kinds(found, kinds),
        catalogue=catalogue,
        closing=closing,
        actual=tuple(each for each in found if each.starts_on <= closing.on),
        later=tuple(each for each in found if each.starts_on > closing.on),
        estimates=estimates,
        units=name_map({each.unit_id for each in found if each.unit_id}, date(context.year, 12, 31)),
    )


def recorded_in(context: DraftContext, year: int) -> list[Activity]:
    """The bodies' recorded activities of a year in order of days, read once for all sections of a document."""
    bodies = context.once("activities.bodies", lambda: bodies_of(context))
    return context.once(("activities.year", year), lambda: list(for_year(bodies, year)))


def _strange_kinds(found: Iterable[Activity], known: Sequence[CategoryItem]) -> tuple[CategoryItem, ...]:
    """Kinds of recorded activities that the list no longer holds: told by their code rather than left out."""
    codes = sorted({each.kind for each in found} - {kind.code for kind in known})
    return tuple(CategoryItem(code=code, vi=code, en=code) for code in codes)


def draft_section(context: DraftContext) -> Draft:
    """The sentences of a report section by kind, those that name activities, and the estimated part."""
    basis = basis_of(context)
    sentences = [sentence for kind in basis.kinds for sentence in _kind_sentences(basis, kind)]
    if not sentences and not (programme_group(context) and basis.later):
        sentences = [_nothing(context)]
    ahead = _estimated_sentence(basis)
    return Draft(
        sentences=tuple(sentences) + ((ahead,) if ahead else ()),
        facts=tuple(_facts(basis)),
    )


def summed(activities: Iterable[Activity]) -> dict[str, int]:
    """Sums of the figures that may be summed."""
    sums: dict[str, int] = defaultdict(int)
    for activity in activities:
        for code, value in activity.figures.items():
            if code not in NOT_SUMMED:
                sums[code] += int(value)
    return dict(sums)


def link_to(activity: Activity) -> Link:
    """The link that a sentence keeps to an activity."""
    return Link(RECORD_KIND, activity.public_id, record_hash(activity))


def _kind_sentences(basis: Basis, kind: CategoryItem) -> list[Sentence]:
    rows = [each for each in basis.actual if each.kind == kind.code]
    if not rows:
        return []
    figures = summed(rows)
    clause = wording.main_clause(
        kind,
        figures,
        len(rows),
        languages=basis.catalogue.names("languages", _union(each.languages for each in rows)),
        countries=_country_names(basis.catalogue, kind, rows),
    )
    links = tuple(link_to(each) for each in rows)
    told = (SentenceFigure("records", len(rows)), *(SentenceFigure(code, value) for code, value in figures.items()))
    named = notable(rows, wording.phrase_for(kind).main)
    sentences = [Sentence(f"{kind.code}.sum", f"{clause}.", links, tuple(told))]
    if named:
        text = wording.naming(
            [wording.Named(each.title, each.starts_on, each.ends_on, _place(basis.catalogue, each)) for each in named],
            of=len(rows),
        )
        sentences.append(Sentence(f"{kind.code}.named", text, tuple(link_to(each) for each in named)))
    return sentences


def notable(rows: Sequence[Activity], main: str) -> list[Activity]:
    """Which activities are named: all when few, else those marked notable, else the largest; in order of days."""
    if len(rows) <= wording.NAMED_ALL:
        return list(rows)
    marked = [each for each in rows if each.notable]
    if not marked:
        weight = {each.pk: sum(int(value) for code, value in each.figures.items() if code != main) for each in rows}
        marked = sorted(rows, key=lambda each: (-weight[each.pk], each.starts_on, each.pk))[: wording.NAMED_ALL]
    chosen = {each.pk for each in marked[: wording.NAMED_MOST]}
    return [each for each in rows if each.pk in chosen]


def _nothing(context: DraftContext) -> Sentence:
    """No activity: "Trong kỳ không phát sinh.", or which planned tasks have no result recorded yet."""
    if programme_group(context):
        return Sentence("none", wording.nothing(), (), (SentenceFigure("records", 0),))
    tasks = tasks_in(context, context.year)
    planned = [task.title.rstrip(". ") for task in tasks if task.section_code == context.section.code]
    return Sentence("none", wording.nothing(planned=planned), (), (SentenceFigure("records", 0),))


def _estimated_sentence(basis: Basis) -> Sentence | None:
    clauses: list[str] = []
    links: list[Link] = []
    figures: list[SentenceFigure] = []
    for kind in basis.kinds:
        records, sums = estimated_of(basis, kind.code)
        if not records and not any(sums.values()):
            continue
        clauses.append(wording.main_clause(kind, sums, records, more=True))
        figures.append(SentenceFigure(f"{kind.code}.records", records, estimated=True))
        figures += [SentenceFigure(f"{kind.code}.{code}", value, estimated=True) for code, value in sums.items()]
        links += [link_to(each) for each in basis.later if each.kind == kind.code]
        links += [
            Link(ESTIMATE_KIND, row.public_id, estimate_hash(row)) for row in basis.estimates if row.kind == kind.code
        ]
    if not clauses:
        return None
    text = wording.estimated(clauses, closing=basis.closing.on, year=basis.year)
    return Sentence("estimate", text, tuple(links), tuple(figures))


def estimated_of(basis: Basis, kind: str) -> tuple[int, dict[str, int]]:
    """Records and figures after the closing date: what was recorded since, or the estimate where that is more."""
    later = [each for each in basis.later if each.kind == kind]
    told = _estimate_values(basis.estimates, kind)
    sums = summed(later)
    codes = (told.keys() | sums.keys()) - {""}
    return max(len(later), told.get("", 0)), {code: max(sums.get(code, 0), told.get(code, 0)) for code in sorted(codes)}


def _estimate_values(estimates: Iterable[Estimate], kind: str) -> dict[str, int]:
    values: dict[str, int] = defaultdict(int)
    for row in estimates:
        if row.kind == kind:
            values[row.figure_code] += row.value
    return dict(values)


def _facts(basis: Basis) -> list[FactRow]:
    facts = [fact_of(each, basis.catalogue, basis.units, estimated=False) for each in basis.actual]
    facts += [fact_of(each, basis.catalogue, basis.units, estimated=True) for each in basis.later]
    for kind in basis.kinds:
        facts += _estimate_facts(basis, kind)
    return facts


def _estimate_facts(basis: Basis, kind: CategoryItem) -> list[FactRow]:
    """One fact for what the estimates say beyond the activities recorded since the closing date."""
    rows = [row for row in basis.estimates if row.kind == kind.code]
    if not rows:
        return []
    _records, wanted = estimated_of(basis, kind.code)
    recorded = summed(each for each in basis.later if each.kind == kind.code)
    rest = {code: value - recorded.get(code, 0) for code, value in wanted.items() if value > recorded.get(code, 0)}
    if not rest:
        return []
    lead = min(rows, key=lambda row: row.pk)
    return [
        FactRow(
            kind=kind.code,
            record_kind=ESTIMATE_KIND,
            record_id=lead.public_id,
            record_hash=estimate_hash(lead),
            label=f"Ước thực hiện sau ngày {wording.day(basis.closing.on)}: {kind.vi}"[:LONGEST_LABEL],
            month=12,
            estimated=True,
            figures=rest,
        )
    ]


def fact_of(activity: Activity, catalogue: Catalogue, units: dict[int, str], *, estimated: bool) -> FactRow:
    """The fact that one activity becomes when the report is issued; figures that cannot be summed stay behind."""
    programme = activity.programme_task
    return FactRow(
        kind=activity.kind,
        record_kind=RECORD_KIND,
        record_id=activity.public_id,
        record_hash=record_hash(activity),
        label=activity.title[:LONGEST_LABEL],
        on=activity.starts_on,
        month=activity.month,
        place=activity.place[:LONGEST_PLACE],
        country=activity.country,
        region=activity.region,
        channels=tuple(activity.channels),
        languages=tuple(activity.languages),
        topics=tuple(activity.topics),
        themes=tuple(activity.themes),
        programme_task=f"{programme.programme.law_id}:{programme.label}" if programme else "",
        estimated=estimated,
        figures={code: int(value) for code, value in activity.figures.items() if code not in NOT_SUMMED},
        unit_name=units.get(activity.unit_id, "")[:LONGEST_PLACE] if activity.unit_id else "",
    )


def _union(lists: Iterable[Iterable[str]]) -> list[str]:
    seen: dict[str, None] = {}
    for each in lists:
        seen.update(dict.fromkeys(each))
    return list(seen)


def _country_names(catalogue: Catalogue, kind: CategoryItem, rows: Sequence[Activity]) -> list[str]:
    """Countries are told for what took place abroad only."""
    if kind.code != "event_abroad":
        return []
    return catalogue.names(
        "countries", _union([each.country] for each in rows if each.country and each.country != "vn")
    )


def _place(catalogue: Catalogue, activity: Activity) -> str:
    names = catalogue.names("countries", [activity.country]) if activity.country not in ("", "vn") else []
    return ", ".join(part for part in (activity.place, *names) if part)
