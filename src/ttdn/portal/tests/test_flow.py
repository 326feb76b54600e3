"""The editorial flow: what becomes public, how, and what never does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.groups import add_member, make_group, release_group, release_groups_due, schedule_group
from ttdn.portal.actions.releasing import release, release_due, schedule
from ttdn.portal.actions.review import approve, pass_review, return_edition, submit
from ttdn.portal.choices import GroupState, Standing, State
from ttdn.portal.errors import ContentChanged, Incomplete, WrongState
from ttdn.portal.models import Edition, PublicRecord
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.web.errors import NotAllowed

pytestmark = pytest.mark.django_db


def test_an_item_goes_from_draft_to_readers(newsroom: Newsroom) -> None:
    record = newsroom.published()
    assert record.in_force
    assert record.path == "/vi/bo-thu/tin/2026/hop-bao-thuong-ky/"
    assert record.edition.state == State.PUBLISHED
    assert record.sequence == 1


def test_nobody_reviews_or_approves_what_they_put_forward(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    with pytest.raises(NotAllowed):
        pass_review(edition=edition, acting_user=newsroom.editor, at=AT)
    pass_review(edition=edition, acting_user=newsroom.officer, at=AT)
    with pytest.raises(NotAllowed):
        approve(edition=edition, content_hash=edition.content_hash, acting_user=newsroom.officer, at=AT)


def test_approval_is_of_the_hash_on_the_screen(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    pass_review(edition=edition, acting_user=newsroom.officer, at=AT)
    with pytest.raises(ContentChanged):
        approve(edition=edition, content_hash="0" * 64, acting_user=newsroom.leader, at=AT)


def test_unapproved_is_not_released(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    with pytest.raises(WrongState):
        release(edition=edition, acting_user=newsroom.editor, at=AT)


def test_the_database_refuses_an_unapproved_publication(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(state=State.PUBLISHED, published_at=AT, sequence=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(title="Khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicRecord.objects.create(
            item=page.item,
            language="vi",
            edition=edition,
            kind=page.item.kind,
            body=newsroom.body,
            title="x",
            path="/vi/x/",
            first_published_at=AT,
            changed_at=AT,
            sequence=9,
        )


def test_a_set_minute_is_kept(newsroom: Newsroom) -> None:
    edition = newsroom.approved(newsroom.draft())
    minute = AT + timedelta(hours=1)
    schedule(edition=edition, release_at=minute, acting_user=newsroom.editor, at=AT)
    assert release_due(minute - timedelta(seconds=1)) == 0
    assert not PublicRecord.objects.exists()
    assert release_due(minute) == 1
    assert release_due(minute) == 0
    assert PublicRecord.objects.get().in_force


def test_a_correction_keeps_address_and_history(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    first = newsroom.published(page)
    write_draft(page=page, values={"lead": "Số liệu đúng là 12."}, acting_user=newsroom.editor, at=AT)
    with pytest.raises(Incomplete):
        submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    later = AT + timedelta(days=1)
    record = newsroom.published(page, public_reason="Sửa số liệu ở đoạn một.", at=later)
    assert (record.pk, record.path) == (first.pk, first.path)
    assert record.sequence > first.sequence
    assert record.first_published_at == AT
    old = Edition.objects.get(item=page.item, ordinal=1)
    assert (old.state, old.ended_reason) == (State.SUPERSEDED, "Sửa số liệu ở đoạn một.")


def test_withdrawal_needs_a_public_reason_and_stays(newsroom: Newsroom) -> None:
    record = newsroom.published()
    with pytest.raises(Incomplete):
        withdraw(edition=record.edition, reason=" ", acting_user=newsroom.leader, at=AT)
    gone = withdraw(edition=record.edition, reason="Đăng nhầm.", acting_user=newsroom.leader, at=AT)
    assert (gone.standing, gone.reason) == (Standing.WITHDRAWN, "Đăng nhầm.")


def test_what_readers_have_is_not_submitted_again(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    newsroom.published(page)
    with pytest.raises(WrongState):
        submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT, public_reason="Không đổi gì.")


def test_a_return_needs_a_reason_and_opens_the_way_for_a_new_submission(newsroom: Newsroom) -> None:
    page = newsroom.draft()
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    with pytest.raises(Incomplete):
        return_edition(edition=edition, reason="", acting_user=newsroom.leader, at=AT)
    return_edition(edition=edition, reason="Thiếu nguồn.", acting_user=newsroom.leader, at=AT)
    assert submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT).ordinal == edition.ordinal + 1


def test_a_group_is_released_whole_or_not_at_all(newsroom: Newsroom) -> None:
    one, two = newsroom.draft(title="Bài một"), newsroom.draft(title="Bài hai")
    group = make_group(body=newsroom.body, title="Công bố báo cáo", acting_user=newsroom.editor, at=AT)
    for page in (one, two):
        add_member(group=group, edition=newsroom.approved(page), acting_user=newsroom.editor, at=AT)
    write_draft(page=two, values={"lead": "Đã sửa sau khi duyệt."}, acting_user=newsroom.editor, at=AT)
    stopped = release_group(group=group, acting_user=newsroom.clerk, at=AT)
    assert stopped.state == GroupState.STOPPED
    assert "Bài hai" in stopped.stopped_reason
    assert "Bài một" not in stopped.stopped_reason
    assert not PublicRecord.objects.exists()


def test_a_scheduled_group_comes_out_at_one_instant(newsroom: Newsroom) -> None:
    group = make_group(body=newsroom.body, title="Công bố báo cáo", acting_user=newsroom.editor, at=AT)
    for title in ("Bài một", "Bài hai"):
        add_member(
            group=group, edition=newsroom.approved(newsroom.draft(title=title)), acting_user=newsroom.editor, at=AT
        )
    minute = AT + timedelta(minutes=5)
    schedule_group(group=group, release_at=minute, acting_user=newsroom.editor, at=AT)
    assert release_groups_due(minute - timedelta(seconds=1)) == 0
    assert release_groups_due(minute) == 1
    assert {record.first_published_at for record in PublicRecord.objects.all()} == {minute}
    assert PublicRecord.objects.count() == 2
