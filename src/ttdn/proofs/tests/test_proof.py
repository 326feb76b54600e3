"""The proof that is downloaded, and the verifier that checks it without this site."""

import copy
import datetime
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ttdn.proofs.actions.keys import revoke_key, rotate_key
from ttdn.proofs.actions.roots import sign_day
from ttdn.proofs.actions.sealing import erase_texts, log_replacement, log_withdrawal
from ttdn.proofs.bundle import proof_bundle
from ttdn.proofs.canonical import clean, split_paragraphs
from ttdn.proofs.choices import EntryKind, Revocation
from ttdn.proofs.errors import NotSealed
from ttdn.proofs.jws import encode
from ttdn.proofs.keys import active_key, jwks_document
from ttdn.proofs.models import SealedText
from ttdn.proofs.tests.conftest import AT, BODY, KIND, PARAGRAPHS, statement
from ttdn.proofs.tests.vectors import RFC_8032, VERIFIER, offline_verifier

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
NOW = AT + 3 * DAY


offline: Any = offline_verifier()


@pytest.fixture
def text(publish: Callable[..., SealedText]) -> SealedText:
    """A statement among others, a signed day in the middle of the log."""
    for number in range(3):
        publish(statement(title=f"Trước {number}"))
    text = publish()
    for number in range(2):
        publish(statement(title=f"Sau {number}"))
    sign_day(day=AT.date(), at=AT + DAY)
    publish(statement(title="Hôm sau"), at=AT + DAY)
    return text


