"""Keys: made, rotated, revoked, kept encrypted, published with their state."""

import base64
import datetime
import uuid
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from ttdn.audit.models import AuditEntry
from ttdn.proofs import access
from ttdn.proofs.actions.keys import ensure_key, make_key, revoke_key, rotate_key
from ttdn.proofs.choices import Revocation, SealCode
from ttdn.proofs.errors import KeyRefused, NotKeyKeeper
from ttdn.proofs.keys import active_key, holder, jwks_document, keys_of
from ttdn.proofs.models import LogEntry, SealedText, SigningKey
from ttdn.proofs.seal import check_seal, stamp
from ttdn.proofs.tests.conftest import AT, BODY, statement

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def test_a_key_is_made_logged_audited_and_encrypted() -> None:
    key = make_key(body=BODY, acting_user=None, at=AT)
    held = holder(key)
    assert held.kid == key.kid == key.public_jwk["kid"]
    private = held._private.private_bytes_raw()
    kept = base64.b64decode(key.private_sealed)
    assert private not in kept
    assert private.hex() not in repr(held)
    entry = LogEntry.objects.get()
    assert (entry.kind, entry.item, entry.body, entry.detail) == ("key_made", key.public_id, BODY, key.kid)
    assert AuditEntry.objects.get().action == "proofs.key.made"


def test_another_key_encryption_key_opens_nothing(settings: Any) -> None:
    key = make_key(body=BODY, acting_user=None, at=AT)
    settings.KEY_ENCRYPTION_KEY = base64.urlsafe_b64encode(b"x" * 32).decode()
    with pytest.raises(KeyRefused, match="Không mở được khóa"):
        holder(key)
    for wrong in ("", "short", "đ"):
        settings.KEY_ENCRYPTION_KEY = wrong
        with pytest.raises(KeyRefused, match="32 byte"):
            holder(key)


def test_a_private_half_belongs_to_its_own_key() -> None:
    one, other = make_key(body=BODY, acting_user=None, at=AT), make_key(body=None, acting_user=None, at=AT)
    one.private_sealed = other.private_sealed
    with pytest.raises(KeyRefused):
        holder(one)


