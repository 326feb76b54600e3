"""The screens of the content workspace: what waits for whom, the list, the item's page and its details."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from ttdn.portal.actions.drafting import add_draft, write_draft
from ttdn.portal.actions.groups import add_member, make_group
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.choices import Kind, State
from ttdn.portal.models import Edition, Item
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.workspace_makers import SignedIn, edition_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_what_waits_comes_first_for_each_person(newsroom: Newsroom, signed_in: SignedIn) -> None:
    waiting = {
        "officer": _named(newsroom, "Bài chờ đọc", State.IN_REVIEW),
        "leader": _named(newsroom, "Bài chờ duyệt", State.REVIEWED),
        "clerk": _named(newsroom, "Bài chờ đăng", State.APPROVED),
    }
    for role, title in waiting.items():
        shown = text_of(signed_in(getattr(newsroom, role)).get(reverse("portal_content")))
        mine = shown.split('id="cho-toi"')[1].split("</section>")[0]
        assert title in mine, role
    assert "cho-toi" not in text_of(signed_in(newsroom.translator).get(reverse("portal_content")))
    edition = Edition.objects.get(title="Bài chờ đọc")
    signed_in(newsroom.officer).post(
        reverse("portal_edition_return", args=[edition.public_id]), {"reason": "Thiếu nguồn số liệu."}
    )
    assert "Thiếu nguồn số liệu." in text_of(signed_in(newsroom.editor).get(reverse("portal_content")))


def _named(newsroom: Newsroom, title: str, state: str) -> str:
    page = newsroom.draft(title=title)
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    if state != State.IN_REVIEW:
        edition = pass_review(edition=edition, acting_user=newsroom.officer, at=AT)
    if state == State.APPROVED:
        approve(edition=edition, content_hash=edition.content_hash, acting_user=newsroom.leader, at=AT)
    return title


def test_the_list_is_narrowed_by_kind_language_state_and_body(newsroom: Newsroom, signed_in: SignedIn) -> None:
    newsroom.draft(title="Nháp một")
    newsroom.published(newsroom.draft(title="Đang đăng một"))
    newsroom.draft(kind=Kind.STATEMENT, title="Phát ngôn một")
    newsroom.draft(language="fr", title="Communiqué")
    client = signed_in(newsroom.editor)

    def titles(query: str) -> set[str]:
        shown = text_of(client.get(reverse("portal_content") + query)).split("<tbody>")
        names = ("Nháp một", "Đang đăng một", "Phát ngôn một", "Communiqué")
        return {name for name in names if len(shown) > 1 and name in shown[1]}

    assert titles("?state=published") == {"Đang đăng một"}
    assert titles("?state=draft") == {"Nháp một", "Phát ngôn một", "Communiqué"}
    assert titles("?kind=statement") == {"Phát ngôn một"}
    assert titles("?language=fr") == {"Communiqué"}
    assert titles("?language=fr&state=published") == set()
    assert titles("?state=in_review") == set()
    assert titles("?state=withdrawn") == set()
    assert titles(f"?body={newsroom.body.public_id}") == {"Nháp một", "Đang đăng một", "Phát ngôn một", "Communiqué"}


def test_a_draft_is_called_edited_only_when_it_says_other_things(newsroom: Newsroom, signed_in: SignedIn) -> None:
    page = newsroom.draft()
    newsroom.published(page)
    client = signed_in(newsroom.editor)
    address = reverse("portal_item", args=[page.item.public_id])
    later = AT + timedelta(days=1)
    with time_machine.travel(later, tick=False):
        write_draft(page=page, values={}, acting_user=newsroom.editor, at=later)  # saved again as it was
    assert "đã sửa sau bản trình gần nhất" not in text_of(client.get(address))
    with time_machine.travel(later, tick=False):
        write_draft(page=page, values={"lead": "Câu khác."}, acting_user=newsroom.editor, at=later)
    assert "đã sửa sau bản trình gần nhất" in text_of(client.get(address))


def test_the_pages_stay_within_twenty_queries(
    newsroom: Newsroom, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        page = newsroom.draft(title=f"Bài {number}")
        add_draft(page.item, language="en", title=f"Item {number}", at=AT, acting_user=newsroom.editor, content={})
        if number % 2:
            newsroom.published(page)
    edition = edition_in(newsroom, State.REVIEWED)
    group = make_group(body=newsroom.body, title="Đợt một", acting_user=newsroom.editor, at=AT)
    add_member(
        group=group, edition=newsroom.approved(newsroom.draft(title="Trong đợt")), acting_user=newsroom.editor, at=AT
    )
    client = signed_in(newsroom.leader)
    addresses = [
        reverse("portal_content"),
        reverse("portal_item", args=[page.item.public_id]),
        reverse("portal_edition", args=[edition.public_id]),
        reverse("portal_groups"),
        reverse("portal_group", args=[group.public_id]),
        reverse("portal_spokespersons"),
    ]
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(20, info=address):
            answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.content) < 150_000


def test_details_offer_the_channels_of_the_law_and_own_units_only(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], signed_in: SignedIn
) -> None:
    foreign = make_newsroom("bo-ban", "Bộ Bạn")
    topic = newsroom.draft(kind=Kind.TOPIC, title="Biển đảo").item
    foreign.draft(kind=Kind.TOPIC, title="Chủ đề kín của bạn")
    page = newsroom.draft()
    editor = signed_in(newsroom.editor)
    address = reverse("portal_item_details", args=[page.item.public_id])
    shown = text_of(editor.get(address))
    assert "Xuất bản phẩm bằng tiếng Việt và tiếng nước ngoài" in shown
    assert "Biển đảo" in shown
    assert "Chủ đề kín của bạn" not in shown
    sent = {
        "channel": "publications",
        "audience": "foreign_press",
        "rights": "attribution",
        "topics": [topic.public_id],
    }
    assert editor.post(address, sent | {"unit": str(foreign.body.public_id)}).status_code == 422
    assert editor.post(address, sent | {"channel": "khong-co"}).status_code == 422
    assert editor.post(address, sent).status_code == 302
    page.item.refresh_from_db()
    assert (page.item.channel, page.item.audience, page.item.rights) == ("publications", "foreign_press", "attribution")
    assert list(page.item.topics.all()) == [topic]
    assert signed_in(newsroom.officer).post(address, sent).status_code == 403


def test_only_editors_begin_and_only_for_their_body(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], signed_in: SignedIn
) -> None:
    foreign = make_newsroom("bo-ban", "Bộ Bạn")
    assert "chưa có vai trò biên tập viên" in text_of(signed_in(newsroom.officer).get(reverse("portal_item_new")))
    assert signed_in(newsroom.officer).post(reverse("portal_item_new"), {"title": "X"}).status_code == 200
    stranger = signed_in(newsroom.editor)
    assert stranger.get(reverse("portal_item_new") + f"?co-quan={foreign.body.public_id}").status_code == 404
    assert not Item.objects.exists()


def test_the_item_page_puts_the_languages_side_by_side(newsroom: Newsroom, signed_in: SignedIn) -> None:
    page = newsroom.draft(title="Bản gốc")
    record = newsroom.published(page)
    add_draft(
        page.item,
        language="en",
        title="The original",
        at=AT,
        acting_user=newsroom.editor,
        content={"translated_from_hash": record.edition.content_hash},
    )
    write_draft(page=page, values={"lead": "Đã sửa."}, acting_user=newsroom.editor, at=AT)
    newsroom.published(page, public_reason="Sửa.", at=AT + timedelta(minutes=1))
    shown = text_of(signed_in(newsroom.editor).get(reverse("portal_item", args=[page.item.public_id])))
    assert "The original" in shown
    assert "bản dịch này cần xem lại" in shown
    assert f"/bien-tap/pages/{page.pk}/edit/" in shown
    assert "Trình bài" in shown  # the audit trail
    english = page.item.public_id
    translator = text_of(signed_in(newsroom.translator).get(reverse("portal_item", args=[english])))
    assert f"/bien-tap/pages/{page.pk}/edit/" not in translator
    assert "/edit/" in translator
    assert "/edit/" not in text_of(signed_in(newsroom.officer).get(reverse("portal_item", args=[english])))
