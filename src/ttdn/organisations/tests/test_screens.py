"""The screens of the register over HTTP: who sees what, foreign = 404, forms that refuse with a sentence."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ttdn.organisations.models import (
    Body,
    BodyRole,
    Channel,
    Delegation,
    FocalAssignment,
    Membership,
    Succession,
)
from ttdn.organisations.queries import access_body, predecessors_of
from ttdn.organisations.tests.builders import make_body, make_member, the_country

pytestmark = pytest.mark.django_db


class House:
    """Two ministries, a coordinator, and one person in each part."""

    def __init__(self, user_factory: Any) -> None:
        self.body = make_body(name="Bộ Thử nghiệm", symbol="BTN")
        self.unit = make_body("unit", name="Vụ Thử nghiệm", parent=self.body)
        self.foreign = make_body(name="Bộ Láng giềng")
        self.foreign_unit = make_body("unit", name="Vụ Láng giềng", parent=self.foreign)
        self.coordinator = make_body(name="Bộ Quản lý", role="coordinator")
        self.people = {
            role: user_factory(full_name=f"Người {role}") for role in ("leader", "unit_head", "officer", "auditor")
        }
        for role, user in self.people.items():
            make_member(user, self.body, role)
        self.people["neighbour"] = user_factory()
        self.membership = make_member(self.people["neighbour"], self.foreign, "leader")
        self.people["staff"] = user_factory()
        make_member(self.people["staff"], self.coordinator, "coordinator_staff")
        self.people["admin"] = user_factory(is_system_administrator=True)
        self.people["nobody"] = user_factory()
        self.channel = Channel.objects.create(body=self.foreign, kind="email", address="bi-mat@langgieng.example")
        FocalAssignment.objects.create(
            body=self.foreign, officer_name="Cán bộ láng giềng", phone="0123", valid_from=date(2020, 1, 1)
        )
        self.lent = Delegation.objects.create(
            body=self.foreign, grantor=self.people["neighbour"], user=user_factory(), role="leader", document="Giấy 1",
            valid_from=date(2020, 1, 1), valid_to=date(2099, 1, 1),
        )  # fmt: skip

    def url(self, name: str, body: Body | None = None, **more: Any) -> str:
        return reverse(f"organisations_{name}", kwargs={"public_id": (body or self.body).public_id, **more})

    def upkeep(self, body: Body, unit: Body) -> list[str]:
        return [
            self.url("unit_add", body),
            self.url("unit_rename", body, unit_id=unit.public_id),
            self.url("unit_close", body, unit_id=unit.public_id),
            self.url("focal_assign", body),
            self.url("channel_add", body),
        ]


@pytest.fixture
def house(user_factory: Any) -> House:
    return House(user_factory)


def test_every_url_asks_for_sign_in(house: House, client: Client) -> None:
    urls = [reverse("organisations_list"), reverse("organisations_change"), house.url("detail")]
    for url in [*urls, *house.upkeep(house.body, house.unit), house.url("membership_add"), house.url("numbering")]:
        answer = client.get(url)
        assert answer.status_code == 302, url
        assert reverse("account_login") in answer.headers["Location"]


def test_a_person_without_body_finds_nothing(house: House, client_for: Any) -> None:
    browser = client_for(house.people["nobody"])
    urls = [reverse("organisations_list"), reverse("organisations_change"), house.url("detail")]
    urls += [house.url("detail", house.unit), *house.upkeep(house.body, house.unit), house.url("delegation_add")]
    for url in urls:
        assert browser.get(url).status_code == 404, url


@pytest.mark.parametrize("role", ["leader", "unit_head", "officer", "auditor", "staff"])
def test_foreign_bodies_and_foreign_parts_are_not_found(house: House, client_for: Any, role: str) -> None:
    browser = client_for(house.people[role])
    foreign = house.foreign
    assert browser.get(house.url("people", foreign)).status_code == 404
    urls = [
        *house.upkeep(foreign, house.foreign_unit),
        house.url("numbering", foreign),
        house.url("membership_add", foreign),
        house.url("membership_end", foreign, membership_id=house.membership.public_id),
        house.url("membership_hand_over", foreign, membership_id=house.membership.public_id),
        house.url("delegation_add", foreign),
        house.url("delegation_end", foreign, delegation_id=house.lent.public_id),
    ]
    for url in urls:
        assert browser.get(url).status_code == 404, url
        assert browser.post(url).status_code == 404, url
    assert browser.post(house.url("channel_remove", foreign, channel_id=house.channel.public_id)).status_code == 404
    assert Channel.objects.filter(pk=house.channel.pk).exists()


def test_mismatched_pairs_are_not_found(house: House, client_for: Any) -> None:
    browser = client_for(house.people["leader"])
    for url in (
        house.url("unit_rename", unit_id=house.foreign_unit.public_id),
        house.url("unit_close", unit_id=house.foreign_unit.public_id),
        house.url("membership_end", membership_id=house.membership.public_id),
        house.url("membership_hand_over", membership_id=house.membership.public_id),
        house.url("delegation_end", delegation_id=house.lent.public_id),
        house.url("detail", house.foreign_unit),
        reverse("organisations_detail", kwargs={"public_id": uuid.uuid4()}),
    ):
        assert browser.get(url).status_code == 404, url
    assert browser.post(house.url("channel_remove", channel_id=house.channel.public_id)).status_code == 404


def test_the_page_of_a_foreign_body_shows_no_person_and_no_contact(house: House, client_for: Any) -> None:
    page = client_for(house.people["leader"]).get(house.url("detail", house.foreign)).content.decode()
    assert "Bộ Láng giềng" in page
    for secret in ("bi-mat@", "Cán bộ láng giềng", house.people["neighbour"].full_name, "Vụ Láng giềng", "Giấy 1"):
        assert secret not in page


def test_the_coordinator_sees_contacts_but_no_people(house: House, client_for: Any) -> None:
    page = client_for(house.people["staff"]).get(house.url("detail", house.foreign)).content.decode()
    assert "Cán bộ láng giềng" in page
    assert "bi-mat@langgieng.example" in page
    assert house.people["neighbour"].full_name not in page


def test_the_administrator_sees_people_but_no_contacts(house: House, client_for: Any) -> None:
    browser = client_for(house.people["admin"])
    page = browser.get(house.url("people", house.foreign)).content.decode()
    assert house.people["neighbour"].full_name in page
    page += browser.get(house.url("detail", house.foreign)).content.decode()
    assert "bi-mat@" not in page
    assert "Cán bộ láng giềng" not in page


@pytest.mark.parametrize(("role", "status"), [("leader", 200), ("unit_head", 200), ("officer", 403), ("auditor", 403)])
def test_only_leader_and_unit_heads_keep_their_body(house: House, client_for: Any, role: str, status: int) -> None:
    browser = client_for(house.people[role])
    for url in [*house.upkeep(house.body, house.unit), house.url("membership_add")]:
        assert browser.get(url).status_code == status, url
    assert ("Thêm đơn vị" in browser.get(house.url("detail")).content.decode()) is (status == 200)


def test_only_the_leader_chooses_the_numbering(house: House, client_for: Any) -> None:
    assert client_for(house.people["unit_head"]).get(house.url("numbering")).status_code == 403
    browser = client_for(house.people["leader"])
    answer = browser.post(house.url("numbering"), {"numbering": "internal", "number_start": "7"})
    assert answer.status_code == 302
    house.body.refresh_from_db()
    assert (house.body.numbering, house.body.number_start) == ("internal", 7)
    assert client_for(house.people["admin"]).get(house.url("numbering")).status_code == 200


def test_keeping_a_body_from_the_screens(house: House, client_for: Any) -> None:
    browser = client_for(house.people["leader"])
    token = "mot-lan"
    data = {"name_vi": "Vụ Mới", "first_day": "01/11/2026", "once": token}
    for _again in range(2):  # the second sending has no effect
        assert browser.post(house.url("unit_add"), data).status_code == 302
    unit = Body.objects.get(names__name_vi="Vụ Mới")
    data = {"name_vi": "Vụ Mới hơn", "first_day": "05/11/2026"}
    assert browser.post(house.url("unit_rename", unit_id=unit.public_id), data).status_code == 302
    data = {"unit": str(unit.public_id), "first_day": "06/11/2026", "officer": str(house.people["officer"].public_id)}
    assert browser.post(house.url("focal_assign"), data).status_code == 302
    assert FocalAssignment.objects.get(body=house.body).officer == house.people["officer"]
    data = {"kind": "email", "address": "vanthu@thu.example", "verified_on": "06/11/2026"}
    assert browser.post(house.url("channel_add"), data).status_code == 302
    page = browser.get(house.url("detail")).content.decode()
    for words in ("Vụ Mới hơn", "vanthu@thu.example", "đã kiểm tra ngày 06/11/2026", "Người officer"):
        assert words in page
    data = {"first_day": "20/11/2026", "heir": str(house.unit.public_id), "legal_act": "Quyết định 2"}
    assert browser.post(house.url("unit_close", unit_id=unit.public_id), data).status_code == 302
    channel = house.body.channels.get()
    assert browser.post(house.url("channel_remove", channel_id=channel.public_id)).status_code == 302
    assert not house.body.channels.exists()


def test_forms_refuse_with_a_sentence_and_keep_what_was_typed(house: House, client_for: Any) -> None:
    browser = client_for(house.people["leader"])
    answer = browser.post(house.url("unit_add"), {"name_vi": "Vụ Sớm", "first_day": "01/01/2001"})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Cơ quan không hoạt động ngày 01/01/2001" in page
    assert 'value="Vụ Sớm"' in page
    foreign = {"unit": str(house.foreign_unit.public_id), "first_day": "01/11/2026"}
    assert browser.post(house.url("focal_assign"), foreign).status_code == 422
    data = {"email": "khong-co@thu.example", "role": "officer", "first_day": "01/11/2026"}
    assert "Chưa có tài khoản" in browser.post(house.url("membership_add"), data).content.decode()
    staff = {"email": house.people["nobody"].email, "role": "coordinator_staff", "first_day": "01/11/2026"}
    assert browser.post(house.url("membership_add"), staff).status_code == 422
    unit = {"email": house.people["nobody"].email, "role": "clerk", "first_day": "01/11/2026"}
    unit["unit"] = str(house.foreign_unit.public_id)
    assert browser.post(house.url("membership_add"), unit).status_code == 422
    assert not Membership.objects.filter(user=house.people["nobody"]).exists()


def test_people_come_hand_over_lend_and_go(house: House, client_for: Any, user_factory: Any) -> None:
    browser = client_for(house.people["leader"])
    clerk, follower = user_factory(), user_factory()
    data = {"email": clerk.email.upper(), "role": "clerk", "unit": str(house.unit.public_id), "first_day": "01/11/2020"}
    assert browser.post(house.url("membership_add"), data).status_code == 302
    row = Membership.objects.get(user=clerk)
    url = house.url("membership_hand_over", membership_id=row.public_id)
    assert browser.post(url, {"email": follower.email, "first_day": "02/11/2020"}).status_code == 302
    row = Membership.objects.get(user=follower)
    lend = {
        "membership": str(row.public_id), "user": str(house.people["officer"].public_id), "first_day": "03/11/2020",
        "last_day": "31/12/2099", "document": "Giấy 9",
    }  # fmt: skip
    assert browser.post(house.url("delegation_add"), lend).status_code == 302
    lent = Delegation.objects.get(body=house.body)
    assert "Giấy 9" in browser.get(house.url("people")).content.decode()
    url = house.url("delegation_end", delegation_id=lent.public_id)
    assert browser.post(url, {"last_day": "04/11/2020"}).status_code == 302
    url = house.url("membership_end", membership_id=row.public_id)
    assert browser.post(url, {"last_day": "01/01/2019"}).status_code == 400
    assert browser.post(url, {"last_day": "05/11/2020"}).status_code == 302
    assert Membership.objects.get(user=follower).valid_to == date(2020, 11, 5)


def test_an_officer_lends_their_own_role_only(house: House, client_for: Any) -> None:
    browser = client_for(house.people["officer"])
    page = browser.get(house.url("delegation_add")).content.decode()
    assert "Người officer – Cán bộ phụ trách" in page
    assert "Người leader – Lãnh đạo" not in page


@pytest.mark.parametrize("role", ["leader", "unit_head", "officer", "neighbour"])
def test_recording_a_change_is_not_found_for_others(house: House, client_for: Any, role: str) -> None:
    browser = client_for(house.people[role])
    assert browser.get(reverse("organisations_change")).status_code == 404
    assert browser.post(reverse("organisations_change"), {"confirm": "1"}).status_code == 404


@pytest.mark.parametrize("role", ["staff", "admin"])
def test_a_change_is_shown_before_it_is_recorded_and_recorded_once(house: House, client_for: Any, role: str) -> None:
    browser = client_for(house.people[role])
    url = reverse("organisations_change")
    assert browser.get(url, {"co-quan": str(house.foreign.public_id)}).status_code == 200
    data = {
        "kind": "merger", "predecessors": [str(house.foreign.public_id)], "effective_on": "01/12/2026",
        "legal_act": "Nghị định số 9/2026/NĐ-CP", "successor": str(house.body.public_id), "function": "ttdn",
    }  # fmt: skip
    page = browser.post(url, data)
    assert page.status_code == 200
    for words in ("Xem trước", "Bộ Láng giềng", "Bộ Thử nghiệm", "Vụ Láng giềng", "01/12/2026", "1 phân công đầu mối"):
        assert words in page.content.decode()
    assert not Succession.objects.exists()
    typed = browser.post(url, data | {"edit": "1"}).content.decode()
    assert "Nghị định số 9/2026/NĐ-CP" in typed
    assert "Xem trước</button>" in typed
    for _again in range(2):
        answer = browser.post(url, data | {"confirm": "1", "once": "mot-lan"})
        assert answer.headers["Location"] == house.url("detail")
    assert Succession.objects.count() == 1
    assert predecessors_of(house.body, "ttdn", date(2026, 12, 1)) == {house.foreign.pk}
    assert "Nghị định số 9/2026/NĐ-CP" in browser.get(house.url("detail")).content.decode()


def test_a_transfer_offers_the_units_and_a_renaming_shows_both_names(house: House, client_for: Any) -> None:
    browser = client_for(house.people["staff"])
    url = reverse("organisations_change")
    data = {
        "kind": "transfer", "predecessors": [str(house.foreign.public_id)], "effective_on": "01/12/2026",
        "legal_act": "Nghị định số 9", "successor": str(house.body.public_id), "function": "ttdn",
    }  # fmt: skip
    page = browser.post(url, data).content.decode()
    assert f'name="units" value="{house.foreign_unit.public_id}"' in page
    both = {"confirm": "1", "units": [str(house.foreign_unit.public_id), str(house.unit.public_id)]}
    assert browser.post(url, data | both).status_code == 302
    house.foreign_unit.refresh_from_db()
    assert house.foreign_unit.parents.get(valid_to=None).parent == house.body
    data |= {"kind": "renaming", "name_vi": "Bộ Tên Mới", "successor": ""}
    page = browser.post(url, data).content.decode()
    assert "Bộ Tên Mới" in page
    assert "Bộ Láng giềng" in page
    data |= {"name_vi": ""}
    assert "Chưa ghi tên mới" in browser.post(url, data).content.decode()


def test_the_list_finds_by_date_kind_and_folded_name(house: House, client_for: Any) -> None:
    the_country_without_coordinator()
    browser = client_for(house.people["leader"])
    url = reverse("organisations_list")
    page = browser.get(url, {"q": "thong tin truyen thong", "on": "01/06/2024"}).content.decode()
    assert "Bộ Thông tin và Truyền thông" in page
    assert "Bộ Thông tin và Truyền thông" not in browser.get(url, {"q": "truyen thong"}).content.decode()
    ended = browser.get(url, {"q": "BTTTT", "ended": "on"}).content.decode()
    assert "Đã kết thúc" in ended
    provinces = browser.get(url, {"kind": "province", "q": "da nang"}).content.decode()
    assert "Ủy ban nhân dân thành phố Đà Nẵng" in provinces
    assert "Bộ Quốc phòng" not in provinces
    assert "Không có cơ quan nào như vậy" in browser.get(url, {"q": "không hề có"}).content.decode()
    assert browser.get(url, {"on": "32/13/2024"}).status_code == 200


def the_country_without_coordinator() -> None:
    """The shipped register beside a test's own coordinator: the role has one holder only."""
    BodyRole.objects.all().delete()
    the_country()


