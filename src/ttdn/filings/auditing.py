"""How the audit list names filings: by their title, to whoever may open them."""

import uuid
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from ttdn.accounts.signed_in import user_of
from ttdn.audit.registry import Named
from ttdn.filings.models import FilingVersion
from ttdn.organisations.requests import reach_in


def versions_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The versions the reader may see: number and title, at the page of the filing (one query)."""
    rows = FilingVersion.objects.visible_to(user_of(request), on, reach_in(request, on)).filter(public_id__in=ids)
    found = {}
    for row in rows.without_snapshot().select_related("filing"):
        number = f"{row.number_and_symbol} " if row.number_text else ""
        found[row.public_id] = Named(
            f"{number}{row.filing.title}", reverse("filings_detail", args=[row.filing.public_id])
        )
    return found
