"""The national report as a filing and as files: sentences with figures, contributions with sources, the annex."""

import io
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from ttdn.consolidation import actions
from ttdn.consolidation.annex import annex_workbook
from ttdn.consolidation.building import (
    FORM,
    current_report,
    draft_document,
    figures_for,
    linked_sources,
    national_report,
)
from ttdn.consolidation.compliance import Compliance
from ttdn.consolidation.figures import MONEY_SECTION, National
from ttdn.consolidation.inputs import INPUTS_KIND, SOURCE_KIND
from ttdn.consolidation.tests.builders import AT, ON, Country, fact, report
from ttdn.docgen.wording import block_text, iter_blocks
from ttdn.filings import actions as filing_actions
from ttdn.filings.choices import State
from ttdn.filings.models import Delivery, Filing, FilingVersion
from ttdn.filings.queries import form_of, stale_marks
from ttdn.law import VIETNAM, shipped_book
from ttdn.obligations.actions import materialise_year, record_fulfilment
from ttdn.obligations.models import Obligation
from ttdn.organisations.tests.builders import make_body
from ttdn.web.errors import NotAllowed, UserError

BOOK = shipped_book()
pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(country: Country) -> Country:
    """Three accepted reports: one with an estimate and money, one of a province, one that came on paper."""
    report(
        country.first,
        country.coordinator,
        [fact(), fact(figures={"courses": 2, "participants": 60}), fact(estimated=True)],
        money={"budget.estimate": 1_000_000, "budget.allotted": 900_000, "budget.spent": 800_000},
        plan={"plan.tasks": 5, "plan.done": 3, "plan.under_way": 1, "plan.not_begun": 1},
    )
    report(country.province, country.coordinator, [fact(channels=["events"])], form_id="annual_report_province")
    report(country.second, country.coordinator, texts={"II.3": "Đã mở 03 lớp tập huấn tại Viện."})
    materialise_year(2024, book=BOOK, at=AT)
    return country


def started(country: Country) -> FilingVersion:
    filing = actions.start_national_report(year=2024, acting_user=country.staff, at=AT)
    return filing.versions.get()


def test_sections_total_by_kind_with_actual_and_estimated_apart(accepted: Country) -> None:
    version = started(accepted)
    text = version.sections.get(code="II.3").text
    assert "Tổ chức 04 lớp tập huấn" in text
    assert "150 lượt người tham gia" in text
    assert "04 hoạt động" not in text
    assert "tổng hợp 03 hoạt động của 02 cơ quan" in text
    assert "Ước thực hiện" in text
    assert "thêm 01 lớp" in text
    sentence = version.sentences.get(code="II.3", key__endswith="training_course.sum")
    assert {"code": "training_course.participants", "value": 150, "estimated": False} in sentence.figures


def test_every_sentence_links_to_what_it_was_made_from(accepted: Country) -> None:
    version = started(accepted)
    without = [
        each.key for each in version.sentences.all() if not each.links and not each.key.endswith((".none", "reminders"))
    ]
    assert without == []
    sums = version.sentences.get(code="II.3", key__endswith="training_course.sum")
    sources = {link["id"] for link in sums.links if link["kind"] == SOURCE_KIND}
    wanted = FilingVersion.objects.filter(body__in=[accepted.first, accepted.province])
    assert sources == {str(each.public_id) for each in wanted}


def test_each_contribution_stands_under_its_heading_with_its_source(accepted: Country) -> None:
    version = started(accepted)
    rows = {row.cells[0]: row for row in version.rows.filter(code="II.3")}
    assert set(rows) == {"Bộ Một", "Ủy ban nhân dân tỉnh Ba", "Viện Hai"}
    first = FilingVersion.objects.get(body=accepted.first)
    assert rows["Bộ Một"].cells[2] == f"Báo cáo số {first.number_and_symbol} ngày 25/11/2024"
    assert "03 lớp" in rows["Bộ Một"].cells[1]
    assert "ước thực hiện: tổ chức thêm 01 lớp" in rows["Bộ Một"].cells[1]
    assert rows["Viện Hai"].cells[1] == "Đã mở 03 lớp tập huấn tại Viện."
    assert rows["Bộ Một"].link_id == first.public_id


def test_money_plan_channels_and_missing_are_told(accepted: Country) -> None:
    version = started(accepted)
    texts = {row.code: row.text for row in version.sections.all()}
    assert "1.000.000 đồng" in texts[MONEY_SECTION]
    assert "800.000 đồng" in texts[MONEY_SECTION]
    assert "hoàn thành 03/05 nhiệm vụ" in texts["III"]
    assert "Theo phương thức cung cấp thông tin" in texts["II.5"]
    assert "Theo ngôn ngữ: tiếng Anh: 03 hoạt động (ước thêm 01)" in texts["II.5"]
    assert "Bộ Một" in texts["I.3"]
    assert "Viện Hai" in texts["I.3"]
    assert "chưa gửi" in texts["IV.2"]


