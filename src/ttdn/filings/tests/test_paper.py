"""A document that came outside the product."""

import json
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.filings.models import FilingVersion
from ttdn.filings.tests.builders import AT, World, newest
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Obligation

ClientFor = Callable[[User], Client]


def test_paper_is_keyed_in_with_the_truth_about_the_channel(world: World, client_for: ClientFor) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    form: dict[str, Any] = {
        "body": str(world.ministry.public_id),
        "form": "annual_report",
        "year": "2026",
        "number_text": "77",
        "symbol": "BC-BTN",
        "document_date": "10/11/2026",
        "sent_on": "11/11/2026",
        "received_on": "13/11/2026",
        "incoming_number": "1204",
        "channel": "paper",
        "text_I.1": "Thuận lợi ghi trên giấy.",
        "once": "giấy",
    }
    url = reverse("filings_key_in")
    assert client_for(world.officer).get(url).status_code == 404
    staff = client_for(world.staff)
    assert staff.get(url + "?form=annual_report").status_code == 200
    wrong = staff.post(url, form | {"received_on": "09/11/2026"})
    assert wrong.status_code == 400
    assert staff.post(url, form).status_code == 302
    assert staff.post(url, form).status_code == 302
    version = FilingVersion.objects.get()
    assert (version.state, version.origin, version.number_and_symbol) == ("issued", "paper", "77/BC-BTN")
    assert version.sections.get(code="I.1").text == "Thuận lợi ghi trên giấy."
    delivery = version.deliveries.get()
    assert (delivery.channel, delivery.state, delivery.incoming_number, delivery.keyed_by) == (
        "paper",
        "received",
        "1204",
        world.staff,
    )
    obligation = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, period="2026")
    assert obligation.met_at is not None
    assert obligation.met_at.date().isoformat() == "2026-11-11"
    assert json.dumps(version.document)
    assert newest(version.filing) == version


def test_marks_of_a_secret_are_refused_in_every_typed_field(world: World, client_for: ClientFor) -> None:
    form = {
        "body": str(world.ministry.public_id), "form": "annual_report", "year": "2026", "number_text": "77",
        "symbol": "BC-BTN", "document_date": "10/11/2026", "sent_on": "11/11/2026", "received_on": "13/11/2026",
        "incoming_number": "1204", "channel": "paper", "signer_name": "Nguyễn Văn A",
    }  # fmt: skip
    staff = client_for(world.staff)
    for name in ("symbol", "incoming_number", "signer_name", "text_I.1"):
        answer = staff.post(reverse("filings_key_in"), form | {name: "TUYỆT MẬT", "once": name})
        assert answer.status_code in (400, 422), name
        assert "TUYỆT MẬT" in answer.content.decode()
    assert not FilingVersion.objects.exists()
