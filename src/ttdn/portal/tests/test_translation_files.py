"""Translations that leave as files and come back, or are refused with everything that is wrong."""

from datetime import timedelta

import pytest

from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.importing import BadFile, import_translation, packet_of
from ttdn.portal.actions.translating import (
    renew_source,
)
from ttdn.portal.exchange import Line, Packet, from_po, to_po
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.translation_makers import begun, english_of, source_of
from ttdn.portal.translation_queries import progress_of

pytestmark = pytest.mark.django_db


def test_files_come_back_or_are_refused_with_everything_that_is_wrong(newsroom: Newsroom) -> None:
    page = source_of(newsroom)
    newsroom.published(page)
    translation = begun(newsroom, page)
    packet = packet_of(translation)
    words = english_of(translation)
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
    page = source_of(newsroom)
    newsroom.published(page)
    translation = begun(newsroom, page)
    old = packet_of(translation)
    write_draft(page=page, values={"lead": "Tóm tắt khác."}, acting_user=newsroom.editor, at=AT)
    record = newsroom.published(page, public_reason="Sửa.", at=AT + timedelta(days=1))
    renewed = renew_source(
        translation=translation, source_hash=record.edition.content_hash, acting_user=newsroom.translator, at=AT
    )
    with pytest.raises(BadFile, match="Tóm tắt") as refused:
        import_translation(translation=renewed, packet=old, acting_user=newsroom.translator, at=AT)
    assert "Số buổi" not in refused.value.sentence
