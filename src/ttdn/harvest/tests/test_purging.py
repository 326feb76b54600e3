"""What was harvested is purged like any other item, and its source does not bring it back."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ttdn.accounts.models import User
from ttdn.harvest.actions.runs import run_source
from ttdn.harvest.models import Harvested, Quarantined, Source
from ttdn.harvest.tests.conftest import AT
from ttdn.harvest.tests.sources import Repository, dublin, listing
from ttdn.organisations.choices import MemberRole
from ttdn.organisations.models import Body, Membership
from ttdn.portal.models import Edition, PublicRecord
from ttdn.proofs.models import ReceivedText
from ttdn.purging.actions import approve_purge, finish, request_purge

pytestmark = pytest.mark.django_db
WORDS = "zưxuân kínhạc"
LATER = AT + timedelta(days=1)


@pytest.fixture
def people(body: Body, user_factory: Callable[..., User], settings: Any, tmp_path: Path) -> dict[str, User]:
    """The two of the body, and a ledger of their own."""
    settings.PURGE_LEDGER = tmp_path / "purges.jsonl"
    found: dict[str, User] = {role: user_factory() for role in (MemberRole.CLERK, MemberRole.LEADER)}
    for role, user in found.items():
        Membership.objects.create(user=user, body=body, role=role, valid_from=date(2020, 1, 1))
    return found


def test_the_source_does_not_bring_it_back(
    repository: Repository, make_source: Callable[..., Source], people: dict[str, User], client: Client
) -> None:
    said = dublin("oai:x:1", WORDS, address="https://thu-vien.example/zuxuan-kinhac")
    repository.says(listing(said))
    source = make_source(repository.url)
    run_source(source, at=AT)
    record = PublicRecord.objects.get(title=WORDS)
    Quarantined.objects.create(
        source=source, identifier="oai:x:1", datestamp="x", stage="check", reason="x", raw=said, at=AT
    )
    address = record.path
    order = request_purge(
        kind="portal.item", object_id=record.item.public_id, reason="x", document="12/QĐ", acting_user=people[MemberRole.CLERK],
        at=LATER, on=LATER.date(),
    )  # fmt: skip
    leader = people[MemberRole.LEADER]
    finish(approve_purge(public_id=order.public_id, acting_user=leader, at=LATER, on=LATER.date()), at=LATER)
    for _visit in range(2):
        assert client.get(address).status_code == 410
        assert Harvested.objects.get().original_url == ""
        assert not Quarantined.objects.exists()
        assert all(WORDS not in str(each.snapshot) + each.title for each in Edition.objects.all())
        assert all(WORDS not in each.title + each.canonical for each in ReceivedText.objects.all())
        repository.says(listing(dublin("oai:x:1", f"{WORDS}, đã sửa", day="2026-11-23T00:00:00Z")))
        run = run_source(source, at=LATER + timedelta(hours=1 + _visit), full=True)
        assert run is not None
        assert (run.seen, run.unchanged, run.refused) == (1, 1, 0)
