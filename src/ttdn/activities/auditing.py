"""How the audit list names activities, to whoever may open them."""

import uuid
from datetime import date

from django.http import HttpRequest

from ttdn.accounts.signed_in import user_of
from ttdn.activities.models import Activity
from ttdn.activities.records import url_of
from ttdn.audit.registry import Named
from ttdn.plans.requests import workplace_in


def activities_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The activity's title (one query)."""
    workplace_in(request, on)  # worked out once in a request: what the model asks is the same
    rows = Activity.objects.visible_to(user_of(request), on).filter(public_id__in=ids)
    return {row.public_id: Named(row.title, url_of(row.public_id)) for row in rows}
