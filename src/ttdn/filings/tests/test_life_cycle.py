"""The life of a filing, at the actions and over HTTP."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.audit.models import AuditEntry
from ttdn.docgen.model import Document, content_hash
from ttdn.files.actions import open_stored
from ttdn.filings import actions
from ttdn.filings.content import content_hash as hash_content
from ttdn.filings.errors import HashMismatch, Incomplete, NotAllowed, WrongState
from ttdn.filings.models import FilingVersion
from ttdn.filings.tests.builders import AT, ON, World, newest
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year, send_request
from ttdn.obligations.models import Fulfilment, Obligation
from ttdn.organisations.models import Delegation
from ttdn.organisations.queries import reach_of
from ttdn.organisations.tests.builders import make_member
from ttdn.web.errors import UserError

ClientFor = Callable[[User], Client]


def test_whole_life_over_http(world: World, client_for: ClientFor) -> None:
    officer, leader, clerk, staff = (
        client_for(each) for each in (world.officer, world.leader, world.clerk, world.staff)
    )
    answer = officer.post(
        reverse("filings_start"),
        {"body": str(world.ministry.public_id), "form": "annual_report", "year": "2026", "once": "một"},
    )
    version = FilingVersion.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("filings_editor", args=[version.public_id])
    assert officer.get(answer.url).status_code == 200
    answer = officer.post(reverse("filings_submit", args=[version.public_id]))
    assert answer.status_code == 400
    assert "ĐẶC ĐIỂM TÌNH HÌNH" not in answer.content.decode()
    assert "1. Thuận lợi" in answer.content.decode()
    for section in version.sections.all():
        officer.post(
            reverse("filings_section", args=[version.public_id, section.code]),
            {"text": f"Đã làm {section.code}.", "lock": version.sections.get(code=section.code).lock},
        )
    assert officer.post(reverse("filings_submit", args=[version.public_id])).status_code == 302
    page = leader.get(reverse("filings_review", args=[version.public_id]))
    version.refresh_from_db()
    assert version.state == "in_review"
    assert f'value="{version.content_hash}"' in page.content.decode()
    assert leader.get(reverse("filings_page", args=[version.public_id, 1])).content.startswith(b"<svg")
    answer = leader.post(reverse("filings_approve", args=[version.public_id]), {"content_hash": version.content_hash})
    assert answer.status_code == 302
    issue = reverse("filings_issue", args=[version.public_id])
    assert clerk.get(issue).status_code == 200
    assert clerk.post(issue, {"issued_on": "21/11/2026", "number_text": ""}).status_code == 422
    form = {"issued_on": "20/11/2026", "number_text": "215", "place": "Hà Nội", "once": "phát hành một lần"}
    assert clerk.post(issue, form).status_code == 302
    version.refresh_from_db()
    assert version.number_and_symbol == "215/BC-BTN"
    delivery = version.deliveries.get()
    assert (delivery.addressee, delivery.channel, delivery.state) == (world.coordinator, "product", "sent")
    detail = reverse("filings_detail", args=[version.filing.public_id])
    assert "215/BC-BTN" in staff.get(detail).content.decode()
    assert "215/BC-BTN" in staff.get(reverse("filings_inbox")).content.decode()
    received = staff.post(
        reverse("filings_receive", args=[delivery.public_id]), {"incoming_number": "88", "incoming_on": "21/11/2026"}
    )
    assert received.status_code == 302
    assert staff.post(reverse("filings_accept", args=[delivery.public_id])).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.incoming_number) == ("accepted", "88")
    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")):
        content = staff.get(reverse("filings_download", args=[version.public_id, kind]))
        assert content.content.startswith(start)
    assert Notice.objects.filter(user=world.officer, kind="filings.accepted").count() == 1
    actions_done = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "filings.version.started",
        "filings.version.section_saved",
        "filings.version.submitted",
        "filings.version.approved",
        "filings.version.issued",
        "filings.delivery.received",
        "filings.delivery.accepted",
    } <= actions_done


def test_submit_names_each_missing_section_and_takes_confirmed_blanks(world: World) -> None:
    version = world.start()
    with pytest.raises(Incomplete) as refused:
        actions.submit(version=version, acting_user=world.officer, at=AT)
    assert "I.1" in refused.value.missing
    assert "2. Khó khăn" in refused.value.sentence
    for code in refused.value.missing:
        row = version.sections.get(code=code)
        actions.save_section(
            version=version,
            code=code,
            text="",
            blank_confirmed=True,
            lock=row.lock,
            acting_user=world.officer,
            at=AT,
        )
    assert actions.submit(version=version, acting_user=world.officer, at=AT).state == "in_review"


def test_approval_binds_to_the_hash_on_the_screen(world: World) -> None:
    version = world.submitted()
    shown = version.content_hash
    with pytest.raises(HashMismatch):
        actions.approve(version=version, content_hash="0" * 64, acting_user=world.leader, at=AT)
    with pytest.raises(HashMismatch):
        actions.approve(version=version, content_hash="", acting_user=world.leader, at=AT)
    FilingVersion.objects.filter(pk=version.pk).update(signer_name="Tên Khác")
    with pytest.raises(HashMismatch):
        actions.approve(version=version, content_hash=shown, acting_user=world.leader, at=AT)


def test_any_edit_after_approval_voids_it(world: World) -> None:
    version = world.approved()
    row = version.sections.get(code="I.1")
    actions.save_section(version=version, code="I.1", text="Sửa lén.", lock=row.lock, acting_user=world.officer, at=AT)
    version.refresh_from_db()
    assert (version.state, version.approved_hash, version.approved_by) == ("draft", "", None)
    assert version.approvals.get(step="approve").voided_at is not None
    assert Notice.objects.filter(user=world.leader, kind="filings.reopened").exists()
    with pytest.raises(WrongState):
        actions.issue(version=version, number_text="1", issued_on=ON, acting_user=world.clerk, at=AT)


def test_saving_the_same_text_changes_nothing(world: World) -> None:
    version = world.approved()
    row = version.sections.get(code="I.1")
    actions.save_section(version=version, code="I.1", text=row.text, lock=row.lock, acting_user=world.officer, at=AT)
    version.refresh_from_db()
    assert version.state == "approved"


def test_every_kind_of_edit_changes_the_hash(world: World) -> None:
    version = world.start("annual_plan")
    seen = {hash_content(version)}

    def changed() -> bool:
        fresh = FilingVersion.objects.get(pk=version.pk)
        found = hash_content(fresh)
        new = found not in seen
        seen.add(found)
        return new

    actions.save_section(version=version, code="I.1", text="Một.", lock=0, acting_user=world.officer, at=AT)
    assert changed()
    row = actions.add_row(
        version=version,
        code="III",
        table=version.sections.get(code="III").tables[0]["table"],
        cells=["Chi"],
        acting_user=world.officer,
        at=AT,
    )
    assert changed()
    actions.save_row(version=version, row=row, cells=["Chi khác"], lock=0, acting_user=world.officer, at=AT)
    assert changed()
    actions.save_header(
        version=version, values={"signer_name": "Người Ký Mới"}, lock=0, acting_user=world.officer, at=AT
    )
    assert changed()
    actions.add_comment(version=version, code="I.1", text="Xem lại", acting_user=world.leader, at=AT)
    assert not changed()


def test_wrong_roles_are_refused_at_each_step(world: World) -> None:
    version = world.fill(world.start())
    with pytest.raises(NotAllowed):
        actions.submit(version=version, acting_user=world.clerk, at=AT)
    with pytest.raises(NotAllowed):
        actions.save_section(version=version, code="I.1", text="x", lock=9, acting_user=world.leader, at=AT)
    version = actions.submit(version=version, acting_user=world.head, at=AT)
    with pytest.raises(NotAllowed):
        actions.approve(version=version, content_hash=version.content_hash, acting_user=world.head, at=AT)
    with pytest.raises(NotAllowed):
        actions.approve(version=version, content_hash=version.content_hash, acting_user=world.foreigner, at=AT)
    version = actions.approve(version=version, content_hash=version.content_hash, acting_user=world.leader, at=AT)
    with pytest.raises(NotAllowed):
        actions.issue(version=version, number_text="1", issued_on=ON, acting_user=world.leader, at=AT)


def test_return_needs_a_reason_and_the_first_edit_makes_it_a_draft(world: World) -> None:
    version = world.submitted()
    with pytest.raises(UserError):
        actions.return_for_changes(version=version, reason="  ", acting_user=world.leader, at=AT)
    version = actions.return_for_changes(version=version, reason="Thiếu số liệu", acting_user=world.leader, at=AT)
    assert version.state == "returned"
    assert Notice.objects.filter(user=world.officer, kind="filings.returned", text="Thiếu số liệu").exists()
    row = version.sections.get(code="I.1")
    actions.save_section(version=version, code="I.1", text="Đủ.", lock=row.lock, acting_user=world.officer, at=AT)
    version.refresh_from_db()
    assert version.state == "draft"


def test_approval_by_delegation_is_recorded_as_such(world: World) -> None:
    Delegation.objects.create(
        user=world.head,
        grantor=world.leader,
        body=world.ministry,
        role="leader",
        valid_from=ON,
        valid_to=ON,
        document="QĐ 1",
    )
    version = world.submitted()
    actions.approve(version=version, content_hash=version.content_hash, acting_user=world.head, at=AT)
    line = version.approvals.get(step="approve")
    assert (line.as_delegate, line.delegated_by) == (True, world.leader)


def test_a_role_elsewhere_does_not_hide_a_delegation(world: World) -> None:
    make_member(world.head, world.stranger, "leader")
    Delegation.objects.create(
        user=world.head,
        grantor=world.leader,
        body=world.ministry,
        role="leader",
        valid_from=ON,
        valid_to=ON,
        document="QĐ 2",
    )
    version = world.submitted()
    actions.approve(version=version, content_hash=version.content_hash, acting_user=world.head, at=AT)
    assert version.approvals.get(step="approve").delegated_by == world.leader


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


def test_starting_twice_makes_one(world: World, client_for: ClientFor) -> None:
    officer = client_for(world.officer)
    form = {"body": str(world.ministry.public_id), "form": "annual_plan", "year": "2027", "once": "lập"}
    first, second = (officer.post(reverse("filings_start"), form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert FilingVersion.objects.count() == 1


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


def test_recall_tells_the_addressee_and_reopens_the_duty(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    version = world.issued()
    with pytest.raises(NotAllowed):
        actions.recall(version=version, reason="Sai", acting_user=world.clerk, at=AT)
    actions.recall(version=version, reason="Sai số liệu", acting_user=world.leader, at=AT + timedelta(hours=2))
    version.refresh_from_db()
    assert version.state == "recalled"
    assert Notice.objects.filter(user=world.staff, kind="filings.recalled").count() == 1
    assert Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, period="2026").met_at is None
    with pytest.raises(WrongState):
        actions.accept(delivery=version.deliveries.get(), acting_user=world.staff, at=AT + timedelta(hours=3))


def test_recalled_document_is_sent_again_under_its_own_date(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    old = world.issued()
    actions.recall(version=old, reason="Sai số liệu", acting_user=world.leader, at=AT + timedelta(hours=2))
    actions.receive(
        delivery=old.deliveries.get(),
        incoming_number="9",
        incoming_on=ON,
        acting_user=world.staff,
        at=AT + timedelta(hours=3),
    )
    duty = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, period="2026")
    assert duty.met_at is None  # it came, but it was recalled
    later = AT + timedelta(days=3)
    new = actions.revise(version=old, reason="Gửi lại", acting_user=world.officer, at=later)
    new = actions.submit(version=new, acting_user=world.officer, at=later)
    new = actions.approve(version=new, content_hash=new.content_hash, acting_user=world.leader, at=later)
    actions.issue(version=new, number_text="901", issued_on=ON, acting_user=world.clerk, at=later)
    duty.refresh_from_db()
    assert duty.met_at == later
    with pytest.raises(WrongState):
        actions.revise(version=old, reason="Lần nữa", acting_user=world.officer, at=later)


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


def test_screens_speak_english(world: World, client_for: ClientFor) -> None:
    version = world.start()
    client = client_for(world.officer)
    client.cookies["django_language"] = "en"
    for name, args in (
        ("filings_list", []),
        ("filings_inbox", []),
        ("filings_start", []),
        ("filings_detail", [version.filing.public_id]),
        ("filings_editor", [version.public_id]),
        ("filings_header", [version.public_id]),
    ):
        assert client.get(reverse(name, args=args), headers={"accept-language": "en"}).status_code == 200


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
