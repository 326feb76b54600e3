"""Who acts for a body: roles by date, units, delegation, handover, and what nobody may give themselves."""

import itertools
from datetime import date
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from ttdn.audit.models import AuditEntry
from ttdn.files.errors import SecretMark
from ttdn.organisations import hooks
from ttdn.organisations.actions import (
    NameFields,
    add_channel,
    add_membership,
    add_unit,
    assign_focal,
    close_unit,
    delegate,
    end_delegation,
    end_membership,
    hand_over,
    remove_channel,
    rename_unit,
    set_numbering,
)
from ttdn.organisations.choices import MemberRole
from ttdn.organisations.errors import MayNot, WrongEntry
from ttdn.organisations.models import Body, Channel, Delegation, FocalAssignment, Membership
from ttdn.organisations.permissions import (
    grantable_roles,
    may_keep,
    may_manage_people,
    may_record_succession,
    may_see_contacts,
    may_see_people,
    may_set_numbering,
)
from ttdn.organisations.queries import (
    has_product_login,
    members_with_role,
    name_on,
    names_on,
    reach_of,
    roles_at,
    scope_tokens,
    successor_for,
    units_of,
)
from ttdn.organisations.tests.builders import AT, make_body, make_member

DAY = date(2026, 11, 20)
NEXT = date(2026, 11, 21)

db = pytest.mark.django_db


def test_permissions_as_a_truth_table() -> None:
    for role, admin, coordinator in itertools.product([*MemberRole.values, ""], [False, True], [False, True]):
        roles = frozenset({role} - {""})
        keeper = role in {"leader", "unit_head"}
        assert may_keep(roles) is keeper
        assert may_manage_people(roles, is_administrator=admin) is (keeper or admin)
        assert may_see_people(roles, is_administrator=admin) is (bool(role) or admin)
        assert may_see_contacts(roles, is_coordinator=coordinator) is (bool(role) or coordinator)
        assert may_set_numbering(roles, is_administrator=admin) is (role == "leader" or admin)
        assert may_record_succession(is_coordinator=coordinator, is_administrator=admin) is (coordinator or admin)
        given = grantable_roles(roles, is_administrator=admin, at_coordinator=coordinator)
        assert ("officer" in given) is (keeper or admin)
        assert ("leader" in given) is (role == "leader" or admin)
        assert ("coordinator_staff" in given) is ((role == "leader" or admin) and coordinator)


