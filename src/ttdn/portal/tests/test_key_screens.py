"""Keys in the workspace: the body sees its own, only its leader and the system administrator change them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from ttdn.accounts.models import User
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.proofs.keys import active_key, key_state, keys_of

pytestmark = pytest.mark.django_db

LIST = "/lam-viec/noi-dung/khoa/"
NOW = AT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_leader_rotates_and_revokes_and_what_was_sealed_stays(newsroom: Newsroom) -> None:
    newsroom.published()
    body = newsroom.body.public_id
    first = active_key(body)
    assert first is not None
    leader = signed_in(newsroom.leader)
    page = leader.get(LIST).content.decode()
    assert first.kid in page
    assert "1 dấu đã đóng" in page
    assert leader.get(f"{LIST}co-quan/{body}/").status_code == 200
    assert leader.post(f"{LIST}co-quan/{body}/", {"once": "mot"}).status_code == 302
    assert leader.post(f"{LIST}co-quan/{body}/", {"once": "mot"}).status_code == 302
    assert [key_state(key) for key in keys_of(body)] == ["active", "retired"], "a form sent twice counts once"
    address = f"{LIST}{keys_of(body)[0].public_id}/thu-hoi/"
    assert leader.get(address).status_code == 200
    assert leader.post(address, {"revocation": "compromised", "reason": "Mất máy."}).status_code == 422
    told = {"revocation": "compromised", "reason": "Mất máy.", "compromised_from": "20/11/2026 09:30"}
    assert leader.post(address, told).status_code == 302
    assert active_key(body) is None
    assert "Mất máy." in leader.get(LIST).content.decode()
    assert leader.post(f"{LIST}co-quan/{body}/", {}).status_code == 302
    assert active_key(body) is not None


def test_others_of_the_body_see_keys_and_change_nothing(newsroom: Newsroom) -> None:
    newsroom.published()
    body = newsroom.body.public_id
    editor = signed_in(newsroom.editor)
    page = editor.get(LIST).content.decode()
    assert keys_of(body)[0].kid in page
    assert "thu-hoi" not in page
    for address in (f"{LIST}co-quan/{body}/", f"{LIST}{keys_of(body)[0].public_id}/thu-hoi/"):
        assert editor.get(address).status_code == 403
        assert editor.post(address, {"revocation": "superseded", "reason": "x"}).status_code == 403
    assert key_state(keys_of(body)[0]) == "active"


def test_another_body_and_the_log_do_not_exist_for_a_leader(make_newsroom: Callable[..., Newsroom]) -> None:
    ours, theirs = make_newsroom(), make_newsroom("so-thu", "Sở Thử nghiệm")
    theirs.published()
    leader = signed_in(ours.leader)
    foreign, log = keys_of(theirs.body.public_id)[0], keys_of(None)[0]
    assert foreign.kid not in leader.get(LIST).content.decode()
    for address in (
        f"{LIST}co-quan/{theirs.body.public_id}/",
        f"{LIST}{foreign.public_id}/thu-hoi/",
        f"{LIST}{log.public_id}/thu-hoi/",
        f"{LIST}so-ghi/",
    ):
        assert leader.get(address).status_code == 404
        assert leader.post(address, {"revocation": "superseded", "reason": "x"}).status_code == 404


def test_the_system_administrator_keeps_the_keys_of_the_log(
    newsroom: Newsroom, user_factory: Callable[..., User]
) -> None:
    newsroom.published()
    admin = signed_in(user_factory(email="quantri@thu.example", password=None, is_system_administrator=True))
    page = admin.get(LIST).content.decode()
    assert keys_of(None)[0].kid in page
    assert keys_of(newsroom.body.public_id)[0].kid in page
    assert admin.post(f"{LIST}so-ghi/", {}).status_code == 302
    assert [key_state(key) for key in keys_of(None)] == ["active", "retired"]


def test_revoking_needs_a_reason(newsroom: Newsroom) -> None:
    newsroom.published()
    leader = signed_in(newsroom.leader)
    address = f"{LIST}{keys_of(newsroom.body.public_id)[0].public_id}/thu-hoi/"
    assert leader.post(address, {"revocation": "superseded", "reason": " "}).status_code == 422
    assert key_state(keys_of(newsroom.body.public_id)[0]) == "active"
