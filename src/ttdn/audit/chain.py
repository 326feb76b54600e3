"""Canonical JSON and the hashes of the chain."""

import datetime
import hashlib
import json
import uuid
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from ttdn.audit.models import AuditEntry


def plain(values: dict[str, Any] | None) -> dict[str, Any]:
    """The values as JSON knows them (dates, UUIDs and decimals become text), ready to be kept and hashed."""
    return json.loads(json.dumps(values or {}, cls=DjangoJSONEncoder, ensure_ascii=False))  # type: ignore[no-any-return]


def canonical(value: Any) -> bytes:
    """JSON bytes that do not depend on key order, spacing or the database that kept the value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def value_hash(salt: str, name: str, value: Any) -> str:
    """Salted hash of one field: proves the value while it is kept, and gives nothing away once the salt is erased."""
    return hashlib.sha256(canonical([salt, name, value])).hexdigest()


def field_hashes(salt: str, before: dict[str, Any], after: dict[str, Any], note: str) -> dict[str, Any]:
    """What the chain row keeps of the values: names and salted hashes."""
    return {
        "before": {name: value_hash(salt, name, value) for name, value in before.items()},
        "after": {name: value_hash(salt, name, value) for name, value in after.items()},
        "note": value_hash(salt, "note", note) if note else "",
    }


def _text(value: uuid.UUID | None) -> str:
    return "" if value is None else str(value)


def entry_hash(entry: AuditEntry) -> str:
    """The hash of a row: every column but the key and the hash itself, chained to the previous row."""
    row = {
        "public_id": str(entry.public_id),
        "chain": str(entry.chain),
        "sequence": entry.sequence,
        "at": entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        "actor_id": _text(entry.actor_id),
        "actor_name": entry.actor_name,
        "action": entry.action,
        "object_kind": entry.object_kind,
        "object_id": str(entry.object_id),
        "request_id": _text(entry.request_id),
        "fields": entry.fields,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(canonical(row)).hexdigest()


def root_hash(day: datetime.date, previous_root: str, heads: dict[str, Any]) -> str:
    """The hash of a daily root over the heads of all chains."""
    return hashlib.sha256(canonical([day.isoformat(), previous_root, heads])).hexdigest()
