"""How the audit list names plans and tasks, to whoever may open them."""

import uuid
from datetime import date

from django.http import HttpRequest
from django.urls import reverse

from ttdn.accounts.signed_in import user_of
from ttdn.audit.registry import Named, register_objects
from ttdn.plans.models import Plan, Task
from ttdn.plans.records import url_of
from ttdn.plans.requests import workplace_in


def register() -> None:
    """Tell the audit list how plans and tasks are found."""
    register_objects("plans.plan", plans_named)
    register_objects("plans.task", tasks_named)


def plans_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The plan's title (one query)."""
    workplace_in(request, on)  # worked out once in a request: what the model asks is the same
    rows = Plan.objects.visible_to(user_of(request), on).filter(public_id__in=ids)
    return {row.public_id: Named(row.title, reverse("plans_page", args=[row.public_id])) for row in rows}


def tasks_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The task's title (one query)."""
    workplace_in(request, on)
    rows = Task.objects.visible_to(user_of(request), on).filter(public_id__in=ids)
    return {row.public_id: Named(row.title, url_of(row.public_id)) for row in rows}
