"""Making, rotating and revoking keys."""

import datetime
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.audit.actions import record
from ttdn.proofs import vault
from ttdn.proofs.access import may_keep_keys
from ttdn.proofs.actions.log import append, locked_head
from ttdn.proofs.canonical import clean
from ttdn.proofs.choices import EntryKind, Revocation
from ttdn.proofs.errors import KeyRefused, NotKeyKeeper
from ttdn.proofs.jws import public_jwk
from ttdn.proofs.keys import active_key
from ttdn.proofs.models import SigningKey
from ttdn.web.people import Person

KEY = "proofs.key"
"""Kind of the item that log entries on keys tell of."""


def _authorise(user: Person | None, body: uuid.UUID | None, at: datetime.datetime) -> None:
    """A person must keep keys for the body; without a person it is the system itself (a command of the server)."""
    if user is not None and not may_keep_keys(user, body, at.date()):
        raise NotKeyKeeper(_("Bạn không được giao giữ khóa xác thực của cơ quan này."))


def _record(action: str, key: SigningKey, user: Person | None, at: datetime.datetime, note: str = "") -> None:
    after = {
        "kid": key.kid,
        "retired_at": key.retired_at,
        "revoked_at": key.revoked_at,
        "revocation": key.revocation,
        "compromised_from": key.compromised_from,
    }
    record(
        action,
        acting_user=user,
        at=at,
        chain=key.body,
        object_kind=KEY,
        object_id=key.public_id,
        after=after,
        note=note,
    )


def _log(kind: EntryKind, key: SigningKey, at: datetime.datetime) -> None:
    append(
        kind,
        item_kind=KEY,
        item=key.public_id,
        body=key.body,
        at=at,
        detail=key.kid if kind is EntryKind.KEY_MADE else key.revocation,
        effective=key.compromised_from,
    )


def _make(body: uuid.UUID | None, user: Person | None, at: datetime.datetime) -> SigningKey:
    held, public, sealed = vault.new_key()
    key = SigningKey.objects.create(
        body=body, kid=held.kid, public_jwk=public_jwk(public), private_sealed=sealed, not_before=at
    )
    _log(EntryKind.KEY_MADE, key, at)
    _record("proofs.key.made", key, user, at)
    return key


def ensure_key(*, body: uuid.UUID | None, acting_user: Person | None, at: datetime.datetime) -> SigningKey:
    """Building block: the active key of a body (None: of the log), made now if there is none."""
    locked_head()
    return active_key(body) or _make(body, acting_user, at)


@transaction.atomic(durable=True)
def make_key(*, body: uuid.UUID | None, acting_user: Person | None, at: datetime.datetime) -> SigningKey:
    """Make the first key of a body, or of the log (body None).

    Raises:
        NotKeyKeeper: the person does not keep keys for the body.
        KeyRefused: the body has an active key already.
    """
    _authorise(acting_user, body, at)
    locked_head()
    if active_key(body):
        raise KeyRefused(_("Cơ quan đang có khóa dùng được. Muốn đổi khóa, hãy dùng thao tác “Đổi khóa”."))
    return _make(body, acting_user, at)


@transaction.atomic(durable=True)
def rotate_key(*, body: uuid.UUID | None, acting_user: Person | None, at: datetime.datetime) -> SigningKey:
    """Retire the active key and make the next; seals made with the old one stay valid. Gives the new key.

    Raises:
        NotKeyKeeper: the person does not keep keys for the body.
        KeyRefused: there is no active key.
    """
    _authorise(acting_user, body, at)
    locked_head()
    old = active_key(body)
    if old is None:
        raise KeyRefused(_("Cơ quan chưa có khóa nào đang dùng. Hãy lập khóa trước."))
    old.retired_at = at
    old.private_sealed = ""
    old.save(update_fields=["retired_at", "private_sealed"])
    _log(EntryKind.KEY_RETIRED, old, at)
    _record("proofs.key.retired", old, acting_user, at)
    return _make(body, acting_user, at)


@transaction.atomic(durable=True)
def revoke_key(
    *,
    key: SigningKey,
    revocation: Revocation,
    reason: str,
    acting_user: Person | None,
    at: datetime.datetime,
    compromised_from: datetime.datetime | None = None,
) -> SigningKey:
    """Revoke a key for ever and destroy its private half.

    Args:
        key: active or retired.
        revocation: superseded (seals made before stay valid) or compromised (only seals logged before the leak do).
        reason: for the audit trail; the public log carries the kind and the instant only.
        acting_user: who; None: the system.
        at: when.
        compromised_from: the instant from which the key may have been in foreign hands; required with compromised.

    Raises:
        NotKeyKeeper: the person does not keep keys for the body.
        KeyRefused: revoked as compromised already, no reason, no or a future instant of the leak.
    """
    _authorise(acting_user, key.body, at)
    locked_head()
    key = SigningKey.objects.select_for_update().get(pk=key.pk)
    compromised = revocation == Revocation.COMPROMISED
    if key.revocation == Revocation.COMPROMISED or (key.revoked_at and not compromised):
        raise KeyRefused(_("Khóa này đã bị thu hồi."))
    if not clean(reason):
        raise KeyRefused(_("Hãy ghi lý do thu hồi khóa."))
    if compromised and (compromised_from is None or compromised_from > at):
        raise KeyRefused(_("Hãy ghi thời điểm khóa bắt đầu bị lộ, không muộn hơn lúc này."))
    key.revoked_at = key.revoked_at or at
    key.revocation = Revocation(revocation)
    key.compromised_from = compromised_from if compromised else None
    key.revoked_reason = clean(reason)
    key.private_sealed = ""
    key.save(update_fields=["revoked_at", "revocation", "compromised_from", "revoked_reason", "private_sealed"])
    _log(EntryKind.KEY_REVOKED, key, at)
    _record("proofs.key.revoked", key, acting_user, at, note=key.revoked_reason)
    return key
