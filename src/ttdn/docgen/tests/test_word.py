"""The Word file: named styles, the measures of Phụ lục I, tables, mark, properties, same bytes."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from ttdn.docgen.model import BulletList, Column, Document, Figure, Heading, Note, Paragraph, Run, Table, plain
from ttdn.docgen.tests.samples import MARK, SVG, letter, plan, report, short
from ttdn.docgen.word import render_docx


def opened(document: Document) -> WordDocument:
    return docx.Document(io.BytesIO(render_docx(document)))


def parts(document: Document) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(render_docx(document))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def styles_of(word: WordDocument, text: str) -> list[str]:
    found = []
    for element in word.element.body.iter(qn("w:p")):
        if "".join(node.text or "" for node in element.iter(qn("w:t"))) == text:
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            identity = "Normal" if style is None else style.get(qn("w:val"))
            found.append(next(s.name for s in word.styles if s.style_id == identity))
    return found


@pytest.mark.parametrize("document", [report(2, 5, 10), plan(), letter(), short("")])
def test_same_document_gives_same_bytes_and_well_formed_parts(document: Document) -> None:
    assert render_docx(document) == render_docx(replace(document))
    for name, data in parts(document).items():
        etree.fromstring(data)
        assert name


def test_components_carry_named_styles() -> None:
    word = opened(report(2, 5, 10))
    expected = {
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": "TTDN Quốc hiệu",
        "Độc lập - Tự do - Hạnh phúc": "TTDN Tiêu ngữ",
        "Số: TD-12/BC-BVHTTDL": "TTDN Số ký hiệu",
        "Hà Nội, ngày 05 tháng 11 năm 2024": "TTDN Địa danh thời gian",
        "BÁO CÁO": "TTDN Tên loại",
        "Tổng kết công tác quản lý nhà nước về thông tin đối ngoại năm 2024": "TTDN Trích yếu",
        "Kính gửi:": "TTDN Kính gửi",
        "Căn cứ Nghị định số 72/2015/NĐ-CP;": "TTDN Căn cứ",
        "5a. Hoạt động hội nhập quốc tế": "Heading 3",
        "Nơi nhận:": "TTDN Nơi nhận",
        "- Như trên;": "TTDN Nơi nhận, từng dòng",
        "KT. BỘ TRƯỞNG": "TTDN Quyền hạn, chức vụ",
        "Nguyễn Văn A": "TTDN Họ tên",
        "Phụ lục I": "TTDN Phụ lục",
        "DANH MỤC NHIỆM VỤ": "TTDN Tên phụ lục",
    }
    for text, style in expected.items():
        assert set(styles_of(word, text)) == {style}, text


@pytest.mark.parametrize(
    ("name", "size", "bold", "italic"),
    [
        ("TTDN Quốc hiệu", 12, True, False),
        ("TTDN Tiêu ngữ", 13, True, False),
        ("TTDN Cơ quan chủ quản", 12, False, False),
        ("TTDN Cơ quan ban hành", 12, True, False),
        ("TTDN Số ký hiệu", 13, False, False),
        ("TTDN Địa danh thời gian", 13, False, True),
        ("TTDN Tên loại", 14, True, False),
        ("TTDN Trích yếu công văn", 12, False, False),
        ("TTDN Căn cứ", 14, False, True),
        ("Normal", 14, False, False),
        ("TTDN Họ tên", 14, True, False),
        ("TTDN Nơi nhận", 12, True, True),
        ("TTDN Nơi nhận, từng dòng", 11, False, False),
        ("TTDN Phụ lục", 14, True, False),
        ("TTDN Số trang", 13, False, False),
    ],
)
def test_sizes_are_those_of_the_decree(name: str, size: float, bold: bool, italic: bool) -> None:
    font = opened(plan()).styles[name].font
    assert (font.size.pt, font.bold, font.italic) == (size, bold, italic)


def test_body_text_is_justified_with_indent_and_spacing_in_bounds() -> None:
    form = opened(plan()).styles["Normal"].paragraph_format
    assert form.alignment is not None
    assert form.alignment.name == "JUSTIFY"
    assert round(form.first_line_indent.cm, 2) == 1.27
    assert form.space_after.pt >= 6
    assert 14 * 1.15 <= form.line_spacing.pt <= 14 * 1.15 * 1.5


def test_page_is_a4_with_margins_in_bounds() -> None:
    for section in opened(report(1, 2, 0)).sections:
        sides = sorted((section.page_width.mm, section.page_height.mm))
        assert [round(side) for side in sides] == [210, 297]
        assert section.top_margin.mm + 0.1 >= 20
        assert section.bottom_margin.mm + 0.1 >= 20
        assert 29.9 <= section.left_margin.mm <= 35
        assert 14.9 <= section.right_margin.mm <= 20


def test_page_number_in_the_top_margin_but_not_on_page_one() -> None:
    word = opened(report(1, 2, 0))
    for section in word.sections:
        assert section.different_first_page_header_footer
        number = section.header._element
        assert "PAGE" in etree.tostring(number).decode()
        assert "PAGE" not in etree.tostring(section.first_page_header._element).decode()
        assert section.header.paragraphs[0].style.name == "TTDN Số trang"


def test_each_annex_has_its_own_numbers_and_landscape_where_asked() -> None:
    sections = opened(report(1, 2, 0)).sections
    assert [section.orientation for section in sections] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
    ]
    for section in sections:
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_table_head_repeats_and_rows_do_not_split() -> None:
    columns = (Column("A", 1), Column("B", 3, "right"))
    table = Table(columns, (("a", "b"), ("1", "2"), ("", "3")), header_rows=2, total_row=True)
    rows = opened(replace(short(""), blocks=(table,))).tables[1].rows
    repeated = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    assert repeated == [True, True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [cell.text for cell in rows[3].cells] == ["", "3"]
    assert rows[3].cells[1].paragraphs[0].runs[0].bold
    assert rows[2].cells[1].paragraphs[0].alignment.name == "RIGHT"


def test_short_rows_are_filled() -> None:
    table = Table((Column("A"), Column("B")), (("chỉ một",),))
    assert len(opened(replace(short(""), blocks=(table,))).tables[1].rows[1].cells) == 2


def test_mark_stands_in_every_header_or_in_none() -> None:
    marked = parts(report(1, 1, 0))
    assert all(MARK in marked[name].decode() for name in ("word/header1.xml", "word/header2.xml"))
    unmarked = parts(plan())
    assert not any(b"WaterMark" in data for data in unmarked.values())


def test_core_properties_come_from_the_document_not_the_clock() -> None:
    core = opened(report(1, 1, 0)).core_properties
    assert core.title == "BÁO CÁO Tổng kết công tác quản lý nhà nước về thông tin đối ngoại năm 2024"
    assert core.language == "vi-VN"
    assert core.author == "Bộ Văn hóa, Thể thao và Du lịch"
    assert core.created is not None
    assert core.created.date().isoformat() == "2024-11-05"
    assert b"dcterms:created" not in parts(plan())["docProps/core.xml"]


def test_letter_has_its_own_components() -> None:
    word = opened(letter())
    assert styles_of(word, "V/v đôn đốc gửi báo cáo công tác thông tin đối ngoại năm 2025") == [
        "TTDN Trích yếu công văn"
    ]
    assert styles_of(word, "KHẨN") == ["TTDN Dấu chỉ mức độ"]
    assert styles_of(word, "LƯU HÀNH NỘI BỘ") == ["TTDN Dấu chỉ mức độ"]
    assert styles_of(word, "Kính gửi: Bộ Ngoại giao.") == ["TTDN Kính gửi"]
    assert "lienhe@vidu.vn" in word.sections[0].first_page_footer.paragraphs[0].text
    assert not styles_of(word, "TTDN Tên loại")


def test_every_kind_of_block_is_written() -> None:
    blocks = (
        Heading(1, "Phần I", "Tình hình", anchor="một phần"),
        Heading(4, "a)", "Điểm", anchor="một phần"),
        Paragraph((Run("đậm", bold=True), Run(" nghiêng\tvà\nxuống dòng", italic=True)), indent=1, align="center"),
        BulletList((("một"), (Run("hai", bold=True),))),
        Note("ghi chú"),
        Figure(SVG, "image/svg+xml", 'Biểu đồ "cột"', caption="Hình 1"),
        Table(tuple(Column(str(n)) for n in range(8)), (), caption="Bảng & <biểu>"),
    )
    document = replace(short(""), blocks=blocks)
    word = opened(document)
    texts = [p.text for p in word.paragraphs]
    assert "Phần I" in texts
    assert "TÌNH HÌNH" in texts
    assert "đậm nghiêng và\nxuống dòng" in texts
    assert "- hai" in texts
    assert "Bảng & <biểu>" in texts
    assert [shape.width.mm for shape in word.inline_shapes] == [150.0]
    body = parts(document)["word/document.xml"].decode()
    assert 'descr="Biểu đồ &quot;cột&quot;"' in body
    assert body.count("<w:bookmarkStart") == 1
    assert "TTDNOBangNho" not in body
    assert "TTDNDauBangNho" in body


def test_text_that_looks_like_markup_stays_text() -> None:
    text = "<w:p>&amp; ]]> \" ' </w:t> \x00\x1f #let $x$ \\n"
    assert opened(short(text)).paragraphs[-1].text == text.replace("\x00\x1f", "")
    assert re.search(r"<w:p>&amp;", parts(short(text))["word/document.xml"].decode()) is None


def test_bad_pictures_are_refused() -> None:
    for figure in (
        Figure(b"GIF89a", "image/png", "x"),
        Figure(b"<svg", "image/svg+xml", "x"),
        Figure(b"\xff\xfe", "image/svg+xml", "x"),
    ):
        with pytest.raises(ValueError, match="picture"):
            render_docx(replace(short(""), blocks=(figure,)))
    assert plain("x").indent == 0
