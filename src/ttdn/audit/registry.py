"""Sentences for actions: every app registers, from `ready`, what its actions are called on screen."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Named:
    """An object as the audit screen names it: its title, and the path of its page."""

    title: str
    url: str


Lookup = Callable[[HttpRequest, list[uuid.UUID], date], dict[uuid.UUID, Named]]

KINDS_NAMED = 5
"""So many kinds of objects are named on one page, those of most lines first: each costs a query."""

_lookups: dict[str, Lookup] = {}
_sentences: dict[str, "Promise | str"] = {}
_kinds: dict[str, "Promise | str"] = {}
_fields: dict[str, "Promise | str"] = {}


def register(action: str, sentence: "Promise | str") -> None:
    """Name an action, e.g. `register("filings.version.issued", _("Phát hành văn bản"))`."""
    _sentences[action] = sentence


def register_kind(object_kind: str, label: "Promise | str") -> None:
    """Name a kind of object for the audit screen, e.g. `register_kind("filings.filing", _("Văn bản"))`."""
    _kinds[object_kind] = label


def register_objects(object_kind: str, lookup: Lookup) -> None:
    """Say how objects of a kind are found: `lookup(request, ids, on)` gives those that the reader may open, no others.

    One query for all ids where it can: the audit list asks once per kind that stands on the page.
    """
    _lookups[object_kind] = lookup


def objects_named(
    request: HttpRequest, objects: Iterable[tuple[str, uuid.UUID]], on: date
) -> dict[tuple[str, uuid.UUID], Named]:
    """Of some objects (kind, id): the names of those that the reader may open on a day.

    At most `KINDS_NAMED` kinds are asked for, so that a page stays within its queries.
    """
    by_kind: dict[str, list[uuid.UUID]] = {}
    for kind, key in objects:
        if kind in _lookups:
            by_kind.setdefault(kind, []).append(key)
    frequent = sorted(by_kind.items(), key=lambda item: (-len(item[1]), item[0]))[:KINDS_NAMED]
    return {
        (kind, key): named
        for kind, keys in frequent
        for key, named in _lookups[kind](request, sorted(set(keys)), on).items()
    }


def register_fields(labels: "dict[str, Promise | str]") -> None:
    """Name fields that entries keep, e.g. `{"issued_on": _("Ngày ban hành")}`."""
    _fields.update(labels)


def field_label(name: str) -> str:
    """The words for a field (its code when nobody named it)."""
    return str(_fields.get(name, name))


def sentence(action: str) -> str:
    """The words for an action; an action nobody named is shown as such, with its code."""
    found = _sentences.get(action)
    return str(found) if found is not None else _("Thao tác %(code)s") % {"code": action}


def kind_label(object_kind: str) -> str:
    """The words for a kind of object (its code when nobody named it)."""
    return str(_kinds.get(object_kind, object_kind))


def sentences() -> dict[str, str]:
    """Every named action with its words in the reader's language."""
    return {action: str(words) for action, words in sorted(_sentences.items())}
