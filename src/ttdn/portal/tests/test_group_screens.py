"""The screens of release groups: a stopped group says why, and holds up no other."""

from datetime import timedelta

import pytest
from django.urls import reverse

from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.groups import add_member, make_group, release_groups_due, schedule_group
from ttdn.portal.actions.review import return_edition
from ttdn.portal.choices import GroupState
from ttdn.portal.models import Edition, PublicRecord, ReleaseGroup
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.workspace_makers import SignedIn, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


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
    shown = text_of(client.get(address))
    assert 'role="alert"' in shown
    assert "đã bị sửa ở Bài hai (vi)" in shown
    assert not PublicRecord.objects.exists()
    changed = Edition.objects.get(title="Bài hai")
    client.post(reverse("portal_group_remove", args=[group.public_id, changed.public_id]), {})
    client.post(reverse("portal_group_release", args=[group.public_id]), {"once": "r2"})
    group.refresh_from_db()
    assert group.state == GroupState.RELEASED
    assert PublicRecord.objects.get().title == "Bài một"
    assert "Thêm bài đã duyệt" not in text_of(client.get(address))


def test_an_emptied_group_stops_at_its_minute_and_holds_up_nobody(newsroom: Newsroom, signed_in: SignedIn) -> None:
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
    notices = text_of(signed_in(newsroom.clerk).get(reverse("notifications_list")))
    assert "Đợt đăng đã dừng: Đợt một" in notices
