"""Reading keys: who signs now, and the document of all public keys."""

import uuid
from typing import Any

from ttdn.proofs.models import SigningKey
from ttdn.proofs.seal import stamp
from ttdn.proofs.vault import HeldKey, open_key


def active_key(body: uuid.UUID | None) -> SigningKey | None:
    """The key that signs now for a body (None: for the log), or None."""
    return SigningKey.objects.filter(body=body, retired_at=None, revoked_at=None).first()


def holder(key: SigningKey) -> HeldKey:
    """The private half of a key, opened for signing."""
    return open_key(key.kid, key.private_sealed)


def key_state(key: SigningKey) -> str:
    """active, retired or revoked."""
    if key.revoked_at:
        return "revoked"
    return "retired" if key.retired_at else "active"


def jwk_of(key: SigningKey) -> dict[str, Any]:
    """The public JWK of a key with its state in the member `ttdn`."""
    return dict(key.public_jwk) | {
        "ttdn": {
            "id": str(key.public_id),
            "body": str(key.body) if key.body else None,
            "state": key_state(key),
            "not_before": stamp(key.not_before),
            "retired_at": stamp(key.retired_at) if key.retired_at else None,
            "revoked_at": stamp(key.revoked_at) if key.revoked_at else None,
            "revocation": key.revocation or None,
            "compromised_from": stamp(key.compromised_from) if key.compromised_from else None,
        }
    }


def jwks_document() -> dict[str, Any]:
    """The document under `/.well-known/`: every key that ever signed, with its state, the log's keys first (RFC 7517)."""
    keys = SigningKey.objects.order_by("id")
    return {"keys": [jwk_of(key) for key in sorted(keys, key=lambda key: key.body is not None)]}


def keys_of(body: uuid.UUID | None) -> list[SigningKey]:
    """Every key of a body, newest first."""
    return list(SigningKey.objects.filter(body=body).order_by("-id"))
