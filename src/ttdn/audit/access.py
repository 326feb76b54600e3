"""Who may read which chain: the apps above say so, because only they know bodies and roles."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

MayRead = Callable[[Any, uuid.UUID, datetime.date], bool]
Chains = Callable[[HttpRequest, datetime.date], dict[uuid.UUID, str]]

_rules: list[MayRead] = []
_listings: list[Chains] = []
_menu: list[Callable[[HttpRequest], bool]] = []


def register(rule: MayRead) -> None:
    """Add a rule `(user, chain, on) -> bool`; a chain may be read when any rule says so."""
    if rule not in _rules:
        _rules.append(rule)


def register_chains(listing: Chains) -> None:
    """Add a listing `(request, on) -> {chain: name of the body}` of the chains the reader may read, for the audit screen."""
    if listing not in _listings:
        _listings.append(listing)


def may_read(user: Any, chain: uuid.UUID, on: datetime.date) -> bool:
    """Whether the user may read a chain on a date; without any rule nobody may."""
    return any(rule(user, chain, on) for rule in _rules)


def readable_chains(request: HttpRequest, on: datetime.date) -> dict[uuid.UUID, str]:
    """The chains that the audit screen offers the reader, with the names of their bodies, by name."""
    found: dict[uuid.UUID, str] = {}
    for listing in _listings:
        found |= listing(request, on)
    return dict(sorted(found.items(), key=lambda item: item[1]))


def register_menu(shown: Callable[[HttpRequest], bool]) -> None:
    """Say for whom the main menu has the audit trail; asked on every page, so without a query of its own."""
    if shown not in _menu:
        _menu.append(shown)


def in_menu(request: HttpRequest) -> bool:
    """Whether the menu of this request has the audit trail."""
    return any(shown(request) for shown in _menu)
