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


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add an entry (called from an app's `ready`)."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda each: each.order)


def entries_for(request: HttpRequest) -> list[dict[str, object]]:
    """The entries for this user, the current one marked."""
    if not (getattr(request, "user", None) and request.user.is_authenticated):
        return []
    found = []
    for entry in _entries:
        if entry.shown(request):
            url = reverse(entry.url_name)
            found.append({"label": entry.label, "url": url, "current": request.path.startswith(url)})
    return found
