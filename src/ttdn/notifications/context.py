"""The number of unread notices for the shell."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from ttdn.notifications.queries import unread_count


def unread(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices`: counted only when a template asks for it, with one query, and not at all without sign-in."""
    user = getattr(request, "user", None)
    if user is None:
        return {}
    return {"unread_notices": SimpleLazyObject(lambda: unread_count(user) if user.is_authenticated else 0)}
