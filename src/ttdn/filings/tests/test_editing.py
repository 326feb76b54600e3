"""Drafting from records, redrafting without losing edits, clashes, rows, the live pages."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.filings import actions, sources
from ttdn.filings.documents import build_document, text_blocks
from ttdn.filings.errors import RowClash, SectionClash
from ttdn.filings.models import Fact, FactTotal, FilingVersion, HeldText
from ttdn.filings.queries import stale_marks
from ttdn.filings.sources import (
    Column,
    Draft,
    DraftContext,
    FactRow,
    Link,
    Row,
    SectionSource,
    Sentence,
    SentenceFigure,
)
from ttdn.filings.tests.builders import AT, World
from ttdn.web.errors import UserError

ClientFor = Callable[[User], Client]
COURSE, BOOK = uuid.UUID(int=1), uuid.UUID(int=2)


class Records:
    """Stands for an app above: records that change, and a source that drafts from them."""

    def __init__(self) -> None:
        self.courses = 3
        self.hashes = {COURSE: "a", BOOK: "b"}
        self.with_book = True

    def draft(self, context: DraftContext) -> Draft:
        if context.section.code != "II.3":
            return Draft()
        sentences = [
            Sentence(
                "courses",
                f"Năm {context.year}, {context.body.names.get().name_vi} đã tổ chức {self.courses} lớp tập huấn.",
                (Link("course", COURSE, self.hashes[COURSE]),),
                (SentenceFigure("courses", self.courses),),
            )
        ]
        rows = [Row("main", ("Lớp tập huấn", str(self.courses)), "course", COURSE, self.hashes[COURSE])]
        if self.with_book:
            sentences.append(Sentence("book", "- In một cuốn sổ tay.", (Link("course", BOOK, self.hashes[BOOK]),)))
            rows.append(Row("main", ("Sổ tay", "1"), "course", BOOK, self.hashes[BOOK]))
        facts = [
            FactRow("training", "course", COURSE, "Lớp", figures={"people": 30}, month=5, channels=("1", "2", "2")),
            FactRow("training", "course", BOOK, "Ước", figures={"people": 5}, estimated=True, channels=("1",)),
        ]
        columns = {"main": (Column("item", "Nội dung", 3.0), Column("n", "Số lượng", 1.0, "right"))}
        return Draft(tuple(sentences), tuple(rows), tuple(facts), columns, {"main": "Tập huấn"})

    def now(self, ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
        return {each: self.hashes[each] for each in ids if each in self.hashes}


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> Records:
    made = Records()
    monkeypatch.setattr(sources, "_sources", {"activities.section": SectionSource("activities.section", made.draft)})
    monkeypatch.setattr(
        sources, "_kinds", {"course": sources.RecordKind("course", made.now, lambda found: f"/nguon/{found}/")}
    )
    return made


def _text(version: FilingVersion, code: str = "II.3") -> str:
    return version.sections.get(code=code).text


def _save(world: World, version: FilingVersion, text: str, code: str = "II.3") -> None:
    lock = version.sections.get(code=code).lock
    actions.save_section(version=version, code=code, text=text, lock=lock, acting_user=world.officer, at=AT)


def _redraft(world: World, version: FilingVersion) -> None:
    actions.redraft(version=version, codes=["II.3"], acting_user=world.officer, at=AT)


def test_starting_drafts_sentences_rows_and_facts(world: World, records: Records) -> None:
    version = world.start()
    assert _text(version) == "Năm 2026, Bộ Thí nghiệm đã tổ chức 3 lớp tập huấn.\n\n- In một cuốn sổ tay."
    assert [row.cells for row in version.rows.order_by("position")] == [["Lớp tập huấn", "3"], ["Sổ tay", "1"]]
    assert version.facts.count() == 2
    assert stale_marks(version) == (set(), set())


def test_changed_record_marks_sentence_and_row_stale_until_redrafted(world: World, records: Records) -> None:
    version = world.start()
    records.courses, records.hashes[COURSE] = 4, "a2"
    stale, stale_rows = stale_marks(FilingVersion.objects.get(pk=version.pk))
    assert stale == {version.sentences.get(key__endswith="courses").public_id}
    assert stale_rows == {version.rows.get(link_id=COURSE).public_id}
    document = build_document(FilingVersion.objects.get(pk=version.pk), marks=True)
    assert any(run.mark == "stale" for block in document.blocks for run in getattr(block, "runs", ()))
    plain = build_document(FilingVersion.objects.get(pk=version.pk))
    assert not any(run.mark for block in plain.blocks for run in getattr(block, "runs", ()))
    _redraft(world, version)
    assert "4 lớp tập huấn" in _text(version)
    assert version.rows.get(link_id=COURSE).cells == ["Lớp tập huấn", "4"]
    assert stale_marks(FilingVersion.objects.get(pk=version.pk)) == (set(), set())


def test_gone_record_is_stale(world: World, records: Records) -> None:
    version = world.start()
    del records.hashes[BOOK]
    stale, _rows = stale_marks(version)
    assert stale == {version.sentences.get(key__endswith="book").public_id}


def test_redraft_keeps_what_people_wrote_and_offers_the_fresh_wording(world: World, records: Records) -> None:
    version = world.start()
    mine = "Năm 2026, Bộ Thí nghiệm đã tổ chức thành công 3 lớp tập huấn.\n\nĐoạn tôi viết.\n\n- In một cuốn sổ tay."
    _save(world, version, mine)
    records.courses, records.hashes[COURSE] = 5, "a5"
    _redraft(world, version)
    assert _text(version) == mine
    sentence = version.sentences.get(key__endswith="courses")
    assert (sentence.state, sentence.offered) == ("edited", "Năm 2026, Bộ Thí nghiệm đã tổ chức 5 lớp tập huấn.")
    actions.settle_sentence(version=version, sentence=sentence, take=True, acting_user=world.officer, at=AT)
    assert _text(version) == mine.replace(
        mine.split("\n", maxsplit=1)[0], "Năm 2026, Bộ Thí nghiệm đã tổ chức 5 lớp tập huấn."
    )
    sentence.refresh_from_db()
    assert (sentence.state, sentence.offered) == ("in_text", "")


def test_declining_the_fresh_wording_keeps_mine(world: World, records: Records) -> None:
    version = world.start()
    _save(world, version, "Năm 2026, Bộ Thí nghiệm đã tổ chức tốt 3 lớp tập huấn.")
    records.courses = 6
    _redraft(world, version)
    before = _text(version)
    sentence = version.sentences.get(key__endswith="courses")
    actions.settle_sentence(version=version, sentence=sentence, take=False, acting_user=world.officer, at=AT)
    assert _text(version) == before
    _redraft(world, version)
    assert version.sentences.get(key__endswith="courses").offered == ""


def test_sentence_taken_out_stays_out(world: World, records: Records) -> None:
    version = world.start()
    _save(world, version, "- In một cuốn sổ tay.")
    _redraft(world, version)
    assert _text(version) == "- In một cuốn sổ tay."
    assert version.sentences.get(key__endswith="courses").state == "removed"


def test_sentence_without_records_goes_unless_it_was_edited(world: World, records: Records) -> None:
    version = world.start()
    records.with_book = False
    _redraft(world, version)
    assert "sổ tay" not in _text(version)
    assert version.rows.count() == 1
    assert not version.sentences.filter(key__endswith="book").exists()


def test_edited_and_added_rows_survive_a_redraft(world: World, records: Records) -> None:
    version = world.start()
    row = version.rows.get(link_id=COURSE)
    actions.save_row(
        version=version, row=row, cells=["Lớp của tôi", "3"], lock=row.lock, acting_user=world.officer, at=AT
    )
    hand = actions.add_row(
        version=version, code="II.3", table="main", cells=["Thêm tay", "9"], acting_user=world.officer, at=AT
    )
    records.courses = 8
    _redraft(world, version)
    row.refresh_from_db()
    assert (row.cells, row.offered) == (["Lớp của tôi", "3"], ["Lớp tập huấn", "8"])
    assert version.rows.filter(pk=hand.pk).exists()


def test_totals_keep_actual_and_estimated_apart(world: World, records: Records) -> None:
    version = world.issued()
    totals = {
        (row.dimension, row.code, row.figure_code): (row.records, row.actual, row.estimated)
        for row in FactTotal.objects.filter(version=version)
    }
    assert totals["all", "", ""] == (2, 1, 1)
    assert totals["all", "", "people"] == (2, 30, 5)
    assert totals["channel", "1", "people"] == (2, 30, 5)
    assert totals["channel", "2", ""] == (1, 1, 0)
    assert totals["month", "05", ""] == (1, 1, 0)
    assert Fact.objects.filter(version=version).count() == 2


def test_clash_loses_neither_text(world: World, client_for: ClientFor) -> None:
    version = world.start()
    lock = version.sections.get(code="I.1").lock
    url = reverse("filings_section", args=[version.public_id, "I.1"])
    first, second = client_for(world.officer), client_for(world.colleague)
    assert first.post(url, {"text": "Bản thứ nhất.", "lock": lock}).status_code == 302
    answer = second.post(url, {"text": "Bản thứ hai.", "lock": lock})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản thứ nhất." in page
    assert "Bản thứ hai." in page
    assert _text(version, "I.1") == "Bản thứ nhất."
    assert HeldText.objects.get(version=version, by=world.colleague).text == "Bản thứ hai."
    again = second.get(url)
    assert "Bản thứ hai." in again.content.decode()
    assert "chưa nhập" in second.get(reverse("filings_editor", args=[version.public_id]) + "?muc=I.1").content.decode()
    now = version.sections.get(code="I.1").lock
    merged = {"text": "Bản thứ nhất.\n\nBản thứ hai.", "lock": now, "choice": "merged"}
    assert second.post(url, merged).status_code == 302
    assert _text(version, "I.1") == "Bản thứ nhất.\n\nBản thứ hai."
    assert not HeldText.objects.exists()


@pytest.mark.parametrize(("choice", "expected"), [("mine", "Của tôi."), ("theirs", "Của họ.")])
def test_either_text_of_a_clash_may_be_chosen(world: World, client_for: ClientFor, choice: str, expected: str) -> None:
    version = world.start()
    _save(world, version, "Của họ.", "I.1")
    url = reverse("filings_section", args=[version.public_id, "I.1"])
    browser = client_for(world.colleague)
    assert browser.post(url, {"text": "Của tôi.", "lock": 0}).status_code == 409
    now = version.sections.get(code="I.1").lock
    assert browser.post(url, {"mine": "Của tôi.", "lock": now, "choice": choice}).status_code == 302
    assert _text(version, "I.1") == expected
    assert not HeldText.objects.exists()


def test_clash_at_the_action_carries_both_and_writes_nothing(world: World) -> None:
    version = world.start()
    _save(world, version, "Một.", "I.1")
    with pytest.raises(SectionClash) as clash:
        actions.save_section(version=version, code="I.1", text="Hai.", lock=0, acting_user=world.colleague, at=AT)
    assert (clash.value.mine, clash.value.theirs, clash.value.by) == ("Hai.", "Một.", "Cán bộ Soạn")
    assert _text(version, "I.1") == "Một."


def test_autosave_answers_with_the_new_lock(world: World, client_for: ClientFor) -> None:
    version = world.start()
    url = reverse("filings_section", args=[version.public_id, "I.1"])
    answer = client_for(world.officer).post(url, {"text": "Tự lưu.", "lock": 0}, headers={"hx-request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'id="section-lock" value="1" hx-swap-oob="true"' in page
    assert 'id="state-i1" hx-swap-oob="true"' in page


def test_row_clash_shows_both(world: World, client_for: ClientFor, records: Records) -> None:
    version = world.start()
    row = version.rows.get(link_id=COURSE)
    url = reverse("filings_row", args=[version.public_id, row.public_id])
    one, two = client_for(world.officer), client_for(world.colleague)
    assert one.post(url, {"cell": ["Một", "1"], "lock": row.lock}).status_code == 302
    answer = two.post(url, {"cell": ["Hai", "2"], "lock": row.lock})
    assert answer.status_code == 409
    assert "Một" in answer.content.decode()
    assert "Hai" in answer.content.decode()
    with pytest.raises(RowClash):
        actions.delete_row(version=version, row=row, lock=row.lock, acting_user=world.colleague, at=AT)
    row.refresh_from_db()
    actions.delete_row(version=version, row=row, lock=row.lock, acting_user=world.officer, at=AT)
    answer = two.post(url, {"cell": ["Hai", "2"], "lock": 0})
    assert answer.status_code == 404


def test_rows_move(world: World, records: Records) -> None:
    version = world.start()
    second = version.rows.get(link_id=BOOK)
    actions.move_row(version=version, row=second, up=True, acting_user=world.officer, at=AT)
    assert [row.cells[0] for row in version.rows.order_by("position")] == ["Sổ tay", "Lớp tập huấn"]
    actions.move_row(version=version, row=second, up=True, acting_user=world.officer, at=AT)
    assert [row.cells[0] for row in version.rows.order_by("position")] == ["Sổ tay", "Lớp tập huấn"]


def test_secret_marks_are_refused_in_text_and_rows(world: World, records: Records) -> None:
    version = world.start()
    with pytest.raises(UserError):
        _save(world, version, "TỐI MẬT\nNội dung", "I.1")
    assert _text(version, "I.1") == ""
    with pytest.raises(UserError):
        actions.add_row(
            version=version, code="II.3", table="main", cells=["TUYỆT MẬT"], acting_user=world.officer, at=AT
        )
    version.refresh_from_db()
    with pytest.raises(UserError):
        actions.save_header(
            version=version,
            values={"recipients": ["Như trên", "TỐI MẬT"]},
            lock=version.header_lock,
            acting_user=world.officer,
            at=AT,
        )
    with pytest.raises(UserError):
        actions.submit(version=world.fill(version), acting_user=world.officer, at=AT, remark="TUYỆT MẬT")
    version.refresh_from_db()
    assert (version.state, version.header_lock) == ("draft", 0)


def test_live_preview_shows_unsaved_text_and_saves_nothing(world: World, client_for: ClientFor) -> None:
    version = world.start()
    url = reverse("filings_live_preview", args=[version.public_id, "I.1"])
    answer = client_for(world.officer).post(url, {"text": "Chữ đang gõ."})
    assert answer.status_code == 200
    assert "data:image/svg+xml;base64," in answer.content.decode()
    assert _text(version, "I.1") == ""


def test_comments_are_made_and_resolved(world: World, client_for: ClientFor) -> None:
    version = world.start()
    leader, officer = client_for(world.leader), client_for(world.officer)
    leader.post(reverse("filings_comment", args=[version.public_id, "I.1"]), {"text": "Viết rõ hơn."})
    comment = version.comments.get()
    page = officer.get(reverse("filings_editor", args=[version.public_id]) + "?muc=I.1").content.decode()
    assert "Viết rõ hơn." in page
    officer.post(reverse("filings_comment_resolve", args=[version.public_id, comment.public_id]))
    comment.refresh_from_db()
    assert comment.resolved_by == world.officer


def test_header_is_saved_and_printed(world: World, client_for: ClientFor) -> None:
    version = world.start()
    browser = client_for(world.officer)
    url = reverse("filings_header", args=[version.public_id])
    form = {
        "legal_bases": ["tt-02-2019-btttt", "nd-72-2015"],
        "other_bases": "Căn cứ Quyết định nội bộ",
        "addressees": [str(world.coordinator.public_id)],
        "copies": [str(world.stranger.public_id)],
        "signing_authority": "kt",
        "signer_name": "Nguyễn Văn Thử",
        "recipients": "Các đơn vị thuộc Bộ",
        "lock": version.header_lock,
    }
    assert browser.post(url, form).status_code == 302
    version = FilingVersion.objects.get(pk=version.pk)
    document = build_document(version)
    assert document.signature.lines == ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")
    assert document.signature.name == "Nguyễn Văn Thử"
    assert document.recipients == ("Bộ Điều phối", "Bộ Khác", "Các đơn vị thuộc Bộ", "Lưu: VT")
    assert document.legal_bases[2] == "Căn cứ Quyết định nội bộ"
    assert browser.post(url, form).status_code == 400
    assert browser.post(url, form | {"signing_authority": "tuq", "lock": version.header_lock}).status_code == 422


def test_text_becomes_paragraphs_and_dash_lists() -> None:
    blocks = text_blocks("Một.\n\n- a\n- b\nHai.", anchor="x")
    assert [type(each).__name__ for each in blocks] == ["Paragraph", "BulletList", "Paragraph"]
    assert blocks[0].anchor == "x"


def test_comparing_two_versions(world: World, client_for: ClientFor) -> None:
    old = world.issued()
    new = world.replaced(old)
    row = new.sections.get(code="I.1")
    actions.save_section(
        version=new,
        code="I.1",
        text=row.text.replace("Nội dung", "Nội hàm"),
        lock=row.lock,
        acting_user=world.officer,
        at=AT + timedelta(hours=3),
    )
    page = client_for(world.officer).get(reverse("filings_compare", args=[new.public_id])).content.decode()
    assert "<del>dung</del>" in page
    assert "<ins>hàm</ins>" in page
