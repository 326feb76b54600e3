"""The audit screen and the history of an object."""

import datetime
import uuid
from typing import Any

import pytest
from django.template.loader import render_to_string

from ttdn.audit import access, registry
from ttdn.audit.actions import erase_values, record
from ttdn.audit.queries import entries_for
from ttdn.web import navigation

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
MINE, THEIRS = uuid.uuid4(), uuid.uuid4()
THING = uuid.uuid4()
URL = "/lam-viec/nhat-ky/"


@pytest.fixture(autouse=True)
def _rights(monkeypatch: Any) -> None:
    monkeypatch.setattr(access, "_rules", [])
    monkeypatch.setattr(access, "_listings", [])
    monkeypatch.setattr(
        registry, "_sentences", {"test.thing.issued": "Phát hành văn bản", "test.thing.made": "Tạo văn bản"}
    )
    monkeypatch.setattr(registry, "_fields", {"issued_on": "Ngày ban hành"})


def add(
    chain: Any = MINE, *, action: Any = "test.thing.issued", thing: Any = THING, at: Any = AT, **fields: Any
) -> Any:
    return record(action, acting_user=None, at=at, chain=chain, object_kind="test.thing", object_id=thing, **fields)


@pytest.fixture
def reader(user_factory: Any, client_for: Any) -> Any:
    user = user_factory(full_name="Lê Văn C")
    access.register(lambda who, chain, on: who.pk == user.pk and chain == MINE)
    access.register_chains(lambda who, on: {MINE: "Bộ Ngoại giao"} if who.user.pk == user.pk else {})
    return client_for(user)


def test_only_the_chains_of_the_reader_are_shown(reader: Any) -> None:
    add(note="của tôi")
    add(THEIRS, note="của người khác")
    page = reader.get(URL).content.decode()
    assert "của tôi" in page
    assert "của người khác" not in page
    assert "Phát hành văn bản" in page


def test_a_foreign_chain_asked_for_shows_nothing(reader: Any) -> None:
    add(THEIRS, note="của người khác")
    page = reader.get(URL, {"chain": str(THEIRS)}).content.decode()
    assert "của người khác" not in page


def test_without_rights_the_page_says_whom_to_ask(user_factory: Any, client_for: Any) -> None:
    add(note="riêng")
    page = client_for(user_factory()).get(URL).content.decode()
    assert "riêng" not in page
    assert "Chưa có nhật ký nào để xem" in page


def test_sign_in_is_needed(client: Any) -> None:
    assert client.get(URL).status_code == 302


def test_filters_narrow_by_object_action_and_day(reader: Any) -> None:
    other = uuid.uuid4()
    add(note="dòng một", at=AT - datetime.timedelta(days=3))
    add(note="dòng hai", thing=other, action="test.thing.made")
    by_object = reader.get(URL, {"object": str(other)}).content.decode()
    assert ("dòng một" in by_object, "dòng hai" in by_object) == (False, True)
    by_action = reader.get(URL, {"action": "test.thing.issued"}).content.decode()
    assert ("dòng một" in by_action, "dòng hai" in by_action) == (True, False)
    by_day = reader.get(URL, {"since": "20/11/2026", "until": "21/11/2026"}).content.decode()
    assert ("dòng một" in by_day, "dòng hai" in by_day) == (False, True)


@pytest.mark.parametrize("asked", [{"object": "x"}, {"since": "40/40/2026"}, {"chain": "x"}, {"cursor": "%%%"}])
def test_a_filter_that_makes_no_sense_is_answered(reader: Any, asked: Any) -> None:
    add(note="dòng một")
    assert reader.get(URL, asked).status_code == 200


def test_a_page_of_many_entries_takes_few_queries(reader: Any, django_assert_max_num_queries: Any) -> None:
    for _ in range(60):
        add(after={"issued_on": AT.date()})
    with django_assert_max_num_queries(20):
        page = reader.get(URL)
    assert page.content.decode().count("<li>\n        <time") == 50
    assert "Trang sau" in page.content.decode()


def test_history_of_an_object_shows_fields_in_words(django_assert_num_queries: Any) -> None:
    add(before={"issued_on": None, "open": True}, after={"issued_on": AT.date(), "open": False, "at": AT})
    with django_assert_num_queries(1):
        text = render_to_string("audit/history.html", {"entries": entries_for("test.thing", THING)})
    for words in ("Phát hành văn bản", "Hệ thống", "Ngày ban hành", "21/11/2026", "16:30 21/11/2026", "có", "không"):
        assert words in text


def test_history_says_that_values_were_erased() -> None:
    erase_values([add(note="riêng tư")], at=AT)
    text = render_to_string("audit/history.html", {"entries": entries_for("test.thing", THING)})
    assert "riêng tư" not in text
    assert "đã được xóa trắng" in text


def test_rules_decide_who_may_read(user_factory: Any) -> None:
    user = user_factory()
    assert not access.may_read(user, MINE, AT.date())
    access.register(lambda who, chain, on: chain == MINE)
    assert access.may_read(user, MINE, AT.date())
    assert not access.may_read(user, THEIRS, AT.date())


def test_the_menu_has_the_trail_only_for_those_who_may_read(monkeypatch: Any, user_factory: Any, rf: Any) -> None:
    monkeypatch.setattr(access, "_menu", [])
    request = rf.get("/")
    request.user = user_factory()
    assert "/lam-viec/nhat-ky/" not in [entry["url"] for entry in navigation.entries_for(request)]
    access.register_menu(lambda asked: asked.user.pk == request.user.pk)
    assert "/lam-viec/nhat-ky/" in [entry["url"] for entry in navigation.entries_for(request)]
