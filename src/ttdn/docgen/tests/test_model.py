"""The document model: JSON round trip, canonical hashes, refusals; and the fixed wordings."""

import json
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

from ttdn.docgen.fonts import find_serif, typst_fonts
from ttdn.docgen.layout import (
    HEAD_LEFT_MM,
    RULE_SHARE,
    TEXT_WIDTH_MM,
    balanced_lines,
    column_widths_mm,
    estimated_width_pt,
    rule_width_mm,
    word_width_pt,
)
from ttdn.docgen.model import (
    Column,
    Document,
    Figure,
    Run,
    Table,
    canonical_json,
    content_hash,
    from_dict,
    plain,
    to_dict,
)
from ttdn.docgen.tests.samples import letter, plan, report, short
from ttdn.docgen.text import nfc
from ttdn.docgen.wording import (
    addressee_lines,
    annex_reference,
    date_line,
    document_title,
    legal_basis_lines,
    number_line,
    recipient_lines,
    subject_line,
    with_closing_mark,
)


@pytest.mark.parametrize("document", [report(2, 5, 10), plan(), letter()])
def test_document_survives_json(document: Document) -> None:
    assert from_dict(json.loads(canonical_json(to_dict(document)))) == document
    assert Document.from_dict(document.to_dict()) == document


def test_figure_survives_json() -> None:
    document = replace(plan(), blocks=(Figure(b"\x89PNG\x00\xff", "image/png", "Biểu đồ"),))
    assert from_dict(json.loads(canonical_json(to_dict(document)))) == document


def test_hash_without_issue_fields_ignores_only_them() -> None:
    draft = plan()
    issued = replace(draft, number="12", place="Huế", issued_on=date(2024, 12, 1), year=None)
    assert content_hash(draft, include_issue_fields=False) == content_hash(issued, include_issue_fields=False)
    assert content_hash(draft) != content_hash(issued)
    changed = replace(issued, subject=issued.subject + ".")
    assert content_hash(issued, include_issue_fields=False) != content_hash(changed, include_issue_fields=False)


def test_hash_does_not_depend_on_unicode_form() -> None:
    text = "Bộ Ngoại giao kính gửi"
    assert content_hash(short(text)) == content_hash(short(unicodedata.normalize("NFD", text)))


@given(st.text())
def test_hash_of_any_text_is_that_of_its_round_trip(text: str) -> None:
    document = short(text)
    again = from_dict(json.loads(canonical_json(to_dict(document))))
    assert content_hash(again) == content_hash(document)


@pytest.mark.parametrize("spoil", ["schema", "issuer", "form_id"])
def test_incomplete_data_is_refused(spoil: str) -> None:
    data = to_dict(plan())
    del data[spoil]
    with pytest.raises(ValueError, match=r"schema|incomplete"):
        from_dict(data)


def test_unknown_block_is_refused_by_name() -> None:
    data = to_dict(plan())
    data["blocks"][0]["block"] = "video"
    with pytest.raises(ValueError, match="unknown block 'video'; known: heading"):
        from_dict(data)


def test_table_refuses_rows_wider_than_its_columns() -> None:
    with pytest.raises(ValueError, match="2 cells, the table 1 columns"):
        Table((Column("A"),), (("1", "2"),))
    with pytest.raises(ValueError, match="at least one column"):
        Table((), ())


@pytest.mark.parametrize(
    ("number", "printed"),
    [("5", "Số: 05/BC-A"), ("12", "Số: 12/BC-A"), ("TD-7", "Số: TD-7/BC-A"), (None, "Số: " + "\u00a0" * 7 + "/BC-A")],
)
def test_number_line(number: str | None, printed: str) -> None:
    assert number_line(replace(short(""), number=number)) == printed


@pytest.mark.parametrize(
    ("on", "printed"),
    [
        (date(2020, 1, 5), "Huế, ngày 05 tháng 01 năm 2020"),
        (date(2019, 6, 29), "Huế, ngày 29 tháng 6 năm 2019"),
        (date(2019, 12, 9), "Huế, ngày 09 tháng 12 năm 2019"),
    ],
)
def test_date_line_pads_days_and_the_first_two_months(on: date, printed: str) -> None:
    assert date_line(replace(short(""), place="Huế", issued_on=on)) == printed


def test_unknown_date_leaves_room() -> None:
    gap = "\u00a0" * 5
    assert date_line(replace(short(""), place="Hà Nội", year=2026)) == f"Hà Nội, ngày{gap}tháng{gap}năm 2026"


