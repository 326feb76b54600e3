"""Translating an item: bound to a version of its source, saved by segment, never published unfinished or unread."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.importing import BadFile, draft_by_machine, import_translation, packet_of
from ttdn.portal.actions.releasing import release
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.actions.translating import (
    DraftRebuilt,
    SegmentClash,
    Written,
    begin_translation,
    rebuild_draft,
    renew_source,
    save_translation,
)
from ttdn.portal.errors import Incomplete, WrongState
from ttdn.portal.exchange import Line, Packet, from_po, to_po
from ttdn.portal.machine import MachineFailed
from ttdn.portal.models import DraftPage, PublicRecord, Translation
from ttdn.portal.queries import draft_of, record_of
from ttdn.portal.snapshots import hash_of, snapshot_of
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.translation_queries import progress_of
from ttdn.web.errors import NotAllowed

pytestmark = pytest.mark.django_db

BODY = (
    '[{"type": "paragraph", "value": "<p>Bộ <b>đã họp</b>, xem <a href=\\"https://vi.example/\\">tại đây</a>.</p>"},'
    ' {"type": "heading", "value": {"text": "Số liệu", "level": "2"}},'
    ' {"type": "figures", "value": {"rows": [{"type": "item", "value": {"label": "Số buổi", "value": "12",'
    ' "unit": "buổi", "as_of": "", "source": "Báo cáo năm", "source_url": ""}}]}}]'
)


def _source(newsroom: Newsroom) -> DraftPage:
    return newsroom.draft(content={"lead": "Tóm tắt.", "body": BODY})


def _begin(newsroom: Newsroom, page: DraftPage, language: str = "en") -> Translation:
    return begin_translation(item=page.item, language=language, acting_user=newsroom.translator, at=AT)


def _say(newsroom: Newsroom, translation: Translation, words: dict[str, str], **flags: bool) -> None:
    locks = dict(translation.segments.values_list("key", "lock"))
    written = [Written(key, text, locks[key], **flags) for key, text in words.items()]
    save_translation(translation=translation, written=written, acting_user=newsroom.translator, at=AT)


def _english(translation: Translation) -> dict[str, str]:
    """Words for every segment that has none."""
    return {
        each.key: "<2>Here</2> the ministry <1>met</1>." if "<1>" in each.source else f"English {each.position}"
        for each in translation.segments.all()
        if not each.target
    }


def _draft(page: DraftPage, language: str = "en") -> DraftPage:
    draft = draft_of(page.item, language)
    assert draft is not None
    return draft


def _published(newsroom: Newsroom, page: DraftPage, language: str, reason: str = "", days: int = 0) -> PublicRecord:
    at = AT + timedelta(days=days)
    edition = submit(item=page.item, language=language, acting_user=newsroom.translator, at=at, public_reason=reason)
    pass_review(edition=edition, acting_user=newsroom.officer, at=at)
    approved = approve(edition=edition, content_hash=edition.content_hash, acting_user=newsroom.leader, at=at)
    return release(edition=approved, acting_user=newsroom.editor, at=at)


def test_a_translation_is_bound_to_its_source_and_becomes_a_draft(newsroom: Newsroom) -> None:
    page = _source(newsroom)
    source = newsroom.published(page).edition
    translation = _begin(newsroom, page)
    assert translation.source_hash == source.content_hash
    assert [each.source for each in translation.segments.all()] == [
        "Họp báo thường kỳ",
        "Tóm tắt.",
        "Bộ <1>đã họp</1>, xem <2>tại đây</2>.",
        "Số liệu",
        "Số buổi",
        "12",
        "buổi",
        "Báo cáo năm",
    ]
    assert progress_of(list(translation.segments.all())).done == 1  # a plain number needs no words
    _say(newsroom, translation, _english(translation))
    draft = _draft(page)
    made = snapshot_of(draft)
    assert made["title"] == "English 0"
    assert made["slug"] == "english-0"
    assert made["translated_from"] == source.content_hash
    assert made["blocks"][0]["html"] == (
        '<p><a href="https://vi.example/" rel="noopener">Here</a> the ministry <strong>met</strong>.</p>'
    )
    assert made["blocks"][2]["rows"][0]["source"] == "English 7"
    record = _published(newsroom, page, "en")
    assert record.edition.translated_from_hash == source.content_hash


def test_the_best_source_is_what_readers_have_then_what_is_approved_then_the_draft(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="Chỉ là nháp")
    assert _begin(newsroom, draft).source_hash == hash_of(snapshot_of(_draft(draft, "vi")))
    approved = newsroom.draft(title="Đã duyệt")
    edition = newsroom.approved(approved)
    write_draft(page=approved, values={"lead": "Sửa sau."}, acting_user=newsroom.editor, at=AT)
    assert _begin(newsroom, approved).source_hash == edition.content_hash


def test_only_an_editor_or_translator_of_the_body_translates(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom]
) -> None:
    page = _source(newsroom)
    other = make_newsroom("bo-khac", "Bộ Khác")
    for stranger in (newsroom.officer, newsroom.leader, other.translator, other.editor):
        with pytest.raises(NotAllowed):
            begin_translation(item=page.item, language="en", acting_user=stranger, at=AT)
    translation = _begin(newsroom, page)
    for stranger in (newsroom.clerk, other.editor):
        with pytest.raises(NotAllowed):
            save_translation(translation=translation, written=[Written("title", "x", 0)], acting_user=stranger, at=AT)
        with pytest.raises(NotAllowed):
            draft_by_machine(translation=translation, acting_user=stranger, at=AT)
    with pytest.raises(Incomplete):
        begin_translation(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)


def test_two_translators_of_one_segment_meet_in_a_clash(newsroom: Newsroom) -> None:
    translation = _begin(newsroom, _source(newsroom))
    _say(newsroom, translation, {"title": "Mine"})
    with pytest.raises(SegmentClash) as clash:
        save_translation(
            translation=translation, written=[Written("title", "Yours", 0)], acting_user=newsroom.editor, at=AT
        )
    assert (clash.value.segment.target, clash.value.mine) == ("Mine", "Yours")
    assert translation.segments.get(key="title").target == "Mine"


def test_broken_placeholders_and_unknown_segments_are_refused_whole(newsroom: Newsroom) -> None:
    translation = _begin(newsroom, _source(newsroom))
    for key, text in (("blocks.0.html.0", "no marks"), ("blocks.9.text", "x"), ("title", "x" * 251)):
        written = [Written("lead", "Lead", 0), Written(key, text, 0)]
        with pytest.raises(Incomplete):
            save_translation(translation=translation, written=written, acting_user=newsroom.translator, at=AT)
    assert not translation.segments.exclude(source="12").exclude(target="").exists()


def test_an_unfinished_translation_cannot_be_submitted(newsroom: Newsroom) -> None:
    page = _source(newsroom)
    translation = _begin(newsroom, page)
    words = _english(translation)
    last = words.popitem()
    _say(newsroom, translation, words)
    with pytest.raises(Incomplete, match="1 đoạn chưa xong"):
        submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
    _say(newsroom, translation, dict([last]))
    assert submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT).language == "en"


def test_a_renewed_source_keeps_words_and_marks_what_changed(newsroom: Newsroom) -> None:
    page = _source(newsroom)
    newsroom.published(page)
    translation = _begin(newsroom, page)
    _say(newsroom, translation, _english(translation))
    longer = BODY.replace(
        '[{"type": "paragraph"', '[{"type": "paragraph", "value": "<p>Đoạn mới.</p>"}, {"type": "paragraph"', 1
    )
    write_draft(page=page, values={"lead": "Tóm tắt khác.", "body": longer}, acting_user=newsroom.editor, at=AT)
    corrected = newsroom.published(page, public_reason="Thêm đoạn.", at=AT + timedelta(days=1))
    renewed = renew_source(
        translation=translation, source_hash=corrected.edition.content_hash, acting_user=newsroom.translator, at=AT
    )
    rows = {each.source: each for each in renewed.segments.all()}
    assert rows["Đoạn mới."].state == "open"
    assert (rows["Tóm tắt khác."].state, rows["Tóm tắt khác."].earlier_source) == ("changed", "Tóm tắt.")
    assert rows["Số liệu"].state == "done"
    assert rows["Bộ <1>đã họp</1>, xem <2>tại đây</2>."].target == "<2>Here</2> the ministry <1>met</1>."
    assert _draft(page).translated_from_hash == corrected.edition.content_hash
    with pytest.raises(Incomplete, match="2 đoạn chưa xong"):
        submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
    _say(newsroom, renewed, {rows["Tóm tắt khác."].key: "Other summary.", rows["Đoạn mới."].key: "New."}, read=True)
    assert progress_of(list(renewed.segments.all())).percent == 100
    with pytest.raises(WrongState):
        renew_source(
            translation=renewed, source_hash=corrected.edition.content_hash, acting_user=newsroom.translator, at=AT
        )


def test_words_written_in_the_editor_are_taken_back_and_another_layout_is_not_overwritten(newsroom: Newsroom) -> None:
    page = _source(newsroom)
    translation = _begin(newsroom, page)
    _say(newsroom, translation, _english(translation))
    write_draft(page=_draft(page), values={"title": "From the editor"}, acting_user=newsroom.editor, at=AT)
    _say(newsroom, translation, {"lead": "New lead."})
    assert translation.segments.get(key="title").target == "From the editor"
    assert _draft(page).title == "From the editor"
    write_draft(page=_draft(page), values={"body": "[]"}, acting_user=newsroom.editor, at=AT)
    with pytest.raises(DraftRebuilt):
        _say(newsroom, translation, {"lead": "Another."})
    assert len(_draft(page).body) == 0
    rebuild_draft(translation=translation, acting_user=newsroom.translator, at=AT)
    assert len(_draft(page).body) == 3


def test_a_draft_that_was_there_is_taken_in(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    other = _begin(newsroom, page, "fr")
    _say(newsroom, other, {"title": "Conférence"})
    Translation.objects.filter(pk=other.pk).delete()
    again = _begin(newsroom, page, "fr")
    assert again.segments.get(key="title").target == "Conférence"


# Files


def test_files_come_back_or_are_refused_with_everything_that_is_wrong(newsroom: Newsroom) -> None:
    page = _source(newsroom)
    newsroom.published(page)
    translation = _begin(newsroom, page)
    packet = packet_of(translation)
    words = _english(translation)
    lines = [Line(each.key, each.source, words.get(each.key, ""), "done") for each in packet.lines]
    sent = from_po(to_po(Packet(packet.item, packet.source_hash, "vi", "en", lines)))
    broken = [Line(each.key, each.source, "x" if "<1>" in each.source else each.target, "done") for each in sent.lines]
    cases = [
        (Packet("another", packet.source_hash, "vi", "en", lines), "bài khác"),
        (Packet(packet.item, packet.source_hash, "vi", "fr", lines), "Français"),
        (Packet(packet.item, packet.source_hash, "vi", "en", broken), "dấu giữ chỗ"),
        (Packet(packet.item, packet.source_hash, "vi", "en", [*lines, Line("blocks.9", "lạ", "x")]), "lạ"),
        (Packet(packet.item, packet.source_hash, "vi", "en", [*lines, lines[0]]), "lặp lại"),
    ]
    for wrong, said in cases:
        with pytest.raises(BadFile, match=said):
            import_translation(translation=translation, packet=wrong, acting_user=newsroom.translator, at=AT)
    assert progress_of(list(translation.segments.all())).done == 1
    count = import_translation(translation=translation, packet=sent, acting_user=newsroom.translator, at=AT)
    assert count == len(words)
    assert progress_of(list(translation.segments.all())).percent == 100


def test_a_file_of_another_source_version_says_which_segments_changed(newsroom: Newsroom) -> None:
    page = _source(newsroom)
    newsroom.published(page)
    translation = _begin(newsroom, page)
    old = packet_of(translation)
    write_draft(page=page, values={"lead": "Tóm tắt khác."}, acting_user=newsroom.editor, at=AT)
    record = newsroom.published(page, public_reason="Sửa.", at=AT + timedelta(days=1))
    renewed = renew_source(
        translation=translation, source_hash=record.edition.content_hash, acting_user=newsroom.translator, at=AT
    )
    with pytest.raises(BadFile, match="Tóm tắt") as refused:
        import_translation(translation=renewed, packet=old, acting_user=newsroom.translator, at=AT)
    assert "Số buổi" not in refused.value.sentence


# Machine drafts


def shout(texts: list[str], source_language: str, language: str) -> list[str]:
    """A translator for the tests; it breaks the placeholders of none."""
    return [text.upper() for text in texts]


def fail(texts: list[str], source_language: str, language: str) -> list[str]:
    """A translator that is down."""
    raise OSError("down")


def forget(texts: list[str], source_language: str, language: str) -> list[str]:
    """A translator that loses a text."""
    return texts[1:]


def test_no_machine_is_set_by_default(newsroom: Newsroom) -> None:
    with pytest.raises(MachineFailed):
        draft_by_machine(translation=_begin(newsroom, _source(newsroom)), acting_user=newsroom.translator, at=AT)


@pytest.mark.parametrize("name", ["fail", "forget", "missing"])
def test_a_machine_that_fails_writes_nothing(newsroom: Newsroom, settings: Any, name: str) -> None:
    settings.MACHINE_TRANSLATOR = f"{__name__}.{name}"
    translation = _begin(newsroom, _source(newsroom))
    with pytest.raises(MachineFailed):
        draft_by_machine(translation=translation, acting_user=newsroom.translator, at=AT)
    assert not translation.segments.exclude(source="12").exclude(target="").exists()


def test_a_machine_draft_is_marked_and_unpublishable_until_every_segment_is_read(
    newsroom: Newsroom, settings: Any, client: Client
) -> None:
    settings.MACHINE_TRANSLATOR = f"{__name__}.shout"
    page = _source(newsroom)
    newsroom.published(page)
    translation = _begin(newsroom, page)
    assert draft_by_machine(translation=translation, acting_user=newsroom.translator, at=AT) == 7
    assert _draft(page).machine_draft
    rows = list(translation.segments.all())
    _say(newsroom, translation, {"title": "Edited, not yet read"})
    for row in [each for each in rows if each.machine]:
        with pytest.raises(Incomplete, match="chưa ai đọc"):
            submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
        _say(newsroom, translation, {row.key: row.target}, read=True)
    record = _published(newsroom, page, "en")
    assert record.edition.machine_draft
    assert "machine help" in client.get(record.path).content.decode()


def test_a_machine_draft_without_segments_is_never_submitted(newsroom: Newsroom) -> None:
    page = _source(newsroom)
    translation = _begin(newsroom, page)
    _say(newsroom, translation, _english(translation))
    write_draft(page=_draft(page), values={"machine_draft": True}, acting_user=newsroom.editor, at=AT)
    Translation.objects.all().delete()
    with pytest.raises(Incomplete, match="máy dịch"):
        submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)


# What readers are told


def test_readers_of_a_stale_translation_are_told_until_it_is_renewed(newsroom: Newsroom, client: Client) -> None:
    page = _source(newsroom)
    source = newsroom.published(page)
    translation = _begin(newsroom, page)
    _say(newsroom, translation, _english(translation))
    english = _published(newsroom, page, "en")
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
    _say(newsroom, renewed, {"lead": "Other summary."}, read=True)
    again = _published(newsroom, page, "en", "Follows the correction.", 2)
    assert notice not in client.get(again.path).content.decode()


def test_a_withdrawn_source_is_said_on_its_own_page_and_the_translation_stays(
    newsroom: Newsroom, client: Client
) -> None:
    page = _source(newsroom)
    source = newsroom.published(page)
    translation = _begin(newsroom, page)
    _say(newsroom, translation, _english(translation))
    english = _published(newsroom, page, "en")
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
    translation = _begin(newsroom, page, code)
    _say(newsroom, translation, {"title": "Tựa", "lead": "Lời"})
    record = _published(newsroom, page, code)
    text = client.get(record.path).content.decode()
    assert f'<article class="item item--news" lang="{code}"' in text
    assert '<html lang="en"' in text
    css = client.get("/static/portal/reader.css")
    stem = code.split("-", maxsplit=1)[0]
    if css.status_code == 200 and stem in {"lo", "km", "zh", "ja", "ko"}:
        assert f":lang({stem})" in b"".join(css).decode()


# Screens


@pytest.fixture
def screens(newsroom: Newsroom) -> Any:
    """A published item, and the translator's browser on its English translation."""
    page = _source(newsroom)
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
    _say(newsroom, translation := _begin(newsroom, page), _english(translation))
    with django_assert_max_num_queries(40):
        assert browser.get(at()).status_code == 200
