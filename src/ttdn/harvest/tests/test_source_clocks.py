"""Sources whose clock is wrong: a datestamp of the future loses nothing that comes after it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ttdn.harvest.actions.runs import run_source
from ttdn.harvest.choices import RunState
from ttdn.harvest.models import Source
from ttdn.harvest.tests.conftest import AT
from ttdn.harvest.tests.sources import Repository, dublin, listing
from ttdn.portal.models import PublicRecord

pytestmark = pytest.mark.django_db


def test_a_datestamp_of_the_future_hides_nothing_that_comes_after_it(
    repository: Repository, make_source: Callable[..., Source]
) -> None:
    """The next question begins at the latest at the last visit, whatever the source wrote."""
    early, late = (
        dublin("oai:x:1", "Ngày lạ", day="2099-01-01T00:00:00Z"),
        dublin("oai:x:2", "Sau đó", day="2026-11-22T03:00:00Z"),
    )
    repository.answer = lambda asked: (
        200,
        {},
        listing(early, late)
        if asked.get("from", "") < "2026-11-22T03:00:00Z" and len(repository.asked) > 1
        else listing(early),
    )
    source = make_source(repository.url)
    first = run_source(source, at=AT)
    assert first is not None
    assert (first.state, first.kept) == (RunState.DONE, 1)
    assert run_source(source, at=AT + timedelta(hours=2)) is not None
    assert repository.asked[-1]["from"] <= AT.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert set(PublicRecord.objects.values_list("title", flat=True)) == {"Ngày lạ", "Sau đó"}
