"""Letters about an issued document: correction of a formal error, notice of recall."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.audit.models import AuditEntry
from ttdn.docgen.model import Document, Table
from ttdn.filings import actions
from ttdn.filings.errors import Incomplete, NotAllowed, WrongState
from ttdn.filings.letters import corrections_of, places_of
from ttdn.filings.models import Fact, Filing, FilingVersion
from ttdn.filings.tests.builders import AT, ON, World
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.models import Fulfilment, Obligation
from ttdn.web.errors import UserError
from ttdn.web.ids import uuid7

ClientFor = Callable[[User], Client]


PLACE = "Mục I.1: Thuận lợi"


def row(printed: str = "Nội dung của mục", corrected: str = "Nội dung cuả mục") -> list[str]:
    """A formal correction of the builders' text."""
    return [PLACE, printed, corrected]


def test_a_correction_is_a_letter_with_its_own_number_and_leaves_the_document_in_force(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    old = world.issued(number="7")
    actions.deliver(version=old, addressee=world.stranger, acting_user=world.clerk, at=AT)
    snapshot = old.snapshot_hash
    letter = world.corrected(old, *row(), at=AT + timedelta(hours=2))
    old.refresh_from_db()
    letter.refresh_from_db()
    assert (old.state, old.snapshot_hash, letter.state) == ("issued", snapshot, "issued")
    assert (letter.filing.form_id, letter.filing.about, letter.symbol) == ("correction_letter", old, "BTN")
    document = Document.from_dict(letter.document)
    assert document.type_name is None
    assert document.subject == "đính chính Báo cáo tổng kết số 07/BC-BTN ngày 20 tháng 11 năm 2026"
    assert document.addressees == ("Bộ Điều phối",)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [column.header for column in tables[0].columns] == ["Vị trí", "Đã in", "Nay sửa là"]
    assert tables[0].rows == (tuple(row()),)
    assert {each.addressee for each in letter.deliveries.all()} == {world.coordinator, world.stranger}
    duty = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, period="2026")
    assert duty.met_at == AT + timedelta(hours=1)
    assert Fulfilment.objects.count() == 1
    assert AuditEntry.objects.filter(action="filings.version.corrected", object_id=old.public_id).count() == 1


def test_a_place_is_numbered_as_the_document_prints_it(world: World) -> None:
    names = [place.name for place in places_of(world.issued("annual_plan", number="9"))]
    assert [name for name in names if name.startswith("Mục II.5.đ: ")]
    assert not [name for name in names if "dd" in name.split(":")[0]]


def test_the_correction_is_shown_to_all_who_have_the_document(world: World, client_for: ClientFor) -> None:
    old = world.issued(number="7")
    letter = world.corrected(old, *row())
    sentence = f"Đã đính chính bởi công văn số {letter.number_and_symbol}"
    detail = reverse("filings_detail", args=[old.filing.public_id])
    own = reverse("filings_detail", args=[letter.filing.public_id])
    for reader, lists in ((world.officer, "filings_list"), (world.staff, "filings_inbox")):
        browser = client_for(reader)
        page = browser.get(detail).content.decode()
        assert sentence in page
        assert own in page
        assert sentence in browser.get(reverse(lists)).content.decode()
        assert "Công văn này đính chính văn bản" in browser.get(own).content.decode()
    assert sentence in client_for(world.officer).get(reverse("filings_review", args=[old.public_id])).content.decode()
    drafted = actions.start_correction(version=old, cells=row(), acting_user=world.officer, at=AT)
    assert str(drafted.filing.public_id) not in client_for(world.staff).get(detail).content.decode()


