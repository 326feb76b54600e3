"""Keys from the workspace: one effect per form, and readers see the new state at once (log and keys are their pages)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from ttdn.accounts.models import User
from ttdn.portal.hooks import tell_public_change
from ttdn.proofs.actions.keys import make_key, revoke_key, rotate_key
from ttdn.proofs.choices import Revocation
from ttdn.proofs.keys import active_key
from ttdn.proofs.models import SigningKey
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


def change_key(*, body: uuid.UUID | None, acting_user: User, at: datetime, once: str = "") -> SigningKey:
    """Make the first key of a body (None: of the log), or put a new one in the place of the one in use.

    Raises:
        NotKeyKeeper: the person does not keep keys for the body.
        AlreadyDone: the form was sent before.
    """
    _claim(once)
    act = make_key if active_key(body) is None else rotate_key
    made = act(body=body, acting_user=acting_user, at=at)
    tell_public_change([], at)
    return made


def withdraw_key(
    *,
    key: SigningKey,
    revocation: Revocation,
    reason: str,
    compromised_from: datetime | None,
    acting_user: User,
    at: datetime,
    once: str = "",
) -> SigningKey:
    """Revoke a key for ever (`ttdn.proofs.actions.keys.revoke_key`).

    Raises:
        NotKeyKeeper; KeyRefused: revoked already, no reason, no or a future moment of the leak.
        AlreadyDone: the form was sent before.
    """
    _claim(once)
    revoked = revoke_key(
        key=key,
        revocation=revocation,
        reason=reason,
        compromised_from=compromised_from,
        acting_user=acting_user,
        at=at,
    )
    tell_public_change([], at)
    return revoked


@transaction.atomic(durable=True)
def _claim(once: str) -> None:
    """Building block: the form counts once; the actions on keys are transactions of their own, under their own lock."""
    claim_once(once, result=uuid7())
