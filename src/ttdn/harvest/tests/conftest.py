"""A body, a repository on this machine, and a source that leads to it."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from ttdn.accounts.models import User
from ttdn.harvest.actions.runs import run_source
from ttdn.harvest.choices import SourceKind
from ttdn.harvest.models import Run, Source
from ttdn.harvest.tests.ministry import Ministry
from ttdn.harvest.tests.sources import Repository
from ttdn.organisations.choices import BodyKind, MemberRole
from ttdn.organisations.models import Body, BodyName
from ttdn.organisations.tests.builders import make_body, make_member

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def body(db: None) -> Body:
    """The body whose content the source has."""
    body = Body.objects.create(code="bo-thu", kind=BodyKind.MINISTRY, sort_key="bo-thu")
    BodyName.objects.create(
        body=body, valid_from=date(2020, 1, 1), name_vi="Bộ Thử nghiệm", name_en="Ministry of Trials"
    )
    return body


@pytest.fixture
def repository(settings: Any) -> Iterator[Repository]:
    """A repository on this machine; visiting it is allowed for the test."""
    settings.HARVEST_PRIVATE_ALLOWED = True
    started = Repository().start()
    yield started
    started.stop()


@pytest.fixture
def make_source(body: Body) -> Callable[..., Source]:
    """Makes sources: `make_source(repository.url)`."""

    def make(url: str, **fields: Any) -> Source:
        values: dict[str, Any] = {
            "name": "Thư viện",
            "kind": SourceKind.FOREIGN,
            "body": body,
            "next_run_at": AT,
            "added_at": AT,
        }
        return Source.objects.create(base_url=url, **(values | fields))

    return make


@pytest.fixture
def coordinator_staff(db: None) -> User:
    """Somebody who keeps the sources."""
    user = User.objects.create_user("nguon@dieu-phoi.example", "Giữ nguồn", None)
    coordinator = make_body("ministry", "Bộ Điều phối", role="coordinator")
    make_member(user, coordinator, MemberRole.COORDINATOR_STAFF)
    return user


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT, settings.PUBLIC_MEDIA_ROOT = tmp_path / "files", tmp_path / "public"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def ministry(repository: Repository) -> Ministry:
    """An instance of this product on this machine."""
    return Ministry(repository, AT)


@pytest.fixture
def source(ministry: Ministry, make_source: Callable[..., Source]) -> Source:
    """The source that leads to the ministry."""
    return make_source(ministry.url, name="Cổng của Bộ", kind=SourceKind.OURS, body=None)


@pytest.fixture
def visit(source: Source, django_capture_on_commit_callbacks: Any) -> Callable[..., Run]:
    """Visits the ministry; what the commits set off is done."""

    def visited(*, at: Any = AT, **options: Any) -> Run:
        with django_capture_on_commit_callbacks(execute=True):
            run = run_source(source, at=at, **options)
        assert run is not None
        source.refresh_from_db()
        return run

    return visited
