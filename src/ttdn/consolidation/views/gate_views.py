"""Who may open these pages: the coordinator's people; everybody else gets the same 404 as for a missing page."""

from django.http import Http404, HttpRequest
from django.utils import timezone

from ttdn.consolidation.permissions import may_read
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach
from ttdn.organisations.requests import reach_in


def reader_reach(request: HttpRequest) -> Reach:
    """The reader's reach, when the reader holds a role at today's coordinator. Raises Http404."""
    reach = reach_in(request)
    if reach.coordinator_body is None or not may_read(reach.roles_at(reach.coordinator_body.pk)):
        raise Http404
    return reach


def coordinator_roles(reach: Reach) -> frozenset[str]:
    """The reader's roles at today's coordinator."""
    body: Body | None = reach.coordinator_body
    return reach.roles_at(body.pk) if body else frozenset()


def reads_national(request: HttpRequest) -> bool:
    """For the menu: whether the reader holds a role at today's coordinator."""
    if not request.user.is_authenticated:
        return False
    return may_read(coordinator_roles(reach_in(request, timezone.localdate())))


def follows_own(request: HttpRequest) -> bool:
    """For the menu: whether the reader acts for a body that is not the coordinator."""
    if not request.user.is_authenticated:
        return False
    reach = reach_in(request, timezone.localdate())
    return bool(reach.bodies) and not reach.is_coordinator
