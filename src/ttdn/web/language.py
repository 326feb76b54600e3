"""The reader's language: a cookie for visitors, and whatever the accounts app keeps for people who sign in."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

_listeners: list[Callable[[HttpRequest, str], None]] = []


def on_change(listener: Callable[[HttpRequest, str], None]) -> None:
    """Have `listener(request, language)` called when a signed-in reader switches (from an app's `ready`)."""
    if listener not in _listeners:
        _listeners.append(listener)


def announce(request: HttpRequest, language: str) -> None:
    """Tell the listeners."""
    for listener in _listeners:
        listener(request, language)


def language_of(request: HttpRequest) -> str:
    """The language to answer in: the account's, the cookie's, else Vietnamese (the browser's wish does not count)."""
    known = {code for code, _name in settings.INTERFACE_LANGUAGES}
    user = getattr(request, "user", None)
    chosen = getattr(user, "language", "") if user is not None and user.is_authenticated else ""
    for language in (chosen, request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")):
        if language in known:
            return language
    return settings.LANGUAGE_CODE
