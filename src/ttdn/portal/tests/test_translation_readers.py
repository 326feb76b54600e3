"""What readers of a translation are told: a stale or withdrawn source, and the language for its fonts."""

from datetime import timedelta

import pytest
from django.test import Client

from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.translating import (
    renew_source,
)
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.translation_makers import begun, english_of, publish_in, say, source_of

pytestmark = pytest.mark.django_db


def test_readers_of_a_stale_translation_are_told_until_it_is_renewed(newsroom: Newsroom, client: Client) -> None:
    page = source_of(newsroom)
    source = newsroom.published(page)
    translation = begun(newsroom, page)
    say(newsroom, translation, english_of(translation))
    english = publish_in(newsroom, page, "en")
    notice = "follows an earlier version of the original"
    fresh = client.get(english.path).content.decode()
    assert notice not in fresh
    assert (
        f'hreflang="vi" href="http://testserver{source.path}"' in fresh
        or f'hreflang="vi" href="https://testserver{source.path}"' in fresh
    )
    write_draft(page=page, values={"lead": "Tóm tắt khác."}, acting_user=newsroom.editor, at=AT)
    corrected = newsroom.published(page, public_reason="Sửa.", at=AT + timedelta(days=1))
    stale = client.get(english.path).content.decode()
    assert notice in stale
    assert f'<a href="{corrected.path}" hreflang="vi" lang="vi">Họp báo thường kỳ</a>' in stale
    renewed = renew_source(
        translation=translation, source_hash=corrected.edition.content_hash, acting_user=newsroom.translator, at=AT
    )
    say(newsroom, renewed, {"lead": "Other summary."}, read=True)
    again = publish_in(newsroom, page, "en", "Follows the correction.", 2)
    assert notice not in client.get(again.path).content.decode()


def test_a_withdrawn_source_is_said_on_its_own_page_and_the_translation_stays(
    newsroom: Newsroom, client: Client
) -> None:
    page = source_of(newsroom)
    source = newsroom.published(page)
    translation = begun(newsroom, page)
    say(newsroom, translation, english_of(translation))
    english = publish_in(newsroom, page, "en")
    withdraw(edition=source.edition, reason="Đăng nhầm.", acting_user=newsroom.leader, at=AT + timedelta(days=1))
    assert "Đăng nhầm." in client.get(source.path).content.decode()
    text = client.get(english.path).content.decode()
    assert "English 0" in text
    assert "The original of this translation has been withdrawn." in text
    assert f'<a href="{source.path}" hreflang="vi" lang="vi">Họp báo thường kỳ</a>' in text


@pytest.mark.parametrize(
    ("code", "direction"), [("lo", ""), ("km", ""), ("zh-hans", ""), ("ja", ""), ("ko", ""), ("ru", "")]
)
def test_every_language_is_marked_for_its_fonts(newsroom: Newsroom, client: Client, code: str, direction: str) -> None:
    page = newsroom.draft()
    newsroom.published(page)
    translation = begun(newsroom, page, code)
    say(newsroom, translation, {"title": "Tựa", "lead": "Lời"})
    record = publish_in(newsroom, page, code)
    text = client.get(record.path).content.decode()
    assert f'<article class="item item--news" lang="{code}"' in text
    assert '<html lang="en"' in text
    css = client.get("/static/portal/reader.css")
    stem = code.split("-", maxsplit=1)[0]
    if css.status_code == 200 and stem in {"lo", "km", "zh", "ja", "ko"}:
        assert f":lang({stem})" in b"".join(css).decode()
