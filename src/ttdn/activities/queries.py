"""Reads of activities; `access_activity` fetches and authorises in one step."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.http import Http404

from ttdn.activities import permissions
from ttdn.activities.models import Activity, Estimate
from ttdn.law.text import fold
from ttdn.organisations.models import Body
from ttdn.plans.queries import Workplace, workplace_of

if TYPE_CHECKING:
    from ttdn.accounts.models import User


def scope_of(user: "User", on: date) -> Q:
    """The condition on activities (and on anything with body and unit) that the person may read."""
    return scope(workplace_of(user, on))


def scope(workplace: Workplace) -> Q:
    """As `scope_of`, from a workplace that the view has at hand."""
    condition = Q(pk__in=[])
    whole = []
    for body in workplace.reach.bodies:
        if not permissions.may_read(workplace.roles(body)):
            continue
        if limit := workplace.own_units(body):
            condition |= Q(body_id=body, unit_id__in=sorted(limit))
        else:
            whole.append(body)
    if not whole:
        return condition
    # one body compares by equality, so that the list is read in the order of its index
    return (Q(body_id=whole[0]) if len(whole) == 1 else Q(body_id__in=sorted(whole))) | condition


def scope_parts(workplace: Workplace) -> list[Q]:
    """The conditions that `scope` joins, one for each body: each is read in the order of its own index."""
    found = []
    for body in sorted(workplace.reach.bodies):
        if permissions.may_read(workplace.roles(body)):
            limit = workplace.own_units(body)
            found.append(Q(body_id=body, unit_id__in=sorted(limit)) if limit else Q(body_id=body))
    return found


def totals_scope(workplace: Workplace) -> Q:
    """The same scope on summary rows."""
    condition = Q(pk__in=[])
    for body in workplace.reach.bodies:
        if permissions.may_read(workplace.roles(body)):
            limit = workplace.own_units(body)
            condition |= Q(body_id=body, unit_key__in=sorted(limit)) if limit else Q(body_id=body)
    return condition


def access_activity(user: "User", public_id: uuid.UUID, on: date) -> Activity:
    """The activity if the person may read it; missing and foreign are the same `Http404`."""
    found = (
        Activity.objects.visible_to(user, on)
        .filter(public_id=public_id)
        .select_related("body", "unit", "task__plan", "programme_task__programme", "created_by")
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; empty values narrow nothing."""

    year: int | None = None
    month: int | None = None
    kind: str = ""
    section: str = ""
    unit: int | None = None
    body: int | None = None
    channel: str = ""
    text: str = ""
    state: str = Activity.State.RECORDED

    @property
    def summed(self) -> bool:
        """Whether summary rows can answer for this choice (they know no channel and no text)."""
        return not self.channel and not self.text and self.state == Activity.State.RECORDED


def filtered(rows: QuerySet[Activity], filters: Filters, kinds_of_section: Iterable[str] = ()) -> QuerySet[Activity]:
    """The activities that meet the filters; years and months read the index by day."""
    if filters.body:
        rows = rows.filter(body_id=filters.body)
    if filters.year and (filters.kind or filters.section):
        rows = rows.filter(year=filters.year)
    if filters.year:
        first, last = _span(filters.year, filters.month)
        rows = rows.filter(starts_on__gte=first, starts_on__lt=last)
    elif filters.month:
        rows = rows.filter(month=filters.month)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.section:
        rows = rows.filter(section_code=filters.section)
    if filters.unit:
        rows = rows.filter(unit_id=filters.unit)
    if filters.channel:
        rows = rows.filter(channel_key__contains=f"|{filters.channel}|")
    for word in fold(filters.text).split():
        rows = rows.filter(folded__contains=word)
    return rows.filter(state=filters.state)


def totals_filtered(filters: Filters, kinds_of_section: Iterable[str] = ()) -> Q:
    """The condition on summary rows that says the same as the filters (of those they know)."""
    condition = Q()
    if filters.body:
        condition &= Q(body_id=filters.body)
    if filters.year:
        condition &= Q(year=filters.year)
    if filters.month:
        condition &= Q(month=filters.month)
    if filters.kind:
        condition &= Q(kind=filters.kind)
    if filters.section:
        condition &= Q(kind__in=list(kinds_of_section))
    if filters.unit:
        condition &= Q(unit_key=filters.unit)
    return condition


def _span(year: int, month: int | None) -> tuple[date, date]:
    """First day, and first day after, of a year or of one of its months."""
    if not month:
        return date(year, 1, 1), date(year + 1, 1, 1)
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def bodies_read(workplace: Workplace) -> list[Body]:
    """The bodies whose activities the person reads, in the order of the register."""
    ids = [body for body in workplace.reach.bodies if permissions.may_read(workplace.roles(body))]
    return list(Body.objects.filter(pk__in=ids).order_by("sort_key", "pk"))


def for_year(body_ids: Iterable[int], year: int) -> QuerySet[Activity]:
    """Recorded activities of a year in order of days, with what a report tells of them."""
    rows = Activity.objects.filter(body_id__in=list(body_ids), year=year, state=Activity.State.RECORDED)
    return rows.select_related("unit", "task", "programme_task__programme").order_by("starts_on", "pk")


def for_programme(body_ids: Iterable[int], year: int, law_id: str, group: str) -> QuerySet[Activity]:
    """Recorded activities that carry out tasks of one group of a programme."""
    return (
        Activity.objects.filter(
            body_id__in=list(body_ids),
            year=year,
            state=Activity.State.RECORDED,
            programme_task__programme__law_id=law_id,
            programme_task__group_label=group,
        )
        .select_related("unit", "task", "programme_task__programme")
        .order_by("starts_on", "pk")
    )


def estimates_of(body_ids: Iterable[int], year: int) -> QuerySet[Estimate]:
    """What the bodies expect for the rest of a year."""
    return Estimate.objects.filter(body_id__in=list(body_ids), year=year).select_related("body")
