"""What can be purged, by whom, and what follows: apps register it from `ready`."""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ttdn.web.errors import UserError
from ttdn.web.people import Person

ERASED = "[Nội dung đã được xóa]"
"""Stands in the database where a title must not be empty."""


@dataclass(frozen=True)
class Trace:
    """One object blanked: its kind, public id, and the SHA-256 of its bytes when it is a kept file."""

    kind: str
    id: uuid.UUID
    sha256: str = ""


@dataclass(frozen=True)
class Target:
    """What a kind of object is to the purge.

    Attributes:
        kind: as in the audit trail, e.g. `filings.version`.
        label: its name for people.
        chain: the chain (public id of the body) an object belongs to; None: there is no such object.
        traces: everything that hangs on the object and is blanked with it, itself included.
        blank: blanks these traces, inside the transaction of the purge.
        related: where else words of the object may have been copied, as (kind, public id, name): each is another purge.
    """

    kind: str
    label: "Promise | str"
    chain: Callable[[uuid.UUID], uuid.UUID | None]
    traces: Callable[[uuid.UUID], Iterable[Trace]]
    blank: Callable[[list[Trace]], None]
    related: Callable[[uuid.UUID], Iterable[tuple[str, uuid.UUID, str]]] = lambda _id: ()


MayPurge = Callable[[Person, uuid.UUID, str, datetime.date], bool]
Cleaner = Callable[[list[Trace]], None]
Related = Callable[[str, uuid.UUID], Iterable[tuple[str, uuid.UUID, str]]]

_targets: dict[str, Target] = {}
_rules: list[MayPurge] = []
_further: list[Cleaner] = []
_related: list[Related] = []
_cleaners: list[Cleaner] = []


def register(target: Target) -> None:
    """Say how objects of a kind are purged (from an app's `ready`)."""
    _targets[target.kind] = target


def register_rule(rule: MayPurge) -> None:
    """Add a rule `(person, chain, step, on) -> bool`, step `request` or `approve`; any rule may allow."""
    if rule not in _rules:
        _rules.append(rule)


def register_related(related: Related) -> None:
    """Add where an app above keeps what was made from objects of others: `(kind, id)` gives more of `Target.related`."""
    if related not in _related:
        _related.append(related)


def related_to(kind: str, object_id: uuid.UUID) -> list[tuple[str, uuid.UUID, str]]:
    """Where else words of an object may have been copied, each once: each is another purge."""
    found = [*target_of(kind).related(object_id), *(each for related in _related for each in related(kind, object_id))]
    return list(dict.fromkeys(found))


def register_further(blank: Cleaner) -> None:
    """Add what an app above keeps of objects of others; runs inside the transaction of the purge."""
    if blank not in _further:
        _further.append(blank)


def register_cleaner(clean: Cleaner) -> None:
    """Add what lies outside the database; runs after the commit, again when it was cut short: it must be repeatable."""
    if clean not in _cleaners:
        _cleaners.append(clean)


def targets() -> list[Target]:
    """Every kind that can be purged, by code."""
    return [_targets[kind] for kind in sorted(_targets)]


def target_of(kind: str) -> Target:
    """The target of a kind.

    Raises:
        UserError: no such kind; names those there are.
    """
    if kind not in _targets:
        raise UserError(
            _("Không có loại “%(kind)s” để xóa. Các loại: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(sorted(_targets))}
        )
    return _targets[kind]


def allowed(person: Person, chain: uuid.UUID, step: str, on: datetime.date) -> bool:
    """Whether the person may take this step for objects of a chain."""
    return any(rule(person, chain, step, on) for rule in _rules)


def blank_further(traces: list[Trace]) -> None:
    """Let every app blank what it keeps of objects of others."""
    for blank in _further:
        blank(traces)


def clean(traces: list[Trace]) -> None:
    """Remove what lies outside the database."""
    for cleaner in _cleaners:
        cleaner(traces)
