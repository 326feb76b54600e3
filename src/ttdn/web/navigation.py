"""The main menu: apps register their entries; the shell shows those the user may open."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One entry of the main menu; `shown` decides from the request alone (no query of its own)."""

    order: int
    label: "Promise | str"
    url_name: str
    shown: Callable[[HttpRequest], bool]
    exact: bool = False
    """True for a page that other pages lie under without belonging to it, such as the home page."""


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add an entry (called from an app's `ready`)."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda each: each.order)


def entries_for(request: HttpRequest) -> list[dict[str, object]]:
    """The entries for this user; the most specific one that the page lies under is marked as current."""
    if not _signed_in(request):
        return []
    found = [(entry, reverse(entry.url_name)) for entry in _entries if entry.shown(request)]
    holding = [url for entry, url in found if request.path == url or (not entry.exact and request.path.startswith(url))]
    current = max(holding, key=len, default="")
    return [{"label": entry.label, "url": url, "current": url == current} for entry, url in found]


def _signed_in(request: HttpRequest) -> bool:
    """True when the request has a user who signed in."""
    return bool(getattr(request, "user", None) and request.user.is_authenticated)