def test_compliance_names_late_and_silent_bodies(accepted: Country) -> None:
    duty = Obligation.objects.get(rule_id="annual_report", bearer=accepted.second, year=2024)
    record_fulfilment(
        duty,
        kind="filing",
        target_kind="filing",
        target_id=uuid.uuid4(),
        sent_at=datetime(2024, 12, 5, 10, tzinfo=VIETNAM),
        received_at=None,
        channel="paper",
        receipt="Số đến 7",
        at=AT,
    )
    text = started(accepted).sections.get(code="I.2").text
    line = next(each for each in text.splitlines() if each.startswith("Báo cáo tổng kết") and "cơ quan thuộc" in each)
    assert "01 cơ quan thuộc Chính phủ phải gửi" in line
    assert "01 gửi muộn (Viện Hai muộn 06 ngày)" in line
    ministries = next(each for each in text.splitlines() if each.startswith("Báo cáo tổng kết") and "02 bộ" in each)
    assert "02 chưa gửi (Bộ Điều phối; Bộ Một)" in ministries


def test_many_bodies_are_counted_and_listed_in_the_annex(accepted: Country) -> None:
    """The sentence stays readable; every duty behind it is linked and stands in Phụ lục I."""
    for number in range(8):
        make_body("ministry", f"Bộ Im Lặng {number}", f"BIL{number}")
    materialise_year(2024, book=BOOK, at=AT)
    version = started(accepted)
    silent = Obligation.objects.filter(rule_id="annual_report", year=2024, bearer__kind="ministry", met_at=None)
    assert silent.count() == 10
    told = next(
        each
        for each in version.sentences.filter(code="I.3")
        if each.text.startswith("Chưa gửi báo cáo tổng kết") and "10 bộ" in each.text
    )
    assert told.text.endswith("10 bộ, danh sách tại Phụ lục I.")
    assert {link["id"] for link in told.links} == {str(each.public_id) for each in silent}
    line = next(each.text for each in version.sentences.filter(code="I.2") if "10 bộ phải gửi" in each.text)
    assert "10 chưa gửi" in line
    assert "Im Lặng" not in version.sections.get(code="I.2").text + version.sections.get(code="I.3").text
    annex = " ".join(str(row.cells) for row in version.rows.filter(code="PL.1"))
    assert all(f"Bộ Im Lặng {number}" in annex for number in range(8))


def test_a_new_accepted_report_makes_the_draft_stale_and_a_redraft_keeps_edits(accepted: Country) -> None:
    version = started(accepted)
    assert stale_marks(version) == (set(), set())
    extra = report(accepted.coordinator, accepted.coordinator, [fact()])
    stale, _rows = stale_marks(version)
    assert version.sentences.get(code="II.3", key__endswith="training_course.sum").public_id in stale
    section = version.sections.get(code="II.3")
    filing_actions.save_section(
        version=version,
        code="II.3",
        text=f"{section.text}\n\nNhận định của người soạn.",
        lock=section.lock,
        acting_user=accepted.staff,
        at=AT,
    )
    filing_actions.redraft(version=version, acting_user=accepted.staff, at=AT)
    text = version.sections.get(code="II.3").text
    assert "Tổ chức 05 lớp" in text
    assert "Nhận định của người soạn." in text
    assert version.rows.filter(code="II.3", link_id=extra.public_id).exists()


def finish(country: Country, version: FilingVersion) -> FilingVersion:
    for section in form_of(version).sections:
        row = version.sections.get(code=section.code)
        if section.required and not row.text:
            filing_actions.save_section(
                version=version, code=section.code, text="Nội dung.", lock=row.lock, acting_user=country.staff, at=AT
            )
    ready = filing_actions.submit(version=version, acting_user=country.staff, at=AT)
    done = filing_actions.approve(version=ready, content_hash=ready.content_hash, acting_user=country.leader, at=AT)
    return filing_actions.issue(version=done, issued_on=ON, acting_user=country.clerk, at=AT)


def test_issued_report_keeps_its_inputs_and_is_shared_once(accepted: Country) -> None:
    issued = finish(accepted, started(accepted))
    assert issued.deliveries.get().addressee == accepted.prime
    before = linked_sources(issued)
    report(accepted.coordinator, accepted.coordinator, [fact()])
    assert linked_sources(issued) == before
    assert len(figures_for(2024, book=BOOK, on=ON, report=issued).sources) == 3
    assert len(National(2024, book=BOOK, on=ON).sources) == 4
    bodies = actions.reporting.readers_of(2024, ON)
    sent = actions.share_report(version=issued, bodies=bodies, acting_user=accepted.staff, at=AT)
    assert sent == 3
    assert actions.share_report(version=issued, bodies=bodies, acting_user=accepted.staff, at=AT) == 0
    assert Delivery.objects.filter(version=issued, addressee=accepted.first).count() == 1
    assert issued.filing in Filing.objects.visible_to(accepted.foreigner, ON)


