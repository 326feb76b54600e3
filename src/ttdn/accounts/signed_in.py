"""The signed-in person of a request, with their type."""

from typing import cast

from django.http import HttpRequest

from ttdn.accounts.models import User


def user_of(request: HttpRequest) -> User:
    """The person who sent the request; call it only behind `login_required`."""
    return cast("User", request.user)
