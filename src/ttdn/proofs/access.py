"""Who may keep keys: the apps above say so, because only they know roles; a system administrator always may."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

Rule = Callable[[Any, "uuid.UUID | None", datetime.date], bool]

_rules: list[Rule] = []


def register(rule: Rule) -> None:
    """Add a rule `(user, body, on) -> bool`; body None: the keys of the log."""
    if rule not in _rules:
        _rules.append(rule)


def may_keep_keys(user: Any, body: uuid.UUID | None, on: datetime.date) -> bool:
    """Whether the user may make, rotate and revoke the keys of a body."""
    if getattr(user, "is_active", True) and getattr(user, "is_system_administrator", False):
        return True
    return any(rule(user, body, on) for rule in _rules)
