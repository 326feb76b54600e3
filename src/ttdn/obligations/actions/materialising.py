"""Materialise the law: one row per body and duty of a year, in bulk, as often as one likes."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from ttdn.law import Book, GuidanceItem, NotInForce, ObligationRule
from ttdn.obligations.actions.passing import fulfil_assignments, pass_to_successors
from ttdn.obligations.choices import Fulfilling, Origin
from ttdn.obligations.derivations import derive, fixed_derivation
from ttdn.obligations.models import Derivation, Obligation
from ttdn.obligations.totals import key_of, recount, recount_year
from ttdn.organisations.errors import NoHolder
from ttdn.organisations.models import Body
from ttdn.organisations.queries import bodies_of_kind, holder_of_role, resolve_class
from ttdn.web.ids import uuid7

BATCH = 1000
PERIODIC = {"yearly": 1, "quarterly": 4, "monthly": 12}


@dataclass(frozen=True)
class Duty:
    """One duty of a year before it is laid on bodies."""

    rule_id: str
    effective: date | None
    period: str
    title_vi: str
    title_en: str
    fulfilment: str
    counts: str
    derivation: Derivation | None
    citation: str
    form_id: str = ""
    act_kind: str = ""
    provisional: bool = False
    addressee_role: str = ""
    origin: str = Origin.LAW
    origin_id: str = ""
    bearer_kinds: tuple[str, ...] = ()
    bearer_roles: tuple[str, ...] = ()
    bearer_class: str = ""
    year: int = 0


@transaction.atomic(durable=True)
def materialise_year(year: int, *, book: Book, at: datetime, is_demo: bool = False) -> int:
    """Lay every dated duty of the year on the bodies that bear it; returns how many rows are new.

    Idempotent: a duty already there is left as it is. A duty whose bearer ended before its due date goes to the
    successor of the function (decisions.md 9); when the successor bears the same duty itself, the two are one.
    """
    return lay_year(year, book=book, at=at, is_demo=is_demo)


def lay_year(year: int, *, book: Book, at: datetime, is_demo: bool = False) -> int:
    """Building block of `materialise_year`, for actions that change who bears what."""
    made = 0
    for duty in duties_of(year, book):
        made += _lay(duty, list(_bearers(duty)), book=book, at=at, is_demo=is_demo)
    pass_to_successors(year, at=at)
    fulfil_assignments(year, at=at)
    recount_year(year)
    return made


@transaction.atomic
def raise_obligation(
    *,
    rule_id: str,
    bearer: Body,
    anchor: date | datetime,
    trigger_key: str,
    book: Book,
    at: datetime,
    origin_id: str = "",
) -> Obligation:
    """Building block: the duty that an event, a notice or an incident triggers for one body (not yearly ones)."""
    on = anchor.date() if isinstance(anchor, datetime) else anchor
    rule = book.obligation_rule(rule_id, on)
    derivation = derive(book, rule.term, anchor) if rule.term else None
    duty = _duty(rule, str(on.year), derivation, book, year=on.year)
    row, created = Obligation.objects.get_or_create(
        rule_id=rule_id,
        first_bearer=bearer,
        period=duty.period,
        trigger_key=trigger_key,
        origin_id=origin_id,
        defaults=_columns(duty, book, at, is_demo=bearer.is_demo) | {"bearer": bearer},
    )
    if created:
        recount([key_of(row)])
    return row


def duties_of(year: int, book: Book) -> Iterator[Duty]:
    """Every duty that falls due in the year: yearly, quarterly, monthly, assignments, and what guidance letters ask.

    A letter whose demands have rule files of their own (947) is followed by these; one that the coordinator keyed in
    over the shipped book is followed item by item.
    """
    for rule_id in book.ids("obligations"):
        yield from _rule_duties(rule_id, year, book)
    ruled = {
        value.instrument
        for rule_id in book.ids("obligations")
        for value in book.values("obligations", rule_id).values()
        if value
    }
    for letter_id in book.ids("guidance"):
        if book.guidance(letter_id).instrument not in ruled:
            yield from _guidance_duties(letter_id, year, book)


def _rule_duties(rule_id: str, year: int, book: Book) -> Iterator[Duty]:
    values = [value for value in book.values("obligations", rule_id).values() if isinstance(value, ObligationRule)]
    trigger = values[-1].trigger if values else ""
    if trigger == "standing":
        yield from _standing(rule_id, year, book)
        return
    for part in range(PERIODIC.get(trigger, 0)):
        anchor = date(year, 1 + part * (12 // PERIODIC[trigger]), 1)
        duty = _periodic_duty(rule_id, trigger, anchor, part, book)
        if duty is not None:
            yield duty


def _periodic_duty(rule_id: str, trigger: str, anchor: date, part: int, book: Book) -> Duty | None:
    """The duty of one period; None when the rule or its term was not in force on the day that decides.

    That day is the due date, or the last day of the year where the law sets no date.
    """
    year = anchor.year
    values = [value for value in book.values("obligations", rule_id).values() if isinstance(value, ObligationRule)]
    try:
        term = next((value.term for value in values if value.term), None)
        derivation = derive(book, term, anchor) if term else None
        rule = book.obligation_rule(rule_id, derivation.due_on if derivation else date(year, 12, 31))
    except NotInForce:
        return None
    period = {
        "yearly": str(year + rule.subject_year_offset),
        "quarterly": f"{year}-Q{part + 1}",
        "monthly": f"{year}-{part + 1:02d}",
    }[trigger]
    return _duty(rule, period, derivation, book, year=year)


def _standing(rule_id: str, year: int, book: Book) -> Iterator[Duty]:
    """A standing duty fulfilled by an assignment (one focal unit, Đ10.2) is followed once a year, without a date."""
    try:
        rule = book.obligation_rule(rule_id, date(year, 12, 31))
    except NotInForce:
        return
    if rule.fulfilment == Fulfilling.ASSIGNMENT.value:
        yield _duty(rule, str(year), None, book, year=year)


def _guidance_duties(letter_id: str, year: int, book: Book) -> Iterator[Duty]:
    letter = book.guidance(letter_id)
    for item in _flatten(letter.items):
        if item.due is None or item.deliverable is None:
            continue
        day = item.due.date
        if day is None or day.year != year:
            continue
        last_good = date.fromordinal(day.toordinal() - 1) if (item.due.word or "").startswith("trước") else day
        name = book.instrument_name(letter.instrument)
        derivation = fixed_derivation(
            book,
            term_id=f"guidance/{letter_id}/{item.label or ''}",
            due_on=last_good,
            citation=name,
            sentences={
                "vi": f"{name} yêu cầu gửi {item.due.word or 'chậm nhất ngày'} {day:%d/%m/%Y}: "
                f"ngày cuối còn đúng hạn là {last_good:%d/%m/%Y}.",
                "en": f"{book.instrument_name_en(letter.instrument)} asks for it"
                f" {'before' if last_good < day else 'by'} {day:%d/%m/%Y}: the last good day is {last_good:%d/%m/%Y}.",
            },
        )
        yield Duty(
            rule_id=f"guidance/{letter_id}",
            effective=book.instrument(letter.instrument).issued_on,
            period=str(letter.year),
            title_vi=item.title_vi,
            title_en=item.title_en or item.title_vi,
            fulfilment=Fulfilling.FILING,
            counts="sent",
            derivation=derivation,
            citation=name,
            form_id=item.deliverable,
            addressee_role="coordinator",
            origin=Origin.GUIDANCE,
            origin_id=f"{letter_id}#{item.label or item.title_vi[:60]}",
            bearer_class=letter.addressee_class,
            year=year,
        )


def _flatten(items: Iterable[GuidanceItem]) -> Iterator[GuidanceItem]:
    for item in items:
        yield item
        yield from _flatten(item.children)


def _duty(rule: ObligationRule, period: str, derivation: Derivation | None, book: Book, *, year: int) -> Duty:
    return Duty(
        rule_id=rule.id,
        effective=rule.effective_from,
        period=period,
        title_vi=rule.title_vi,
        title_en=rule.title_en,
        fulfilment=rule.fulfilment,
        counts=rule.counts,
        derivation=derivation,
        citation=book.citation(rule),
        form_id=rule.form or "",
        act_kind=rule.act_kind or "",
        provisional=rule.provisional or rule.checked_on is None,
        origin=Origin.GUIDANCE if book.instrument(rule.instrument).kind == "cong_van" else Origin.LAW,
        addressee_role=rule.addressee_roles[0] if rule.addressee_roles else "",
        bearer_kinds=rule.bearer_kinds,
        bearer_roles=rule.bearer_roles,
        year=year,
    )


def _bearers(duty: Duty) -> Iterator[Body]:
    """The bodies that bear a duty on its due date (standing ones: on the last day of the year)."""
    on = duty.derivation.due_on if duty.derivation else date(duty.year, 12, 31)
    seen: set[int] = set()
    found: list[Body] = []
    if duty.bearer_kinds:
        found += list(bodies_of_kind(duty.bearer_kinds, on))
    if duty.bearer_class:
        found += resolve_class(duty.bearer_class, on) or []
    for role in duty.bearer_roles:
        with suppress(NoHolder):
            found.append(holder_of_role(role, on))
    for body in found:
        if body.pk not in seen:
            seen.add(body.pk)
            yield body


def _columns(duty: Duty, book: Book, at: datetime, *, is_demo: bool) -> dict[str, object]:
    return {
        "rule_effective": duty.effective,
        "book_hash": book.hash,
        "origin": duty.origin,
        "year": duty.year,
        "title_vi": duty.title_vi,
        "title_en": duty.title_en,
        "form_id": duty.form_id,
        "act_kind": duty.act_kind,
        "fulfilment": duty.fulfilment,
        "counts": duty.counts,
        "derivation": duty.derivation,
        "citation": duty.citation,
        "provisional": duty.provisional,
        "addressee_role": duty.addressee_role,
        "is_demo": is_demo,
        "created_at": at,
    }


def _lay(duty: Duty, bearers: list[Body], *, book: Book, at: datetime, is_demo: bool) -> int:
    """Insert the rows that are missing, in batches; returns how many."""
    key = {
        "rule_id": duty.rule_id,
        "period": duty.period,
        "trigger_key": "",
        "origin_id": duty.origin_id,
    }
    there = set(Obligation.objects.filter(**key).values_list("first_bearer_id", flat=True))
    columns = _columns(duty, book, at, is_demo=is_demo)
    rows = [
        Obligation(public_id=uuid7(), bearer=body, first_bearer=body, **key, **columns)
        for body in bearers
        if body.pk not in there
    ]
    Obligation.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return len(rows)
