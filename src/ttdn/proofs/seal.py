"""The system authenticity seal: an Ed25519 JWS over what a statement is and the hash of its canonical text.

It is the seal of this system, never the signature of a body (decision 23): only a PAdES signature made with the body's
own certificate is that.
"""

import datetime
import re
import uuid
from dataclasses import dataclass
from typing import Any

from ttdn.proofs import jws
from ttdn.proofs.choices import Revocation, SealCode

SEAL_TYPE = "ttdn-seal+jws"
LEEWAY = datetime.timedelta(minutes=5)
"""How far two clocks may stand apart."""

_HASH = re.compile(r"[0-9a-f]{64}")
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


def stamp(at: datetime.datetime) -> str:
    """An instant as seals, log entries and roots write it: `2026-11-22T01:30:00.000000Z`."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_stamp(text: Any) -> datetime.datetime:
    """The instant of a stamp.

    Raises:
        ValueError: not such a text.
    """
    if not isinstance(text, str) or not _STAMP.fullmatch(text):
        raise ValueError(f"Not an instant: {text!r}")
    return datetime.datetime.fromisoformat(text)


@dataclass(frozen=True)
class Claims:
    """What a seal says."""

    item_kind: str
    item: uuid.UUID
    language: str
    edition: int
    canon: str
    content_hash: str
    issuer: uuid.UUID
    number: str
    published_at: datetime.datetime
    sealed_at: datetime.datetime
    files: tuple[str, ...] = ()
    """SHA-256 of files that carry the same text (a PDF)."""

    def payload(self) -> dict[str, Any]:
        """The JSON of the seal."""
        return {
            "canon": self.canon,
            "edition": self.edition,
            "files": list(self.files),
            "hash": self.content_hash,
            "issuer": str(self.issuer),
            "item": str(self.item),
            "kind": self.item_kind,
            "language": self.language,
            "number": self.number,
            "published_at": stamp(self.published_at),
            "sealed_at": stamp(self.sealed_at),
        }


@dataclass(frozen=True)
class SealCheck:
    """The answer of a check: its code, a sentence for people, what the seal says (when it can be read) and its key."""

    code: SealCode
    claims: Claims | None = None
    kid: str = ""
    superseded: bool = False
    """Valid, but the key was retired or superseded after the seal was made."""

    @property
    def ok(self) -> bool:
        """Whether the seal can be trusted."""
        return self.code == SealCode.VALID

    @property
    def sentence(self) -> str:
        """The answer in the reader's language."""
        return str(self.code.label)


def seal(claims: Claims, signer: jws.Signer) -> str:
    """The seal as a compact JWS."""
    return jws.sign(SEAL_TYPE, claims.payload(), signer)


def _claims(payload: dict[str, Any]) -> Claims:
    """The claims of a payload; ValueError when one is missing, unknown or of a wrong form."""
    found = Claims(
        item_kind=str(payload["kind"]),
        item=uuid.UUID(payload["item"]),
        language=str(payload["language"]),
        edition=payload["edition"],
        canon=str(payload["canon"]),
        content_hash=payload["hash"],
        issuer=uuid.UUID(payload["issuer"]),
        number=str(payload["number"]),
        published_at=read_stamp(payload["published_at"]),
        sealed_at=read_stamp(payload["sealed_at"]),
        files=tuple(payload["files"]),
    )
    hashes = (found.content_hash, *found.files)
    if type(found.edition) is not int or found.edition < 1 or not all(_HASH.fullmatch(each) for each in hashes):
        raise ValueError("Malformed claims")
    if found.payload() != payload:
        raise ValueError("Unknown claims")
    return found


def check_seal(
    token: str,
    jwks: dict[str, Any],
    *,
    at: datetime.datetime,
    logged_at: datetime.datetime | None = None,
    leeway: datetime.timedelta = LEEWAY,
) -> SealCheck:
    """Check a seal against published keys.

    Args:
        token: the compact JWS.
        jwks: the key document (`ttdn.proofs.keys.jwks_document` or a copy of it).
        at: the moment of the check.
        logged_at: when this very seal entered the public log, if that is proven; what a leaked key signed counts only
            when it was logged before the leak.
        leeway: how far the clocks of signer and checker may stand apart.
    """
    try:
        parts = jws.read(token, SEAL_TYPE)
    except jws.JwsError as error:
        return SealCheck(SealCode(error.code))
    key = next((each for each in jwks.get("keys", []) if each.get("kid") == parts.kid), None)
    if key is None:
        return SealCheck(SealCode.UNKNOWN_KEY, kid=parts.kid)
    if not jws.signed_by(parts, key):
        return SealCheck(SealCode.BAD_SIGNATURE, kid=parts.kid)
    try:
        claims = _claims(parts.payload)
    except (KeyError, TypeError, ValueError, AttributeError):
        return SealCheck(SealCode.BAD_CLAIMS, kid=parts.kid)
    try:
        code, superseded = _in_time(claims, key.get("ttdn") or {}, at, logged_at, leeway)
    except (KeyError, TypeError, ValueError):
        code, superseded = SealCode.UNKNOWN_KEY, False
    return SealCheck(code, claims, parts.kid, superseded)


def _in_time(
    claims: Claims,
    state: dict[str, Any],
    at: datetime.datetime,
    logged_at: datetime.datetime | None,
    leeway: datetime.timedelta,
) -> tuple[SealCode, bool]:
    """Whether the key was the issuer's, and in force when the seal was made."""
    sealed_at = claims.sealed_at
    retired_at = read_stamp(state["retired_at"]) if state.get("retired_at") else None
    revoked_at = read_stamp(state["revoked_at"]) if state.get("revoked_at") else None
    if state.get("body") != str(claims.issuer):
        return SealCode.WRONG_ISSUER, False
    if sealed_at > at + leeway:
        return SealCode.IN_FUTURE, False
    if sealed_at < read_stamp(state["not_before"]) - leeway:
        return SealCode.BEFORE_KEY, False
    if revoked_at and state.get("revocation") != Revocation.SUPERSEDED:
        leaked_at = read_stamp(state["compromised_from"])
        if logged_at is None or logged_at >= leaked_at:
            return SealCode.COMPROMISED, False
    if revoked_at and sealed_at > revoked_at + leeway:
        return SealCode.AFTER_REVOCATION, False
    if retired_at and sealed_at > retired_at + leeway:
        return SealCode.AFTER_RETIREMENT, False
    return SealCode.VALID, bool(retired_at or revoked_at)
