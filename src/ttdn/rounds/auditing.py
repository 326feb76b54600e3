"""How the audit list names rounds and the answers of units, to whoever may open them."""

import uuid
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from ttdn.audit.registry import Named
from ttdn.plans.requests import workplace_in
from ttdn.rounds.models import Round, RoundAnswer


def rounds_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The round's title (one query)."""
    rows = Round.objects.visible_to(workplace_in(request, on)).filter(public_id__in=ids)
    return {row.public_id: Named(row.title, reverse("rounds_detail", args=[row.public_id])) for row in rows}


def answers_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The round of the answer (one query); the page behind the link names the unit."""
    rows = RoundAnswer.objects.visible_to(workplace_in(request, on)).filter(public_id__in=ids)
    return {
        row.public_id: Named(row.round.title, reverse("rounds_answer", args=[row.public_id]))
        for row in rows.select_related("round")
    }
