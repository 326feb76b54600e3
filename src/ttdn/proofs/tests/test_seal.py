"""The seal: what is signed, and a clear answer to everything that is not a true seal."""

import base64
import datetime
import json
import uuid
from dataclasses import replace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ttdn.proofs import jws
from ttdn.proofs.choices import SealCode
from ttdn.proofs.seal import Claims, check_seal, read_stamp, seal, stamp

AT = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
BODY = uuid.UUID(int=7)
CLAIMS = Claims(
    "tests.statement", uuid.UUID(int=1), "vi", 1, "ttdn-canon-1", "a" * 64, BODY, "12/TB-BVHTTDL", AT, AT, ("b" * 64,)
)


class Holder:
    def __init__(self, seed: int = 1) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self.private.public_key().public_bytes_raw()
        self.kid = jws.thumbprint(self.public)

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data)


HOLDER, OTHER = Holder(), Holder(2)


def jwks(holder: Holder = HOLDER, **state: Any) -> dict[str, Any]:
    times = {name: stamp(value) if isinstance(value, datetime.datetime) else value for name, value in state.items()}
    values = {"body": str(BODY), "not_before": stamp(AT - 24 * HOUR), "retired_at": None, "revoked_at": None}
    return {"keys": [jws.public_jwk(holder.public) | {"ttdn": values | times}]}


def code(token: str, keys: dict[str, Any] | None = None, **options: Any) -> SealCode:
    return check_seal(token, keys or jwks(), **({"at": AT + HOUR} | options)).code


def forged(header: dict[str, Any] | bytes, payload: Any = None, holder: Holder = HOLDER) -> str:
    """A token with any header and payload, truly signed."""
    first = header if isinstance(header, bytes) else json.dumps(header).encode()
    second = (
        payload if isinstance(payload, bytes) else json.dumps(CLAIMS.payload() if payload is None else payload).encode()
    )
    signed = f"{jws.encode(first)}.{jws.encode(second)}"
    return f"{signed}.{jws.encode(holder.sign(signed.encode()))}"


HEADER = {"alg": "EdDSA", "kid": HOLDER.kid, "typ": "ttdn-seal+jws"}


def test_a_true_seal() -> None:
    check = check_seal(seal(CLAIMS, HOLDER), jwks(), at=AT + HOUR)
    assert (check.ok, check.code, check.claims, check.kid) == (True, SealCode.VALID, CLAIMS, HOLDER.kid)
    assert check.sentence == "Dấu xác thực của hệ thống đúng."


def test_another_library_reads_it() -> None:
    key = jwt.PyJWK.from_dict(jws.public_jwk(HOLDER.public)).key
    payload = jwt.PyJWS().decode(seal(CLAIMS, HOLDER), key, algorithms=["EdDSA"])
    assert json.loads(payload) == CLAIMS.payload()


