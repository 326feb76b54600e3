"""Search: addressees find the issued text while a replacement is drafted; the draft is its own body's alone."""

from pathlib import Path

import pytest

from ttdn.accounts.models import User
from ttdn.filings import actions
from ttdn.filings.searching import DRAFT_KIND, KIND
from ttdn.filings.tests.builders import AT, ON, World
from ttdn.organisations.queries import scope_tokens
from ttdn.search.actions import rebuild
from ttdn.search.queries import search


def found(user: User, text: str) -> list[str]:
    """The kinds of what the user finds, in a world of one filing."""
    scopes = scope_tokens(user, ON)
    return [hit.kind for hit in search(text=text, user=user, scopes=scopes, kinds=[KIND, DRAFT_KIND], on=ON).hits]


@pytest.fixture(autouse=True)
def _own_index(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.SEARCH_ROOT, settings.SEARCH_ENGINE = tmp_path, "fts5"  # type: ignore[attr-defined]


@pytest.fixture
def indexed(world: World) -> World:
    """An issued report, and its replacement in the making with other words."""
    version = world.start()
    words = "Chuyến thăm của đoàn báo chí Lào."
    actions.save_section(version=version, code="I.1", text=words, lock=0, acting_user=world.officer, at=AT)
    old = world.through(world.fill(version), "7")
    new = world.replaced(old)
    words = "Chuyến thăm của đoàn báo chí Thụy Điển."
    lock = new.sections.get(code="I.1").lock
    actions.save_section(version=new, code="I.1", text=words, lock=lock, acting_user=world.officer, at=AT)
    rebuild()
    return world


def test_addressees_find_the_issued_text_while_a_replacement_is_drafted(indexed: World) -> None:
    assert found(indexed.staff, "Lào") == [KIND]
    assert found(indexed.staff, "Thụy Điển") == []
    assert found(indexed.officer, "Thụy Điển") == [DRAFT_KIND]
    assert KIND in found(indexed.officer, "Lào")
    assert found(indexed.foreigner, "Lào") == found(indexed.foreigner, "Thụy Điển") == []


def test_the_new_text_is_found_once_it_is_issued(indexed: World) -> None:
    filing = indexed.ministry.filings.get()
    indexed.through(filing.versions.get(state="draft"), "8")
    rebuild()
    assert found(indexed.staff, "Thụy Điển") == [KIND]
    assert found(indexed.staff, "Lào") == []
    assert found(indexed.officer, "Thụy Điển") == [KIND]


@pytest.mark.django_db(transaction=True)
def test_drafts_and_issued_texts_are_indexed_as_they_are_made(world: World) -> None:
    version = world.fill(world.start(), "Sổ tay hội nhập")
    version = actions.submit(version=version, acting_user=world.officer, at=AT)
    assert found(world.officer, "sổ tay hội nhập") == [DRAFT_KIND]
    version = actions.approve(version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT)
    actions.issue(version=version, number_text="7", issued_on=ON, acting_user=world.clerk, at=AT)
    assert found(world.officer, "sổ tay hội nhập") == [KIND]
    assert found(world.staff, "sổ tay hội nhập") == [KIND]
