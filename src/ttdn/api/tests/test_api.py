"""The read API over HTTP: what it gives, how it pages, refuses, is cached, limited, and open to scripts of other sites."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from ttdn.accounts.models import User
from ttdn.api.actions.keys import make_key, revoke_key
from ttdn.api.limits import PER_MINUTE
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.outgoing_queries import Selection, agreement, set_hash
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db


def test_items_come_in_the_order_of_their_change_and_the_cursor_goes_on(newsroom: Newsroom, client: Client) -> None:
    pages = [newsroom.draft(title=f"Bài {number}") for number in range(5)]
    for page in pages:
        newsroom.published(page)
    first = client.get("/api/v1/items?limit=3").json()
    assert [each["title"] for each in first["items"]] == ["Bài 0", "Bài 1", "Bài 2"]
    assert first["more"] is True
    rest = client.get(f"/api/v1/items?cursor={first['cursor']}").json()
    assert [each["title"] for each in rest["items"]] == ["Bài 3", "Bài 4"]
    assert rest["more"] is False
    assert client.get(f"/api/v1/items?cursor={rest['cursor']}").json()["items"] == []
    write_draft(page=pages[0], values={"lead": "Mới."}, acting_user=newsroom.editor, at=AT)
    newsroom.published(pages[0], public_reason="Sửa.", at=AT + timedelta(minutes=1))
    (new,) = client.get(f"/api/v1/items?cursor={rest['cursor']}").json()["items"]
    assert (new["lead"], new["reason"], new["edition"]) == ("Mới.", "Sửa.", 2)


def test_filters(make_newsroom: Callable[..., Newsroom], client: Client) -> None:
    one, two = make_newsroom("bo-mot", "Bộ Một"), make_newsroom("bo-hai", "Bộ Hai")
    topic = one.published(one.draft(kind="topic", title="ASEAN"))
    newest = two.published(
        two.draft(kind="press_release", title="Phát ngôn", content={"contact_name": "A"}), at=AT + timedelta(days=1)
    )
    one.published()

    def titles(query: str) -> list[str]:
        return [each["title"] for each in client.get(f"/api/v1/items?{query}").json()["items"]]

    assert titles("body=bo-hai") == ["Phát ngôn"]
    assert titles(f"body={two.body.public_id}") == ["Phát ngôn"]
    assert titles("body=khong-co") == []
    assert titles("kind=topic") == ["ASEAN"]
    assert titles("language=en") == []
    assert titles("since=2026-11-21T00:00:00Z") == ["Phát ngôn"]
    assert titles("standing=withdrawn") == []
    assert titles(f"topic={newest.item.public_id}") == []
    newest.item.topics.add(topic.item)
    assert titles(f"topic={topic.item.public_id}") == ["Phát ngôn"]
    assert client.get("/api/v1/topics").json()[0]["title"] == "ASEAN"
    assert [each["code"] for each in client.get("/api/v1/bodies").json()] == ["bo-hai", "bo-mot"]


def test_one_item_with_its_content_languages_editions_media_and_proof(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    base = f"/api/v1/items/{record.item.public_id}"
    whole = client.get(f"{base}/vi").json()
    assert whole["content"] == record.edition.snapshot
    assert whole["text"] == ["Bộ thông tin về công tác tháng 11."]
    assert whole["permanent_url"] == f"http://testserver/s/{record.item.public_id}/vi"
    assert [each["language"] for each in client.get(base).json()["languages"]] == ["vi"]
    assert [each["edition"] for each in client.get(f"{base}/vi/editions").json()] == [1]
    assert client.get(f"{base}/vi/media").json() == []
    assert client.get(f"{base}/vi/proof").json()["format"] == "ttdn-proof-1"
    assert client.get("/api/v1/log").json()["entries"][-1]["kind"] == "release"
    assert client.get("/api/v1/log/roots").json() == []


def test_a_withdrawn_item_is_told_without_its_words(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    withdraw(edition=record.edition, reason="Đăng nhầm.", acting_user=newsroom.leader, at=AT)
    base = f"/api/v1/items/{record.item.public_id}/vi"
    told = client.get(base).json()
    assert (told["standing"], told["reason"], told["title"], told["content"]) == ("withdrawn", "Đăng nhầm.", None, None)
    assert client.get(f"{base}/proof").status_code == 410
    assert client.get(f"{base}/media").status_code == 410


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/items?limit=0", 422),
        ("/api/v1/items?limit=x", 422),
        ("/api/v1/items?kind=rumour", 422),
        ("/api/v1/items?since=soon", 422),
        ("/api/v1/items?since=0001-01-01T00:00:00%2B14:00", 200),
        ("/api/v1/items?since=9999-12-31T23:59:59-14:00", 200),
        ("/api/v1/items?cursor=%F0%9F%92%A9", 400),
        ("/api/v1/items?cursor=czk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", 400),
        ("/api/v1/items?language=%00", 422),
        ("/api/v1/items?body=..%2F..", 422),
        ("/api/v1/log?start=99999999999999999999999", 422),
        ("/api/v1/items/0198f4c2-6d0a-7b3e-9c55-2f6c1a7be0d4", 404),
        ("/api/v1/items/0198f4c2-6d0a-7b3e-9c55-2f6c1a7be0d4/vi", 404),
        ("/api/v1/nothing", 404),
        ("/api/v2/items", 404),
        ("/api/ninjs/?after=x", 400),
        ("/api/ninjs/?body=%00", 404),
        ("/api/ninjs/?language=%00", 404),
        ("/api/bulk/..%2f..%2fsettings.py", 404),
    ],
)
def test_refusals_are_problem_details_in_the_language_of_the_asker(client: Client, address: str, status: int) -> None:
    answer = client.get(address, headers={"Accept-Language": "en-GB,en;q=0.8"})
    assert answer.status_code == status
    if status == 200:
        return
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json()
    assert told["status"] == status
    assert told["detail"].isascii()
    assert not client.get(address).json()["detail"].isascii()


def test_answers_are_cached_by_their_validators(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    for address in (
        "/api/v1/items",
        f"/api/v1/items/{record.item.public_id}/vi",
        "/api/v1/agreement",
        "/api/v1/openapi.json",
        "/api/ninjs/",
        f"/api/ninjs/{record.item.public_id}/vi",
        "/api/catalogue.jsonld",
        "/api/catalogue.ttl",
        "/api/bulk/",
        "/api/",
        "/sitemap.xml",
        "/sitemap-items-1.xml",
        "/sitemap-pages.xml",
        "/sitemap-news.xml",
        "/robots.txt",
        "/vi/feed.atom",
        "/vi/feed.rss",
        "/vi/feed.json",
        "/vi/bo-thu/feed.atom",
        "/vi/muc/news/feed.rss",
    ):
        whole = client.get(address)
        assert whole.status_code == 200, address
        assert not whole.cookies, address
        assert "Cookie" not in whole.headers.get("Vary", ""), address
        assert whole.headers["Access-Control-Allow-Origin"] == "*", address
        assert whole.headers["Cache-Control"].startswith("public"), address
        again = client.get(address, headers={"If-None-Match": f'"x", W/{whole.headers["ETag"]}'})
        assert (again.status_code, again.content) == (304, b""), address
        if moment := whole.headers.get("Last-Modified"):
            assert client.get(address, headers={"If-Modified-Since": moment}).status_code == 304, address
        head = client.head(address)
        assert (head.status_code, head.content) == (200, b""), address
        assert head.headers["ETag"] == whole.headers["ETag"], address
        assert client.options(address).status_code == 204, address
        assert client.post(address).status_code == 405, address
        assert client.post(address).headers["Allow"] == "GET, HEAD, OPTIONS", address


def test_whoever_asks_too_often_waits_and_a_key_allows_more(client: Client, user_factory: Callable[..., User]) -> None:
    administrator: User = user_factory(is_system_administrator=True)
    row, key = make_key(owner="TTXVN", contact="a@b.example", per_minute=200, acting_user=administrator, at=AT)
    assert row.key_hash not in key
    with time_machine.travel(AT, tick=False):
        for _number in range(PER_MINUTE):
            assert client.get("/robots.txt").status_code == 200
            client.get("/api/v1/log/roots")
        refused = client.get("/api/v1/log/roots")
        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "60"
        for header in ({"Authorization": f"Bearer {key}"}, {"X-API-Key": key}):
            assert client.get("/api/v1/log/roots", headers=header).status_code == 200
        assert client.get("/api/v1/log/roots", headers={"X-API-Key": "ttdn_wrong"}).status_code == 401
        revoke_key(public_id=row.public_id, acting_user=administrator, at=AT)
        assert client.get("/api/v1/log/roots", headers={"X-API-Key": key}).status_code == 401
    with time_machine.travel(AT + timedelta(minutes=1), tick=False):
        assert client.get("/api/v1/log/roots").status_code == 200
    assert "127.0.0.1" not in str(getattr(cache, "_cache", {}).keys())


def test_the_agreement_is_the_same_for_the_same_items_in_any_order(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    newsroom.published(newsroom.draft(title="Hai"))
    told = client.get(f"/api/v1/agreement?body={newsroom.body.code}&language=vi").json()
    assert told["count"] == 2
    rows = [("b", "vi", "2", "in_force"), ("a", "vi", "1", "in_force")]
    assert set_hash(rows) == set_hash(reversed(rows))
    assert told["set_hash"] == agreement(Selection()).hash
    withdraw(edition=record.edition, reason="Sai.", acting_user=newsroom.leader, at=AT)
    after = client.get("/api/v1/agreement").json()
    assert after["count"] == 2
    assert after["set_hash"] != told["set_hash"]
    assert client.get("/api/v1/agreement?language=en").json()["count"] == 0


def test_the_description_is_openapi_3_1_and_names_no_private_thing(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) >= {"/api/v1/items", "/api/v1/agreement", "/api/v1/items/{item}/{language}"}
    refused = told["paths"]["/api/v1/items"]["get"]["responses"]["422"]["content"]
    assert list(refused) == ["application/problem+json"]
    page = client.get("/api/?lang=en").content.decode()
    assert "/api/v1/items/{item}/{language}" in page
    assert "<script" not in page
    assert 'src="http' not in page


def test_a_list_costs_the_same_number_of_queries_however_long(
    newsroom: Newsroom, client: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        newsroom.published(newsroom.draft(title=f"Bài {number}"))
    for address in (
        "/api/v1/items?limit=12",
        "/vi/feed.atom",
        "/api/ninjs/",
        "/oai?verb=ListRecords&metadataPrefix=ttdn",
    ):
        with django_assert_max_num_queries(8):
            started = time.perf_counter()
            assert client.get(address).status_code == 200
            assert time.perf_counter() - started < 10