def test_addressees_one_on_the_line_several_below() -> None:
    one = replace(short(""), addressees=("Bộ Ngoại giao.",))
    assert addressee_lines(one) == ("Kính gửi: Bộ Ngoại giao.",)
    two = replace(one, addressees=("Bộ A", "Bộ B;"))
    assert addressee_lines(two) == ("Kính gửi:", "- Bộ A;", "- Bộ B.")
    assert addressee_lines(short("")) == ()


def test_recipients_and_bases_end_as_the_decree_says() -> None:
    document = replace(short(""), recipients=("- Như trên;", "Lưu: VT"), legal_bases=("Căn cứ A;", "Căn cứ B"))
    assert recipient_lines(document) == ("- Như trên;", "- Lưu: VT.")
    assert legal_basis_lines(document) == ("Căn cứ A;", "Căn cứ B.")


def test_letter_wording() -> None:
    assert subject_line(letter()).startswith("V/v đôn đốc")
    assert document_title(letter()).startswith("V/v đôn đốc")
    assert annex_reference(letter()).startswith("(Kèm theo Công văn số 05/TTCS-TTĐN ngày 05 tháng 02 năm 2026 của")
    assert "Kèm theo Báo cáo số TD-12/BC-BVHTTDL" in annex_reference(report(1, 1, 0))


def test_closing_mark_is_put_once() -> None:
    document = with_closing_mark(replace(short(""), blocks=(plain("Hết."),)))
    assert document.blocks[-1] == plain("Hết./.")
    assert with_closing_mark(document) == document
    assert with_closing_mark(replace(document, blocks=())).blocks == ()


def test_text_loses_what_no_document_may_carry() -> None:
    assert nfc("a\x00b\ufeff\u202ec\r\nd\u2028e\tf\ud800") == "abc\nd\ne\tf"
    assert nfc(unicodedata.normalize("NFD", "Nguyễn")) == "Nguyễn"


NAMES = (
    "BỘ NGOẠI GIAO",
    "ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
    "BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH",
    "CỤC THÔNG TIN CƠ SỞ VÀ THÔNG TIN ĐỐI NGOẠI",
)


@pytest.mark.parametrize("name", NAMES)
def test_rule_under_the_issuer_is_a_third_to_a_half_of_its_line(name: str) -> None:
    longest = max(balanced_lines(name, 12, HEAD_LEFT_MM), key=len)
    source = f'#set text(font: "{find_serif().family}", size: 12pt, weight: 700)\n#context [#metadata(measure("{longest}").width.mm())<w>]'
    width = float(typst.Compiler(source.encode(), font_paths=typst_fonts()).query("<w>", field="value", one=True))
    assert width <= HEAD_LEFT_MM
    assert width / 3 <= rule_width_mm(longest, 12, HEAD_LEFT_MM) <= width / 2


def test_names_break_where_a_reader_would_and_columns_hold_their_figures() -> None:
    assert balanced_lines("BỘ NGOẠI GIAO", 12, HEAD_LEFT_MM) == ["BỘ NGOẠI GIAO"]
    assert balanced_lines("BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH", 12, HEAD_LEFT_MM) == ["BỘ VĂN HÓA,", "THỂ THAO VÀ DU LỊCH"]
    assert balanced_lines("CỤC THÔNG TIN CƠ SỞ VÀ THÔNG TIN ĐỐI NGOẠI", 12, HEAD_LEFT_MM) == [
        "CỤC THÔNG TIN CƠ SỞ",
        "VÀ THÔNG TIN ĐỐI NGOẠI",
    ]
    lines = balanced_lines("ỦY BAN NHÂN DÂN HUYỆN MỘT HAI BA BỐN NĂM SÁU BẢY TÁM CHÍN MƯỜI", 12, HEAD_LEFT_MM)
    widths = [estimated_width_pt(line, 12) for line in lines]
    assert min(widths) > 0.6 * max(widths)
    assert balanced_lines(f"{'DÀI' * 20} {'HƠN' * 20}", 12, HEAD_LEFT_MM) == ["DÀI" * 20, "HƠN" * 20]
    assert balanced_lines("", 12, HEAD_LEFT_MM) == [""]
    assert column_widths_mm([1, 1], ["", ""], 13, 100) == [50, 50]
    narrow, wide = column_widths_mm([1, 9], ["1.234.567.890", "x"], 13, 100)
    assert narrow > 1.02 * word_width_pt("1.234.567.890", 13) * 25.4 / 72
    assert round(narrow + wide, 6) == 100
    assert column_widths_mm([1, 1], ["x" * 90, "y" * 90], 13, 100) == [50, 50]
    assert 1 / 3 < RULE_SHARE < 1 / 2
    assert rule_width_mm("A" * 500, 14, TEXT_WIDTH_MM) < TEXT_WIDTH_MM / 2
    assert Run("x").mark is None
