"""The readers' search, the archive, the bilingual page: what they find, and what they never show."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ttdn.organisations.queries import scope_tokens
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.people import Naming, name_spokesperson
from ttdn.portal.bilingual import standings
from ttdn.portal.choices import Kind
from ttdn.portal.models import PublicRecord
from ttdn.portal.snapshots import plain_paragraphs
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.search.actions import rebuild
from ttdn.search.queries import search

pytestmark = pytest.mark.django_db
ON = AT.date()


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_ROOT, settings.SEARCH_ENGINE = tmp_path, "tantivy"


@pytest.fixture
def publish(transactional_db: None, newsroom: Newsroom) -> Callable[..., PublicRecord]:
    """Publish an item as the site does: with real commits, and what follows them."""

    def published(**values: Any) -> PublicRecord:
        reason = values.pop("public_reason", "")
        page = values.pop("page", None) or newsroom.draft(**values)
        return newsroom.published(page, public_reason=reason)

    return published


def _text(client: Client, query: str, address: str = "/vi/tim-kiem/") -> str:
    page = client.get(f"{address}?{query}")
    assert page.status_code == 200
    return page.content.decode()


def test_what_is_published_is_found_at_once_with_and_without_marks(
    publish: Callable[..., PublicRecord], client: Client
) -> None:
    record = publish(title="Hội nghị xúc tiến đầu tư")
    for asked in ("q=Hội nghị xúc tiến", "q=hoi nghi xuc tien", "q=“xúc tiến đầu tư”"):
        text = _text(client, asked)
        assert record.path in text, asked
        assert "<mark>" in text, asked
    assert record.path not in _text(client, "q=nông nghiệp")


def test_drafts_and_editions_on_their_way_are_not_found(newsroom: Newsroom, client: Client) -> None:
    newsroom.approved(newsroom.draft(title="Điều còn giữ kín"))
    rebuild()
    text = _text(client, "q=giữ kín")
    assert "Điều còn giữ kín" not in text
    assert "Không tìm thấy bài nào" in text


def test_days_are_found_and_shown_as_readers_write_them_and_sealed_as_they_were(
    publish: Callable[..., PublicRecord], client: Client
) -> None:
    body = (
        '[{"type": "timeline", "value": {"rows": [{"type": "item", "value":'
        ' {"on": "2026-11-20", "text": "Khai mạc triển lãm"}}]}}]'
    )
    days = {"starts_on": date(2026, 11, 18), "body": body}
    record = publish(kind=Kind.EVENT, title="Tuần văn hóa", content=days)
    text = _text(client, "q=khai mạc triển lãm")
    assert record.path in text
    assert "18/11/2026" in text
    assert "20/11/2026: " in text
    assert "2026-11-18" not in text
    assert "2026-11-20: " not in text
    assert record.path in _text(client, "q=“20/11/2026”")
    assert plain_paragraphs(record.edition.snapshot)[1:] == ["2026-11-18", "2026-11-20: Khai mạc triển lãm"]


def test_withdrawn_words_and_corrected_words_are_gone_at_once(
    publish: Callable[..., PublicRecord],
    newsroom: Newsroom,
    client: Client,
) -> None:
    page = newsroom.draft(title="Kế hoạch mùa xuân", content={"lead": "Con số sai tám mươi."})
    record = publish(page=page)
    assert record.path in _text(client, "q=tám mươi")
    write_draft(page=page, values={"lead": "Con số đúng là chín."}, acting_user=newsroom.editor, at=AT)
    newsroom.published(page, public_reason="Sửa số.", at=AT + timedelta(hours=1))
    assert record.path not in _text(client, "q=tám mươi")
    assert record.path in _text(client, "q=mùa xuân")
    record.refresh_from_db()
    withdraw(edition=record.edition, reason="Rút.", acting_user=newsroom.leader, at=AT + timedelta(hours=2))
    assert record.path not in _text(client, "q=mùa xuân")


def test_an_index_that_is_behind_shows_nothing_that_was_withdrawn(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published(newsroom.draft(title="Tin vừa bị rút"))
    rebuild()
    withdraw(edition=record.edition, reason="Rút.", acting_user=newsroom.leader, at=AT)  # the hooks did not run
    assert "Tin vừa bị rút" not in _text(client, "q=vừa bị rút")


def test_filters_narrow_and_unreadable_ones_do_no_harm(publish: Callable[..., PublicRecord], client: Client) -> None:
    news = publish(title="Bản tin kinh tế")
    event = publish(title="Diễn đàn kinh tế", kind=Kind.EVENT, content={"starts_on": ON})
    both = _text(client, "q=kinh tế")
    assert news.path in both
    assert event.path in both
    assert event.path not in _text(client, "q=kinh tế&loai=news")
    assert news.path in _text(client, f"q=kinh tế&co-quan={news.body.public_id}")
    assert news.path not in _text(client, "q=kinh tế&tu=2099-01-01")
    assert news.path in _text(client, "q=kinh tế&co-quan=x&tu=hôm qua&trang=-3&ngon-ngu=xx&la=1")
    assert news.path not in _text(client, "q=kinh tế&loai=không-có")


def test_other_languages_are_told_of_and_found_on_request(publish: Callable[..., PublicRecord], client: Client) -> None:
    record = publish(title="Mekong forum opens", language="en", content={"lead": "Water and trade."})
    assert record.path in _text(client, "q=mekong", "/en/search/")
    vietnamese = _text(client, "q=mekong")
    assert record.path not in vietnamese
    assert "ngon-ngu=tat-ca" in vietnamese
    assert record.path in _text(client, "q=mekong&ngon-ngu=tat-ca")


@pytest.mark.parametrize("asked", ["<script>alert(1)</script>", '" onfocus="x', "\x00\x07", "“" * 200, "a " * 400])
def test_a_hostile_question_is_only_text(client: Client, asked: str) -> None:
    page = client.get("/vi/tim-kiem/", {"q": asked})
    assert page.status_code == 200
    assert "<script>" not in page.content.decode()
    assert 'onfocus="x' not in page.content.decode()
    assert not page.cookies


def test_a_body_finds_its_own_drafts_and_nobody_elses(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom]
) -> None:
    other = make_newsroom("bo-khac", "Bộ Khác")
    newsroom.draft(title="Bản nháp về cà phê")
    rebuild()

    def found(user: Any) -> list[str]:
        hits = search(text="cà phê", user=user, scopes=scope_tokens(user, ON), kinds=["portal.draft"], on=ON).hits
        return [hit.kind for hit in hits]

    assert found(newsroom.editor) == ["portal.draft"]
    assert found(other.editor) == []


def test_the_archive_holds_every_month_and_says_what_was_withdrawn(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    withdraw(edition=record.edition, reason="Rút.", acting_user=newsroom.leader, at=AT)
    assert "/vi/luu-tru/2026/11/" in client.get("/vi/luu-tru/").content.decode()
    month = client.get("/vi/luu-tru/2026/11/").content.decode()
    assert record.path in month
    assert "Đã rút" in month
    for address in ("/vi/luu-tru/2026/10/", "/vi/luu-tru/2026/13/", "/vi/luu-tru/0/1/", "/vi/luu-tru/99999/1/"):
        assert client.get(address).status_code == 404, address
    assert client.get("/en/archive/").status_code == 200


def test_a_body_is_complete_only_with_everything_in_both_languages(newsroom: Newsroom, client: Client) -> None:
    def standing() -> Any:
        return next(each for each in standings("vi", ON) if each.body.pk == newsroom.body.pk)

    assert standing().count == 0
    newsroom.published(newsroom.draft(kind=Kind.PROFILE, content={"functions": "Quản lý nhà nước."}))
    assert standing().has == {
        "profile_vi": True, "profile_en": False, "functions": False, "contact": False, "spokesperson": False,
    }  # fmt: skip
    naming = Naming("Người Thử", "Chánh Văn phòng", "Chief of Office", ON, email="thu@example.vn")
    name_spokesperson(body=newsroom.body, naming=naming, acting_user=newsroom.leader, at=AT)
    assert standing().has["spokesperson"]
    assert not standing().complete
    page = client.get("/vi/song-ngu/").content.decode()
    assert "Bộ Thử nghiệm" in page
    assert "Chưa" in page
