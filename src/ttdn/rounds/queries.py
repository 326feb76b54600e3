"""Reads of rounds; missing and foreign give the same 404."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count
from django.http import Http404

from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.plans.models import Task
from ttdn.plans.queries import Workplace
from ttdn.rounds.models import Round, RoundAnswer, RoundItem


@dataclass(frozen=True)
class BoardRow:
    """A unit on the board of a round."""

    answer: RoundAnswer
    name: str
    late: bool
    items: int


def access_round(workplace: Workplace, public_id: UUID) -> Round:
    """A round the person may see. Raises Http404."""
    found = Round.objects.visible_to(workplace).select_related("body").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def access_answer(workplace: Workplace, public_id: UUID) -> RoundAnswer:
    """An answer the person may see. Raises Http404."""
    found = (
        RoundAnswer.objects.visible_to(workplace)
        .select_related("round__body", "unit", "submitted_by", "approved_by")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def item_of(answer: RoundAnswer, public_id: UUID, ask: str = "") -> RoundItem:
    """A line of this answer, under one question where `ask` says which. Raises Http404."""
    rows = answer.items.select_related("task").filter(public_id=public_id)
    found = (rows.filter(ask=ask) if ask else rows).first()
    if found is None:
        raise Http404
    return found


def is_whole(workplace: Workplace, body: Body) -> bool:
    """Whether the person works for the body as a whole: its focal unit, its leaders."""
    return body.pk in workplace.reach.bodies and body.pk not in workplace.limits


def is_of_unit(workplace: Workplace, answer: RoundAnswer) -> bool:
    """Whether the answer is of the person's own unit."""
    held = workplace.reach.units.get(answer.round.body_id, frozenset())
    return answer.unit_id in held


def board_of(opened: Round, on: date) -> list[BoardRow]:
    """Every unit asked, in the order of the register: three queries."""
    answers = list(opened.answers.select_related("unit").order_by("unit__sort_key"))
    items = dict(
        RoundItem.objects.filter(answer__in=answers).values_list("answer").annotate(number=Count("pk")).order_by()
    )
    for answer in answers:
        answer.round = opened
    names = names_on([answer.unit_id for answer in answers], on)
    return [
        BoardRow(
            answer,
            names[answer.unit_id].name_vi if answer.unit_id in names else answer.unit.code,
            answer.is_late(on),
            items.get(answer.pk, 0),
        )
        for answer in answers
    ]


def waiting_answers(workplace: Workplace) -> list[RoundAnswer]:
    """Answers the person's units still owe in open rounds, the earliest internal date first."""
    units = {unit for held in workplace.reach.units.values() for unit in held}
    rows = RoundAnswer.objects.filter(unit_id__in=units, round__closed_at__isnull=True)
    return list(rows.exclude(state__in=["approved", "merged"]).select_related("round").order_by("round__due_on")[:10])


def tasks_to_report(opened: Round, unit: Body) -> list[Task]:
    """The tasks of the body's plan of that year that the unit may report on: its own, and those of no unit."""
    rows = Task.objects.filter(plan__body=opened.body, plan__year_from__lte=opened.year, plan__year_to__gte=opened.year)
    return list(rows.filter(unit__in=[unit]) | rows.filter(unit__isnull=True))
