"""The screens of an edition: every step over HTTP, by the people it is open to, and what its page says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.releasing import release_due
from ttdn.portal.choices import Standing, State
from ttdn.portal.models import Edition, Item, PublicRecord
from ttdn.portal.queries import draft_of
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.workspace_makers import SignedIn, edition_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


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
    assert "chưa có nội dung" in text_of(editor.get(submitting))
    assert editor.post(submitting, {}).status_code == 422
    page = draft_of(item, item.source_language)
    assert page is not None
    write_draft(page=page, values={"lead": "Bộ họp báo quý bốn."}, acting_user=newsroom.editor, at=AT)
    answer = editor.post(submitting, {"once": "trinh-1"})
    edition = Edition.objects.get()
    address = reverse("portal_edition", args=[edition.public_id])
    assert answer.headers["Location"] == address
    assert editor.post(submitting, {"once": "trinh-1"}).headers["Location"] == address
    assert "Bạn trình bản này" in text_of(editor.get(address))
    assert "Đã đọc, chuyển duyệt" in text_of(officer.get(address))
    officer.post(reverse("portal_edition_pass", args=[edition.public_id]), {"once": "doc-1"})
    shown = text_of(leader.get(address))
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
    edition = edition_in(newsroom, state)
    for role in ("editor", "officer", "leader", "translator", "clerk"):
        client = signed_in(getattr(newsroom, role))
        shown = text_of(client.get(reverse("portal_edition", args=[edition.public_id])))
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
    edition = edition_in(newsroom, State.IN_REVIEW)
    page = signed_in(newsroom.leader).get(reverse("portal_edition_frame", args=[edition.public_id]))
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Họp báo thường kỳ" in text_of(page)
    assert 'name="robots" content="noindex"' in text_of(page)
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_correction_shows_what_changes_and_asks_why(newsroom: Newsroom, signed_in: SignedIn) -> None:
    page = newsroom.draft()
    newsroom.published(page)
    write_draft(page=page, values={"lead": "Bộ thông tin về công tác tháng 12."}, acting_user=newsroom.editor, at=AT)
    editor = signed_in(newsroom.editor)
    address = reverse("portal_item_submit", args=[page.item.public_id, "vi"])
    shown = text_of(editor.get(address))
    assert "<del>11</del>" in shown
    assert "<ins>12</ins>" in shown
    assert editor.post(address, {}).status_code == 422
    answer = editor.post(address, {"public_reason": "Sửa tháng."})
    edition = Edition.objects.get(state=State.IN_REVIEW)
    assert answer.headers["Location"] == reverse("portal_edition", args=[edition.public_id])
    assert "<ins>12</ins>" in text_of(signed_in(newsroom.officer).get(answer.headers["Location"]))


def test_a_replacement_is_chosen_among_the_published_items_of_the_body(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], signed_in: SignedIn
) -> None:
    old = newsroom.published(newsroom.draft(title="Thông báo cũ"))
    foreign = make_newsroom("bo-ban", "Bộ Bạn")
    theirs = foreign.published(foreign.draft(title="Bài của bộ bạn"))
    page = newsroom.draft(title="Thông báo mới")
    editor = signed_in(newsroom.editor)
    address = reverse("portal_item_submit", args=[page.item.public_id, "vi"])
    shown = text_of(editor.get(address))
    assert "Thông báo cũ" in shown
    assert "Bài của bộ bạn" not in shown
    smuggled = editor.post(address, {"replaces": str(theirs.item.public_id), "public_reason": "Thay."})
    assert smuggled.status_code == 422
    assert editor.post(address, {"replaces": str(old.item.public_id)}).status_code == 422
    assert editor.post(address, {"replaces": str(old.item.public_id), "public_reason": "Thay."}).status_code == 302


def test_a_scheduled_edition_keeps_its_minute_in_vietnamese_time(newsroom: Newsroom, signed_in: SignedIn) -> None:
    edition = edition_in(newsroom, State.APPROVED)
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
