"""Numbers, dates and the whole or nothing of an issue."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.audit.models import AuditEntry
from ttdn.docgen.model import Document, content_hash
from ttdn.files.actions import open_stored
from ttdn.filings import actions
from ttdn.filings.models import FilingVersion
from ttdn.filings.tests.builders import AT, ON, World
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year, send_request
from ttdn.obligations.models import Fulfilment, Obligation
from ttdn.organisations.queries import reach_of
from ttdn.web.errors import UserError

ClientFor = Callable[[User], Client]


def test_issue_is_whole(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    version = world.issued(number="7")
    version.refresh_from_db()
    document = Document.from_dict(version.document)
    assert version.snapshot_hash == content_hash(document)
    assert (document.number, document.symbol, document.issued_on) == ("7", "BC-BTN", ON)
    assert document.signature.lines == ("BỘ TRƯỞNG",)
    assert document.recipients[0] == "Bộ Điều phối"
    assert document.recipients[-1] == "Lưu: VT"
    assert document.legal_bases[0].startswith("Căn cứ Thông tư số 02/2019/TT-BTTTT ngày 08 tháng 3 năm 2019")
    for stored in (version.docx, version.pdf):
        with open_stored(stored) as file:
            assert len(file.read()) == stored.size > 1000
    obligation = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, period="2026")
    assert obligation.met_at == AT + timedelta(hours=1)
    assert Fulfilment.objects.get(obligation=obligation).target_id == version.filing.public_id


def test_number_of_the_register_is_asked_for_and_used_once(world: World) -> None:
    version = world.approved()
    with pytest.raises(UserError, match="số"):
        actions.issue(version=version, issued_on=ON, acting_user=world.clerk, at=AT)
    actions.issue(version=version, number_text="12", issued_on=ON, acting_user=world.clerk, at=AT)
    other = world.approved(year=2025)
    with pytest.raises(UserError, match="12/BC-BTN"):
        actions.issue(version=other, number_text="12", issued_on=ON, acting_user=world.clerk, at=AT)
    other.refresh_from_db()
    assert other.state == "approved"


def test_internal_numbers_run_without_gaps_also_after_a_refusal(world: World) -> None:
    world.ministry.numbering, world.ministry.number_prefix = "internal", "TD-"
    world.ministry.save()
    for year in (2023, 2024, 2025):
        version = world.approved(year=year)
        with pytest.raises(UserError):
            actions.issue(version=version, issued_on=ON + timedelta(days=400), acting_user=world.clerk, at=AT)
        actions.issue(version=version, issued_on=ON, acting_user=world.clerk, at=AT)
    numbers = FilingVersion.objects.order_by("number").values_list("number", "number_text")
    assert list(numbers) == [(1, "TD-01"), (2, "TD-02"), (3, "TD-03")]


def test_double_click_and_replay_issue_once(world: World, client_for: ClientFor) -> None:
    version = world.approved()
    clerk = client_for(world.clerk)
    form = {"issued_on": "20/11/2026", "number_text": "3", "once": "cùng một biểu mẫu"}
    url = reverse("filings_issue", args=[version.public_id])
    answers = [clerk.post(url, form) for _ in range(3)]
    assert [each.status_code for each in answers] == [302, 302, 302]
    assert len({each.url for each in answers}) == 1
    assert version.deliveries.count() == 1
    assert AuditEntry.objects.filter(action="filings.version.issued").count() == 1


def test_each_ad_hoc_request_gets_a_filing_of_its_own(world: World, client_for: ClientFor) -> None:
    requests = [
        send_request(
            form_id="ad_hoc_report",
            title=title,
            text="",
            document_number=f"{number}/BDP",
            document_date=ON,
            due_on=ON + timedelta(days=20),
            bodies=[world.ministry],
            book=shipped_book(),
            reach=reach_of(world.staff, ON),
            acting_user=world.staff,
            at=AT,
        )
        for number, title in enumerate(("Báo cáo việc thứ nhất", "Báo cáo việc thứ hai"), 1)
    ]
    first, second = (Obligation.objects.get(trigger_key=str(each.public_id)) for each in requests)
    browser = client_for(world.officer)
    form = {"body": str(world.ministry.public_id), "form": "ad_hoc_report", "year": "2026", "title": ""}
    for duty in (first, second, second):
        assert browser.post(reverse("filings_start"), form | {"duty": str(duty.public_id)}).status_code == 302
    titles = list(FilingVersion.objects.order_by("pk").values_list("filing__title", flat=True))
    assert titles == [first.title_vi, second.title_vi]
    version = FilingVersion.objects.get(filing__subject_id=second.public_id)
    version = actions.submit(version=world.fill(version), acting_user=world.officer, at=AT)
    version = actions.approve(version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT)
    actions.issue(version=version, number_text="8", issued_on=ON, acting_user=world.clerk, at=AT)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.met_at, second.met_at) == (None, AT)
    version = world.submitted("ad_hoc_report")  # a report that no request asked for
    version = actions.approve(version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT)
    actions.issue(version=version, number_text="9", issued_on=ON, acting_user=world.clerk, at=AT)
    first.refresh_from_db()
    assert first.met_at is None


def test_internal_numbers_run_with_the_dates(world: World) -> None:
    world.ministry.numbering = "internal"
    world.ministry.save()
    later = AT + timedelta(days=2)
    first, second = world.approved(year=2024), world.approved(year=2025)
    with pytest.raises(UserError, match="lãnh đạo duyệt \\(20/11/2026\\)"):
        actions.issue(version=first, issued_on=ON - timedelta(days=1), acting_user=world.clerk, at=later)
    actions.issue(version=first, issued_on=ON + timedelta(days=2), acting_user=world.clerk, at=later)
    with pytest.raises(UserError, match="01/BC-BTN, 22/11/2026"):
        actions.issue(version=second, issued_on=ON + timedelta(days=1), acting_user=world.clerk, at=later)
    second.refresh_from_db()
    assert second.state == "approved"
    plan = world.approved("annual_plan", 2027)  # another series
    actions.issue(version=plan, issued_on=ON, acting_user=world.clerk, at=later)
    issued = actions.issue(version=second, issued_on=ON + timedelta(days=2), acting_user=world.clerk, at=later)
    assert issued.number == 2


def test_a_register_elsewhere_keeps_its_own_dates(world: World) -> None:
    version = world.approved()
    early = ON - timedelta(days=1)
    assert (
        actions.issue(version=version, number_text="5", issued_on=early, acting_user=world.clerk, at=AT).number is None
    )
