"""Writing the audit trail."""

import datetime
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.audit.chain import entry_hash, field_hashes, plain, root_hash
from ttdn.audit.models import GENESIS, SYSTEM_CHAIN, AuditEntry, AuditValue, ChainHead, DailyRoot
from ttdn.web.errors import UserError
from ttdn.web.middleware import request_id
from ttdn.web.people import Person


def record(
    action: str,
    *,
    acting_user: Person | None,
    at: datetime.datetime,
    chain: uuid.UUID | None,
    object_kind: str,
    object_id: uuid.UUID,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
) -> AuditEntry:
    """Building block: add one row to a chain, inside the transaction of the action that it tells of.

    Args:
        action: namespaced, past tense: `filings.version.issued`.
        acting_user: who did it; None: the system itself.
        at: when.
        chain: public id of the body whose chain it belongs to; None: the system's chain.
        object_kind: e.g. `filings.version`.
        object_id: public id of the object.
        before: fields that changed, as they were.
        after: fields that changed, as they are.
        note: words of the user (a reason, a remark); kept with the values, so that they can be erased.

    Raises:
        TransactionManagementError: called outside a transaction (a row could survive an action that failed).
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("audit.record must run inside the transaction of its action.")
    place = chain or SYSTEM_CHAIN
    head = ChainHead.objects.select_for_update().filter(chain=place).first()
    if head is None:
        ChainHead.objects.get_or_create(chain=place)
        head = ChainHead.objects.select_for_update().get(chain=place)
    old, new = plain(before), plain(after)
    salt = secrets.token_hex(32)
    entry = AuditEntry(
        chain=place,
        sequence=head.sequence + 1,
        at=at,
        actor_id=acting_user.public_id if acting_user else None,
        actor_name=acting_user.full_name if acting_user else "",
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        request_id=request_id.get(),
        fields=field_hashes(salt, old, new, note),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    AuditValue.objects.create(entry=entry, before=old, after=new, note=note, salt=salt)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])
    return entry


@transaction.atomic(durable=True)
def seal_day(*, day: datetime.date) -> DailyRoot:
    """Seal the heads of the chains that grew since the last seal under one hash; a day is sealed once.

    Raises:
        UserError: a later day is sealed already (seals go forward in time only).
    """
    if found := DailyRoot.objects.filter(day=day).first():
        return found
    last = DailyRoot.objects.select_for_update().order_by("-day").first()
    if last is not None and last.day > day:
        raise UserError(
            _("Nhật ký đã niêm phong đến ngày %(last)s, không thể niêm phong lùi về ngày %(day)s.")
            % {"last": f"{last.day:%d/%m/%Y}", "day": f"{day:%d/%m/%Y}"}
        )
    sealed: dict[str, list[Any]] = {}
    for earlier in DailyRoot.objects.order_by("day").values_list("heads", flat=True).iterator():
        sealed.update(earlier)
    heads: dict[str, list[Any]] = {
        str(head.chain): [head.sequence, head.hash]
        for head in ChainHead.objects.order_by("chain").iterator()
        if head.sequence and sealed.get(str(head.chain), [0])[0] != head.sequence
    }
    previous = last.root if last else GENESIS
    return DailyRoot.objects.create(day=day, previous_root=previous, heads=heads, root=root_hash(day, previous, heads))


def erase_values(entries: Iterable[AuditEntry], *, at: datetime.datetime) -> int:
    """Building block of a purge: blank what the entries kept, salt included; the chain stays whole. Gives how many."""
    return AuditValue.objects.filter(entry__in=list(entries), erased_at=None).update(
        before={}, after={}, note="", salt="", erased_at=at
    )
