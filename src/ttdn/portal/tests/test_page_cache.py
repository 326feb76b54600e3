"""What publishing does to kept pages."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ttdn.portal import hooks
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.web.pagestore import Generation, Kept, PageStore, number_of

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]


@pytest.fixture
def generation(settings: Any, tmp_path: Path) -> Iterator[Generation]:
    settings.PAGE_CACHE_ROOT = tmp_path
    made = Generation(tmp_path)
    yield made
    made.close()


def _keep(generation: Generation, path: str) -> Callable[[], bool]:
    """Put a copy of a page on disk; the answer tells whether it is still there."""
    store = PageStore(generation.path.parent / "pages", generation)
    key = ("https", "ttdn.example.vn", path, "")
    assert store.put(key, Kept("200 OK", [], b"x", '"x"', generation.now(), 0, 0))
    return lambda: store.get(key) is not None


def test_a_release_renews_pages_after_its_commit_and_not_before(
    newsroom: Newsroom, generation: Generation, django_capture_on_commit_callbacks: Commit
) -> None:
    before = generation.now()
    with django_capture_on_commit_callbacks() as waiting:
        newsroom.published()
    assert generation.now() == before  # nobody may keep a page of what is not committed yet, as new
    for callback in waiting:
        callback()
    assert number_of(generation.now()) >= number_of(before) + 2  # before the other hooks and after them
    assert generation.floor() == 0


def test_a_correction_removes_the_copies_of_its_own_addresses(
    newsroom: Newsroom, generation: Generation, django_capture_on_commit_callbacks: Commit
) -> None:
    page = newsroom.draft()
    record = newsroom.published(page)
    own = [
        _keep(generation, each)
        for each in (record.path, f"/s/{record.item.public_id}", f"/s/{record.item.public_id}/vi")
    ]
    other = _keep(generation, "/vi/")
    write_draft(page=page, values={"lead": "Số liệu đúng là 12."}, acting_user=newsroom.editor, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        newsroom.published(page, public_reason="Sửa.")
    assert [each() for each in own] == [False, False, False]
    assert other()


def test_a_withdrawal_forgets_every_page_from_before(
    newsroom: Newsroom, generation: Generation, django_capture_on_commit_callbacks: Commit
) -> None:
    record = newsroom.published()
    before = number_of(generation.now())
    with django_capture_on_commit_callbacks(execute=True):
        withdraw(edition=record.edition, reason="Nhầm.", acting_user=newsroom.leader, at=AT)
    assert generation.floor() > before


def test_a_hook_that_fails_keeps_no_other_from_its_work(
    newsroom: Newsroom,
    generation: Generation,
    django_capture_on_commit_callbacks: Commit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(records: Any, at: Any) -> None:
        raise OSError(records)

    monkeypatch.setattr(hooks, "_hooks", [broken, *hooks._hooks])
    before = generation.now()
    with django_capture_on_commit_callbacks(execute=True):
        newsroom.published()
    assert generation.now() != before
