"""Recording a merger, split, renaming or transfer: what moves, what ends, who may, what is refused."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ttdn.audit.models import AuditEntry
from ttdn.files.errors import SecretMark
from ttdn.organisations import hooks
from ttdn.organisations.actions import Change, NameFields, record_succession
from ttdn.organisations.errors import MayNot, NoHolder, NoSuccessor, WrongSuccession
from ttdn.organisations.models import (
    Body,
    BodyAttribute,
    BodyName,
    Delegation,
    FocalAssignment,
    Membership,
    Succession,
)
from ttdn.organisations.moving import moves_of
from ttdn.organisations.queries import (
    body_by_code,
    holder_of_role,
    name_on,
    predecessors_of,
    reach_of,
    successor_for,
    units_of,
)
from ttdn.organisations.tests.builders import AT, make_body, make_member
from ttdn.web.once import AlreadyDone

pytestmark = pytest.mark.django_db

DAY = date(2026, 12, 1)
EVE = date(2026, 11, 30)


def merger(*before: Body, **fields: Any) -> Change:
    return Change(
        **({"kind": "merger", "predecessors": before, "effective_on": DAY, "legal_act": "Nghị định 1"} | fields)
    )


def test_a_merger_moves_units_people_roles_and_ends_the_rest(user_factory: Any) -> None:
    old, heir = make_body(role="coordinator"), make_body()
    unit = make_body("unit", parent=old)
    head, officer = user_factory(), user_factory()
    make_member(head, old, "unit_head", unit)
    make_member(officer, old, "officer")
    make_member(officer, heir, "officer")
    FocalAssignment.objects.create(body=old, unit=unit, valid_from=date(2020, 1, 1))
    Delegation.objects.create(
        body=old, grantor=head, user=officer, role="unit_head", document="Giấy 1", valid_from=date(2026, 11, 1),
        valid_to=date(2026, 12, 31),
    )  # fmt: skip
    change = merger(old, successor=heir)
    moves = moves_of(change)
    assert (len(moves.units), len(moves.roles), len(moves.memberships), len(moves.focal)) == (1, 1, 2, 1)

    record_succession(change=change, acting_user=None, at=AT)

    old.refresh_from_db()
    assert old.dissolved_on == DAY
    assert (old.alive_on(EVE), old.alive_on(DAY)) == (True, False)
    assert list(units_of(old, EVE)) == [unit] == list(units_of(heir, DAY))
    assert list(units_of(heir, EVE)) == []
    assert (holder_of_role("coordinator", EVE), holder_of_role("coordinator", DAY)) == (old, heir)
    assert reach_of(head, DAY).roles_at(heir.pk) == {"unit_head"}
    assert reach_of(head, DAY).units[heir.pk] >= {unit.pk}
    assert reach_of(head, EVE).own == {old.pk}
    assert Membership.objects.on(DAY).filter(user=officer).count() == 1  # the role held already is not given twice
    assert FocalAssignment.objects.get(body=old).valid_to == EVE
    assert Delegation.objects.get().valid_to == EVE
    assert successor_for(old, "ttdn", DAY) == heir
    assert predecessors_of(heir, "ttdn", DAY) == {old.pk}
    assert predecessors_of(heir, "ttdn", EVE) == set()


def test_people_of_the_heir_reach_the_merged_body_with_their_roles(user_factory: Any) -> None:
    old, heir, stranger = make_body(), make_body(), make_body()
    leader = user_factory()
    make_member(leader, heir, "leader")
    record_succession(change=merger(old, successor=heir), acting_user=None, at=AT)
    assert reach_of(leader, EVE).bodies == {heir.pk}
    reach = reach_of(leader, DAY)
    assert reach.bodies == {heir.pk, old.pk}
    assert reach.own == {heir.pk}
    assert reach.roles_at(old.pk) == {"leader"}
    assert reach.roles_at(stranger.pk) == frozenset()


def test_a_merger_may_establish_a_new_body() -> None:
    one, other = make_body("province"), make_body("province")
    BodyAttribute.objects.create(body=one, attribute="coast", valid_from=date(2016, 1, 1))
    BodyAttribute.objects.create(body=other, attribute="coast", valid_from=date(2016, 1, 1))
    name = NameFields(name_vi="Ủy ban nhân dân tỉnh Mới", symbol="UBND")
    result = record_succession(change=merger(one, other, name=name, new_kind="province"), acting_user=None, at=AT)
    new = Body.objects.get(public_id=result)
    assert (new.established_on, new.code) == (DAY, "uy-ban-nhan-dan-tinh-moi")
    assert name_on(new, DAY).collective
    assert predecessors_of(new, "ttdn", DAY) == {one.pk, other.pk}
    assert [row.attribute for row in new.attributes.on(DAY)] == ["coast"]


def test_a_split_parts_the_functions() -> None:
    old, culture, science = make_body(), make_body(), make_body()
    change = merger(old, kind="split", successor=culture, others=(science,))
    record_succession(change=change, acting_user=None, at=AT)
    assert successor_for(old, "ttdn", DAY) == culture
    assert successor_for(old, "other", DAY) == science
    assert predecessors_of(science, "ttdn", DAY) == set()
    assert predecessors_of(culture, "ttdn", DAY) == {old.pk}


def test_a_transfer_leaves_the_body_alive_and_takes_the_coordinator_role_and_the_ticked_units() -> None:
    old, heir = make_body(role="coordinator"), make_body()
    goes, stays = make_body("unit", parent=old), make_body("unit", parent=old)
    change = merger(old, kind="transfer", successor=heir, units=(goes,))
    record_succession(change=change, acting_user=None, at=AT)
    assert holder_of_role("coordinator", DAY) == heir
    assert list(units_of(heir, DAY)) == [goes]
    assert list(units_of(old, DAY)) == [stays]
    assert successor_for(old, "ttdn", DAY) == old
    assert predecessors_of(heir, "ttdn", DAY) == set()  # its own records stay its own while it lives


def test_a_renaming_keeps_the_body_and_its_titles() -> None:
    body = make_body(symbol="CU")
    change = merger(body, kind="renaming", name=NameFields(name_vi="Bộ Tên Mới", symbol="MOI"))
    record_succession(change=change, acting_user=None, at=AT)
    assert (name_on(body, EVE).symbol, name_on(body, DAY).symbol) == ("CU", "MOI")
    assert name_on(body, DAY).head_title_vi == "Bộ trưởng"
    assert successor_for(body, "ttdn", DAY) == body
    assert predecessors_of(body, "ttdn", DAY) == set()


@pytest.mark.parametrize(
    "wrong",
    [{"note": "TỐI MẬT"}, {"legal_act": "TUYỆT MẬT"}, {"name": NameFields(name_vi="Bộ Tên Mới", short_vi="TỐI MẬT")}],
)
def test_marks_of_a_secret_are_refused(wrong: Any) -> None:
    fields: dict[str, Any] = {"kind": "renaming", "name": NameFields(name_vi="Bộ Tên Mới")}
    with pytest.raises(SecretMark):
        record_succession(change=replace(merger(make_body(), **fields), **wrong), acting_user=None, at=AT)
    assert not Succession.objects.exists()


def test_hooks_and_audit_hear_of_it_and_a_failing_hook_undoes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    old, heir = make_body(), make_body()
    heard: list[Any] = []
    monkeypatch.setattr(hooks, "succession_recorded", [lambda rows, at: heard.append((rows, at))])
    record_succession(change=merger(old, successor=heir), acting_user=None, at=AT)
    assert [row.predecessor for row in heard[0][0]] == [old]
    entry = AuditEntry.objects.get(action="organisations.succession.recorded")
    assert (entry.chain, entry.object_id) == (old.public_id, old.public_id)

    def fail(rows: Any, at: Any) -> None:
        raise WrongSuccession("không được")

    third = make_body()
    monkeypatch.setattr(hooks, "succession_recorded", [fail])
    with pytest.raises(WrongSuccession):
        record_succession(change=merger(third, successor=heir), acting_user=None, at=AT)
    third.refresh_from_db()
    assert third.dissolved_on is None


def test_only_coordinator_staff_and_administrators_record(user_factory: Any) -> None:
    old, heir, coordinator = make_body(), make_body(), make_body(role="coordinator")
    leader, staff, elsewhere, admin = (user_factory() for _ in range(4))
    admin.is_system_administrator = True
    admin.save()
    make_member(leader, old, "leader")
    make_member(staff, coordinator, "coordinator_staff")
    make_member(elsewhere, heir, "coordinator_staff")
    for user in (leader, elsewhere):
        with pytest.raises(MayNot):
            record_succession(change=merger(old, successor=heir), acting_user=user, at=AT)
    record_succession(change=merger(old, successor=heir), acting_user=staff, at=AT)
    new = make_body()
    record_succession(change=merger(new, successor=heir), acting_user=admin, at=AT)
    assert Succession.objects.count() == 2


def test_a_second_sending_has_no_effect() -> None:
    old, heir = make_body(), make_body()
    record_succession(change=merger(old, successor=heir), acting_user=None, at=AT, once="một")
    with pytest.raises(AlreadyDone) as done:
        record_succession(change=merger(old, successor=heir), acting_user=None, at=AT, once="một")
    assert done.value.result == heir.public_id
    assert Succession.objects.count() == 1


def test_changes_that_contradict_the_register_are_refused() -> None:
    one, other, ended = make_body(), make_body(), make_body()
    record_succession(change=merger(ended, successor=other, effective_on=date(2026, 6, 1)), acting_user=None, at=AT)
    late = make_body(on=date(2027, 1, 1))
    refused = [
        merger(one, successor=other, legal_act=" "),
        merger(successor=other),
        merger(one, other, kind="transfer", successor=late),
        merger(one),
        merger(one, successor=one),
        merger(one, successor=ended),
        merger(ended, successor=one),
        merger(late, successor=one),
        merger(one, successor=late),
        merger(one, kind="renaming"),
        merger(one, kind="renaming", name=NameFields(name_vi="Tên"), effective_on=date(2016, 1, 1)),
        merger(other, successor=one, effective_on=date(2026, 5, 1)),  # before what is recorded already
        merger(one, kind="transfer", successor=other, function="all"),
    ]
    before = Body.objects.count(), Succession.objects.count(), BodyName.objects.count()
    for change in refused:
        with pytest.raises(WrongSuccession):
            record_succession(change=change, acting_user=None, at=AT)
    assert before == (Body.objects.count(), Succession.objects.count(), BodyName.objects.count())


def test_a_body_that_ended_without_heir_is_told_not_guessed() -> None:
    body = make_body()
    Body.objects.filter(pk=body.pk).update(dissolved_on=DAY)
    body.refresh_from_db()
    with pytest.raises(NoSuccessor, match="chưa ghi cơ quan kế tục"):
        successor_for(body, "ttdn", DAY)
    with pytest.raises(NoHolder, match="01/12/2026"):
        holder_of_role("coordinator", DAY)


def test_the_command_records_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    one, other, heir = make_body(), make_body(), make_body()
    words = ["--effective", "2026-12-01", "--act", "Nghị định số 1/2026/NĐ-CP"]
    call_command("record_succession", "merger", one.code, other.code, "--to", heir.code, *words, "--dry-run")
    assert "Thử" in capsys.readouterr().out
    assert not Succession.objects.exists()
    call_command("record_succession", "merger", one.code, other.code, "--to", heir.code, *words)
    assert predecessors_of(heir, "ttdn", DAY) == {one.pk, other.pk}
    call_command("record_succession", "renaming", heir.code, "--name", "Bộ Đổi Tên", *words)
    assert name_on(heir, DAY).name_vi == "Bộ Đổi Tên"
    new = make_body()
    call_command("record_succession", "merger", new.code, "--name", "Bộ Hoàn Toàn Mới", "--kind", "ministry", *words)
    assert body_by_code("bo-hoan-toan-moi") is not None
    with pytest.raises(CommandError, match="khong-co"):
        call_command("record_succession", "merger", "khong-co", "--to", heir.code, *words)
    with pytest.raises(CommandError, match="không hoạt động"):
        call_command("record_succession", "merger", one.code, "--to", heir.code, *words)