def run(folder: Path, proof: Any, *arguments: str) -> tuple[int, str]:
    """Run the verifier as a reader does: the file alone, isolated from every library."""
    path = folder / "proof.json"
    path.write_text(proof if isinstance(proof, str) else json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", str(VERIFIER), str(path), *arguments],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032(public: str, message: str, signature: str) -> None:
    key, said, signed = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert offline.ed25519_verify(key, said, signed)
    assert not offline.ed25519_verify(key, said + b"x", signed)
    for place in (0, 31, 32, 63):
        bent = bytearray(signed)
        bent[place] ^= 1
        assert not offline.ed25519_verify(key, said, bytes(bent))
    scalar = int.from_bytes(signed[32:], "little") + offline.ORDER
    assert not offline.ed25519_verify(key, said, signed[:32] + scalar.to_bytes(32, "little"))  # the same, not reduced
    assert not offline.ed25519_verify(key[:-1], said, signed)
    assert not offline.ed25519_verify(b"\xff" * 32, said, signed)
    assert not offline.ed25519_verify(key, said, signed[:-1])


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_it_agrees_with_the_library(seed: bytes, message: bytes) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    assert offline.ed25519_verify(public, message, signature)
    assert not offline.ed25519_verify(public, message + b"\x00", signature)


@given(st.text())
def test_it_cleans_text_by_the_same_rules(raw: str) -> None:
    assert offline.clean(raw) == clean(raw)
    assert offline.paragraphs(raw) == list(split_paragraphs(raw))


def test_a_true_proof(text: SealedText, tmp_path: Path) -> None:
    proof = proof_bundle(text, at=NOW)
    code, said = run(tmp_path, proof)
    assert code == 0
    assert "1. Có nguyên vẹn không? Có" in said
    assert "2. Còn hiệu lực không? Còn, tính đến 2026-11-24T09:30:00.000000Z." in said
    assert "3. Ai ban hành, khi nào? Bộ Văn hóa, Thể thao và Du lịch, số 12/TB-BVHTTDL" in said
    assert "không phải chữ ký số của cơ quan" in said
    assert text.key.kid in said
    code, said = run(tmp_path, proof, "--lang", "en")
    assert "system authenticity seal, not the digital signature" in said
    assert proof["daily"]["day"] == "2026-11-21"


def test_a_proof_can_be_had_at_once(publish: Callable[..., SealedText], tmp_path: Path) -> None:
    proof = proof_bundle(publish(), at=AT)
    assert proof["daily"] is None
    assert run(tmp_path, proof)[0] == 0


def test_without_a_key_of_the_log_there_is_no_proof(text: SealedText) -> None:
    key = active_key(None)
    assert key is not None
    revoke_key(key=key, revocation=Revocation.SUPERSEDED, reason="x", acting_user=None, at=AT + DAY)
    with pytest.raises(NotSealed):
        proof_bundle(text, at=NOW)
    sign_day(day=AT.date() + DAY, at=AT + 2 * DAY)  # makes the next key
    assert offline.check(proof_bundle(text, at=NOW))["entry"]["kind"] == "release"


def test_a_pasted_text(text: SealedText, tmp_path: Path) -> None:
    proof, pasted = proof_bundle(text, at=NOW), tmp_path / "pasted.txt"
    pasted.write_text(PARAGRAPHS[1].replace(" ", "\u00a0 "), encoding="utf-8")
    code, said = run(tmp_path, proof, "--text", str(pasted))
    assert (code, "đúng nguyên văn" in said) == (0, True)
    pasted.write_text(PARAGRAPHS[0].replace("05/12/2026", "06/12/2026"), encoding="utf-8")
    code, said = run(tmp_path, proof, "--text", str(pasted))
    assert code == 1
    assert "[05/12/2026.] → [06/12/2026.]" in said


def test_given_keys_and_roots_are_compared(text: SealedText, tmp_path: Path) -> None:
    proof, keys = proof_bundle(text, at=NOW), tmp_path / "jwks.json"
    keys.write_text(json.dumps(jwks_document()), encoding="utf-8")
    code, said = run(tmp_path, proof, "--keys", str(keys), "--root", proof["daily"]["root"].upper())
    assert (code, "Khóa hoặc gốc đã được so" in said) == (0, True)
    keys.write_text('{"keys": []}', encoding="utf-8")
    assert run(tmp_path, proof, "--keys", str(keys))[0] == 1
    assert run(tmp_path, proof, "--root", "0" * 64)[0] == 1


@pytest.mark.parametrize(
    ("kind", "words"),
    [("withdrawal", "đã rút lại lúc"), ("replacement", "đã được thay thế lúc"), ("correction", "đã đính chính lúc")],
)
def test_what_came_later_ends_it(
    text: SealedText, publish: Callable[..., SealedText], tmp_path: Path, kind: str, words: str
) -> None:
    common: dict[str, Any] = {"item_kind": KIND, "item": text.item, "body": BODY, "at": AT + 2 * DAY}
    with transaction.atomic():
        if kind == "withdrawal":
            log_withdrawal(**common)
        elif kind == "replacement":
            log_replacement(**common, replaced_by=publish(statement(title="Thay")).item)
        else:
            publish(
                statement(title="Đính chính"), item=text.item, edition=2, kind=EntryKind.CORRECTION, at=AT + 2 * DAY
            )
    code, said = run(tmp_path, proof_bundle(text, at=NOW))
    assert code == 2
    assert words in said


def test_nothing_can_be_left_out_of_the_history(text: SealedText, tmp_path: Path) -> None:
    """Somebody cuts the withdrawal, or the leak of the key, out of a downloaded proof."""
    with transaction.atomic():
        log_withdrawal(item_kind=KIND, item=text.item, body=BODY, at=AT + DAY)
    revoke_key(
        key=text.key, revocation=Revocation.COMPROMISED, reason="lộ", acting_user=None, at=NOW, compromised_from=AT
    )
    for part in ("history", "key_history"):
        proof = proof_bundle(text, at=NOW)
        proof[part].pop()
        assert run(tmp_path, proof)[0] == 1


def test_keys_rotated_and_revoked(text: SealedText, publish: Callable[..., SealedText], tmp_path: Path) -> None:
    rotate_key(body=BODY, acting_user=None, at=AT + DAY)
    rotate_key(body=None, acting_user=None, at=AT + DAY)
    assert run(tmp_path, proof_bundle(text, at=NOW))[0] == 0
    late = publish(statement(title="Mới"), at=AT + 2 * DAY)
    assert run(tmp_path, proof_bundle(late, at=NOW))[0] == 0
    revoke_key(key=late.key, revocation=Revocation.SUPERSEDED, reason="đổi", acting_user=None, at=AT + 2 * DAY + HOUR)
    assert run(tmp_path, proof_bundle(late, at=NOW))[0] == 0
    revoke_key(
        key=late.key,
        revocation=Revocation.COMPROMISED,
        reason="lộ",
        acting_user=None,
        at=NOW,
        compromised_from=AT + DAY,
    )
    code, said = run(tmp_path, proof_bundle(late, at=NOW))
    assert (code, "khóa đã bị lộ" in said) == (1, True)
    assert run(tmp_path, proof_bundle(text, at=NOW))[0] == 0


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of every plain value in a JSON document."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _leaves(each, (*path, number))
    else:
        yield path


UNPROVEN = {"made_at", "item"}  # for people, repeated from what is proven
STATED = {"ttdn", "use", "alg", "kid", "kty", "crv"}  # of a key only `x` counts; its history is in the log


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_value_of_a_proof_is_caught(text: SealedText, data: st.DataObject) -> None:
    proof = copy.deepcopy(proof_bundle(text, at=NOW))
    places = [
        place
        for place in _leaves(proof)
        if place[0] not in UNPROVEN and not STATED & set(place) and place != ("daily", "day")
    ]
    place = data.draw(st.sampled_from(places))
    owner = proof
    for step in place[:-1]:
        owner = owner[step]
    old = owner[place[-1]]
    if isinstance(old, str) and old:
        at = data.draw(st.integers(0, len(old) - 1))
        letter = data.draw(st.sampled_from([each for each in "0aZ" if each != old[at]]))
        owner[place[-1]] = old[:at] + letter + old[at + 1 :]
    else:
        owner[place[-1]] = old + 1 if isinstance(old, int) else "x"
    with pytest.raises((offline.Wrong, KeyError, TypeError, ValueError)):
        offline.check(proof)


def test_an_unlogged_seal_with_a_strangers_key_is_false(text: SealedText, tmp_path: Path) -> None:
    """Somebody seals another text with a key of their own and puts the key into the proof."""
    proof = proof_bundle(text, at=NOW)
    stranger = Ed25519PrivateKey.generate()
    proof["keys"]["keys"].append(
        {"kty": "OKP", "crv": "Ed25519", "x": encode(stranger.public_key().public_bytes_raw())}
    )
    header = {"alg": "EdDSA", "typ": "ttdn-seal+jws", "kid": offline.thumbprint(proof["keys"]["keys"][-1])}
    body = offline.json.loads(offline.unbase64(proof["seal"].split(".")[1]))
    signed = f"{encode(offline.compact(header))}.{encode(offline.compact(body))}"
    proof["seal"] = f"{signed}.{encode(stranger.sign(signed.encode()))}"
    assert run(tmp_path, proof)[0] == 1


def test_what_is_no_proof_is_unreadable(tmp_path: Path) -> None:
    assert run(tmp_path, "[" * 99_999) == (3, "Không đọc được bản chứng thực này.\n")


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    assert offline.main([str(tmp_path / "none.json")]) == 3


def test_an_erased_text_has_no_proof(text: SealedText) -> None:
    erase_texts(item=text.item, at=NOW)
    text.refresh_from_db()
    with pytest.raises(NotSealed):
        proof_bundle(text, at=NOW)