def test_one_body_and_the_list_follow_the_same_rule(house: House) -> None:
    on = date(2026, 11, 20)
    for role, user in house.people.items():
        visible = set(Body.objects.visible_to(user, on))
        for body in Body.objects.all():
            try:
                found = access_body(user, body.public_id, on)
            except Http404:
                found = None
            assert (found in visible) is (found is not None), (role, body)
            assert (body in visible) is (found is not None), (role, body)


def test_the_coordinator_sees_who_owes_a_focal_point(house: House, client_for: Any) -> None:
    make_body("association", name="Hội Thử nghiệm")
    page = client_for(house.people["staff"]).get(reverse("organisations_list")).content.decode()
    assert page.count("Chưa ghi đầu mối") == 2  # the two ministries without; not the association
    page = client_for(house.people["leader"]).get(reverse("organisations_list")).content.decode()
    assert "Chưa ghi đầu mối" not in page


def test_pages_stay_small_and_quick(
    house: House, client_for: Any, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    the_country_without_coordinator()
    browser = client_for(house.people["leader"])
    for url in (reverse("organisations_list"), house.url("detail"), house.url("people")):
        browser.get(url)
        with django_assert_max_num_queries(20):
            answer = browser.get(url)
        assert len(answer.content) < 150_000, url


def test_the_screens_speak_english(house: House, client_for: Any) -> None:
    leader = house.people["leader"]
    leader.language = "en"
    leader.save()
    browser = client_for(leader)
    browser.cookies["django_language"] = "en"
    page = browser.get(house.url("detail")).content.decode()
    for words in ("Names over time", "Units", "People and roles", "Channels for documents"):
        assert words in page
    assert "Register of bodies" in browser.get(reverse("organisations_list")).content.decode()
