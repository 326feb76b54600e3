"""The leak matrix: every URL × every role × objects of another body (architecture.md, "Access").

The URL resolver is walked: a new URL fails here until its slots are known and, where it has none, until classified_urls.py
lists it as public, for everybody signed in, for the coordinator's staff or for the system administrator. Every URL with a
slot must open with an own object (so that the matrix cannot pass by testing nothing) and must answer a foreign one, and a
mixed pair of own and foreign, like a missing one.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from classified_urls import (
    ADMINISTRATOR,
    CHILDREN,
    COORDINATOR,
    NOT_FURNISHED,
    OWN_ACCOUNT,
    PUBLIC,
    READERS,
    REGISTER,
    SIGNED_IN,
    URLS,
    WITH_OBJECT,
    WORDS,
    model_of,
)
from django.test import Client, override_settings
from django.urls import resolve, reverse
from two_ministries import AT, MARK, Ids, World, undone

from ttdn.filings.models import FilingVersion
from ttdn.obligations.models import Obligation

pytestmark = pytest.mark.django_db


def test_every_url_without_an_object_is_classified() -> None:
    for name in WITH_OBJECT:
        assert model_of(name), name
    known = PUBLIC | OWN_ACCOUNT | SIGNED_IN | COORDINATOR | ADMINISTRATOR | set(WITH_OBJECT)
    assert set(URLS) - known == set(), "say in classified_urls.py who may open it"
    for slots in (slots for name, slots in URLS.items() if name not in READERS):
        assert set(slots) - {"public_id", "uidb36", "key", "secret"} <= set(CHILDREN) | set(WORDS), slots


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built once: every request below is rolled back."""
    offered = override_settings(MACHINE_TRANSLATOR="ttdn.portal.tests.translators.shout")
    with django_db_blocker.unblock(), time_machine.travel(AT + timedelta(days=1)), offered, undone():
        yield World()


def _answer(client: Client, url: str, method: str) -> tuple[int, str]:
    with undone():
        response = getattr(client, method)(url)
        text = b"".join(response) if response.streaming else response.content
        return response.status_code, text.decode("utf-8", "replace")


def _urls(name: str, parents: Ids, children: Ids, *, most: int | None = None) -> Iterator[str]:
    """Addresses of a URL: its object from `parents`, what hangs on it from `children`; `most` of each kind."""
    slots = URLS[name]
    chosen = [[("public_id", each) for each in sorted(parents.get(model_of(name), ()))[:most]]]
    chosen += [
        [(slot, each) for each in sorted(children.get(CHILDREN[slot], ()))[:most]] for slot in slots if slot in CHILDREN
    ]
    words = {slot: WORDS[slot] for slot in slots if slot in WORDS}
    for combination in product(*chosen):
        yield reverse(name, kwargs=words | dict(combination))


OPENS = {200, 302, 303, 400, 403, 409, 422}


def test_the_matrix(world: World) -> None:
    """Own objects open; foreign ones and mixed pairs are missing, for every person and method."""
    nothing_opens, leaks = [], set()
    for name, slots in sorted(WITH_OBJECT.items()):
        if name in REGISTER or slots_need_programme(slots):
            continue
        if name not in NOT_FURNISHED and not any(_opens(world, url) for url in _urls(name, world.own, world.own)):
            nothing_opens.append(name)
        leaks |= {f"{name}: {leak}" for url in _foreign(world, name) for leak in _leaks(world, name, url)}
    assert nothing_opens == []
    assert sorted(leaks) == []


def _opens(world: World, url: str) -> bool:
    return any(_answer(world.ours.client, url, method)[0] in OPENS for method in ("get", "post"))


def _foreign(world: World, name: str) -> Iterator[str]:
    """Addresses with foreign objects, and with mixed pairs of own and foreign."""
    has_children = any(slot in CHILDREN for slot in URLS[name])
    yield from _urls(name, world.foreign, world.foreign, most=2 if has_children else 3)
    if has_children:
        yield from _urls(name, world.own, world.foreign, most=2)
        yield from _urls(name, world.foreign, world.own, most=2)


def _leaks(world: World, name: str, url: str) -> Iterator[str]:
    for who, method in product(_strangers(name), ("get", "post")):
        code, text = _answer(world.clients[who], url, method)
        if code not in (404, 405) or (MARK in text and who != "ours"):
            yield f"{who} {method} {code}"


def slots_need_programme(slots: tuple[str, ...]) -> bool:
    """Programme pages are a register; their changing pages are tested beside their app."""
    return bool({"task_id", "party_id", "member_id"} & set(slots))


def _strangers(name: str) -> tuple[str, ...]:
    """Who must not see it: everybody, but the coordinator may read duties and what was issued to it, and the system
    administrator keeps the people, the numbering and the signing keys of every body.
    """
    follows = name.startswith(("obligations_", "filings_", "files_", "consolidation_", "organisations_", "audit_"))
    keeps = name.startswith(
        (
            "organisations_people",
            "organisations_membership",
            "organisations_delegation",
            "organisations_numbering",
            "portal_key_",
        )
    )
    barred = {"ours", "nobody"} | (set() if follows else {"staff"}) | (set() if keeps else {"administrator"})
    return tuple(sorted(barred))