@db
def test_roles_count_from_their_first_to_their_last_day(user_factory: Any) -> None:
    body, user = make_body(), user_factory()
    make_member(user, body, "officer", on=date(2026, 1, 1), until=DAY)
    assert [bool(roles_at(user, body, on)) for on in (date(2025, 12, 31), date(2026, 1, 1), DAY, NEXT)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert has_product_login(body, DAY)
    assert not has_product_login(body, NEXT)


@db
def test_reach_takes_few_queries_however_many_bodies(
    user_factory: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    user, coordinator = user_factory(), make_body(role="coordinator")
    bodies = [make_body() for _ in range(5)]
    for body in bodies:
        unit = make_body("unit", parent=body)
        make_member(user, body, "officer", unit)
    make_member(user, coordinator, "coordinator_staff")
    with django_assert_max_num_queries(4):
        reach = reach_of(user, DAY)
    assert reach.bodies == {body.pk for body in [*bodies, coordinator]}
    assert reach.is_coordinator
    assert reach.coordinator_body == coordinator
    assert set(reach.units) == {body.pk for body in bodies}
    wide = {"coordinator", "register"}
    assert scope_tokens(user, DAY) == {f"body:{body.public_id}" for body in [*bodies, coordinator]} | wide


@db
def test_nobody_without_membership_reaches_anything(user_factory: Any) -> None:
    user, gone = user_factory(), user_factory(is_active=False)
    body = make_body()
    make_member(gone, body, "leader")
    for person in (user, gone):
        reach = reach_of(person, DAY)
        assert (reach.bodies, reach.roles, reach.is_coordinator) == (frozenset(), {}, False)
        assert list(Body.objects.visible_to(person, DAY)) == []
    assert not members_with_role(body, ["leader"], DAY).exists()


@db
def test_a_whole_body_role_outweighs_a_unit_role_and_units_reach_down(user_factory: Any) -> None:
    body = make_body()
    unit = make_body("unit", parent=body)
    below = make_body("unit", parent=unit)
    user = user_factory()
    make_member(user, body, "officer", unit)
    assert reach_of(user, DAY).units == {body.pk: {unit.pk, below.pk}}
    make_member(user, body, "clerk")
    assert reach_of(user, DAY).units == {}
    assert roles_at(user, body, DAY) == {"officer", "clerk"}


@db
def test_delegation_lends_the_role_only_while_the_grantor_holds_it(user_factory: Any) -> None:
    body, leader, deputy, stranger = make_body(), user_factory(), user_factory(), user_factory()
    membership = make_member(leader, body, "leader")
    make_member(deputy, body, "officer")
    row = delegate(
        body=body, grantor=leader, user=deputy, role="leader", first_day=DAY, last_day=date(2026, 11, 30),
        document="Giấy ủy quyền số 5", acting_user=leader, at=AT,
    )  # fmt: skip
    assert roles_at(deputy, body, DAY) == {"officer", "leader"}
    assert set(members_with_role(body, ["leader"], DAY)) == {leader, deputy}
    assert roles_at(deputy, body, date(2026, 12, 1)) == {"officer"}
    assert roles_at(deputy, body, date(2026, 11, 19)) == {"officer"}
    with pytest.raises(MayNot):
        end_delegation(delegation=row, last_day=DAY, acting_user=stranger, at=AT)
    Membership.objects.filter(pk=membership.pk).update(valid_to=DAY)
    assert roles_at(deputy, body, NEXT) == {"officer"}
    assert set(members_with_role(body, ["leader"], NEXT)) == set()
    end_delegation(delegation=row, last_day=DAY, acting_user=leader, at=AT)
    assert Delegation.objects.get().valid_to == DAY


@db
def test_a_delegation_needs_a_document_a_role_and_somebody_else(user_factory: Any) -> None:
    body, leader, deputy, admin = (
        make_body(),
        user_factory(),
        user_factory(),
        user_factory(is_system_administrator=True),
    )
    make_member(leader, body, "leader")
    right: dict[str, Any] = {
        "body": body, "grantor": leader, "user": deputy, "role": "leader", "first_day": DAY, "last_day": NEXT,
        "document": "Giấy 5", "acting_user": leader, "at": AT,
    }  # fmt: skip
    for wrong in (
        {"document": " "},
        {"role": "clerk"},
        {"user": leader},
        {"user": admin},
        {"last_day": date(2026, 1, 1)},
    ):
        with pytest.raises(WrongEntry):
            delegate(**(right | wrong))
    with pytest.raises(MayNot):
        delegate(**(right | {"acting_user": deputy}))
    with pytest.raises(SecretMark):
        delegate(**(right | {"document": "TỐI MẬT"}))
    assert not Delegation.objects.exists()


@db
def test_the_leader_gives_roles_and_nobody_gives_one_to_themselves(user_factory: Any) -> None:
    body, other = make_body(role="coordinator"), make_body()
    leader, head, person = user_factory(), user_factory(), user_factory()
    admin = user_factory(is_system_administrator=True)
    make_member(leader, body, "leader")
    make_member(head, body, "unit_head")

    def give(role: str, by: Any, to: Any = person, at_body: Any = body, **more: Any) -> Membership:
        return add_membership(
            **({"body": at_body, "user": to, "role": role, "unit": None, "first_day": DAY, "last_day": None,
                "acting_user": by, "at": AT} | more)
        )  # fmt: skip

    give("officer", head)
    give("coordinator_staff", leader)
    give("unit_head", admin)
    for role, by, to, at_body in (
        ("leader", head, person, body),
        ("coordinator_staff", head, person, body),
        ("coordinator_staff", admin, person, other),  # not the coordinator
        ("officer", leader, person, other),  # foreign body
        ("clerk", leader, leader, body),
        ("officer", user_factory(), leader, body),
    ):
        with pytest.raises(MayNot):
            give(role, by, to, at_body)
    for wrong in (
        {"to": admin, "role": "officer"},
        {"to": user_factory(is_active=False), "role": "officer"},
        {"role": "officer"},  # held already
        {"role": "clerk", "unit": make_body("unit", parent=other)},
        {"role": "clerk", "last_day": date(2026, 1, 1)},
    ):
        with pytest.raises(WrongEntry):
            give(**({"by": leader} | wrong))
    assert AuditEntry.objects.filter(action="organisations.membership.added").count() == 3


@db
def test_handover_and_end_keep_the_days_exact(user_factory: Any) -> None:
    body, leader, old, new = make_body(), user_factory(), user_factory(), user_factory()
    make_member(leader, body, "leader")
    membership = make_member(old, body, "clerk", until=date(2026, 12, 31))
    with pytest.raises(WrongEntry):
        hand_over(membership=membership, to_user=old, first_day=NEXT, acting_user=leader, at=AT)
    with pytest.raises(WrongEntry):
        hand_over(membership=membership, to_user=new, first_day=date(2015, 1, 1), acting_user=leader, at=AT)
    taken = hand_over(membership=membership, to_user=new, first_day=NEXT, acting_user=leader, at=AT)
    assert (roles_at(old, body, DAY), roles_at(old, body, NEXT)) == ({"clerk"}, frozenset())
    assert (roles_at(new, body, DAY), roles_at(new, body, NEXT)) == (frozenset(), {"clerk"})
    assert taken.valid_to == date(2026, 12, 31)
    end_membership(membership=taken, last_day=date(2026, 12, 1), acting_user=leader, at=AT)
    assert roles_at(new, body, date(2026, 12, 2)) == frozenset()
    with pytest.raises(MayNot):
        end_membership(membership=taken, last_day=NEXT, acting_user=old, at=AT)


@db
def test_one_focal_assignment_at_a_time_and_others_hear_of_it(
    user_factory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, head = make_body(), user_factory()
    unit, foreign = make_body("unit", parent=body), make_body("unit", parent=make_body())
    make_member(head, body, "unit_head", unit)
    heard: list[Any] = []
    monkeypatch.setattr(hooks, "focal_assigned", [lambda *call: heard.append(call)])

    def assign(**more: Any) -> FocalAssignment:
        return assign_focal(
            **({"body": body, "unit": unit, "officer_name": "", "first_day": DAY, "acting_user": head, "at": AT} | more)
        )

    first = assign(document_number="Quyết định 12/QĐ-B")
    second = assign(unit=None, officer_name="Nguyễn Văn Hòa", first_day=NEXT)
    first.refresh_from_db()
    assert (first.valid_to, second.valid_to) == (DAY, None)
    assert heard == [(body, first, AT), (body, second, AT)]
    for wrong in ({"unit": None, "first_day": date(2026, 12, 1)}, {"first_day": NEXT}, {"unit": foreign}):
        with pytest.raises(WrongEntry):
            assign(**wrong)
    with pytest.raises(MayNot):
        assign(acting_user=user_factory())


@db
def test_units_are_added_renamed_and_closed_into_one_another(user_factory: Any) -> None:
    body, leader, officer = make_body(), user_factory(), user_factory()
    make_member(leader, body, "leader")

    def add(name: str) -> Body:
        return add_unit(
            body=body, name=NameFields(name_vi=name, symbol="V"), first_day=date(2026, 1, 1), acting_user=leader, at=AT
        )

    one, two = add("Vụ Hợp tác quốc tế"), add("Vụ Hợp tác quốc tế")
    assert one.code != two.code
    make_member(officer, body, "officer", one)
    below = make_body("unit", parent=one)
    rename_unit(body=body, unit=one, name=NameFields(name_vi="Vụ Đối ngoại"), first_day=DAY, acting_user=leader, at=AT)
    rename_unit(
        body=body, unit=one, name=NameFields(name_vi="Vụ Đối ngoại, Hợp tác"), first_day=DAY, acting_user=leader, at=AT
    )
    assert [name_on(one, on).name_vi for on in (date(2026, 11, 19), DAY)] == [
        "Vụ Hợp tác quốc tế", "Vụ Đối ngoại, Hợp tác",
    ]  # fmt: skip
    closing: dict[str, Any] = {
        "body": body, "unit": one, "first_day": NEXT, "heir": two, "legal_act": "Quyết định 1", "acting_user": leader,
        "at": AT,
    }  # fmt: skip
    for wrong in (one, make_body("unit", parent=make_body())):
        with pytest.raises(WrongEntry):
            close_unit(**(closing | {"heir": wrong}))
    close_unit(**closing)
    one.refresh_from_db()
    assert list(units_of(body, NEXT)) == [two]
    assert list(units_of(two, NEXT)) == [below]
    assert successor_for(one, "ttdn", NEXT) == two
    assert reach_of(officer, NEXT).units[body.pk] == {two.pk, one.pk, below.pk}
    close_unit(**(closing | {"unit": two, "heir": body, "first_day": date(2026, 12, 1)}))
    assert successor_for(one, "ttdn", date(2026, 12, 1)) == body
    assert reach_of(officer, date(2026, 12, 1)).units == {}
    with pytest.raises(WrongEntry):
        rename_unit(body=body, unit=below, name=NameFields(name_vi="X"), first_day=NEXT, acting_user=leader, at=AT)
    assert names_on([one.pk], NEXT)[one.pk].name_vi == "Vụ Đối ngoại, Hợp tác"


@db
def test_channels_and_numbering(user_factory: Any) -> None:
    body, leader, head = make_body(), user_factory(), user_factory()
    make_member(leader, body, "leader")
    make_member(head, body, "unit_head")
    right: dict[str, Any] = {
        "body": body, "kind": "email", "address": "vanthu@bo.example", "verified_on": DAY, "acting_user": head, "at": AT,
    }  # fmt: skip
    channel = add_channel(**right)
    for wrong in ({}, {"address": "vanthu"}, {"kind": "paper", "address": ""}):
        with pytest.raises(WrongEntry):
            add_channel(**(right | wrong))
    with pytest.raises(MayNot):
        remove_channel(channel=channel, acting_user=user_factory(), at=AT)
    remove_channel(channel=channel, acting_user=head, at=AT)
    assert not Channel.objects.exists()
    with pytest.raises(MayNot):
        set_numbering(body=body, numbering="internal", number_start=5, acting_user=head, at=AT)
    set_numbering(body=body, numbering="internal", number_start=5, acting_user=leader, at=AT)
    body.refresh_from_db()
    assert (body.numbering, body.number_start) == ("internal", 5)