def test_report_is_begun_once_by_the_coordinator_only(accepted: Country) -> None:
    with pytest.raises(NotAllowed):
        actions.start_national_report(year=2024, acting_user=accepted.foreigner, at=AT)
    one = actions.start_national_report(year=2024, acting_user=accepted.staff, at=AT)
    assert actions.start_national_report(year=2024, acting_user=accepted.staff, at=AT) == one
    with pytest.raises(UserError):
        actions.share_report(version=one.versions.get(), bodies=[], acting_user=accepted.staff, at=AT)


def test_report_to_the_minister_is_drafted_from_the_same_duties(accepted: Country) -> None:
    filing = actions.start_minister_report(year=2024, month=11, acting_user=accepted.staff, at=AT)
    version = filing.versions.get()
    assert version.addressees == [{"body": None, "text": "Bộ trưởng", "part": "to"}]
    assert "phải gửi" in version.sections.get(code="1").text
    assert "đã phát hành 0 công văn đôn đốc" in version.sections.get(code="2").text
    assert actions.start_minister_report(year=2024, month=11, acting_user=accepted.staff, at=AT) == filing


def words(document: Any) -> str:
    return "\n".join(block_text(block) for block in iter_blocks(document))


def test_the_unsaved_draft_says_what_the_filing_says(accepted: Country) -> None:
    drafted = draft_document(2024, book=BOOK, on=ON)
    assert Filing.objects.filter(form_id=FORM).count() == 0
    assert national_report(2024, book=BOOK, on=ON).version is None
    version = started(accepted)
    kept = national_report(2024, book=BOOK, on=ON)
    assert kept.version == version == current_report(2024)
    assert words(kept.document) == words(drafted)
    assert [annex.label for annex in drafted.annexes] == [annex.label for annex in kept.document.annexes]
    assert drafted.addressees == ("Thủ tướng Chính phủ",)


def test_annex_holds_every_sheet_with_the_figures(accepted: Country) -> None:
    national = National(2024, book=BOOK, on=ON)
    content = annex_workbook(national, Compliance(2024, ON), BOOK.form(FORM, ON), created=AT)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == [
        "Tình hình gửi báo cáo",
        "Số liệu theo nội dung",
        "Phương thức",
        "Ngôn ngữ",
        "Khu vực",
        "Đóng góp của từng cơ quan",
        "Kinh phí",
        "Nhiệm vụ chương trình",
        "Còn thiếu",
    ]
    totals = [row for row in book["Số liệu theo nội dung"].iter_rows(values_only=True) if row[2] == "Số lượt người học"]
    assert [(row[4], row[5], row[6]) for row in totals] == [(150, 45, 2)]
    parts = [row for row in book["Đóng góp của từng cơ quan"].iter_rows(values_only=True) if row[0] == "Bộ Một"]
    assert ("Số lượt người học", 105, 45) in [(row[5], row[6], row[7]) for row in parts]
    money = [row for row in book["Kinh phí"].iter_rows(values_only=True) if row[0] == "Bộ Một"]
    assert money[0][3:] == (1_000_000, 900_000, 800_000)
    channels = {row[0]: row[1] for row in book["Phương thức"].iter_rows(values_only=True)}
    assert any("Cổng thông tin điện tử" in str(name) and number == 2 for name, number in channels.items())
    assert any(row[0] == "Bộ Một" for row in book["Còn thiếu"].iter_rows(values_only=True))
    duties = [row for row in book["Tình hình gửi báo cáo"].iter_rows(values_only=True) if row[1] == "Viện Hai"]
    assert duties
    assert duties[0][5] == "Quá hạn, chưa gửi"


def test_command_writes_the_three_files(accepted: Country, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("national_report", year=2024, out=tmp_path / "ra")
    assert "bản dự thảo" in capsys.readouterr().out
    assert (tmp_path / "ra" / "national-report.docx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "ra" / "national-report.pdf").read_bytes()[:4] == b"%PDF"
    assert (tmp_path / "ra" / "national-report.xlsx").read_bytes()[:2] == b"PK"
    issued = finish(accepted, started(accepted))
    assert issued.state == State.ISSUED
    call_command("national_report", year=2024, out=tmp_path / "ra")
    assert "bản dự thảo" not in capsys.readouterr().out


def test_inputs_link_is_kept_per_year(accepted: Country) -> None:
    version = started(accepted)
    kinds = {link["kind"] for each in version.sentences.filter(code="II.3") for link in each.links}
    assert kinds == {SOURCE_KIND, INPUTS_KIND}
    assert date(2024, 12, 31) == National(2024, book=BOOK, on=ON).named_on
