"""Beginning, submitting, approving and returning."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.filings import actions
from ttdn.filings.content import content_hash as hash_content
from ttdn.filings.errors import HashMismatch, Incomplete, NotAllowed, WrongState
from ttdn.filings.models import FilingVersion
from ttdn.filings.tests.builders import AT, ON, World
from ttdn.notifications.models import Notice
from ttdn.organisations.models import Delegation
from ttdn.organisations.tests.builders import make_member
from ttdn.web.errors import UserError

ClientFor = Callable[[User], Client]


def test_starting_twice_makes_one(world: World, client_for: ClientFor) -> None:
    officer = client_for(world.officer)
    form = {"body": str(world.ministry.public_id), "form": "annual_plan", "year": "2027", "once": "lập"}
    first, second = (officer.post(reverse("filings_start"), form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert FilingVersion.objects.count() == 1


def test_submit_names_each_missing_section_and_takes_confirmed_blanks(world: World) -> None:
    version = world.start()
    with pytest.raises(Incomplete) as refused:
        actions.submit(version=version, acting_user=world.officer, at=AT)
    assert "I.1" in refused.value.missing
    assert "2. Khó khăn" in refused.value.sentence
    for code in refused.value.missing:
        row = version.sections.get(code=code)
        actions.save_section(
            version=version,
            code=code,
            text="",
            blank_confirmed=True,
            lock=row.lock,
            acting_user=world.officer,
            at=AT,
        )
    assert actions.submit(version=version, acting_user=world.officer, at=AT).state == "in_review"


def test_approval_binds_to_the_hash_on_the_screen(world: World) -> None:
    version = world.submitted()
    shown = version.content_hash
    with pytest.raises(HashMismatch):
        actions.approve(version=version, content_hash="0" * 64, acting_user=world.leader, at=AT)
    with pytest.raises(HashMismatch):
        actions.approve(version=version, content_hash="", acting_user=world.leader, at=AT)
    FilingVersion.objects.filter(pk=version.pk).update(signer_name="Tên Khác")
    with pytest.raises(HashMismatch):
        actions.approve(version=version, content_hash=shown, acting_user=world.leader, at=AT)


def test_any_edit_after_approval_voids_it(world: World) -> None:
    version = world.approved()
    row = version.sections.get(code="I.1")
    actions.save_section(version=version, code="I.1", text="Sửa lén.", lock=row.lock, acting_user=world.officer, at=AT)
    version.refresh_from_db()
    assert (version.state, version.approved_hash, version.approved_by) == ("draft", "", None)
    assert version.approvals.get(step="approve").voided_at is not None
    assert Notice.objects.filter(user=world.leader, kind="filings.reopened").exists()
    with pytest.raises(WrongState):
        actions.issue(version=version, number_text="1", issued_on=ON, acting_user=world.clerk, at=AT)


def test_saving_the_same_text_changes_nothing(world: World) -> None:
    version = world.approved()
    row = version.sections.get(code="I.1")
    actions.save_section(version=version, code="I.1", text=row.text, lock=row.lock, acting_user=world.officer, at=AT)
    version.refresh_from_db()
    assert version.state == "approved"


def test_every_kind_of_edit_changes_the_hash(world: World) -> None:
    version = world.start("annual_plan")
    seen = {hash_content(version)}

    def changed() -> bool:
        fresh = FilingVersion.objects.get(pk=version.pk)
        found = hash_content(fresh)
        new = found not in seen
        seen.add(found)
        return new

    actions.save_section(version=version, code="I.1", text="Một.", lock=0, acting_user=world.officer, at=AT)
    assert changed()
    row = actions.add_row(
        version=version,
        code="III",
        table=version.sections.get(code="III").tables[0]["table"],
        cells=["Chi"],
        acting_user=world.officer,
        at=AT,
    )
    assert changed()
    actions.save_row(version=version, row=row, cells=["Chi khác"], lock=0, acting_user=world.officer, at=AT)
    assert changed()
    actions.save_header(
        version=version, values={"signer_name": "Người Ký Mới"}, lock=0, acting_user=world.officer, at=AT
    )
    assert changed()
    actions.add_comment(version=version, code="I.1", text="Xem lại", acting_user=world.leader, at=AT)
    assert not changed()


def test_wrong_roles_are_refused_at_each_step(world: World) -> None:
    version = world.fill(world.start())
    with pytest.raises(NotAllowed):
        actions.submit(version=version, acting_user=world.clerk, at=AT)
    with pytest.raises(NotAllowed):
        actions.save_section(version=version, code="I.1", text="x", lock=9, acting_user=world.leader, at=AT)
    version = actions.submit(version=version, acting_user=world.head, at=AT)
    with pytest.raises(NotAllowed):
        actions.approve(version=version, content_hash=version.content_hash, acting_user=world.head, at=AT)
    with pytest.raises(NotAllowed):
        actions.approve(version=version, content_hash=version.content_hash, acting_user=world.foreigner, at=AT)
    version = actions.approve(version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT)
    with pytest.raises(NotAllowed):
        actions.issue(version=version, number_text="1", issued_on=ON, acting_user=world.leader, at=AT)


def test_return_needs_a_reason_and_the_first_edit_makes_it_a_draft(world: World) -> None:
    version = world.submitted()
    with pytest.raises(UserError):
        actions.return_for_changes(version=version, reason="  ", acting_user=world.leader, at=AT)
    version = actions.return_for_changes(version=version, reason="Thiếu số liệu", acting_user=world.leader, at=AT)
    assert version.state == "returned"
    assert Notice.objects.filter(user=world.officer, kind="filings.returned", text="Thiếu số liệu").exists()
    row = version.sections.get(code="I.1")
    actions.save_section(version=version, code="I.1", text="Đủ.", lock=row.lock, acting_user=world.officer, at=AT)
    version.refresh_from_db()
    assert version.state == "draft"


def test_approval_by_delegation_is_recorded_as_such(world: World) -> None:
    Delegation.objects.create(
        user=world.head,
        grantor=world.leader,
        body=world.ministry,
        role="leader",
        valid_from=ON,
        valid_to=ON,
        document="QĐ 1",
    )
    version = world.submitted()
    actions.approve(version=version, content_hash=version.content_hash, acting_user=world.head, at=AT)
    line = version.approvals.get(step="approve")
    assert (line.as_delegate, line.delegated_by) == (True, world.leader)


def test_a_role_elsewhere_does_not_hide_a_delegation(world: World) -> None:
    make_member(world.head, world.stranger, "leader")
    Delegation.objects.create(
        user=world.head,
        grantor=world.leader,
        body=world.ministry,
        role="leader",
        valid_from=ON,
        valid_to=ON,
        document="QĐ 2",
    )
    version = world.submitted()
    actions.approve(version=version, content_hash=version.content_hash, acting_user=world.head, at=AT)
    assert version.approvals.get(step="approve").delegated_by == world.leader


def test_a_remark_sent_twice_is_one(world: World, client_for: ClientFor) -> None:
    version = world.start()
    browser = client_for(world.officer)
    url = reverse("filings_comment", args=[version.public_id, "I.1"])
    assert (
        'name="once"' in browser.get(reverse("filings_editor", args=[version.public_id]) + "?muc=I.1").content.decode()
    )
    answers = [browser.post(url, {"text": "Xem lại câu đầu", "once": "một"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert version.comments.count() == 1
    browser.post(url, {"text": "Xem lại câu đầu", "once": "hai"})
    assert version.comments.count() == 2
