"""Reading the audit trail."""

import datetime
import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.audit import registry
from ttdn.audit.models import AuditEntry

HISTORY_ROWS = 50


@dataclass(frozen=True)
class Change:
    """One field of an entry as people read it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Line:
    """One entry as people read it."""

    entry: AuditEntry
    sentence: str
    kind: str
    actor: str
    changes: list[Change]
    note: str
    erased: bool
    named: registry.Named | None = None
    """The object, where the list was asked to name objects and the reader may open it."""


def entries_for(object_kind: str, object_id: uuid.UUID, *, limit: int = HISTORY_ROWS) -> list[Line]:
    """The latest entries about an object, newest first (one query); the caller has checked access to the object."""
    found = AuditEntry.objects.filter(object_kind=object_kind, object_id=object_id)
    return lines(list(found.select_related("value").order_by("-id")[:limit]))


def lines(entries: list[AuditEntry]) -> list[Line]:
    """Entries (with their values selected) in words."""
    return [_line(entry) for entry in entries]


def named_lines(entries: list[AuditEntry], request: HttpRequest, on: datetime.date) -> list[Line]:
    """Entries in words, each with its object's title and page where the reader may open it (a query per kind)."""
    names = registry.objects_named(request, ((each.object_kind, each.object_id) for each in entries), on)
    return [replace(_line(each), named=names.get((each.object_kind, each.object_id))) for each in entries]


def _line(entry: AuditEntry) -> Line:
    value = getattr(entry, "value", None)
    before: dict[str, Any] = value.before if value else {}
    after: dict[str, Any] = value.after if value else {}
    names = sorted({*entry.fields.get("before", {}), *entry.fields.get("after", {})})
    return Line(
        entry=entry,
        sentence=registry.sentence(entry.action),
        kind=registry.kind_label(entry.object_kind),
        actor=entry.actor_name or _("Hệ thống"),
        changes=[
            Change(registry.field_label(name), _shown(before.get(name)), _shown(after.get(name))) for name in names
        ],
        note=value.note if value else "",
        erased=value is None or value.erased_at is not None,
    )


def _shown(value: Any) -> str:
    """A kept value as text: lists joined, yes and no in words, days day-first, nothing as an empty string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return "; ".join(_shown(each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_shown(each)}" for name, each in value.items())
    text = str(value)
    try:
        day = datetime.datetime.fromisoformat(text) if len(text) >= len("2026-01-01") and text[4:5] == "-" else None
    except ValueError:
        day = None
    if day is None:
        return text
    if "T" not in text:
        return f"{day:%d/%m/%Y}"
    local = timezone.localtime(day) if timezone.is_aware(day) else day
    return f"{local:%H:%M %d/%m/%Y}"


@dataclass(frozen=True)
class Filters:
    """What the audit screen is narrowed to."""

    chain: uuid.UUID | None = None
    object_id: uuid.UUID | None = None
    action: str = ""
    actor: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None


def entries_of(chains: set[uuid.UUID], filters: Filters) -> "QuerySet[AuditEntry]":
    """Entries of the chains that a user may read, narrowed; order and paging are the caller's."""
    found = AuditEntry.objects.filter(chain__in={filters.chain} if filters.chain else chains).select_related("value")
    if filters.object_id:
        found = found.filter(object_id=filters.object_id)
    if filters.action:
        found = found.filter(action=filters.action)
    if filters.actor:
        found = found.filter(actor_name__icontains=filters.actor)
    if filters.since:
        found = found.filter(at__gte=_midnight(filters.since))
    if filters.until:
        found = found.filter(at__lt=_midnight(filters.until + datetime.timedelta(days=1)))
    return found


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