def test_the_letter_goes_along_when_the_document_is_sent_on(world: World, client_for: ClientFor) -> None:
    old = world.issued()
    letter = world.corrected(old, *row())
    actions.deliver(version=old, addressee=world.stranger, acting_user=world.clerk, at=AT)
    assert letter.deliveries.filter(addressee=world.stranger).count() == 1
    own = reverse("filings_detail", args=[letter.filing.public_id])
    assert client_for(world.foreigner).get(own).status_code == 200


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([PLACE, "không có ở đó", "không có ở đấy"], "không thấy chữ"),
        ([PLACE, "Nội dung", "Nội dung"], "khác nhau"),
        ([PLACE, "Nội dung", ""], "cả chữ đã in"),
        (["Mục IX: Không có", "Nội dung", "Nội dụng"], "không có trong văn bản"),
        ([PLACE, "Tổ chức 12 lớp", "Tổ chức 21 lớp"], "văn bản thay thế"),
        ([PLACE, "Tổ chức 12 lớp", "Tổ chức lớp"], "văn bản thay thế"),
        ([PLACE, "có kết quả", "không có kết quả"], "văn bản thay thế"),
        ([PLACE, "kết quả tăng", "kết quả giảm"], "văn bản thay thế"),
        ([PLACE, "Lớp bồi dưỡng tại Huế", "Lớp bồi dưỡng tại Vinh"], "dữ kiện đã chốt"),
        (["Trích yếu", "năm 2026", "năm 2025"], "văn bản thay thế"),
    ],
)
def test_a_correction_never_touches_content(world: World, cells: list[str], words: str) -> None:
    text = "Nội dung của mục: Tổ chức 12 lớp, có kết quả, kết quả tăng. Lớp bồi dưỡng tại Huế."
    version = world.start()
    actions.save_section(version=version, code="I.1", text=text, lock=0, acting_user=world.officer, at=AT)
    Fact.objects.create(
        version=version, body=world.ministry, section="I.1", kind="training", record_kind="activity",
        record_id=uuid7(), label="Lớp bồi dưỡng", place="Huế", year=2026,
    )  # fmt: skip
    old = world.through(world.fill(version), "7")
    with pytest.raises(UserError, match=words):
        actions.start_correction(version=old, cells=cells, acting_user=world.officer, at=AT)
    assert not Filing.objects.filter(form_id="correction_letter").exists()


@pytest.mark.parametrize(
    "cells",
    [
        [PLACE, "Tổ chưc 12 lớp", "Tổ chức 12 lớp"],
        ["Căn cứ ban hành", "ngày 08 tháng 3 năm 2019", "ngày 09 tháng 3 năm 2019"],
        ["chữ ký", "Lãnh Đạo Bộ", "Lãnh Đạo B"],
    ],
)
def test_formal_errors_are_taken(world: World, cells: list[str]) -> None:
    version = world.start()
    text = "Tổ chưc 12 lớp."
    actions.save_section(version=version, code="I.1", text=text, lock=0, acting_user=world.officer, at=AT)
    old = world.through(world.fill(version), "7")
    letter = actions.start_correction(version=old, cells=cells, acting_user=world.officer, at=AT)
    assert letter.rows.get().cells == cells


def test_rows_changed_in_the_editor_are_checked_again_before_they_are_put_forward(world: World) -> None:
    letter = actions.start_correction(version=world.issued(), cells=row(), acting_user=world.officer, at=AT)
    line = letter.rows.get()
    actions.save_row(
        version=letter, row=line, cells=[PLACE, "Nội dung", "11 nội dung"], lock=0, acting_user=world.officer, at=AT
    )
    with pytest.raises(Incomplete, match="văn bản thay thế"):
        actions.submit(version=letter, acting_user=world.officer, at=AT)
    actions.delete_row(version=letter, row=line, lock=1, acting_user=world.officer, at=AT)
    with pytest.raises(UserError, match="Nội dung đính chính"):
        actions.submit(version=letter, acting_user=world.officer, at=AT)
    actions.add_correction(letter=letter, cells=row(), acting_user=world.officer, at=AT)
    actions.save_header(
        version=letter, values={"addressees": []}, lock=letter.header_lock, acting_user=world.officer, at=AT
    )
    with pytest.raises(Incomplete, match="nơi nhận"):
        actions.submit(version=letter, acting_user=world.officer, at=AT)


def test_whoever_gets_the_document_after_approval_must_get_the_letter(world: World) -> None:
    old = world.issued()
    letter = actions.start_correction(version=old, cells=row(), acting_user=world.officer, at=AT)
    letter = actions.submit(version=letter, acting_user=world.officer, at=AT)
    letter = actions.approve(version=letter, content_hash=letter.content_hash, acting_user=world.leader, at=AT)
    actions.deliver(version=old, addressee=world.stranger, acting_user=world.clerk, at=AT)
    with pytest.raises(Incomplete, match="Bộ Khác"):
        actions.issue(version=letter, number_text="9", issued_on=ON, acting_user=world.clerk, at=AT)
    letter.refresh_from_db()
    assert letter.state == "approved"


