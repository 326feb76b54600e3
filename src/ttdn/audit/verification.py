"""Checking the trail: which row was altered, is missing or stands in another place."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from ttdn.audit.chain import entry_hash, root_hash, value_hash
from ttdn.audit.models import GENESIS, AuditEntry, AuditValue, ChainHead, DailyRoot
from ttdn.audit.triggers import missing

_SEARCHED_PLACES = 100_000


@dataclass(frozen=True)
class Finding:
    """Something wrong: where, and a sentence for people."""

    chain: uuid.UUID | None
    sequence: int
    sentence: str


_further: list[Callable[[], Iterator[Finding]]] = []


def register(check: Callable[[], Iterator[Finding]]) -> None:
    """Add what an app above wants checked with the trail (from its `ready`)."""
    if check not in _further:
        _further.append(check)


def verify() -> list[Finding]:
    """The first fault of each chain, of the daily seals and of the guards, and what the apps found.

    An empty list: the trail is whole.
    """
    chains = set(ChainHead.objects.values_list("chain", flat=True)) | set(
        AuditEntry.objects.order_by().values_list("chain", flat=True).distinct()
    )
    found = [fault for chain in sorted(chains) if (fault := next(_faults(chain), None))]
    if fault := next(_root_faults(), None):
        found.append(fault)
    found.extend(
        Finding(
            None,
            0,
            _("Thiếu chốt chặn “%(name)s” của cơ sở dữ liệu: chạy `ttdn migrate` để tạo lại.") % {"name": each.name},
        )
        for each in missing(connection)
    )
    for check in _further:
        found.extend(check())
    return found


def _faults(chain: uuid.UUID) -> Iterator[Finding]:
    """Faults of a chain in the order of its rows."""
    previous_hash, expected = GENESIS, 1
    rows = AuditEntry.objects.filter(chain=chain).select_related("value").order_by("sequence")
    for entry in rows.iterator(chunk_size=2000):
        if entry.hash != entry_hash(entry):
            yield _altered(entry)
        if entry.sequence != expected:
            yield Finding(
                chain, expected, _("Chuỗi %(chain)s: thiếu dòng số %(number)s.") % {"chain": chain, "number": expected}
            )
        if entry.previous_hash != previous_hash:
            yield Finding(
                chain,
                entry.sequence,
                _("Chuỗi %(chain)s: dòng số %(number)s (%(id)s) không nối với dòng trước: dòng trước đã bị thay.")
                % {"chain": chain, "number": entry.sequence, "id": entry.public_id},
            )
        yield from _value_faults(entry)
        previous_hash, expected = entry.hash, entry.sequence + 1
    head = ChainHead.objects.filter(chain=chain).first()
    if head is None or head.sequence >= expected:
        yield Finding(
            chain,
            expected,
            _("Chuỗi %(chain)s: thiếu dòng số %(number)s ở cuối.") % {"chain": chain, "number": expected},
        )
    elif head.hash != previous_hash or head.sequence != expected - 1:
        yield Finding(
            chain,
            head.sequence,
            _("Chuỗi %(chain)s: đầu chuỗi chỉ tới dòng số %(number)s nhưng không khớp dòng cuối.")
            % {"chain": chain, "number": head.sequence},
        )


def _altered(entry: AuditEntry) -> Finding:
    """The row was changed, or it is a true row that was moved to another place."""
    stands = entry.sequence
    words = {"chain": entry.chain, "number": stands, "id": entry.public_id}
    head = ChainHead.objects.filter(chain=entry.chain).first()
    try:
        for place in range(1, min((head.sequence if head else stands) + 1, _SEARCHED_PLACES)):
            entry.sequence = place
            if place != stands and entry.hash == entry_hash(entry):
                sentence = _("Chuỗi %(chain)s: dòng số %(number)s (%(id)s) bị đổi chỗ, vị trí đúng là %(place)s.")
                return Finding(entry.chain, stands, sentence % (words | {"place": place}))
    finally:
        entry.sequence = stands
    return Finding(entry.chain, stands, _("Chuỗi %(chain)s: dòng số %(number)s (%(id)s) đã bị sửa.") % words)


def _value_faults(entry: AuditEntry) -> Iterator[Finding]:
    """The kept values are those that were hashed, or were erased."""
    words = {"chain": entry.chain, "number": entry.sequence, "id": entry.public_id}
    value: AuditValue | None = getattr(entry, "value", None)
    if value is None:
        yield Finding(
            entry.chain, entry.sequence, _("Chuỗi %(chain)s: dòng số %(number)s (%(id)s) mất phần giá trị.") % words
        )
        return
    if value.erased_at is not None:
        return
    kept = {
        "before": {name: value_hash(value.salt, name, each) for name, each in value.before.items()},
        "after": {name: value_hash(value.salt, name, each) for name, each in value.after.items()},
        "note": value_hash(value.salt, "note", value.note) if value.note else "",
    }
    if kept != entry.fields:
        yield Finding(
            entry.chain,
            entry.sequence,
            _("Chuỗi %(chain)s: giá trị của dòng số %(number)s (%(id)s) đã bị sửa.") % words,
        )


def _root_faults(batch: int = 400) -> Iterator[Finding]:
    """The daily seals hang together and the rows that they name are still there."""
    previous = GENESIS
    for root in DailyRoot.objects.order_by("day").iterator(chunk_size=200):
        day = f"{root.day:%d/%m/%Y}"
        if root.previous_root != previous or root.root != root_hash(root.day, root.previous_root, root.heads):
            yield Finding(None, 0, _("Dấu niêm phong ngày %(day)s đã bị sửa hoặc dấu trước đó bị mất.") % {"day": day})
        previous = root.root
        heads = sorted(root.heads.items())
        for start in range(0, len(heads), batch):
            part = heads[start : start + batch]
            hashes = {head[1] for _chain, head in part}
            present = set(AuditEntry.objects.filter(hash__in=hashes).values_list("chain", "sequence", "hash"))
            for chain, (sequence, digest) in part:
                if (uuid.UUID(chain), sequence, digest) not in present:
                    yield Finding(
                        uuid.UUID(chain),
                        sequence,
                        _("Chuỗi %(chain)s: dòng số %(number)s khác với dấu niêm phong ngày %(day)s.")
                        % {"chain": chain, "number": sequence, "day": day},
                    )
