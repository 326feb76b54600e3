"""A replacing document with its own number."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from ttdn.accounts.models import User
from ttdn.filings import actions
from ttdn.filings.content import content_hash as hash_content
from ttdn.filings.errors import WrongState
from ttdn.filings.tests.builders import AT, ON, World
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation

ClientFor = Callable[[User], Client]


def test_replacing_document_supersedes_only_when_issued(world: World) -> None:
    old = world.issued(number="1")
    new = world.replaced(old)
    assert hash_content(new) == hash_content(old)
    old.refresh_from_db()
    assert old.state == "issued"
    with pytest.raises(WrongState):
        world.replaced(old)
    new = actions.submit(version=new, acting_user=world.officer, at=AT)
    new = actions.approve(version=new, content_hash=new.content_hash, acting_user=world.leader, at=AT)
    actions.issue(version=new, number_text="2", issued_on=ON, acting_user=world.clerk, at=AT + timedelta(hours=3))
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state, new.replaces) == ("superseded", "issued", old)
    assert old.number_and_symbol == "01/BC-BTN"


def test_replacement_keeps_the_first_date(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    old = world.issued(number="1")
    new = world.replaced(old)
    new = actions.submit(version=new, acting_user=world.officer, at=AT)
    new = actions.approve(version=new, content_hash=new.content_hash, acting_user=world.leader, at=AT)
    late = AT + timedelta(days=30)
    actions.issue(version=new, number_text="2", issued_on=ON, acting_user=world.clerk, at=late)
    obligation = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, period="2026")
    assert obligation.met_at == AT + timedelta(hours=1)
