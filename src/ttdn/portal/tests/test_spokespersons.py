"""Spokespersons by date, what readers see of them and of the focal unit, and who decides it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ttdn.organisations.choices import BodyKind
from ttdn.organisations.models import Body, BodyName, FocalAssignment
from ttdn.portal.actions.people import Naming, end_spokesperson, name_spokesperson
from ttdn.portal.choices import Kind
from ttdn.portal.errors import Incomplete, WrongState
from ttdn.portal.models import PublicContact, Spokesperson
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.web.errors import NotAllowed

pytestmark = pytest.mark.django_db

FIRST = date(2026, 11, 1)


def _naming(**values: Any) -> Naming:
    return Naming(
        **{
            "name": "Nguyễn Văn Thử",
            "title_vi": "Chánh Văn phòng",
            "title_en": "Chief of Office",
            "email": "phatngon@thu.example",
            "first_day": FIRST,
            **values,
        }
    )


def _name(newsroom: Newsroom, **values: Any) -> Spokesperson:
    return name_spokesperson(body=newsroom.body, naming=_naming(**values), acting_user=newsroom.leader, at=AT)


def _focal(newsroom: Newsroom) -> FocalAssignment:
    unit = Body.objects.create(code="cuc-thu", kind=BodyKind.UNIT, sort_key="cuc-thu")
    BodyName.objects.create(body=unit, valid_from=FIRST, name_vi="Cục Thử nghiệm", name_en="Trial Department")
    return FocalAssignment.objects.create(
        body=newsroom.body,
        unit=unit,
        officer_name="Trần Kín",
        phone="024 000",
        email="dm@thu.example",
        valid_from=FIRST,
    )


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("leader", True), ("editor", False), ("officer", False), ("clerk", False), ("translator", False)],
)
def test_only_the_leader_names(newsroom: Newsroom, role: str, allowed: bool) -> None:
    def act() -> None:
        name_spokesperson(body=newsroom.body, naming=_naming(), acting_user=getattr(newsroom, role), at=AT)

    if allowed:
        act()
    else:
        with pytest.raises(NotAllowed):
            act()
    assert Spokesperson.objects.exists() == allowed


def test_the_one_before_ends_the_day_before(newsroom: Newsroom) -> None:
    first = _name(newsroom)
    second = _name(newsroom, name="Lê Thị Mới", first_day=date(2026, 12, 1))
    first.refresh_from_db()
    assert (first.valid_to, second.valid_to) == (date(2026, 11, 30), None)
    with pytest.raises(Incomplete):
        _name(newsroom, name="Chen ngang", first_day=date(2026, 11, 15))
    with pytest.raises(WrongState):
        end_spokesperson(spokesperson=first, last_day=FIRST, acting_user=newsroom.leader, at=AT)
    with pytest.raises(Incomplete):
        end_spokesperson(spokesperson=second, last_day=FIRST, acting_user=newsroom.leader, at=AT)


@pytest.mark.parametrize("lacking", [{"name": " "}, {"title_en": ""}, {"title_vi": ""}, {"email": "", "phone": ""}])
def test_a_name_a_title_in_both_languages_and_a_way_to_reach_are_asked(
    newsroom: Newsroom, lacking: dict[str, str]
) -> None:
    with pytest.raises(Incomplete):
        _name(newsroom, **lacking)


@pytest.mark.parametrize(("path", "title"), [("/vi/", "Chánh Văn phòng"), ("/en/", "Chief of Office")])
def test_readers_see_who_speaks_today_in_both_languages(
    newsroom: Newsroom, client: Client, path: str, title: str
) -> None:
    _name(newsroom)
    _name(newsroom, name="Lê Thị Mới", title_vi="Vụ trưởng", title_en="Director", first_day=date(2026, 12, 1))
    contact = f"{path}{'lien-he' if path == '/vi/' else 'contact'}/"
    with time_machine.travel(AT, tick=False):
        for address in (contact, f"{path}bo-thu/"):
            page = client.get(address).content.decode()
            assert "Nguyễn Văn Thử" in page, address
            assert title in page, address
            assert "Lê Thị Mới" not in page, address
    with time_machine.travel(AT + timedelta(days=30), tick=False):
        page = client.get(contact).content.decode()
        assert "Lê Thị Mới" in page
        assert "Nguyễn Văn Thử" not in page


def test_a_profile_shows_its_spokesperson(newsroom: Newsroom, client: Client) -> None:
    _name(newsroom)
    profile = newsroom.draft(kind=Kind.PROFILE, title="Bộ Thử nghiệm", content={"functions": "Thử."})
    record = newsroom.published(profile)
    with time_machine.travel(AT, tick=False):
        assert "Nguyễn Văn Thử" in client.get(record.path).content.decode()


def test_the_focal_contact_is_shown_by_decision_of_the_leader_only(newsroom: Newsroom, client: Client) -> None:
    _focal(newsroom)
    client.force_login(newsroom.leader)
    decide = reverse("portal_body_contact", args=[newsroom.body.public_id])
    with time_machine.travel(AT, tick=False):
        page = client.get("/en/contact/").content.decode()
        assert "Trial Department" in page
        assert "dm@thu.example" not in page
        client.post(decide, {"shown": "1"})
        page = client.get("/vi/lien-he/").content.decode()
        assert "Cục Thử nghiệm" in page
        assert "dm@thu.example" in page
        assert "Trần Kín" not in page
        client.post(decide, {"shown": "0"})
        assert "dm@thu.example" not in client.get("/vi/lien-he/").content.decode()
        client.force_login(newsroom.editor)
        assert client.post(decide, {"shown": "1"}).status_code == 403
    assert not PublicContact.objects.exists()


def test_the_screens(newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], client: Client) -> None:
    stranger = make_newsroom("bo-ban", "Bộ Bạn")
    client.force_login(newsroom.leader)
    address = reverse("portal_body_spokesperson", args=[newsroom.body.public_id])
    sent = {
        "name": "Nguyễn Văn Thử",
        "title_vi": "Chánh Văn phòng",
        "title_en": "Chief of Office",
        "email": "pn@thu.example",
        "first_day": "01/11/2026",
        "document_number": "12/QĐ-BT",
        "document_date": "30/10/2026",
        "once": "cu-1",
    }
    with time_machine.travel(AT, tick=False):
        assert client.post(address, sent | {"title_en": ""}).status_code == 422
        for _twice in range(2):
            assert client.post(address, sent).headers["Location"] == reverse("portal_spokespersons")
        person = Spokesperson.objects.get()
        assert "Đang phát ngôn" in client.get(reverse("portal_spokespersons")).content.decode()
        end = reverse("portal_spokesperson_end", args=[person.public_id])
        assert client.post(end, {"last_day": "01/10/2026"}).status_code == 422
        assert client.post(end, {"last_day": "20/11/2026"}).status_code == 302
        for role, status in (("editor", 403), ("officer", 403)):
            client.force_login(getattr(newsroom, role))
            assert client.get(address).status_code == status
        client.force_login(stranger.leader)
        for url in (address, end, reverse("portal_body_contact", args=[newsroom.body.public_id])):
            assert client.post(url, sent).status_code == 404
