"""The screens of the translator: segments, typing, files, and who sees or writes them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ttdn.portal.actions.drafting import add_draft
from ttdn.portal.models import Translation
from ttdn.portal.queries import record_of
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.translation_makers import begun, english_of, say, source_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def screens(newsroom: Newsroom) -> Any:
    """A published item, and the translator's browser on its English translation."""
    page = source_of(newsroom)
    newsroom.published(page)
    browser = Client()
    browser.force_login(newsroom.translator)

    def at(name: str = "portal_translate", language: str = "en") -> str:
        return reverse(name, args=[page.item.public_id, language])

    return page, browser, at


def test_the_translator_works_without_scripts(screens: Any) -> None:
    page, browser, at = screens
    first = browser.get(at())
    assert "Bắt đầu dịch" in first.content.decode()
    chosen = record_of(page.item, "vi").edition.content_hash
    assert browser.post(at(), {"source": chosen}).headers["Location"] == at()
    text = browser.get(at()).content.decode()
    assert "Đã xong 1/8 đoạn" in text
    assert '<p class="pre-line" lang="vi">Họp báo thường kỳ</p>' in text
    assert 'name="text" rows="1" lang="en"' in text
    saved = browser.post(at("portal_translate_segment"), {"key": "title", "text": "Briefing", "lock": "0"})
    assert saved.headers["Location"] == f"{at()}#title"
    copied = browser.post(at("portal_translate_segment"), {"key": "lead", "text": "", "lock": "0", "copy": "1"})
    assert copied.status_code == 302
    assert Translation.objects.get().segments.get(key="lead").target == "Tóm tắt."
    clash = browser.post(at("portal_translate_segment"), {"key": "title", "text": "Mine", "lock": "0"})
    assert clash.status_code == 409
    assert "Mine</textarea>" in clash.content.decode()
    assert "Briefing" in clash.content.decode()
    broken = browser.post(at("portal_translate_segment"), {"key": "blocks.0.html.0", "text": "gõ mất", "lock": "0"})
    assert broken.status_code == 400
    assert "gõ mất" in broken.content.decode()


def test_a_draft_laid_out_otherwise_is_promised_and_given_marked_matches(newsroom: Newsroom, screens: Any) -> None:
    page, browser, at = screens
    content = {"lead": "Summary.", "body": "[]"}
    add_draft(page.item, language="en", title="Briefing", at=AT, acting_user=newsroom.translator, content=content)
    assert "ghép theo vị trí" in browser.get(at()).content.decode()
    browser.post(at(), {"source": record_of(page.item, "vi").edition.content_hash})
    text = browser.get(at()).content.decode()
    assert ">Briefing</textarea>" in text
    assert ">Summary.</textarea>" in text
    assert text.count("Ghép từ bản thảo, chưa xem lại") == 2
    assert "2 đoạn cần xem lại" in text
    assert "Bố cục của bản thảo khác bản gốc" in text
    sent = {"key": "lead", "text": "Summary.", "lock": "0"}
    browser.post(at("portal_translate_rebuild"))
    browser.post(at("portal_translate_segment"), sent)
    assert browser.get(at()).content.decode().count("Ghép từ bản thảo, chưa xem lại") == 1


def test_typing_saves_itself_and_tells_the_progress(screens: Any) -> None:
    page, browser, at = screens
    browser.post(at(), {"source": record_of(page.item, "vi").edition.content_hash})
    headers = {"HX-Request": "true"}
    send = {"key": "title", "text": "Brie", "lock": "0", "typing": "1"}
    answer = browser.post(at("portal_translate_segment"), send, headers=headers).content.decode()
    assert "Đã xong 2/8 đoạn" in answer
    assert 'value="1" hx-swap-oob="true"' in answer
    stale = browser.post(at("portal_translate_segment"), send | {"text": "Mine"}, headers=headers).content.decode()
    assert "vừa được người khác lưu" in stale


def test_files_leave_and_come_back_on_the_page(screens: Any) -> None:
    page, browser, at = screens
    browser.post(at(), {"source": record_of(page.item, "vi").edition.content_hash})
    for kind, name in (("po", "a.po"), ("xliff", "a.xlf")):
        answer = browser.get(at("portal_translate_export") + f"?dang={kind}")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        back = browser.post(at("portal_translate_import"), {"file": SimpleUploadedFile(name, answer.content)})
        assert back.status_code == 302, back.content.decode()
    wrong = browser.post(at("portal_translate_import"), {"file": SimpleUploadedFile("a.po", b"hello")})
    assert wrong.status_code == 400
    assert "Tệp" in wrong.content.decode()
    assert browser.post(at("portal_translate_import"), {}).status_code == 422


def test_what_is_not_begun_foreign_or_no_language_is_missing(
    screens: Any, make_newsroom: Callable[..., Newsroom]
) -> None:
    _page, browser, at = screens
    assert browser.get(at("portal_translate_export")).status_code == 400
    assert browser.get(at(language="vi")).status_code == 404
    assert browser.get(at(language="xx")).status_code == 404
    stranger = Client()
    stranger.force_login(make_newsroom("bo-khac", "Bộ Khác").translator)
    for name in ("portal_translate", "portal_translate_export"):
        assert stranger.get(at(name)).status_code == 404
    for name in ("segment", "renew", "rebuild", "machine", "import"):
        assert stranger.post(at(f"portal_translate_{name}")).status_code == 404


def test_readers_of_the_workspace_see_but_do_not_write(newsroom: Newsroom, screens: Any) -> None:
    page, browser, at = screens
    browser.post(at(), {"source": record_of(page.item, "vi").edition.content_hash})
    officer = Client()
    officer.force_login(newsroom.officer)
    text = officer.get(at()).content.decode()
    assert "<textarea" not in text
    assert officer.post(at("portal_translate_segment"), {"key": "title", "text": "x", "lock": "0"}).status_code == 403


def test_the_page_stays_within_its_budget(
    newsroom: Newsroom, screens: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    page, browser, at = screens
    say(newsroom, translation := begun(newsroom, page), english_of(translation))
    with django_assert_max_num_queries(40):
        assert browser.get(at()).status_code == 200