def test_the_coordinator_never_opens_a_draft(world: World) -> None:
    drafts = FilingVersion.objects.filter(body=world.theirs.body, state__in=["draft", "in_review", "approved"])
    assert drafts.count() == 3
    names = [name for name, slots in WITH_OBJECT.items() if name.startswith("filings_") and "public_id" in slots]
    for version in drafts:
        for name in names:
            for url in _urls(name, {FilingVersion: {version.public_id}}, world.foreign, most=1):
                for method in ("get", "post"):
                    code, text = _answer(world.clients["staff"], url, method)
                    assert code in (404, 405), (name, method, code)
                    assert MARK not in text


def test_lists_name_nothing_foreign(world: World) -> None:
    for name in sorted(SIGNED_IN):
        words = {slot: WORDS[slot] for slot in URLS[name]}
        url = reverse(name, kwargs=words)
        for who in ("ours", "administrator", "nobody"):
            code, text = _answer(world.clients[who], url, "get")
            assert code < 500, (name, who, code)
            assert MARK not in text, (name, who)


def test_pages_of_the_coordinator_and_the_administrator_are_closed_to_others(world: World) -> None:
    for name in sorted((COORDINATOR | ADMINISTRATOR) & set(URLS)):
        if "public_id" in URLS[name]:
            continue
        url = reverse(name, kwargs={slot: WORDS[slot] for slot in URLS[name]})
        both = name == "organisations_change"  # the coordinator's staff and the system administrator record changes
        others = () if both else ("administrator",) if name in COORDINATOR else ("staff",)
        barred = ("ours", "nobody", *others)
        for who, method in product(barred, ("get", "post")):
            code, text = _answer(world.clients[who], url, method)
            assert code in (403, 404, 405), (name, who, method, code)
            assert MARK not in text


def test_sources_of_the_harvest_are_missing_for_all_but_the_staff_of_the_coordinator(world: World) -> None:
    """Even the source that gives the content of the person's own body."""
    methods = {"harvest_source": "get"} | dict.fromkeys(
        ("harvest_source_pause", "harvest_source_move", "harvest_source_trust"), "post"
    )
    for name, opens in methods.items():
        url = reverse(name, args=[world.source.public_id])
        assert _answer(world.clients["staff"], url, opens)[0] in (200, 302, 400), name  # 400: a form without its words
        for who, method in product(("ours", "theirs", "nobody", "administrator"), ("get", "post")):
            client = world.theirs.client if who == "theirs" else world.clients[who]
            code, text = _answer(client, url, method)
            assert code == 405 if method != opens else code == 404, (name, who, method, code)
            assert MARK not in text


def test_every_address_leads_to_its_own_page() -> None:
    """Two apps under one prefix must not hide each other's pages."""
    for name, slots in URLS.items():
        if set(slots) <= {"public_id"} | set(WORDS) - {"pk"} and name not in PUBLIC | OWN_ACCOUNT:
            words = {slot: WORDS.get(slot, uuid.UUID(int=1)) for slot in slots}
            assert resolve(reverse(name, kwargs=words)).url_name == name


def test_a_visitor_is_led_to_the_sign_in_page(world: World) -> None:
    visitor = Client()
    for name, slots in sorted(URLS.items()):
        if name in PUBLIC:
            continue
        ids = {slot: uuid.uuid4() for slot in slots if slot not in WORDS}
        url = reverse(name, kwargs=ids | {slot: WORDS[slot] for slot in slots if slot in WORDS})
        for method in ("get", "post"):
            response = getattr(visitor, method)(url)
            assert response.status_code in (302, 405), (name, response.status_code)
            if response.status_code == 302:
                assert "/tai-khoan/" in response["Location"], (name, response["Location"])


def test_the_administrator_reads_no_content(world: World) -> None:
    for name in ("desk_home", "filings_list", "plans_list", "activities_list", "rounds_list", "audit_list"):
        code, text = _answer(world.clients["administrator"], reverse(name), "get")
        assert code in (200, 302, 403, 404)
        assert MARK not in text
        assert "Của-Bộ-Ta" not in text


def test_pages_behind_an_answer_link_are_missing_without_its_secret(world: World) -> None:
    """Public for the holder of the secret only: a duty's or anybody's public id opens nothing, for no one."""
    duty = Obligation.objects.filter(bearer=world.theirs.body).first()
    assert duty is not None
    for name in ("filings_answer", "filings_answer_confirm", "filings_answer_receipt"):
        url = reverse(name, kwargs={"public_id": duty.public_id, "secret": "doan-mo"})
        for who, method in product((*world.clients,), ("get", "post")):
            code, text = _answer(world.clients[who], url, method)
            assert code in (404, 429), (name, who, method, code)
            assert MARK not in text


def test_links_are_made_and_revoked_by_those_who_ask_only(world: World) -> None:
    duty = Obligation.objects.filter(bearer=world.theirs.body, fulfilment="filing").first()
    assert duty is not None
    for name in ("filings_link_make", "filings_link_revoke"):
        for who, method in product(("ours", "nobody", "administrator"), ("get", "post")):
            code, text = _answer(world.clients[who], reverse(name, args=[duty.public_id]), method)
            assert code in (404, 405), (name, who, method, code)
            assert MARK not in text
    code, _text = _answer(world.clients["staff"], reverse("filings_link_make", args=[duty.public_id]), "get")
    assert code == 200
