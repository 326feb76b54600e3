"""The screens of the content workspace: every step over HTTP, by the people it is open to, and what each page says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.portal.actions.drafting import add_draft, write_draft
from ttdn.portal.actions.groups import add_member, make_group
from ttdn.portal.actions.releasing import release_due
from ttdn.portal.actions.review import pass_review, submit
from ttdn.portal.choices import GroupState, Kind, Standing, State
from ttdn.portal.models import Edition, Item, PublicRecord, ReleaseGroup
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def clock() -> Any:
    """The requests of these tests are made at the test moment."""
    import time_machine  # noqa: PLC0415

    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser with somebody signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


SignedIn = Callable[[User], Client]


def _text(answer: Any) -> str:
    return str(answer.content.decode())


def _begin(client: Client, **values: Any) -> Any:
    return client.post(
        reverse("portal_item_new"),
        {
            "kind": "news",
            "language": "vi",
            "title": "Họp báo quý bốn",
            "channel": "portal",
            "audience": "public",
            "rights": "official",
            "once": "lap-bai-1",
            **values,
        },
    )


def test_the_whole_way_over_http(newsroom: Newsroom, signed_in: SignedIn) -> None:
    editor, officer, leader = (signed_in(each) for each in (newsroom.editor, newsroom.officer, newsroom.leader))
    assert _begin(editor).status_code == 302
    item = Item.objects.get()
    assert _begin(editor).headers["Location"] == reverse("portal_item", args=[item.public_id])
    assert Item.objects.count() == 1
    submitting = reverse("portal_item_submit", args=[item.public_id, "vi"])
    assert "chưa có nội dung" in _text(editor.get(submitting))
    assert editor.post(submitting, {}).status_code == 422
    page = item_page_of(item)
    write_draft(page=page, values={"lead": "Bộ họp báo quý bốn."}, acting_user=newsroom.editor, at=AT)
    answer = editor.post(submitting, {"once": "trinh-1"})
    edition = Edition.objects.get()
    address = reverse("portal_edition", args=[edition.public_id])
    assert answer.headers["Location"] == address
    assert editor.post(submitting, {"once": "trinh-1"}).headers["Location"] == address
    assert "Bạn trình bản này" in _text(editor.get(address))
    assert "Đã đọc, chuyển duyệt" in _text(officer.get(address))
    officer.post(reverse("portal_edition_pass", args=[edition.public_id]), {"once": "doc-1"})
    shown = _text(leader.get(address))
    assert f'name="content_hash" value="{edition.content_hash}"' in shown
    wrong = leader.post(reverse("portal_edition_approve", args=[edition.public_id]), {"content_hash": "0" * 64})
    assert wrong.status_code == 409
    for _twice in range(2):
        answer = leader.post(
            reverse("portal_edition_approve", args=[edition.public_id]),
            {"content_hash": edition.content_hash, "once": "duyet-1"},
        )
        assert answer.headers["Location"] == address
    assert not PublicRecord.objects.exists()
    for _twice in range(2):
        assert (
            editor.post(reverse("portal_edition_release", args=[edition.public_id]), {"once": "d-1"}).status_code == 302
        )
    record = PublicRecord.objects.get()
    assert Client().get(record.path).status_code == 200
    refused = leader.post(reverse("portal_edition_withdraw", args=[edition.public_id]), {"reason": " "})
    assert refused.status_code == 422
    leader.post(reverse("portal_edition_withdraw", args=[edition.public_id]), {"reason": "Đăng nhầm."})
    record.refresh_from_db()
    assert (record.standing, record.reason) == (Standing.WITHDRAWN, "Đăng nhầm.")


def item_page_of(item: Item) -> Any:
    from ttdn.portal.queries import draft_of  # noqa: PLC0415

    return draft_of(item, item.source_language)


STEPS = ("pass", "approve", "return", "drop", "release", "schedule", "unschedule", "withdraw")
#: state × role → the steps that the page offers and the server allows
OFFERED = {
    (State.IN_REVIEW, "editor"): {"drop"},
    (State.IN_REVIEW, "officer"): {"pass", "return"},
    (State.IN_REVIEW, "leader"): {"pass", "return", "drop"},
    (State.IN_REVIEW, "translator"): set(),
    (State.IN_REVIEW, "clerk"): set(),
    (State.REVIEWED, "editor"): {"drop"},
    (State.REVIEWED, "officer"): {"return"},
    (State.REVIEWED, "leader"): {"approve", "return", "drop"},
    (State.REVIEWED, "translator"): set(),
    (State.REVIEWED, "clerk"): set(),
    (State.APPROVED, "editor"): {"release", "schedule", "drop"},
    (State.APPROVED, "officer"): {"return"},
    (State.APPROVED, "leader"): {"release", "schedule", "return", "drop"},
    (State.APPROVED, "translator"): set(),
    (State.APPROVED, "clerk"): {"release", "schedule"},
    (State.SCHEDULED, "editor"): {"release", "schedule", "unschedule", "drop"},
    (State.SCHEDULED, "officer"): {"return"},
    (State.SCHEDULED, "leader"): {"release", "schedule", "unschedule", "return", "drop"},
    (State.SCHEDULED, "translator"): set(),
    (State.SCHEDULED, "clerk"): {"release", "schedule", "unschedule"},
    (State.PUBLISHED, "editor"): set(),
    (State.PUBLISHED, "officer"): set(),
    (State.PUBLISHED, "leader"): {"withdraw"},
    (State.PUBLISHED, "translator"): set(),
    (State.PUBLISHED, "clerk"): set(),
}


def _edition_in(newsroom: Newsroom, state: str) -> Edition:
    from ttdn.portal.actions.releasing import release, schedule  # noqa: PLC0415
    from ttdn.portal.actions.review import approve  # noqa: PLC0415

    page = newsroom.draft()
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    if state == State.IN_REVIEW:
        return edition
    edition = pass_review(edition=edition, acting_user=newsroom.officer, at=AT)
    if state == State.REVIEWED:
        return edition
    edition = approve(edition=edition, content_hash=edition.content_hash, acting_user=newsroom.leader, at=AT)
    if state == State.SCHEDULED:
        schedule(edition=edition, release_at=AT + timedelta(hours=2), acting_user=newsroom.editor, at=AT)
    if state == State.PUBLISHED:
        release(edition=edition, acting_user=newsroom.editor, at=AT)
    edition.refresh_from_db()
    return edition


SENT = {
    "approve": {},
    "return": {"reason": "Thiếu nguồn."},
    "schedule": {"on": "21/11/2026", "at": "08:30"},
    "withdraw": {"reason": "Đăng nhầm."},
}


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.REVIEWED, State.APPROVED, State.SCHEDULED, State.PUBLISHED])
def test_the_page_offers_what_the_server_allows_and_nothing_else(
    newsroom: Newsroom, signed_in: SignedIn, state: str
) -> None:
    from django.db import transaction  # noqa: PLC0415

    edition = _edition_in(newsroom, state)
    for role in ("editor", "officer", "leader", "translator", "clerk"):
        client = signed_in(getattr(newsroom, role))
        shown = _text(client.get(reverse("portal_edition", args=[edition.public_id])))
        offered = {step for step in STEPS if reverse(f"portal_edition_{step}", args=[edition.public_id]) in shown}
        assert offered == OFFERED[state, role], (state, role)
        for step in STEPS:
            sent = SENT.get(step, {}) | ({"content_hash": edition.content_hash} if step == "approve" else {})
            block = transaction.atomic()
            block._from_testcase = True  # durable actions take it for the test's own
            with block:
                answer = client.post(reverse(f"portal_edition_{step}", args=[edition.public_id]), sent)
                transaction.set_rollback(True)
            assert (answer.status_code == 302) == (step in offered), (state, role, step, answer.status_code)
            assert answer.status_code in {302, 403, 409}, (state, role, step)


def test_the_frame_is_the_readers_page_and_is_kept_by_nobody(newsroom: Newsroom, signed_in: SignedIn) -> None:
    edition = _edition_in(newsroom, State.IN_REVIEW)
    page = signed_in(newsroom.leader).get(reverse("portal_edition_frame", args=[edition.public_id]))
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Họp báo thường kỳ" in _text(page)
    assert 'name="robots" content="noindex"' in _text(page)
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_correction_shows_what_changes_and_asks_why(newsroom: Newsroom, signed_in: SignedIn) -> None:
    page = newsroom.draft()
    newsroom.published(page)
    write_draft(page=page, values={"lead": "Bộ thông tin về công tác tháng 12."}, acting_user=newsroom.editor, at=AT)
    editor = signed_in(newsroom.editor)
    address = reverse("portal_item_submit", args=[page.item.public_id, "vi"])
    shown = _text(editor.get(address))
    assert "<del>11</del>" in shown
    assert "<ins>12</ins>" in shown
    assert editor.post(address, {}).status_code == 422
    answer = editor.post(address, {"public_reason": "Sửa tháng."})
    edition = Edition.objects.get(state=State.IN_REVIEW)
    assert answer.headers["Location"] == reverse("portal_edition", args=[edition.public_id])
    assert "<ins>12</ins>" in _text(signed_in(newsroom.officer).get(answer.headers["Location"]))


def test_a_replacement_is_chosen_among_the_published_items_of_the_body(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], signed_in: SignedIn
) -> None:
    old = newsroom.published(newsroom.draft(title="Thông báo cũ"))
    foreign = make_newsroom("bo-ban", "Bộ Bạn")
    theirs = foreign.published(foreign.draft(title="Bài của bộ bạn"))
    page = newsroom.draft(title="Thông báo mới")
    editor = signed_in(newsroom.editor)
    address = reverse("portal_item_submit", args=[page.item.public_id, "vi"])
    shown = _text(editor.get(address))
    assert "Thông báo cũ" in shown
    assert "Bài của bộ bạn" not in shown
    smuggled = editor.post(address, {"replaces": str(theirs.item.public_id), "public_reason": "Thay."})
    assert smuggled.status_code == 422
    assert editor.post(address, {"replaces": str(old.item.public_id)}).status_code == 422
    assert editor.post(address, {"replaces": str(old.item.public_id), "public_reason": "Thay."}).status_code == 302


def test_what_waits_comes_first_for_each_person(newsroom: Newsroom, signed_in: SignedIn) -> None:
    waiting = {
        "officer": _named(newsroom, "Bài chờ đọc", State.IN_REVIEW),
        "leader": _named(newsroom, "Bài chờ duyệt", State.REVIEWED),
        "clerk": _named(newsroom, "Bài chờ đăng", State.APPROVED),
    }
    for role, title in waiting.items():
        shown = _text(signed_in(getattr(newsroom, role)).get(reverse("portal_content")))
        mine = shown.split('id="cho-toi"')[1].split("</section>")[0]
        assert title in mine, role
    assert "cho-toi" not in _text(signed_in(newsroom.translator).get(reverse("portal_content")))
    edition = Edition.objects.get(title="Bài chờ đọc")
    signed_in(newsroom.officer).post(
        reverse("portal_edition_return", args=[edition.public_id]), {"reason": "Thiếu nguồn số liệu."}
    )
    assert "Thiếu nguồn số liệu." in _text(signed_in(newsroom.editor).get(reverse("portal_content")))


def _named(newsroom: Newsroom, title: str, state: str) -> str:
    page = newsroom.draft(title=title)
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    if state != State.IN_REVIEW:
        edition = pass_review(edition=edition, acting_user=newsroom.officer, at=AT)
    if state == State.APPROVED:
        from ttdn.portal.actions.review import approve  # noqa: PLC0415

        approve(edition=edition, content_hash=edition.content_hash, acting_user=newsroom.leader, at=AT)
    return title


def test_the_list_is_narrowed_by_kind_language_state_and_body(newsroom: Newsroom, signed_in: SignedIn) -> None:
    newsroom.draft(title="Nháp một")
    newsroom.published(newsroom.draft(title="Đang đăng một"))
    newsroom.draft(kind=Kind.STATEMENT, title="Phát ngôn một")
    newsroom.draft(language="fr", title="Communiqué")
    client = signed_in(newsroom.editor)

    def titles(query: str) -> set[str]:
        shown = _text(client.get(reverse("portal_content") + query)).split("<tbody>")
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


def test_the_pages_stay_within_twenty_queries(
    newsroom: Newsroom, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        page = newsroom.draft(title=f"Bài {number}")
        add_draft(page.item, language="en", title=f"Item {number}", at=AT, acting_user=newsroom.editor, content={})
        if number % 2:
            newsroom.published(page)
    edition = _edition_in(newsroom, State.REVIEWED)
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


def test_a_scheduled_edition_keeps_its_minute_in_vietnamese_time(newsroom: Newsroom, signed_in: SignedIn) -> None:
    edition = _edition_in(newsroom, State.APPROVED)
    client = signed_in(newsroom.clerk)
    wrong = client.post(reverse("portal_edition_schedule", args=[edition.public_id]), {"on": "21/11/2026", "at": "25h"})
    assert wrong.status_code == 422
    client.post(
        reverse("portal_edition_schedule", args=[edition.public_id]), {"on": "21/11/2026", "at": "08:30", "once": "h"}
    )
    edition.refresh_from_db()
    assert edition.release_at is not None
    assert edition.release_at.isoformat() == "2026-11-21T01:30:00+00:00"
    assert release_due(edition.release_at - timedelta(minutes=1)) == 0
    client.post(reverse("portal_edition_unschedule", args=[edition.public_id]), {})
    edition.refresh_from_db()
    assert (edition.state, edition.release_at) == (State.APPROVED, None)


def test_a_stopped_group_says_loudly_which_member_was_changed(newsroom: Newsroom, signed_in: SignedIn) -> None:
    client = signed_in(newsroom.clerk)
    client.post(reverse("portal_groups_new"), {"title": "Công bố báo cáo", "once": "g1"})
    client.post(reverse("portal_groups_new"), {"title": "Công bố báo cáo", "once": "g1"})
    group = ReleaseGroup.objects.get()
    address = reverse("portal_group", args=[group.public_id])
    one, two = newsroom.draft(title="Bài một"), newsroom.draft(title="Bài hai")
    for page in (one, two):
        edition = newsroom.approved(page)
        client.post(reverse("portal_group_add", args=[group.public_id]), {"edition": str(edition.public_id)})
    assert group.members.count() == 2
    write_draft(page=two, values={"lead": "Đã sửa."}, acting_user=newsroom.editor, at=AT)
    client.post(reverse("portal_group_release", args=[group.public_id]), {"once": "r1"})
    group.refresh_from_db()
    assert group.state == GroupState.STOPPED
    shown = _text(client.get(address))
    assert 'role="alert"' in shown
    assert "đã bị sửa ở Bài hai (vi)" in shown
    assert not PublicRecord.objects.exists()
    changed = Edition.objects.get(title="Bài hai")
    client.post(reverse("portal_group_remove", args=[group.public_id, changed.public_id]), {})
    client.post(reverse("portal_group_release", args=[group.public_id]), {"once": "r2"})
    group.refresh_from_db()
    assert group.state == GroupState.RELEASED
    assert PublicRecord.objects.get().title == "Bài một"
    assert "Thêm bài đã duyệt" not in _text(client.get(address))


def test_an_emptied_group_stops_at_its_minute_and_holds_up_nobody(newsroom: Newsroom, signed_in: SignedIn) -> None:
    from ttdn.portal.actions.groups import release_groups_due, schedule_group  # noqa: PLC0415
    from ttdn.portal.actions.review import return_edition  # noqa: PLC0415

    minute = AT + timedelta(minutes=10)
    groups = []
    for title in ("Đợt một", "Đợt hai"):
        group = make_group(body=newsroom.body, title=title, acting_user=newsroom.editor, at=AT)
        edition = newsroom.approved(newsroom.draft(title=f"Bài của {title}"))
        add_member(group=group, edition=edition, acting_user=newsroom.editor, at=AT)
        schedule_group(group=group, release_at=minute, acting_user=newsroom.editor, at=AT)
        groups.append((group, edition))
    return_edition(edition=groups[0][1], reason="Thiếu nguồn.", acting_user=newsroom.leader, at=AT)
    assert release_groups_due(minute) == 1
    states = [ReleaseGroup.objects.get(pk=group.pk).state for group, _edition in groups]
    assert states == [GroupState.STOPPED, GroupState.RELEASED]
    notices = _text(signed_in(newsroom.clerk).get(reverse("notifications_list")))
    assert "Đợt đăng đã dừng: Đợt một" in notices


def test_details_offer_the_channels_of_the_law_and_own_units_only(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], signed_in: SignedIn
) -> None:
    foreign = make_newsroom("bo-ban", "Bộ Bạn")
    topic = newsroom.draft(kind=Kind.TOPIC, title="Biển đảo").item
    foreign.draft(kind=Kind.TOPIC, title="Chủ đề kín của bạn")
    page = newsroom.draft()
    editor = signed_in(newsroom.editor)
    address = reverse("portal_item_details", args=[page.item.public_id])
    shown = _text(editor.get(address))
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
    assert "chưa có vai trò biên tập viên" in _text(signed_in(newsroom.officer).get(reverse("portal_item_new")))
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
    shown = _text(signed_in(newsroom.editor).get(reverse("portal_item", args=[page.item.public_id])))
    assert "The original" in shown
    assert "bản dịch này cần xem lại" in shown
    assert f"/bien-tap/pages/{page.pk}/edit/" in shown
    assert "Trình bài" in shown  # the audit trail
    english = page.item.public_id
    translator = _text(signed_in(newsroom.translator).get(reverse("portal_item", args=[english])))
    assert f"/bien-tap/pages/{page.pk}/edit/" not in translator
    assert "/edit/" in translator
    assert "/edit/" not in _text(signed_in(newsroom.officer).get(reverse("portal_item", args=[english])))
