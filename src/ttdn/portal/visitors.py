"""How often a visitor may ask for costly things: counted without cookies, and so that nobody can be told apart later.

The count stands in the cache for minutes, under a hash of the address with a salt that is made new each day and kept
nowhere else: when the salt is gone, no hash leads back to an address.
"""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

_DAY = 86_400


def asks_too_often(request: HttpRequest, door: str, *, most: int, window: int, at: datetime) -> bool:
    """Count one more question at a door, and say whether the visitor's address asked too often.

    Args:
        request: whose address counts; an IPv6 visitor counts with the whole /64.
        door: what is asked for.
        most: questions allowed in a window.
        window: seconds.
        at: now.
    """
    key = f"ttdn:asked:{door}:{_who(request, at)}:{int(at.timestamp()) // window}"
    if cache.add(key, 1, window):
        return most < 1
    asked = int(cache.get(key, 0)) + 1
    cache.set(key, asked, window)
    return asked > most


def _who(request: HttpRequest, at: datetime) -> str:
    """The visitor as a hash that lasts a day."""
    address = str(get_adapter().get_client_ip(request))
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        known = None
    if isinstance(known, ipaddress.IPv6Address):
        address = str(ipaddress.ip_network(f"{known}/64", strict=False).network_address)
    salt = cache.get_or_set(f"ttdn:salt:{int(at.timestamp()) // _DAY}", lambda: secrets.token_hex(16), _DAY)
    return hashlib.sha256(f"{salt}\n{address}".encode()).hexdigest()[:32]