def test_one_letter_of_correction_at_a_time_then_another(world: World) -> None:
    old = world.issued()
    letter = actions.start_correction(version=old, cells=row(), acting_user=world.officer, at=AT)
    with pytest.raises(WrongState):
        actions.start_correction(version=old, cells=row(), acting_user=world.officer, at=AT)
    world.through(letter, "801")
    world.corrected(old, *row("của mục", "cuả mục"))
    assert [len(each) for each in corrections_of([old]).values()] == [2]


def test_no_letter_about_a_document_out_of_force(world: World) -> None:
    old = world.issued(number="1")
    letter = actions.start_correction(version=old, cells=row(), acting_user=world.officer, at=AT)
    letter = actions.submit(version=letter, acting_user=world.officer, at=AT)
    letter = actions.approve(version=letter, content_hash=letter.content_hash, acting_user=world.leader, at=AT)
    world.through(world.replaced(old), "2")
    with pytest.raises(WrongState, match="không còn hiệu lực"):
        actions.issue(version=letter, number_text="3", issued_on=ON, acting_user=world.clerk, at=AT)
    old.refresh_from_db()
    with pytest.raises(WrongState):
        actions.start_correction(version=old, cells=row(), acting_user=world.officer, at=AT)
    with pytest.raises(WrongState):
        actions.start_recall(version=old, reason="Sai", acting_user=world.officer, at=AT)


def test_correcting_over_http(world: World, client_for: ClientFor) -> None:
    old = world.issued()
    officer = client_for(world.officer)
    url = reverse("filings_correct", args=[old.public_id])
    assert "Thuận lợi" in officer.get(url).content.decode()
    form = {"place": PLACE, "printed": "Nội dung của", "corrected": "Nội dung cuả", "once": "một"}
    refused = officer.post(url, form | {"corrected": "Không có nội dung của", "once": "hai"})
    assert refused.status_code == 400
    assert "văn bản thay thế" in refused.content.decode()
    assert [officer.post(url, form).status_code for _ in range(2)] == [302, 302]
    letter = FilingVersion.objects.get(filing__about=old)
    assert letter.rows.count() == 1
    assert officer.post(url, form | {"once": "ba"}).status_code == 302
    assert letter.rows.count() == 2
    assert reverse("filings_editor", args=[letter.public_id]) in officer.get(url).content.decode()
    editor = officer.get(reverse("filings_editor", args=[letter.public_id]) + "?muc=2").content.decode()
    assert "Nay sửa là" in editor
    assert url in editor
    assert client_for(world.clerk).post(url, form | {"once": "bốn"}).status_code == 403
    assert client_for(world.staff).get(url).status_code == 404
    draft = world.start(year=2030)
    assert officer.get(reverse("filings_correct", args=[draft.public_id])).status_code == 404


