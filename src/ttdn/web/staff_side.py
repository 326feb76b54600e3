"""Sessions, sign-in and messages exist on the staff side of the site only; readers' pages carry no cookie and no state.

Each middleware here is the known one for paths under `STAFF_PREFIXES` and nothing for all others: a reader's answer
never varies on a cookie, can be kept by any cache, and costs less.
"""

from collections.abc import Callable
from typing import Any

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.locale import LocaleMiddleware
from django_htmx.middleware import HtmxMiddleware

Next = Callable[[HttpRequest], HttpResponse]


def is_staff_side(request: HttpRequest) -> bool:
    """Whether an address belongs to people who sign in."""
    return request.path.startswith(tuple(settings.STAFF_PREFIXES))


class _StaffOnly:
    """Runs a middleware for the staff side and steps aside for readers."""

    wrapped: Callable[[Next], Any]

    def __init__(self, get_response: Next) -> None:
        """Prepare both ways."""
        self.get_response = get_response
        self.staff = type(self).wrapped(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        answer: HttpResponse = self.staff(request) if is_staff_side(request) else self.get_response(request)
        return answer


class Sessions(_StaffOnly):
    wrapped = SessionMiddleware


class Locales(_StaffOnly):
    wrapped = LocaleMiddleware


class Users(_StaffOnly):
    wrapped = AuthenticationMiddleware


class UserSessions(_StaffOnly):
    wrapped = UserSessionsMiddleware


class Messages(_StaffOnly):
    wrapped = MessageMiddleware


class Htmx(_StaffOnly):
    wrapped = HtmxMiddleware


class Csrf(_StaffOnly):
    """Readers' forms carry no authority: there is nothing to forge."""

    wrapped = CsrfViewMiddleware

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Check the token on the staff side."""
        answer: HttpResponse | None = None
        if is_staff_side(request):
            answer = self.staff.process_view(request, view, args, kwargs)
        return answer
