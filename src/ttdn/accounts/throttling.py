"""Wrong tries at doors that need no sign-in, counted in the cache per visitor's address (as sign-in counts its own).

The count is a few minutes long and may miss tries that arrive at the very same moment: it slows guessing down, while
the length of the secret is what makes it hopeless.
"""

import hashlib
import ipaddress
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 300
"""Seconds in which wrong tries are counted together."""
MOST = 20
"""So many wrong tries in a window; further ones are not even looked at."""


def is_shut_out(request: HttpRequest, door: str, at: datetime) -> bool:
    """Whether the visitor's address has used up its wrong tries at a door."""
    return int(cache.get(_key(request, door, at), 0)) >= MOST


def count_wrong_try(request: HttpRequest, door: str, at: datetime) -> None:
    """One more wrong try at a door from the visitor's address."""
    key = _key(request, door, at)
    if not cache.add(key, 1, WINDOW):
        cache.set(key, int(cache.get(key, 0)) + 1, WINDOW)


def _key(request: HttpRequest, door: str, at: datetime) -> str:
    """An IPv6 visitor counts with the whole /64 that is his; addresses are kept only as hashes."""
    address = str(get_adapter().get_client_ip(request))
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        known = None
    if isinstance(known, ipaddress.IPv6Address):
        address = str(ipaddress.ip_network(f"{known}/64", strict=False).network_address)
    window = int(at.timestamp()) // WINDOW
    return f"ttdn:wrong:{door}:{hashlib.sha256(address.encode()).hexdigest()[:32]}:{window}"
