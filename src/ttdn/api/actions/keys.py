"""Keys of the read API: made and revoked by a system administrator, shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.accounts.permissions import may_manage_accounts
from ttdn.api.models import ApiKey
from ttdn.audit.actions import record
from ttdn.web.errors import NotAllowed
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once

KIND = "api.key"
_PREFIX = "ttdn_"


def hash_of_key(key: str) -> str:
    """What is kept of a key: it has 256 random bits, so a plain hash is as good as a slow one."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic(durable=True)
def make_key(
    *, owner: str, contact: str, per_minute: int, acting_user: User, at: datetime, once: str = ""
) -> tuple[ApiKey, str]:
    """A new key: the row and the key itself, which nobody can read again.

    Raises:
        NotAllowed, AlreadyDone.
    """
    _require(acting_user)
    public_id = uuid7()
    claim_once(once, result=public_id)
    key = _PREFIX + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        public_id=public_id,
        owner=owner,
        contact=contact,
        hint=key[: len(_PREFIX) + 4],
        key_hash=hash_of_key(key),
        per_minute=per_minute,
        made_by=acting_user,
        made_at=at,
    )
    after = {"owner": owner, "contact": contact, "per_minute": per_minute}
    record(
        "api.key.made", acting_user=acting_user, at=at, chain=None, object_kind=KIND, object_id=public_id, after=after
    )
    return row, key


@transaction.atomic(durable=True)
def revoke_key(*, public_id: uuid.UUID, acting_user: User, at: datetime) -> ApiKey:
    """A key that does not count any more; revoking it twice changes nothing.

    Raises:
        NotAllowed; ApiKey.DoesNotExist.
    """
    _require(acting_user)
    row = ApiKey.objects.select_for_update(of=("self",)).get(public_id=public_id)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, acting_user
        row.save(update_fields=["revoked_at", "revoked_by"])
        record("api.key.revoked", acting_user=acting_user, at=at, chain=None, object_kind=KIND, object_id=public_id)
    return row


def _require(user: User) -> None:
    if not may_manage_accounts(user):
        raise NotAllowed(_("Chỉ quản trị viên hệ thống được cấp và thu hồi khóa API."))
