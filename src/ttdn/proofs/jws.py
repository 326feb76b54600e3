"""Compact JWS (RFC 7515) with Ed25519 (RFC 8037), and nothing else of JOSE.

One algorithm, one form, a type in every header: what is not exactly that is refused, so that `alg: none`, embedded keys
and other ways around the check have no place to enter.
"""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ALGORITHM = "EdDSA"
_LONGEST = 65_536
_HEADER = {"alg", "kid", "typ"}
_KEY_BYTES = 32


class Signer(Protocol):
    """Holder of a private key."""

    @property
    def kid(self) -> str:
        """Identifier of the key: its RFC 7638 thumbprint."""

    def sign(self, data: bytes) -> bytes:
        """The 64 bytes of the Ed25519 signature over the data."""


class JwsError(ValueError):
    """A token that is not a JWS of ours; `code` is a `SealCode`."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Token:
    """A JWS taken apart; its signature is not checked yet."""

    kid: str
    payload: dict[str, Any]
    signed: bytes
    signature: bytes


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The bytes of base64url; only the one spelling that `encode` gives is taken."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error) as error:
        raise JwsError("malformed") from error
    if encode(data) != text:
        raise JwsError("malformed")
    return data


def compact_json(value: Any) -> bytes:
    """JSON bytes with sorted keys and no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def thumbprint(public: bytes) -> str:
    """The RFC 7638 thumbprint of an Ed25519 public key."""
    return encode(hashlib.sha256(compact_json({"crv": "Ed25519", "kty": "OKP", "x": encode(public)})).digest())


def public_jwk(public: bytes) -> dict[str, str]:
    """The JWK of an Ed25519 public key."""
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": encode(public),
        "kid": thumbprint(public),
        "use": "sig",
        "alg": ALGORITHM,
    }


def sign(kind: str, payload: dict[str, Any], signer: Signer) -> str:
    """The compact JWS over a payload; `kind` goes into the header as its type."""
    header = {"alg": ALGORITHM, "kid": signer.kid, "typ": kind}
    signed = f"{encode(compact_json(header))}.{encode(compact_json(payload))}".encode()
    return f"{signed.decode()}.{encode(signer.sign(signed))}"


def read(token: str, kind: str) -> Token:
    """Take a token apart.

    Raises:
        JwsError: malformed, of another type, or of another algorithm.
    """
    parts = token.split(".") if len(token) <= _LONGEST else []
    if len(parts) != 3:  # noqa: PLR2004  (header, payload, signature)
        raise JwsError("malformed")
    header = _object(decode(parts[0]))
    if header.get("alg") != ALGORITHM:
        raise JwsError("wrong_algorithm")
    if header.get("typ") != kind:
        raise JwsError("wrong_type")
    if set(header) != _HEADER or not isinstance(header["kid"], str):
        raise JwsError("malformed")
    return Token(header["kid"], _object(decode(parts[1])), f"{parts[0]}.{parts[1]}".encode(), decode(parts[2]))


def signed_by(token: Token, jwk: dict[str, Any]) -> bool:
    """Whether the key of a JWK made the signature; a JWK whose `kid` is not its own thumbprint made nothing."""
    if (jwk.get("kty"), jwk.get("crv")) != ("OKP", "Ed25519") or not isinstance(jwk.get("x"), str):
        return False
    try:
        public = decode(jwk["x"])
        if len(public) != _KEY_BYTES or thumbprint(public) != token.kid:
            return False
        Ed25519PublicKey.from_public_bytes(public).verify(token.signature, token.signed)
    except (InvalidSignature, JwsError, ValueError):
        return False
    return True


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise JwsError("malformed")
    return found


def _object(data: bytes) -> dict[str, Any]:
    """The JSON object of the bytes; a name twice, deep nesting or no object is malformed."""
    try:
        found = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except JwsError:
        raise
    except (ValueError, RecursionError) as error:
        raise JwsError("malformed") from error
    if not isinstance(found, dict):
        raise JwsError("malformed")
    return found
