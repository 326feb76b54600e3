"""How the audit list names duties and requests, to whoever may open them."""

import uuid
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from ttdn.audit.registry import Named
from ttdn.obligations.models import Obligation
from ttdn.obligations.queries import requests_for
from ttdn.organisations.requests import reach_in


def duties_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """Title and period (one query)."""
    rows = Obligation.objects.visible_to(reach_in(request, on)).filter(public_id__in=ids)
    return {
        row.public_id: Named(f"{row.title} ({row.period})", reverse("obligations_detail", args=[row.public_id]))
        for row in rows
    }


def requests_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The title as the letter has it (one query)."""
    rows = requests_for(reach_in(request, on)).filter(public_id__in=ids)
    return {row.public_id: Named(row.title, reverse("obligations_request", args=[row.public_id])) for row in rows}
