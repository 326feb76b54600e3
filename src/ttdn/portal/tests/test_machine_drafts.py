"""Drafts by a translating machine: marked, and published only when a person has read every segment."""

from typing import Any

import pytest
from django.test import Client

from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.importing import draft_by_machine
from ttdn.portal.actions.review import submit
from ttdn.portal.errors import Incomplete
from ttdn.portal.machine import MachineFailed
from ttdn.portal.models import Translation
from ttdn.portal.tests import translators
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.translation_makers import begun, draft_in, english_of, publish_in, say, source_of

pytestmark = pytest.mark.django_db


def test_no_machine_is_set_by_default(newsroom: Newsroom) -> None:
    with pytest.raises(MachineFailed):
        draft_by_machine(translation=begun(newsroom, source_of(newsroom)), acting_user=newsroom.translator, at=AT)


@pytest.mark.parametrize("name", ["fail", "forget", "missing"])
def test_a_machine_that_fails_writes_nothing(newsroom: Newsroom, settings: Any, name: str) -> None:
    settings.MACHINE_TRANSLATOR = f"{translators.__name__}.{name}"
    translation = begun(newsroom, source_of(newsroom))
    with pytest.raises(MachineFailed):
        draft_by_machine(translation=translation, acting_user=newsroom.translator, at=AT)
    assert not translation.segments.exclude(source="12").exclude(target="").exists()


def test_a_machine_draft_is_marked_and_unpublishable_until_every_segment_is_read(
    newsroom: Newsroom, settings: Any, client: Client
) -> None:
    settings.MACHINE_TRANSLATOR = f"{translators.__name__}.shout"
    page = source_of(newsroom)
    newsroom.published(page)
    translation = begun(newsroom, page)
    assert draft_by_machine(translation=translation, acting_user=newsroom.translator, at=AT) == 7
    assert draft_in(page).machine_draft
    rows = list(translation.segments.all())
    say(newsroom, translation, {"title": "Edited, not yet read"})
    for row in [each for each in rows if each.machine]:
        with pytest.raises(Incomplete, match="chưa ai đọc"):
            submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
        say(newsroom, translation, {row.key: row.target}, read=True)
    record = publish_in(newsroom, page, "en")
    assert record.edition.machine_draft
    assert "machine help" in client.get(record.path).content.decode()


def test_a_machine_draft_without_segments_is_never_submitted(newsroom: Newsroom) -> None:
    page = source_of(newsroom)
    translation = begun(newsroom, page)
    say(newsroom, translation, english_of(translation))
    write_draft(page=draft_in(page), values={"machine_draft": True}, acting_user=newsroom.editor, at=AT)
    Translation.objects.all().delete()
    with pytest.raises(Incomplete, match="máy dịch"):
        submit(item=page.item, language="en", acting_user=newsroom.translator, at=AT)
