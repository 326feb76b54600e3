"""What addressees do: sent on, returned for supplement."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.filings import actions
from ttdn.filings.errors import NotAllowed, WrongState
from ttdn.filings.tests.builders import AT, ON, World
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation
from ttdn.web.errors import UserError

ClientFor = Callable[[User], Client]


def test_returned_for_supplement_keeps_the_date(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    version = world.issued()
    delivery = version.deliveries.get()
    later = AT + timedelta(days=1)
    with pytest.raises(UserError):
        actions.return_for_supplement(delivery=delivery, reason="", acting_user=world.staff, at=later)
    actions.return_for_supplement(delivery=delivery, reason="Thiếu mục IV", acting_user=world.staff, at=later)
    delivery.refresh_from_db()
    assert delivery.state == "returned"
    obligation = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, period="2026")
    assert obligation.met_at == AT + timedelta(hours=1)
    with pytest.raises(WrongState):
        actions.accept(delivery=delivery, acting_user=world.staff, at=later)


def test_dated_return_opens_a_duty_that_the_replacing_document_meets(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    version = world.issued()
    later = AT + timedelta(days=1)
    due = ON + timedelta(days=10)
    actions.return_for_supplement(
        delivery=version.deliveries.get(), reason="Thiếu", supplement_due_on=due, acting_user=world.staff, at=later
    )
    duty = Obligation.objects.get(rule_id="supplement")
    assert (duty.bearer, duty.met_at, duty.derivation.due_on) == (world.ministry, None, due)
    new = world.replaced(version)
    new = actions.submit(version=new, acting_user=world.officer, at=later)
    new = actions.approve(version=new, content_hash=new.content_hash, acting_user=world.leader, at=later)
    sent = AT + timedelta(days=5)
    actions.issue(version=new, number_text="99", issued_on=ON, acting_user=world.clerk, at=sent)
    duty.refresh_from_db()
    assert duty.met_at == sent
    assert Obligation.objects.get(rule_id="annual_report", bearer=world.ministry).met_at == AT + timedelta(hours=1)


def test_issued_document_is_sent_on_once_and_then_seen(world: World, client_for: ClientFor) -> None:
    version = world.issued()
    detail = reverse("filings_detail", args=[version.filing.public_id])
    assert client_for(world.foreigner).get(detail).status_code == 404
    with pytest.raises(NotAllowed):
        actions.deliver(version=version, addressee=world.stranger, acting_user=world.officer, at=AT)
    first, second = (
        actions.deliver(version=version, addressee=world.stranger, acting_user=world.clerk, at=AT) for _ in range(2)
    )
    assert first == second
    assert Notice.objects.filter(user=world.foreigner, kind="filings.delivered").count() == 1
    assert client_for(world.foreigner).get(detail).status_code == 200
