"""How much one asker may take in a minute: counted in the cache under a hash that nobody can turn back tomorrow."""

from __future__ import annotations

import hashlib
import ipaddress
import time
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ttdn.api.answers import View
from ttdn.api.problems import problem
from ttdn.api.queries import key_in_use

PER_MINUTE = 120
"""Requests in a minute from one address without a key."""
_WINDOW = 60
_DAY = 86_400


def limited(view: View) -> View:
    """Refuse a key that does not count (401), and whoever asks too often (429, with the seconds to wait)."""

    @wraps(view)
    def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return view(request, *args, **kwargs)
        given = given_key(request)
        row = key_in_use(given) if given else None
        if given and row is None:
            return problem(request, 401)
        now = time.time()
        asker = str(row.public_id) if row else _address(request)
        if _asked(asker, now) > (row.per_minute if row else PER_MINUTE):
            return problem(request, 429, retry_after=_WINDOW - int(now) % _WINDOW)
        return view(request, *args, **kwargs)

    return counted


def given_key(request: HttpRequest) -> str:
    """The key in `Authorization: Bearer …` or `X-API-Key`; empty: none."""
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return request.headers.get("X-API-Key", "").strip() or (token.strip() if scheme.lower() == "bearer" else "")


def _address(request: HttpRequest) -> str:
    """The visitor's address; an IPv6 visitor counts with the whole /64 that is his."""
    try:
        address = str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # the server was not told it: all such visitors count together
        return ""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network(f"{known}/64", strict=False).network_address)
    return address


def _asked(asker: str, now: float) -> int:
    """How often this asker asked in this minute, this time included. The salt changes every day."""
    salted = f"{settings.SECRET_KEY}:{int(now) // _DAY}:{asker}"
    key = f"ttdn:api:{hashlib.sha256(salted.encode()).hexdigest()[:32]}:{int(now) // _WINDOW}"
    if cache.add(key, 1, _WINDOW):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # the minute ended between the two
        return 1
