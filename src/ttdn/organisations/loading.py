"""Writing register data into the database: what is new or changed in the files, never what people recorded since."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.audit.actions import record
from ttdn.organisations.errors import WrongEntry
from ttdn.organisations.models import Body, BodyAttribute, BodyCode, BodyName, BodyParent, BodyRole, Succession
from ttdn.organisations.register_data import Entry

REGISTER_ID = uuid.uuid5(uuid.NAMESPACE_URL, "ttdn:organisations:register")
"""The register as a whole, for the audit trail."""


@dataclass(frozen=True)
class Loaded:
    """How many bodies and successions a loading wrote; zeros: everything was there."""

    added: int
    changed: int
    successions: int


@transaction.atomic(durable=True)
def load_register(*, entries: Sequence[Entry], at: datetime) -> Loaded:
    """Bring the register up to the entries; a second run with the same entries writes nothing.

    Rows are matched by body and first day. A last day in the files ends an open row; a row that people added or
    ended in the product is left alone.

    Raises:
        WrongEntry: an entry names a body that neither the files nor the register know.
    """
    known = dict(Body.objects.values_list("code", "shipped_hash"))
    stale = [entry for entry in entries if known.get(entry.code) != entry.hash()]
    if not stale:
        return Loaded(0, 0, 0)
    fresh = [entry for entry in stale if entry.code not in known]
    Body.objects.bulk_create(_body(entry) for entry in fresh)
    bodies = {body.code: body for body in Body.objects.all()}
    changed = [entry for entry in stale if entry.code in known]
    for entry in changed:
        _update(bodies[entry.code], entry)
    _write_rows(BodyName, stale, "names", bodies, ())
    _write_rows(BodyCode, stale, "codes", bodies, ("scheme", "code"))
    _write_rows(BodyAttribute, stale, "attributes", bodies, ("attribute",))
    _write_rows(BodyRole, stale, "roles", bodies, ("role",))
    _write_rows(BodyParent, _with_parents(stale, bodies), "parents", bodies, ())
    successions = _write_successions(stale, bodies, at)
    loaded = Loaded(len(fresh), len(changed), successions)
    record(
        "organisations.register.loaded",
        acting_user=None,
        at=at,
        chain=None,
        object_kind="organisations.register",
        object_id=REGISTER_ID,
        after={"added": loaded.added, "changed": loaded.changed, "successions": loaded.successions},
    )
    return loaded


def _body(entry: Entry) -> Body:
    return Body(
        code=entry.code,
        kind=entry.kind,
        sort_key=entry.sort_key,
        established_on=entry.established_on,
        dissolved_on=entry.dissolved_on,
        note=entry.note,
        shipped_hash=entry.hash(),
    )


def _update(body: Body, entry: Entry) -> None:
    """A body whose entry changed; a day of dissolution that people recorded stays."""
    body.kind, body.sort_key, body.note = entry.kind, entry.sort_key, entry.note
    body.established_on = entry.established_on
    body.dissolved_on = entry.dissolved_on or body.dissolved_on
    body.shipped_hash = entry.hash()
    body.save(
        update_fields=["kind", "sort_key", "note", "established_on", "dissolved_on", "shipped_hash"],
    )


def _find(bodies: dict[str, Body], code: str, named_by: str) -> Body:
    if code not in bodies:
        raise WrongEntry(
            _("%(by)s nhắc đến cơ quan “%(code)s” không có trong danh mục; hãy thêm cơ quan đó hoặc sửa mã.")
            % {"by": named_by, "code": code}
        )
    return bodies[code]


def _with_parents(entries: Iterable[Entry], bodies: dict[str, Body]) -> list[Entry]:
    """The entries with parents as bodies instead of codes."""
    return [
        Entry(
            code=entry.code,
            kind=entry.kind,
            sort_key=entry.sort_key,
            parents=[{**row, "parent": _find(bodies, row["parent"], entry.code)} for row in entry.parents],
        )
        for entry in entries
    ]


def _with_search_text(row: Any) -> Any:
    if isinstance(row, BodyName):
        row.folded = row.search_text()
    return row


def _write_rows(
    model: Any, entries: Iterable[Entry], attribute: str, bodies: dict[str, Body], key: tuple[str, ...]
) -> None:
    """Add the rows that are missing; correct those that the files began, without reopening what people ended."""
    entries = list(entries)
    ids = [bodies[entry.code].pk for entry in entries]
    there = {
        (row.body_id, row.valid_from, *(getattr(row, name) for name in key)): row
        for row in model.objects.filter(body_id__in=ids)
    }
    added, corrected = [], []
    fields: set[str] = set()
    for entry in entries:
        body = bodies[entry.code]
        for values in getattr(entry, attribute):
            row = there.get((body.pk, values["valid_from"], *(values[name] for name in key)))
            if row is None:
                added.append(_with_search_text(model(body=body, **values)))
                continue
            wanted = {**values, "valid_to": values["valid_to"] or row.valid_to}
            if any(getattr(row, name) != value for name, value in wanted.items()):
                for name, value in wanted.items():
                    setattr(row, name, value)
                fields |= set(wanted) | ({"folded"} if model is BodyName else set())
                corrected.append(_with_search_text(row))
    if corrected:
        model.objects.bulk_update(corrected, sorted(fields))
    model.objects.bulk_create(added)


def _write_successions(entries: Iterable[Entry], bodies: dict[str, Body], at: datetime) -> int:
    there = set(Succession.objects.values_list("predecessor_id", "successor_id", "function", "effective_on"))
    added = []
    for entry in entries:
        before = bodies[entry.code]
        for heir in entry.heirs:
            after = _find(bodies, heir["to"], entry.code)
            if (before.pk, after.pk, str(heir["function"]), heir["effective_on"]) in there:
                continue
            added.append(
                Succession(
                    predecessor=before,
                    successor=after,
                    function=heir["function"],
                    effective_on=heir["effective_on"],
                    kind=heir["kind"],
                    instrument=heir["instrument"],
                    legal_act=heir["act"],
                    note=heir["note"],
                    recorded_at=at,
                )
            )
    Succession.objects.bulk_create(added)
    return len(added)
