"""Bodies in the search: common knowledge for whoever acts for a body; units for their own and the coordinator."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ttdn.accounts.models import User
from ttdn.organisations.models import BodyName
from ttdn.organisations.queries import scope_tokens
from ttdn.organisations.tests.builders import AT, make_body, make_member
from ttdn.search.actions import rebuild
from ttdn.search.queries import search

DAY = AT.date()


@pytest.fixture(autouse=True)
def _own_index(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.SEARCH_ROOT, settings.SEARCH_ENGINE = tmp_path, "fts5"  # type: ignore[attr-defined]


def _found(user: User, text: str) -> list[str]:
    hits = search(user=user, scopes=scope_tokens(user, DAY), text=text, kinds=["organisations.body"], on=DAY).hits
    return [hit.url for hit in hits]


def test_a_body_is_found_by_any_of_its_names_without_marks(user_factory: Callable[..., User]) -> None:
    mine, other = make_body(), make_body(name="Sở Chim Lạc", symbol="SCL")
    BodyName.objects.filter(body=other).update(valid_to=date(2024, 12, 31))
    BodyName.objects.create(body=other, valid_from=date(2025, 1, 1), name_vi="Viện Trống Đồng", symbol="VTD")
    reader, outsider = user_factory(), user_factory()
    make_member(reader, mine, "officer")
    rebuild()
    page = f"/{other.public_id}/"
    for words in ("vien trong dong", "so chim lac"):
        assert _found(reader, words)[0].endswith(page)
    assert _found(outsider, "vien trong dong") == []


def test_a_unit_is_found_by_its_own_body_and_the_coordinator_only(user_factory: Callable[..., User]) -> None:
    ours, theirs, coordinator = make_body(), make_body(), make_body(role="coordinator")
    division = make_body("unit", "Cục Lúa Nước", parent=theirs)
    unit = make_body("unit", "Phòng Sao Khuê", parent=division)
    reader, owner, staff = user_factory(), user_factory(), user_factory()
    make_member(reader, ours, "officer")
    make_member(owner, theirs, "officer")
    make_member(staff, coordinator, "coordinator_staff")
    rebuild()
    for user in (owner, staff):
        assert _found(user, "phong sao khue")[0].endswith(f"/{unit.public_id}/")
    assert _found(reader, "phong sao khue") == []


def test_who_lost_every_role_finds_nothing_with_old_scopes(user_factory: Callable[..., User]) -> None:
    user = user_factory()
    make_body(name="Viện Trống Đồng")
    rebuild()
    assert search(user=user, scopes={"register"}, text="vien trong dong", on=DAY).total == 0
