"""Adding to the public log."""

import datetime
import uuid

from django.db import transaction

from ttdn.proofs import merkle
from ttdn.proofs.choices import EntryKind
from ttdn.proofs.log import leaf_hash
from ttdn.proofs.models import LogEntry, LogHead, LogNode


def locked_head() -> LogHead:
    """Building block: the head of the log, locked until the transaction ends."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The log grows only inside the transaction of its action.")
    head = LogHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        LogHead.objects.get_or_create(pk=1)
        head = LogHead.objects.select_for_update().get(pk=1)
    return head


def append(
    kind: EntryKind,
    *,
    item_kind: str,
    item: uuid.UUID,
    at: datetime.datetime,
    body: uuid.UUID | None = None,
    language: str = "",
    edition: int = 0,
    related: uuid.UUID | None = None,
    content_hash: str = "",
    seal_hash: str = "",
    detail: str = "",
    effective: datetime.datetime | None = None,
) -> LogEntry:
    """Building block: add one entry, inside the transaction of what it tells of. The cost does not grow with the log.

    The head row is locked until that transaction ends, so entries stand in the order of their commits; call it late.
    A clock that runs behind gets the instant of the entry before.

    Raises:
        TransactionManagementError: called outside a transaction.
    """
    head = locked_head()
    entry = LogEntry(
        index=head.size,
        kind=kind,
        body=body,
        item_kind=item_kind,
        item=item,
        language=language,
        edition=edition,
        related=related,
        content_hash=content_hash,
        seal_hash=seal_hash,
        detail=detail,
        effective=effective,
        at=max(at, head.last_at) if head.last_at else at,
    )
    digest = leaf_hash(entry)
    entry.leaf_hash = digest.hex()
    entry.save(force_insert=True)
    frontier, made = merkle.append([bytes.fromhex(each) for each in head.frontier], head.size, digest)
    LogNode.objects.bulk_create(
        LogNode(level=level, position=position, hash=each.hex()) for (level, position), each in made
    )
    head.size, head.last_at = head.size + 1, entry.at
    head.frontier = [each.hex() for each in frontier]
    head.save(update_fields=["size", "last_at", "frontier"])
    return entry
