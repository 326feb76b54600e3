"""Translating an item: bound to a version of its source, saved by segment, never published unfinished."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.importing import draft_by_machine
from ttdn.portal.actions.review import submit
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
from ttdn.portal.models import Translation
from ttdn.portal.snapshots import hash_of, snapshot_of
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.translation_makers import BODY, begun, draft_in, english_of, publish_in, say, source_of
from ttdn.portal.translation_queries import progress_of
from ttdn.web.errors import NotAllowed

pytestmark = pytest.mark.django_db


def test_a_translation_is_bound_to_its_source_and_becomes_a_draft(newsroom: Newsroom) -> None:
    page = source_of(newsroom)
    source = newsroom.published(page).edition
    translation = begun(newsroom, page)
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
    say(newsroom, translation, english_of(translation))
    draft = draft_in(page)
    made = snapshot_of(draft)
    assert made["title"] == "English 0"
    assert made["slug"] == "english-0"
    assert made["translated_from"] == source.content_hash
    assert made["blocks"][0]["html"] == (
        '<p><a href="https://vi.example/" rel="noopener">Here</a> the ministry <strong>met</strong>.</p>'
    )
    assert made["blocks"][2]["rows"][0]["source"] == "English 7"
    record = publish_in(newsroom, page, "en")
    assert record.edition.translated_from_hash == source.content_hash


def test_the_best_source_is_what_readers_have_then_what_is_approved_then_the_draft(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="Chỉ là nháp")
    assert begun(newsroom, draft).source_hash == hash_of(snapshot_of(draft_in(draft, "vi")))
    approved = newsroom.draft(title="Đã duyệt")
    edition = newsroom.approved(approved)
    write_draft(page=approved, values={"lead": "Sửa sau."}, acting_user=newsroom.editor, at=AT)
    assert begun(newsroom, approved).source_hash == edition.content_hash


def test_only_an_editor_or_translator_of_the_body_translates(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom]
) -> None:
    page = source_of(newsroom)
    other = make_newsroom("bo-khac", "Bộ Khác")
    for stranger in (newsroom.officer, newsroom.leader, other.translator, other.editor):
        with pytest.raises(NotAllowed):
            begin_translation(item=page.item, language="en", acting_user=stranger, at=AT)
    translation = begun(newsroom, page)
    for stranger in (newsroom.clerk, other.editor):
        with pytest.raises(NotAllowed):
            save_translation(translation=translation, written=[Written("title", "x", 0)], acting_user=stranger, at=AT)
        with pytest.raises(NotAllowed):
            draft_by_machine(translation=translation, acting_user=stranger, at=AT)
    with pytest.raises(Incomplete):
        begin_translation(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)


def test_two_translators_of_one_segment_meet_in_a_clash(newsroom: Newsroom) -> None:
    translation = begun(newsroom, source_of(newsroom))
    say(newsroom, translation, {"title": "Mine"})
    with pytest.raises(SegmentClash) as clash:
        save_translation(
            translation=translation, written=[Written("title", "Yours", 0)], acting_user=newsroom.editor, at=AT
        )
    assert (clash.value.segment.target, clash.value.mine) == ("Mine", "Yours")
    assert translation.segments.get(key="title").target == "Mine"


def test_broken_placeholders_and_unknown_segments_are_refused_whole(newsroom: Newsroom) -> None:
    translation = begun(newsroom, source_of(newsroom))
    for key, text in (("blocks.0.html.0", "no marks"), ("blocks.9.text", "x"), ("title", "x" * 251)):
        written = [Written("lead", "Lead", 0), Written(key, text, 0)]
        with pytest.raises(Incomplete):
            save_translation(translation=translation, written=written, acting_user=newsroom.translator, at=AT)
    assert not translation.segments.exclude(source="12").exclude(target="").exists()


def test_an_unfinished_translation_cannot_be_submitted(newsroom: Newsroom) -> None:
    page = source_of(newsroom)
    translation = begun(newsroom, page)
    words = english_of(translation)
    last = words.popitem()
    say(newsroom, translation, words)
    with pytest.raises(Incomplete, match="1 đoạn chưa xong"):
        submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
    say(newsroom, translation, dict([last]))
    assert submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT).language == "en"


def test_a_renewed_source_keeps_words_and_marks_what_changed(newsroom: Newsroom) -> None:
    page = source_of(newsroom)
    newsroom.published(page)
    translation = begun(newsroom, page)
    say(newsroom, translation, english_of(translation))
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
    assert draft_in(page).translated_from_hash == corrected.edition.content_hash
    with pytest.raises(Incomplete, match="2 đoạn chưa xong"):
        submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
    say(newsroom, renewed, {rows["Tóm tắt khác."].key: "Other summary.", rows["Đoạn mới."].key: "New."}, read=True)
    assert progress_of(list(renewed.segments.all())).percent == 100
    with pytest.raises(WrongState):
        renew_source(
            translation=renewed, source_hash=corrected.edition.content_hash, acting_user=newsroom.translator, at=AT
        )


def test_words_written_in_the_editor_are_taken_back_and_another_layout_is_not_overwritten(newsroom: Newsroom) -> None:
    page = source_of(newsroom)
    translation = begun(newsroom, page)
    say(newsroom, translation, english_of(translation))
    write_draft(page=draft_in(page), values={"title": "From the editor"}, acting_user=newsroom.editor, at=AT)
    say(newsroom, translation, {"lead": "New lead."})
    assert translation.segments.get(key="title").target == "From the editor"
    assert draft_in(page).title == "From the editor"
    assert translation.segments.get(key="blocks.0.html.0").target == "<2>Here</2> the ministry <1>met</1>."
    write_draft(page=draft_in(page), values={"body": "[]"}, acting_user=newsroom.editor, at=AT)
    with pytest.raises(DraftRebuilt):
        say(newsroom, translation, {"lead": "Another."})
    assert len(draft_in(page).body) == 0
    rebuild_draft(translation=translation, acting_user=newsroom.translator, at=AT)
    assert len(draft_in(page).body) == 3


def test_a_draft_that_was_there_is_taken_in(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    other = begun(newsroom, page, "fr")
    say(newsroom, other, {"title": "Conférence"})
    Translation.objects.filter(pk=other.pk).delete()
    again = begun(newsroom, page, "fr")
    assert again.segments.get(key="title").target == "Conférence"


def test_a_draft_with_other_parts_is_matched_in_by_place_and_marked(newsroom: Newsroom) -> None:
    page = source_of(newsroom)
    lent = begun(newsroom, page)
    say(newsroom, lent, english_of(lent))
    Translation.objects.filter(pk=lent.pk).delete()
    note = '{"type": "paragraph", "value": "<p><i>Not an official translation.</i></p>"}'
    body = draft_in(page).body
    parts = [json.dumps(each, ensure_ascii=False) for each in body.get_prep_value()]
    other = f"[{parts[0]}, {parts[2]}, {note}]"  # no heading, and a note more
    write_draft(page=draft_in(page), values={"body": other}, acting_user=newsroom.editor, at=AT)
    again = begun(newsroom, page)
    rows = {each.source: each for each in again.segments.all()}
    assert rows["Họp báo thường kỳ"].target == "English 0"
    assert rows["Tóm tắt."].target == "English 1"
    assert rows["Bộ <1>đã họp</1>, xem <2>tại đây</2>."].target == "<2>Here</2> the ministry <1>met</1>."
    assert rows["Báo cáo năm"].target == "English 7"
    assert rows["Số liệu"].state == "open"
    assert {each.state for each in rows.values() if each.target and each.source != "12"} == {"changed"}
    assert all(each.matched_in for each in rows.values() if each.state == "changed")
    assert len(draft_in(page).body) == 3  # nobody asked for another draft yet
    assert "Not an official" in str(draft_in(page).body)
    rebuild_draft(translation=again, acting_user=newsroom.translator, at=AT)
    with pytest.raises(Incomplete, match="7 đoạn chưa xong"):
        submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
    say(newsroom, again, {each.key: each.target or "Figures" for each in rows.values()}, read=True)
    assert progress_of(list(again.segments.all())).percent == 100
