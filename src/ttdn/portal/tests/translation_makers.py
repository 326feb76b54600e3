"""Items, their translations and the words of these, for the tests of translating."""

from datetime import timedelta

from ttdn.portal.actions.releasing import release
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.actions.translating import Written, begin_translation, save_translation
from ttdn.portal.models import DraftPage, PublicRecord, Translation
from ttdn.portal.queries import draft_of
from ttdn.portal.tests.conftest import AT, Newsroom

BODY = (
    '[{"type": "paragraph", "value": "<p>Bộ <b>đã họp</b>, xem <a href=\\"https://vi.example/\\">tại đây</a>.</p>"},'
    ' {"type": "heading", "value": {"text": "Số liệu", "level": "2"}},'
    ' {"type": "figures", "value": {"rows": [{"type": "item", "value": {"label": "Số buổi", "value": "12",'
    ' "unit": "buổi", "as_of": "", "source": "Báo cáo năm", "source_url": ""}}]}}]'
)


def source_of(newsroom: Newsroom) -> DraftPage:
    """A Vietnamese draft with every kind of text."""
    return newsroom.draft(content={"lead": "Tóm tắt.", "body": BODY})


def begun(newsroom: Newsroom, page: DraftPage, language: str = "en") -> Translation:
    """A translation of the item, begun by the translator."""
    return begin_translation(item=page.item, language=language, acting_user=newsroom.translator, at=AT)


def say(newsroom: Newsroom, translation: Translation, words: dict[str, str], **flags: bool) -> None:
    """Save words by the key of their segment, over what was saved last."""
    locks = dict(translation.segments.values_list("key", "lock"))
    written = [Written(key, text, locks[key], **flags) for key, text in words.items()]
    save_translation(translation=translation, written=written, acting_user=newsroom.translator, at=AT)


def english_of(translation: Translation) -> dict[str, str]:
    """Words for every segment that has none."""
    return {
        each.key: "<2>Here</2> the ministry <1>met</1>." if "<1>" in each.source else f"English {each.position}"
        for each in translation.segments.all()
        if not each.target
    }


def draft_in(page: DraftPage, language: str = "en") -> DraftPage:
    """The draft of the item in a language; it must be there."""
    draft = draft_of(page.item, language)
    assert draft is not None
    return draft


def publish_in(newsroom: Newsroom, page: DraftPage, language: str, reason: str = "", days: int = 0) -> PublicRecord:
    """The draft in that language submitted, read, approved and published."""
    at = AT + timedelta(days=days)
    edition = submit(item=page.item, language=language, acting_user=newsroom.translator, at=at, public_reason=reason)
    pass_review(edition=edition, acting_user=newsroom.officer, at=at)
    approved = approve(edition=edition, content_hash=edition.content_hash, acting_user=newsroom.leader, at=at)
    return release(edition=approved, acting_user=newsroom.editor, at=at)
