"""The reader's workplace, worked out once in a request together with the menu's own question."""

from datetime import date

from django.http import HttpRequest

from ttdn.accounts.signed_in import user_of
from ttdn.organisations.requests import reach_in
from ttdn.plans.queries import Workplace, workplace_of


def workplace_in(request: HttpRequest, on: date) -> Workplace:
    """What the signed-in reader reads and writes on a day; what the models ask later in the request is the same."""
    return workplace_of(user_of(request), on, reach=reach_in(request, on))
