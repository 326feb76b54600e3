"""Requests and legal instruments in the search: a request stays between the coordinator and the bodies asked."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from ttdn.accounts.models import User
from ttdn.law import shipped_book
from ttdn.obligations.actions import send_request
from ttdn.obligations.searching import INSTRUMENT_KIND, REQUEST_KIND, instrument_one, instrument_rows
from ttdn.organisations.queries import reach_of, scope_tokens
from ttdn.organisations.tests.builders import AT, make_body, make_member
from ttdn.search.actions import rebuild
from ttdn.search.queries import search

DAY = AT.date()


@pytest.fixture(autouse=True)
def _own_index(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.SEARCH_ROOT, settings.SEARCH_ENGINE = tmp_path, "fts5"  # type: ignore[attr-defined]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}  # type: ignore[attr-defined]


def _found(user: User, text: str, kind: str) -> list[str]:
    hits = search(user=user, scopes=scope_tokens(user, DAY), text=text, kinds=[kind], on=DAY).hits
    return [hit.url for hit in hits]


def test_a_request_is_found_at_once_and_by_nobody_else(
    user_factory: Callable[..., User], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    coordinator, ours, theirs = make_body(role="coordinator"), make_body(), make_body()
    staff, asked, stranger = user_factory(), user_factory(), user_factory()
    for user, body, role in (
        (staff, coordinator, "coordinator_staff"),
        (asked, ours, "officer"),
        (stranger, theirs, "officer"),
    ):
        make_member(user, body, role)
    with django_capture_on_commit_callbacks(execute=True):
        sent = send_request(
            form_id="ad_hoc_report",
            title="Báo cáo về trống đồng Ngọc Lũ",
            text="Nêu rõ số lượt giới thiệu.",
            document_number="77/XYZ-TTĐN",
            document_date=date(2026, 11, 2),
            due_on=date(2026, 12, 20),
            bodies=[ours],
            book=shipped_book(),
            reach=reach_of(staff, DAY),
            acting_user=staff,
            at=AT,
        )
    for user in (staff, asked):
        for words in ("trong dong ngoc lu", "77/xyz-ttdn"):
            (url,) = _found(user, words, REQUEST_KIND)
            assert url.endswith(f"/{sent.public_id}/")
    assert _found(stranger, "trong dong ngoc lu", REQUEST_KIND) == []
    # even where the index let it through, the database does not
    through = search(user=stranger, scopes=scope_tokens(asked, DAY), text="trong dong ngoc lu", on=DAY)
    assert sent.public_id not in {hit.id for hit in through.hits}


def test_an_instrument_is_found_by_its_number_and_keeps_its_key(user_factory: Callable[..., User]) -> None:
    reader, nobody = user_factory(), user_factory()
    make_member(reader, make_body(), "officer")
    rebuild()
    circular = shipped_book().instrument_by_number("02/2019/TT-BTTTT")
    assert circular is not None
    assert _found(reader, "02/2019/tt-btttt", INSTRUMENT_KIND)[0].endswith(f"/{circular.id}/")
    assert _found(nobody, "02/2019/tt-btttt", INSTRUMENT_KIND) == []
    assert search(user=nobody, scopes={"register"}, text="02/2019/tt-btttt", on=DAY).total == 0
    for document in instrument_rows():
        assert instrument_one(document.id) == document
