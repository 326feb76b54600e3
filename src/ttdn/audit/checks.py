"""System check: the database has every trigger that the code declares."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import connections

from ttdn.audit import row_security
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


def policies_hold(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """A warning for each policy that the database lacks or has changed, and for a role that passes by all of them."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        found.extend(
            CheckWarning(
                f"The row-level security of '{policy.table}' is missing, changed or switched off in database '{alias}'.",
                hint="Run `ttdn migrate`: it creates every policy again.",
                id="audit.W002",
            )
            for policy in row_security.missing(connection)
        )
        if row_security.passes_by(connection):
            found.append(
                CheckWarning(
                    f"The role that signs in to database '{alias}' passes by row-level security.",
                    hint="Give the site a role without SUPERUSER and BYPASSRLS (docs/how-to/deploy.md).",
                    id="audit.W003",
                )
            )
    return found
