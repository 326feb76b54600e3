"""The public log for readers and mirrors, well-known files, policies, the page for lost readers."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.proofs import jws, merkle
from ttdn.proofs.actions.keys import rotate_key
from ttdn.proofs.actions.roots import ROOT_TYPE, sign_day
from ttdn.proofs.jws import compact_json

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def _calm(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.PDF_ROOT = tmp_path / "pdf"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "log"}}
    cache.clear()
    with time_machine.travel(LATER, tick=False):
        yield
    cache.clear()


def test_the_page_lists_what_was_logged_with_its_body_and_its_page(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    sign_day(day=AT.date(), at=LATER)
    page = client.get("/vi/so-ghi/")
    text = page.content.decode()
    assert page.status_code == 200
    assert not page.cookies
    assert record.path in text
    assert 'href="/so-ghi/muc/0.json"' in text
    assert "Bộ Thử nghiệm" in text
    assert "Lập khóa" in text
    assert "20/11/2026" in text
    assert client.get("/en/log/").status_code == 200


def test_nothing_unpublished_is_in_the_log(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft(title="Bài còn kín")
    newsroom.approved(page)
    for path in ("/vi/so-ghi/", "/so-ghi/muc.json", "/so-ghi/so.jsonl"):
        answer = client.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        assert "Bài còn kín" not in body.decode()
        assert str(page.item.public_id) not in body.decode()


def test_leaves_paths_and_consistency_can_be_checked_by_anybody(newsroom: Newsroom, client: Client) -> None:
    for number in range(4):
        newsroom.published(newsroom.draft(title=f"Bài {number}"))
    found = client.get("/so-ghi/muc.json").json()
    size, root = found["size"], bytes.fromhex(found["root"])
    assert found["next"] is None
    assert [leaf["index"] for leaf in found["entries"]] == list(range(size))
    hashes = [merkle.leaf_hash(compact_json(leaf)) for leaf in found["entries"]]
    for index in range(size):
        proof = client.get(f"/so-ghi/muc/{index}.json").json()
        path = [bytes.fromhex(each) for each in proof["path"]]
        assert merkle.verify_inclusion(hashes[index], index, size, path, root)
    old = client.get(f"/so-ghi/nhat-quan.json?tu=3&den={size}").json()
    path = [bytes.fromhex(each) for each in old["path"]]
    assert merkle.verify_consistency(3, bytes.fromhex(old["from"]["root"]), size, root, path)
    for wrong in ("tu=0", f"tu=1&den={size + 1}", "tu=5&den=2", "tu=x", "tu=-1", "tu=" + "9" * 40):
        assert client.get(f"/so-ghi/nhat-quan.json?{wrong}").status_code == 404
    assert client.get(f"/so-ghi/muc/{size}.json").status_code == 404
    assert client.get("/so-ghi/muc/0.json?co=99999").status_code == 404


def test_daily_roots_are_published_signed(newsroom: Newsroom, client: Client) -> None:
    newsroom.published()
    root = sign_day(day=AT.date(), at=LATER)
    assert root is not None
    feed = client.get("/so-ghi/goc.atom")
    assert feed.headers["Content-Type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(feed.content)
    entry = tree.find("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}content")
    assert entry is not None
    assert json.loads(entry.text or "")["jws"] == root.jws
    assert client.get("/so-ghi/goc.json").json()["roots"][0]["root"] == root.root_hash
    assert client.get("/so-ghi/dau.json").json()["daily"]["day"] == AT.date().isoformat()
    kids = {key["kid"] for key in client.get("/.well-known/ttdn-keys.json").json()["keys"]}
    assert jws.read(root.jws, ROOT_TYPE).kid in kids


def test_the_whole_log_streams_for_mirrors(newsroom: Newsroom, client: Client) -> None:
    newsroom.published()
    lines = [json.loads(line) for line in b"".join(client.get("/so-ghi/so.jsonl")).splitlines()]
    assert lines[0]["format"] == "ttdn-log-1"
    assert sum("entry" in line for line in lines) == lines[0]["size"]
    assert "keys" in lines[-1]


def test_keys_show_their_states_and_never_a_private_half(newsroom: Newsroom, client: Client) -> None:
    newsroom.published()
    rotate_key(body=newsroom.body.public_id, acting_user=None, at=LATER)
    answer = client.get("/.well-known/ttdn-keys.json")
    assert answer.headers["Cache-Control"] == "no-cache"
    states = [key["ttdn"]["state"] for key in answer.json()["keys"] if key["ttdn"]["body"]]
    assert sorted(states) == ["active", "retired"]
    assert all("d" not in key for key in answer.json()["keys"])
    assert all(len(base64.urlsafe_b64decode(key["x"] + "=")) == 32 for key in answer.json()["keys"])
    again = client.get("/.well-known/ttdn-keys.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_security_txt_is_there_only_with_a_contact_and_in_time(client: Client, settings: Any) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT, settings.SECURITY_EXPIRES = (
        "mailto:baomat@thu.example, https://thu.example/x",
        "2027-01-31",
    )
    page = client.get("/.well-known/security.txt")
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = page.content.decode().splitlines()
    assert lines[0] == "Contact: mailto:baomat@thu.example"
    assert "Expires: 2027-01-31T16:59:59Z" in lines
    for day in ("2026-01-31", "mai"):
        settings.SECURITY_EXPIRES = day
        assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("path", ["/vi/dinh-chinh/", "/en/corrections/", "/vi/tro-nang/", "/en/accessibility/"])
def test_policies_are_pages_of_every_language(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["Cache-Control"].startswith("public")


def test_a_lost_reader_is_helped_and_a_lost_colleague_gets_the_workspace_page(
    newsroom: Newsroom, client: Client
) -> None:
    record = newsroom.published()
    page = client.get("/vi/khong-co/trang-nay/")
    text = page.content.decode()
    assert page.status_code == 404
    assert not page.cookies
    assert record.path in text
    assert 'name="q"' in text
    assert "/s/" in text
    assert "<title>Page not found" in client.get("/en/nothing/here/").content.decode()
    assert client.get("/khong-co").status_code == 404
    staff = client.get("/lam-viec/khong-co/").content.decode()
    assert "portal/reader.css" not in staff
