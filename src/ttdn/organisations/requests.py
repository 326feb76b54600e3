"""The reader's reach, computed once in a request: the menu and the view ask for the same."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from ttdn.accounts.signed_in import user_of
from ttdn.organisations.queries import Reach, reach_of

_KEPT = "_ttdn_reach"


def reach_in(request: HttpRequest, on: date | None = None) -> Reach:
    """What the signed-in reader reaches on a day (today when none is given)."""
    day = on or timezone.localdate()
    kept: dict[date, Reach] = getattr(request, _KEPT, {})
    if day not in kept:
        kept[day] = reach_of(user_of(request), day)
        setattr(request, _KEPT, kept)
    return kept[day]


def is_coordinator_staff(request: HttpRequest) -> bool:
    """For the menu: whether the reader is on the staff of today's coordinator."""
    return request.user.is_authenticated and reach_in(request).is_coordinator


def has_body(request: HttpRequest) -> bool:
    """For the menu: whether the reader holds a role at any body today."""
    return request.user.is_authenticated and bool(reach_in(request).bodies)