def test_a_known_thumbprint() -> None:
    """RFC 8037, appendix A.3."""
    public = base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    assert jws.thumbprint(public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


@pytest.mark.parametrize(
    ("token", "wanted"),
    [
        ("", SealCode.MALFORMED),
        ("a.b", SealCode.MALFORMED),
        ("....", SealCode.MALFORMED),
        ("€.€.€", SealCode.MALFORMED),
        ("x" * 100_000, SealCode.MALFORMED),
        (forged(b"[]"), SealCode.MALFORMED),
        (forged(b"{"), SealCode.MALFORMED),
        (forged(b"\xff\xfe"), SealCode.MALFORMED),
        (forged(b"[" * 20_000), SealCode.MALFORMED),
        (forged(b'{"alg":"EdDSA","alg":"none"}'), SealCode.MALFORMED),
        (forged(HEADER | {"alg": "none"}), SealCode.WRONG_ALGORITHM),
        (forged(HEADER | {"alg": "HS256"}), SealCode.WRONG_ALGORITHM),
        (forged({}), SealCode.WRONG_ALGORITHM),
        (forged(HEADER | {"typ": "ttdn-root+jws"}), SealCode.WRONG_TYPE),
        (forged(HEADER | {"jwk": jws.public_jwk(OTHER.public)}, holder=OTHER), SealCode.MALFORMED),
        (forged(HEADER | {"crit": ["b64"]}), SealCode.MALFORMED),
        (forged(HEADER | {"kid": 5}), SealCode.MALFORMED),
        (forged(HEADER | {"kid": OTHER.kid}), SealCode.UNKNOWN_KEY),
        (forged(HEADER, holder=OTHER), SealCode.BAD_SIGNATURE),
        (forged(HEADER, {}), SealCode.BAD_CLAIMS),
        (forged(HEADER, CLAIMS.payload() | {"edition": "1"}), SealCode.BAD_CLAIMS),
        (forged(HEADER, CLAIMS.payload() | {"edition": True}), SealCode.BAD_CLAIMS),
        (forged(HEADER, CLAIMS.payload() | {"hash": "A" * 64}), SealCode.BAD_CLAIMS),
        (forged(HEADER, CLAIMS.payload() | {"more": 1}), SealCode.BAD_CLAIMS),
        (forged(HEADER, CLAIMS.payload() | {"published_at": "today"}), SealCode.BAD_CLAIMS),
        (forged(HEADER, CLAIMS.payload() | {"issuer": 5}), SealCode.BAD_CLAIMS),
        (seal(CLAIMS, HOLDER)[:-4] + "AAAA", SealCode.BAD_SIGNATURE),
        (seal(CLAIMS, HOLDER) + "=", SealCode.MALFORMED),
    ],
)
def test_what_is_no_true_seal(token: str, wanted: SealCode) -> None:
    check = check_seal(token, jwks(), at=AT + HOUR)
    assert check.code == wanted
    assert not check.ok
    assert check.sentence


@given(st.integers(0, len(seal(CLAIMS, HOLDER)) - 1), st.sampled_from("AZaz09-_.="))
def test_any_changed_character_is_caught(place: int, character: str) -> None:
    token = seal(CLAIMS, HOLDER)
    changed = token[:place] + character + token[place + 1 :]
    if changed != token:
        assert not check_seal(changed, jwks(), at=AT + HOUR).ok


def test_a_key_document_cannot_lend_a_name() -> None:
    """A JWK that carries the kid of another key signed nothing."""
    document = jwks(OTHER)
    document["keys"][0]["kid"] = HOLDER.kid
    assert code(forged(HEADER, holder=OTHER), document) == SealCode.BAD_SIGNATURE


def test_the_key_must_be_the_issuers() -> None:
    assert code(seal(CLAIMS, HOLDER), jwks(body=str(uuid.UUID(int=8)))) == SealCode.WRONG_ISSUER
    assert code(seal(CLAIMS, HOLDER), jwks(body=None)) == SealCode.WRONG_ISSUER


def test_clocks_may_differ_by_minutes() -> None:
    token = seal(CLAIMS, HOLDER)
    assert code(token, at=AT - datetime.timedelta(minutes=4)) == SealCode.VALID
    assert code(token, at=AT - datetime.timedelta(minutes=6)) == SealCode.IN_FUTURE
    assert code(token, jwks(not_before=AT + datetime.timedelta(minutes=4))) == SealCode.VALID
    assert code(token, jwks(not_before=AT + datetime.timedelta(minutes=6))) == SealCode.BEFORE_KEY


def test_a_retired_key() -> None:
    before, after = jwks(retired_at=AT - HOUR), jwks(retired_at=AT + HOUR)
    assert code(seal(CLAIMS, HOLDER), before) == SealCode.AFTER_RETIREMENT
    check = check_seal(seal(CLAIMS, HOLDER), after, at=AT + 9 * HOUR)
    assert (check.code, check.superseded) == (SealCode.VALID, True)


def test_a_key_superseded_before_and_after_signing() -> None:
    before = jwks(revoked_at=AT - HOUR, revocation="superseded")
    after = jwks(revoked_at=AT + HOUR, revocation="superseded")
    assert code(seal(CLAIMS, HOLDER), before) == SealCode.AFTER_REVOCATION
    assert code(seal(CLAIMS, HOLDER), after) == SealCode.VALID


def test_a_leaked_key_counts_only_what_was_logged_before_the_leak() -> None:
    keys = jwks(revoked_at=AT + 5 * HOUR, revocation="compromised", compromised_from=AT + HOUR)
    token = seal(CLAIMS, HOLDER)
    assert code(token, keys, at=AT + 9 * HOUR) == SealCode.COMPROMISED
    assert code(token, keys, at=AT + 9 * HOUR, logged_at=AT + 2 * HOUR) == SealCode.COMPROMISED
    assert code(token, keys, at=AT + 9 * HOUR, logged_at=AT + HOUR) == SealCode.COMPROMISED
    assert code(token, keys, at=AT + 9 * HOUR, logged_at=AT) == SealCode.VALID
    backdated = seal(replace(CLAIMS, sealed_at=AT - HOUR), HOLDER)
    assert code(backdated, keys, at=AT + 9 * HOUR, logged_at=AT + 3 * HOUR) == SealCode.COMPROMISED


def test_a_revocation_without_its_moment_is_no_known_key() -> None:
    assert code(seal(CLAIMS, HOLDER), jwks(revoked_at=AT, revocation="compromised")) == SealCode.UNKNOWN_KEY
    assert code(seal(CLAIMS, HOLDER), {"keys": [jws.public_jwk(HOLDER.public)]}) == SealCode.WRONG_ISSUER
    assert check_seal(seal(CLAIMS, HOLDER), {}, at=AT).code == SealCode.UNKNOWN_KEY


@given(st.datetimes(timezones=st.just(datetime.UTC)))
def test_instants_are_read_back(at: datetime.datetime) -> None:
    if at.year >= 1000:
        assert read_stamp(stamp(at)) == at
