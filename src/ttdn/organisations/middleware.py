"""The second belt of a request: the database shows the rows of the reader's reach and no others."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from ttdn.audit import reaching
from ttdn.organisations.queries import Reach
from ttdn.organisations.requests import reach_in


def reached_ids(reach: Reach) -> set[int]:
    """Ids of all bodies and units of a reach."""
    return {*reach.bodies, *reach.own, *(unit for held in reach.units.values() for unit in held)}


class ReachBelt:
    """Nothing is shown until the view of a signed-in person begins; afterwards nothing again (decision record 0006)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the belt on."""
        with reaching.only(()):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """The reader's reach, which the view and the menu ask for again without another query."""
        user = getattr(request, "user", None)  # readers of the portal are nobody
        if user is not None and user.is_authenticated:
            reaching.narrow(reached_ids(reach_in(request)))
