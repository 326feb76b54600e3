"""Readers' pages: what they show, what they never show, and how they may be cached."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db


def test_a_published_item_is_read_at_its_address_and_its_permanent_one(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    page = client.get(record.path)
    assert page.status_code == 200
    assert "Họp báo thường kỳ" in page.content.decode()
    assert client.get(f"/s/{record.item.public_id}").headers["Location"] == record.path
    assert client.get(f"/s/{record.item.public_id}/vi").headers["Location"] == record.path
    assert client.get(f"/s/{record.item.public_id}/en").status_code == 404


def test_readers_pages_carry_no_cookie_and_vary_on_none(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    client.force_login(newsroom.editor)
    for path in (record.path, "/vi/", "/en/", "/vi/co-quan/", "/vi/muc/news/", "/en/topics/"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert not page.cookies, path
        assert "Cookie" not in page.headers.get("Vary", ""), path
        assert page.headers["Cache-Control"].startswith("public"), path
        again = client.get(path, headers={"If-None-Match": page.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path


def test_drafts_editions_on_their_way_and_scheduled_ones_are_nowhere(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft(title="Bài còn kín")
    newsroom.approved(page)
    for path in ("/vi/", "/vi/muc/news/", "/vi/co-quan/", "/vi/bo-thu/", "/vi/bo-thu/tin/2026/bai-con-kin/"):
        assert "Bài còn kín" not in client.get(path).content.decode()
    assert client.get(f"/s/{page.item.public_id}").status_code == 404


def test_a_withdrawn_item_says_so_at_its_address_and_leaves_the_lists(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    withdraw(edition=record.edition, reason="Đăng nhầm bản chưa đủ.", acting_user=newsroom.leader, at=AT)
    page = client.get(record.path).content.decode()
    assert "Bài này đã bị rút" in page
    assert "Đăng nhầm bản chưa đủ." in page
    assert "Họp báo thường kỳ" not in client.get("/vi/").content.decode()


def test_the_history_tells_every_correction_and_its_reason(newsroom: Newsroom, client: Client) -> None:
    page = newsroom.draft()
    record = newsroom.published(page)
    write_draft(page=page, values={"lead": "Số liệu đúng là 12."}, acting_user=newsroom.editor, at=AT)
    newsroom.published(page, public_reason="Sửa số liệu.", at=AT + timedelta(days=1))
    text = client.get(record.path).content.decode()
    assert "Số liệu đúng là 12." in text
    assert "Sửa số liệu." in text
    assert "Lịch sử: 2 bản" in text


def test_a_page_stays_within_its_budget(
    newsroom: Newsroom, client: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(15):
        record = newsroom.published(newsroom.draft(title=f"Bài {number}"))
    for path in ("/vi/", record.path, "/vi/muc/news/", "/vi/co-quan/", "/vi/bo-thu/"):
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            page = client.get(path)
        assert page.status_code == 200
        assert len(page.content) < 60_000


def test_the_front_door_listens_to_the_browser(client: Client) -> None:
    assert client.get("/", headers={"Accept-Language": "fr-CA,fr;q=0.9"}).headers["Location"] == "/fr/"
    assert client.get("/", headers={"Accept-Language": "xx"}).headers["Location"] == "/vi/"


def test_the_other_languages_have_english_words_around(client: Client) -> None:
    page = client.get("/fr/").content.decode()
    assert '<html lang="en"' in page
    assert "Vietnam" in page or "Viet Nam" in page


@pytest.mark.parametrize(
    ("front", "address", "words"),
    [
        ("/vi/", "/vi/nguon/", "Nguồn của cơ sở dữ liệu quốc gia"),
        ("/en/", "/en/sources/", "Sources of the national database"),
    ],
)
def test_the_foot_of_every_page_leads_to_the_sources(client: Client, front: str, address: str, words: str) -> None:
    foot = client.get(front).content.decode().partition("<footer")[2]
    assert f'<li><a href="{address}">{words}</a></li>' in foot
    assert f"<h1>{words}</h1>" in client.get(address).content.decode()


def test_the_stylesheet_stays_small() -> None:
    found = finders.find("portal/reader.css")
    assert isinstance(found, str)
    assert Path(found).stat().st_size <= 20_000