def test_one_active_key_of_each() -> None:
    key = make_key(body=BODY, acting_user=None, at=AT)
    make_key(body=None, acting_user=None, at=AT)
    with pytest.raises(KeyRefused, match="Đổi khóa"):
        make_key(body=BODY, acting_user=None, at=AT)
    for body in (BODY, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            SigningKey.objects.create(body=body, kid=f"k{body}"[:40], public_jwk={}, private_sealed="", not_before=AT)
    assert ensure_key(body=BODY, acting_user=None, at=AT) == key


def test_rotation_keeps_old_seals_and_destroys_the_old_key(publish: Callable[..., SealedText]) -> None:
    text = publish()
    old = text.key
    new = rotate_key(body=BODY, acting_user=None, at=AT + HOUR)
    assert active_key(BODY) == new
    old.refresh_from_db()
    assert old.private_sealed == ""
    check = check_seal(text.seal, jwks_document(), at=AT + 2 * HOUR)
    assert (check.code, check.superseded) == (SealCode.VALID, True)
    later = publish(statement(title="Sau"), at=AT + 2 * HOUR)
    assert later.key == new
    states = {key["kid"]: key["ttdn"]["state"] for key in jwks_document()["keys"]}
    assert states == {active_key(None).kid: "active", old.kid: "retired", new.kid: "active"}  # type: ignore[union-attr]
    assert [key.kid for key in keys_of(BODY)] == [new.kid, old.kid]
    kinds = [entry.kind for entry in LogEntry.objects.order_by("index")]
    assert kinds == ["key_made", "key_made", "release", "key_retired", "key_made", "release"]


def test_nothing_to_rotate() -> None:
    with pytest.raises(KeyRefused, match="chưa có khóa"):
        rotate_key(body=BODY, acting_user=None, at=AT)


def test_a_leaked_key(publish: Callable[..., SealedText]) -> None:
    early, late = publish(at=AT), publish(statement(title="Sau"), at=AT + 3 * HOUR)
    revoke_key(
        key=early.key,
        revocation=Revocation.COMPROMISED,
        reason="Máy chủ bị xâm nhập",
        compromised_from=AT + HOUR,
        acting_user=None,
        at=AT + 5 * HOUR,
    )
    document = jwks_document()
    codes = [check_seal(each.seal, document, at=AT + 6 * HOUR, logged_at=each.entry.at).code for each in (early, late)]
    assert codes == [SealCode.VALID, SealCode.COMPROMISED]
    state = document["keys"][1]["ttdn"]
    assert (state["state"], state["compromised_from"]) == ("revoked", stamp(AT + HOUR))
    entry = LogEntry.objects.order_by("index").last()
    assert entry is not None
    assert (entry.kind, entry.detail, entry.effective) == ("key_revoked", "compromised", AT + HOUR)
    assert AuditEntry.objects.order_by("id").last().value.note == "Máy chủ bị xâm nhập"  # type: ignore[union-attr]
    assert publish(statement(title="Khóa mới"), at=AT + 6 * HOUR).key != early.key


def test_a_superseded_key_may_still_turn_out_to_have_leaked() -> None:
    key = make_key(body=BODY, acting_user=None, at=AT)
    common: dict[str, Any] = {"key": key, "reason": "đổi", "acting_user": None}
    revoke_key(**common, revocation=Revocation.SUPERSEDED, at=AT + HOUR)
    with pytest.raises(KeyRefused, match="đã bị thu hồi"):
        revoke_key(**common, revocation=Revocation.SUPERSEDED, at=AT + HOUR)
    found = revoke_key(**common, revocation=Revocation.COMPROMISED, compromised_from=AT, at=AT + 2 * HOUR)
    assert found.revoked_at == AT + HOUR
    with pytest.raises(KeyRefused, match="đã bị thu hồi"):
        revoke_key(**common, revocation=Revocation.COMPROMISED, compromised_from=AT, at=AT + 2 * HOUR)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": " "}, "lý do"),
        ({"revocation": Revocation.COMPROMISED}, "bị lộ"),
        ({"revocation": Revocation.COMPROMISED, "compromised_from": AT + 9 * HOUR}, "bị lộ"),
    ],
)
def test_a_revocation_says_why_and_since_when(fields: dict[str, Any], words: str) -> None:
    key = make_key(body=BODY, acting_user=None, at=AT)
    values = {"key": key, "revocation": Revocation.SUPERSEDED, "reason": "x", "acting_user": None, "at": AT + HOUR}
    with pytest.raises(KeyRefused, match=words):
        revoke_key(**(values | fields))


def test_only_key_keepers(user_factory: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_rules", [])
    person, keeper = user_factory(), user_factory(is_system_administrator=True)
    with pytest.raises(NotKeyKeeper):
        make_key(body=BODY, acting_user=person, at=AT)
    key = make_key(body=BODY, acting_user=keeper, at=AT)
    for action in (rotate_key,):
        with pytest.raises(NotKeyKeeper):
            action(body=BODY, acting_user=person, at=AT)
    with pytest.raises(NotKeyKeeper):
        revoke_key(key=key, revocation=Revocation.SUPERSEDED, reason="x", acting_user=person, at=AT)
    access.register(lambda user, body, _on: user == person and body == BODY)
    assert rotate_key(body=BODY, acting_user=person, at=AT).body == BODY
    with pytest.raises(NotKeyKeeper):
        make_key(body=uuid.uuid4(), acting_user=person, at=AT)


def test_revoking_by_command() -> None:
    key = make_key(body=BODY, acting_user=None, at=AT)
    with pytest.raises(CommandError, match="Không có khóa"):
        call_command("revoke_key", "x", reason="lộ")
    out = StringIO()
    with time_machine.travel(AT + HOUR):
        call_command("revoke_key", key.kid, "--reason", "lộ", "--compromised-from", "2026-11-21T08:00", stdout=out)
    key.refresh_from_db()
    assert key.compromised_from == datetime.datetime(2026, 11, 21, 1, tzinfo=datetime.UTC)
    assert key.kid in out.getvalue()
    with pytest.raises(CommandError, match="đã bị thu hồi"):
        call_command("revoke_key", key.kid, "--reason", "lộ")
