"""System check: the database has every trigger that the code declares."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import connections

from ttdn.audit.triggers import missing


def triggers_exist(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """A warning for each missing trigger (not an error: `migrate`, which creates them, runs this check first)."""
    return [
        CheckWarning(
            f"The trigger '{trigger.name}' on '{trigger.table}' is missing from database '{alias}'.",
            hint="Run `ttdn migrate`: it creates every trigger again.",
            id="audit.W001",
        )
        for alias in databases or ()
        for trigger in missing(connections[alias])
    ]