def test_recall_is_a_notice_and_takes_effect_when_it_is_issued(world: World, client_for: ClientFor) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    old = world.issued(number="7")
    with pytest.raises(NotAllowed):
        actions.start_recall(version=old, reason="Sai", acting_user=world.clerk, at=AT)
    with pytest.raises(UserError, match="lý do"):
        actions.start_recall(version=old, reason=" ", acting_user=world.officer, at=AT)
    officer = client_for(world.officer)
    url = reverse("filings_recall", args=[old.public_id])
    answers = [officer.post(url, {"reason": "Ban hành nhầm mẫu", "once": "một"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    notice = FilingVersion.objects.get(filing__about=old)
    assert officer.get(reverse("filings_editor", args=[notice.public_id])).status_code == 200
    duty = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, period="2026")
    old.refresh_from_db()
    assert (old.state, duty.met_at is None) == ("issued", False)
    assert not Notice.objects.filter(kind="filings.recalled").exists()
    notice = world.through(notice, "90", AT + timedelta(hours=2))
    old.refresh_from_db()
    duty.refresh_from_db()
    assert (old.state, old.recall_reason, old.recalled_by) == ("recalled", "Ban hành nhầm mẫu", world.leader)
    assert duty.met_at is None
    assert notice.number_and_symbol == "90/TB-BTN"
    document = Document.from_dict(notice.document)
    assert (document.type_name, document.recipients[0]) == ("THÔNG BÁO", "Bộ Điều phối")
    assert document.subject == "Về việc thu hồi Báo cáo tổng kết số 07/BC-BTN ngày 20 tháng 11 năm 2026"
    assert Notice.objects.filter(user=world.staff, kind="filings.recalled").count() == 1
    assert Notice.objects.filter(user=world.staff, kind="filings.delivered").count() == 2
    with pytest.raises(WrongState):
        actions.accept(delivery=old.deliveries.get(), acting_user=world.staff, at=AT + timedelta(hours=3))
    page = client_for(world.staff).get(reverse("filings_detail", args=[old.filing.public_id])).content.decode()
    assert "Thông báo thu hồi số 90/TB-BTN" in page


def test_a_recalled_document_goes_back(world: World, client_for: ClientFor) -> None:
    old = world.issued()
    delivery = old.deliveries.get()
    url = reverse("filings_give_back", args=[delivery.public_id])
    staff = client_for(world.staff)
    assert staff.post(url).status_code == 409
    world.recalled(old)
    assert client_for(world.foreigner).post(url).status_code == 404
    with pytest.raises(NotAllowed):  # the addressee works in the product: nobody says it for them
        actions.give_back(delivery=delivery, acting_user=world.clerk, at=AT)
    detail = reverse("filings_detail", args=[old.filing.public_id])
    assert url in staff.get(detail).content.decode()
    assert [staff.post(url).status_code for _ in range(2)] == [302, 302]
    delivery.refresh_from_db()
    assert (delivery.given_back_by, delivery.given_back_at is None) == (world.staff, False)
    assert AuditEntry.objects.filter(action="filings.delivery.given_back").count() == 1
    assert Notice.objects.filter(user=world.officer, kind="filings.given_back").count() == 1
    assert url not in staff.get(detail).content.decode()
    assert "Đã gửi lại hoặc hủy bỏ" in client_for(world.officer).get(detail).content.decode()


def test_paper_that_came_back_is_noted_by_the_sender(world: World) -> None:
    old = world.issued()
    old.deliveries.update(channel="paper")
    world.recalled(old)
    with pytest.raises(NotAllowed):
        actions.give_back(delivery=old.deliveries.get(), acting_user=world.officer, at=AT)
    assert actions.give_back(delivery=old.deliveries.get(), acting_user=world.clerk, at=AT).given_back_by == world.clerk


def test_a_notice_of_recall_is_neither_recalled_nor_replaced(world: World, client_for: ClientFor) -> None:
    old = world.issued()
    notice = actions.start_recall(version=old, reason="Sai", acting_user=world.officer, at=AT)
    with pytest.raises(WrongState):
        actions.start_recall(version=old, reason="Sai", acting_user=world.officer, at=AT)
    notice = world.through(notice, "91")
    for deed in (actions.start_recall, actions.revise):
        with pytest.raises(WrongState, match="Thông báo thu hồi"):
            deed(version=notice, reason="Nhầm", acting_user=world.officer, at=AT)
    page = client_for(world.officer).get(reverse("filings_detail", args=[notice.filing.public_id])).content.decode()
    assert reverse("filings_revise", args=[notice.public_id]) not in page
    assert reverse("filings_recall", args=[notice.public_id]) not in page


def test_a_recalled_letter_of_correction_corrects_no_more(world: World) -> None:
    old = world.issued()
    letter = world.corrected(old, *row())
    world.recalled(letter)
    assert corrections_of([old]) == {}


def test_recalled_document_is_sent_again_under_its_own_date(world: World) -> None:
    materialise_year(2026, book=shipped_book(), at=AT)
    old = world.issued()
    world.recalled(old, at=AT + timedelta(hours=2))
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
    world.through(new, "901", later)
    duty.refresh_from_db()
    assert duty.met_at == later
    with pytest.raises(WrongState):
        actions.revise(version=old, reason="Lần nữa", acting_user=world.officer, at=later)
