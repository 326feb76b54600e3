"""National programmes and guidance letters: loaded from the law book as they stand, resolved to bodies on a day."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from ttdn.law import schema
from ttdn.law.book import Book
from ttdn.law.errors import LawError
from ttdn.organisations.models import Body, BodyAttribute, BodyName
from ttdn.organisations.queries import CLASSES, bodies_of_kind
from ttdn.plans.models import (
    Guidance,
    GuidanceItem,
    PartyMember,
    Programme,
    ProgrammeChange,
    ProgrammeParty,
    ProgrammeTask,
)
from ttdn.plans.queries import day_of

FILE_REASON = "Nạp lại theo tệp luật đã thay đổi"


@dataclass(frozen=True)
class Loaded:
    """How many programmes and letters were read, and how many of them had changed."""

    read: int
    changed: int


def load(book: Book, at: datetime) -> Loaded:
    """Bring every programme and guidance letter of the book into the database; a second run changes nothing.

    A task that the coordinator adjusted by hand keeps the adjustment; every other difference is written to the
    programme's history.
    """
    changed = sum(_load_programme(programme, at) for programme in book.programmes.values())
    changed += sum(_load_guidance(letter, book) for letter in book.guidance_letters.values())
    return Loaded(len(book.programmes) + len(book.guidance_letters), changed)


def digest_of(rule: schema.Programme | schema.Guidance) -> str:
    """Hash of a law file's content."""
    content = json.dumps(rule.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


# Programmes


@transaction.atomic
def _load_programme(rule: schema.Programme, at: datetime) -> bool:
    digest = digest_of(rule)
    row = Programme.objects.select_for_update().filter(law_id=rule.id).first()
    if row is not None and row.digest == digest:
        return False
    fresh = row is None
    row = row or Programme(law_id=rule.id)
    row.title_vi, row.title_en, row.instrument = rule.title_vi, rule.title_en or "", rule.instrument
    row.period_from, row.period_to, row.digest = rule.period_from, rule.period_to, digest
    row.save()
    adjusted = set(
        row.changes.exclude(by=None).exclude(kind=ProgrammeChange.Kind.MEMBER).values_list("task_label", flat=True)
    )
    position = 0
    for group in rule.groups:
        for task in group.tasks:
            position += 1
            if task.label not in adjusted:
                _load_task(row, group, task, position, at, fresh=fresh)
    return True


def _load_task(
    programme: Programme,
    group: schema.ProgrammeGroup,
    rule: schema.ProgrammeTask,
    position: int,
    at: datetime,
    *,
    fresh: bool,
) -> None:
    values: dict[str, Any] = {
        "group_label": group.label,
        "group_title_vi": group.title_vi,
        "group_title_en": group.title_en or "",
        "title_vi": rule.title_vi,
        "title_en": rule.title_en or "",
        "period_text": rule.period_text or "",
        "year_from": rule.period_from,
        "year_to": rule.period_to,
        "yearly": rule.yearly,
        "position": position,
    }
    task = programme.tasks.filter(label=rule.label).first()
    if task is None:
        task = ProgrammeTask.objects.create(programme=programme, label=rule.label, **values)
        if not fresh:
            _history(task, ProgrammeChange.Kind.ADDED, before={}, after=values, at=at)
    else:
        before = {name: getattr(task, name) for name in values}
        changed = {name: value for name, value in values.items() if before[name] != value}
        if changed:
            ProgrammeTask.objects.filter(pk=task.pk).update(**changed)
            _history(
                task,
                ProgrammeChange.Kind.AMENDED,
                before={name: before[name] for name in changed},
                after=changed,
                at=at,
            )
    _load_parties(task, ProgrammeParty.Part.LEAD, rule.lead)
    _load_parties(task, ProgrammeParty.Part.COORDINATE, rule.coordinators)


def _history(task: ProgrammeTask, kind: str, *, before: dict[str, Any], after: dict[str, Any], at: datetime) -> None:
    programme = task.programme
    ProgrammeChange.objects.create(
        programme=programme,
        task=task,
        task_label=task.label,
        kind=kind,
        before=before,
        after=after,
        reason=FILE_REASON,
        instrument=programme.instrument,
        on=day_of(at),
        at=at,
    )


def _load_parties(task: ProgrammeTask, part: str, rules: Sequence[schema.Party]) -> None:
    """Parties in their exact words; one that did not change keeps its row, and so the members named for it."""
    known = {(row.kind, row.ref, row.text_vi): row for row in task.parties.filter(part=part)}
    for position, rule in enumerate(rules):
        key = (rule.kind, rule.ref or "", rule.text_vi)
        row = known.pop(key, None)
        if row is None:
            ProgrammeParty.objects.create(
                task=task, part=part, kind=rule.kind, ref=rule.ref or "", text_vi=rule.text_vi, position=position
            )
        elif row.position != position:
            ProgrammeParty.objects.filter(pk=row.pk).update(position=position)
    for row in known.values():
        row.delete()


# Guidance


@transaction.atomic
def _load_guidance(rule: schema.Guidance, book: Book) -> bool:
    digest = digest_of(rule)
    row = Guidance.objects.select_for_update().filter(law_id=rule.id).first()
    if row is not None and row.digest == digest:
        return False
    row = row or Guidance(law_id=rule.id)
    row.instrument, row.title_vi, row.title_en = rule.instrument, rule.title_vi, rule.title_en or ""
    row.year, row.addressee_class, row.digest = rule.year, rule.addressee_class, digest
    row.save()
    kept: set[str] = set()
    _load_items(row, rule.items, None, "", book=book, kept=kept)
    # an item that plans point at is never deleted: the plan still says what it answered
    row.items.exclude(path__in=kept).filter(plan_tasks=None).delete()
    return True


def _load_items(
    guidance: Guidance,
    rules: Sequence[schema.GuidanceItem],
    parent: GuidanceItem | None,
    path: str,
    *,
    book: Book,
    kept: set[str],
) -> None:
    for number, rule in enumerate(rules, 1):
        place = f"{path}.{number}" if path else str(number)
        kept.add(place)
        item, _made = GuidanceItem.objects.update_or_create(
            guidance=guidance,
            path=place,
            defaults={
                "parent": parent,
                "label": rule.label or "",
                "title_vi": rule.title_vi,
                "title_en": rule.title_en or "",
                "text_vi": rule.text_vi or "",
                "due_on": _due_on(rule.due, guidance.year, book),
                "due_word": (rule.due.word or "") if rule.due else "",
                "due_term": (rule.due.term or "") if rule.due else "",
                "applies_to": rule.applies_to or "",
                "deliverable": rule.deliverable or "",
                "addressees": [party.model_dump() for party in rule.addressees],
                "position": len(kept),
            },
        )
        _load_items(guidance, rule.children, item, place, book=book, kept=kept)


def _due_on(due: schema.GuidanceDue | None, year: int, book: Book) -> date | None:
    """The date a letter names, as it names it (boundary words stand beside it)."""
    if due is None:
        return None
    if due.date is not None or not due.term:
        return due.date
    try:
        term = book.term(due.term, date(year, 12, 31))
    except LawError:
        return None
    if term.date is not None:
        return term.date
    if not term.month_day:
        return None
    month, day = (int(part) for part in term.month_day.split("-"))
    return date(year, month, day)


# Parties resolved to bodies


@dataclass(frozen=True)
class Resolved:
    """A party on a day: its bodies, or `open` when nobody said yet who they are."""

    party: ProgrammeParty
    bodies: tuple[Body, ...]
    open: bool


def _classes(codes: set[str], on: date) -> dict[str, list[Body] | None]:
    """The bodies of several classes on a day: one query for the bodies, one for their attributes."""
    if not codes:
        return {}
    kinds = {kind for code in codes for kind in CLASSES[code][0]}
    bodies = list(bodies_of_kind(kinds, on))
    wanted = {CLASSES[code][1] for code in codes} - {None}
    having: dict[str, set[int]] = {}
    if wanted:
        for body_id, attribute in (
            BodyAttribute.objects.on(on).filter(attribute__in=wanted).values_list("body_id", "attribute")
        ):
            having.setdefault(attribute, set()).add(body_id)
    found: dict[str, list[Body] | None] = {}
    for code in codes:
        of_kinds, attribute = CLASSES[code]
        found[code] = [
            body
            for body in bodies
            if body.kind in of_kinds and (attribute is None or body.pk in having.get(attribute, set()))
        ]
    return found


class Resolver:
    """Resolves parties on a day: all symbols and codes in two queries, each class once."""

    def __init__(self, on: date, refs: Iterable[str] = ()) -> None:
        """Look up the bodies of these symbols, codes and classes."""
        self.on = on
        wanted = {ref for ref in refs if ref}
        self._classes: dict[str, list[Body] | None] = _classes(wanted & CLASSES.keys(), on)
        self._bodies: dict[str, Body] = {}
        signing: dict[str, list[Body]] = {}
        wanted -= CLASSES.keys()
        named = Q(symbol__in=wanted) | Q(body__code__in=wanted)
        for name in BodyName.objects.filter(named).select_related("body") if wanted else ():
            self._bodies[name.body.code] = name.body
            if name.counts_on(on) and name.body.alive_on(on):
                signing.setdefault(name.symbol, []).append(name.body)
        # a symbol that several bodies sign with (UBND) names nobody
        self._bodies |= {symbol: bodies[0] for symbol, bodies in signing.items() if len(bodies) == 1}

    def party(self, party: ProgrammeParty, named: Iterable[Body] = ()) -> Resolved:
        """The bodies a party means on the day; an open class is what the coordinator named."""
        if party.kind == ProgrammeParty.Kind.CLASS:
            found = self.bodies_of_class(party.ref)
            if found is not None:
                return Resolved(party, tuple(found), open=False)
        if party.kind in (ProgrammeParty.Kind.BODY, ProgrammeParty.Kind.OTHER):
            body = self.body(party.ref)
            if body is not None:
                return Resolved(party, (body,), open=False)
        members = tuple(named)
        unnamed = party.kind in (ProgrammeParty.Kind.OPEN, ProgrammeParty.Kind.CLASS)
        return Resolved(party, members, open=unnamed and not members)

    def bodies_of_class(self, code: str) -> list[Body] | None:
        """The bodies of a class; None for an open one."""
        if code in CLASSES and code not in self._classes:
            self._classes |= _classes({code}, self.on)
        return self._classes.get(code)

    def body(self, ref: str) -> Body | None:
        """The body of a symbol on the day, or of a code of the register, among those looked up."""
        return self._bodies.get(ref)


def members_of(tasks: Iterable[ProgrammeTask]) -> list[PartyMember]:
    """The bodies that the coordinator named for these tasks' open classes."""
    return list(PartyMember.objects.filter(party__task__in=list(tasks)).select_related("body", "party").order_by("at"))


def resolved_parties(
    tasks: Iterable[ProgrammeTask], on: date, named: Iterable[PartyMember] | None = None
) -> dict[int, list[Resolved]]:
    """Every party of these tasks on a day, by task key: leads first, in the order of the annex.

    `named` are the members of open classes when the caller has them at hand.
    """
    tasks = list(tasks)
    keys = [task.pk for task in tasks]
    parties = list(ProgrammeParty.objects.filter(task_id__in=keys).order_by("task_id", "position", "pk"))
    members: dict[int, list[Body]] = {}
    for row in members_of(tasks) if named is None else named:
        members.setdefault(row.party_id, []).append(row.body)
    resolver = Resolver(on, [party.ref for party in parties])
    found: dict[int, list[Resolved]] = {key: [] for key in keys}
    for party in parties:
        found[party.task_id].append(resolver.party(party, members.get(party.pk, ())))
    for rows in found.values():
        rows.sort(key=lambda each: each.party.part != ProgrammeParty.Part.LEAD)
    return found


def programme_day(programme: Programme, on: date) -> date:
    """The day a programme's classes are resolved on: today while it runs, its last day afterwards."""
    return min(max(on, date(programme.period_from, 1, 1)), date(programme.period_to, 12, 31))
