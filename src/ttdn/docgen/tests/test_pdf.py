"""The PDF: what it claims, what it tags, its font, its text, and that no text can break the source."""

import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ttdn.docgen.errors import RenderError
from ttdn.docgen.fonts import (
    BOX,
    BUNDLED_FAMILY,
    Serif,
    covered_letters,
    displayable,
    find_serif,
    font_folders,
    serif_in,
    vietnamese_letters,
)
from ttdn.docgen.model import BulletList, Column, Document, Figure, Heading, Note, Paragraph, Run, Table
from ttdn.docgen.pdf import compile_pdf, render_pdf
from ttdn.docgen.tests.samples import SVG, letter, plan, report, short
from ttdn.docgen.text import nfc
from ttdn.docgen.typst_source import typst_source

Poppler = Callable[..., str]


def tags(pdf: pikepdf.Pdf) -> list[str]:
    """Give the structure types in reading order."""
    found: list[str] = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(str(node.S))
            if "/K" in node:
                walk(node.K)

    walk(pdf.Root.StructTreeRoot)
    return found


def test_claims_pdf_a_and_pdf_ua_in_one_file(poppler: Poppler) -> None:
    data = render_pdf(report(2, 4, 6))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert meta["pdfuaid:part"] == "1"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert str(pdf.Root.Lang) == "vi-VN"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.docinfo["/Title"]).startswith("BÁO CÁO Tổng kết")
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20241105")
        found = tags(pdf)
    assert found.count("/Table") == 2
    assert {"/H1", "/H2", "/P", "/TH", "/TD", "/THead"} <= set(found)
    info = poppler("pdfinfo", data)
    assert re.search(r"Tagged:\s+yes", info)
    assert "210" not in info or "A4" in info


def test_headings_without_gaps_even_where_the_document_has_gaps() -> None:
    blocks = (Heading(3, "a)", "sâu"), Heading(1, "I.", "nông"), Heading(4, "b)", "sâu hơn"))
    with pikepdf.open(io.BytesIO(render_pdf(replace(short(""), blocks=blocks)))) as pdf:
        assert [tag for tag in tags(pdf) if re.fullmatch("/H[1-6]", tag)] == ["/H1", "/H1", "/H2"]


@pytest.mark.parametrize("document", [report(2, 4, 6), plan(), letter()])
def test_same_document_gives_same_bytes(document: Document) -> None:
    assert render_pdf(document) == render_pdf(replace(document))


def test_one_serif_family_carries_every_vietnamese_letter(poppler: Poppler) -> None:
    letters = vietnamese_letters()
    assert len(letters) == 2 * (12 * 6 + 17)
    runs = tuple(Run(" ".join(letters), bold=bold, italic=italic) for bold in (False, True) for italic in (False, True))
    data = render_pdf(replace(short(""), blocks=(Paragraph(runs),)))
    rows = poppler("pdffonts", data).splitlines()[2:]
    family = find_serif().family.replace(" ", "")
    assert rows
    assert all(row.split()[0].split("+")[-1].startswith(family) for row in rows), rows
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows), rows
    text = poppler("pdftotext", data, "-raw", after=("-",))
    assert set(letters) <= set(text)


def test_fonts_are_judged_by_their_letters() -> None:
    serif = find_serif()
    assert serif.folder is not None, "neither Tinos nor Liberation Serif 2 is installed here"
    assert list(font_folders())
    old = [folder / "truetype/liberation/LiberationSerif-Regular.ttf" for folder in font_folders()]
    wanted = {ord(letter) for letter in vietnamese_letters()}
    for path in old:
        if path.exists():
            assert not wanted <= covered_letters(path)
    assert covered_letters(serif.folder / "missing.ttf") == set()


def test_a_family_without_the_letters_is_passed_over(tmp_path: Path) -> None:
    assert serif_in([tmp_path]) == Serif(BUNDLED_FAMILY, None)
    (tmp_path / "Tinos-Regular.ttf").write_bytes(b"not a font")
    assert serif_in([tmp_path]) == Serif(BUNDLED_FAMILY, None)


def test_bundled_family_carries_every_vietnamese_letter_too(poppler: Poppler) -> None:
    document = short(" ".join(vietnamese_letters()))
    source = typst_source(document).replace(f'"{find_serif().family}"', f'"{BUNDLED_FAMILY}"')
    rows = poppler("pdffonts", compile_pdf(source, document)).splitlines()[2:]
    assert rows
    assert all("LibertinusSerif" in row for row in rows), rows


@pytest.mark.parametrize("word", ["x" * 400, "ễ" * 200, "https://vidu.vn/" + "duong-dan/" * 30, "1.234.567." * 40])
def test_words_too_long_for_a_line_are_broken_not_cut(word: str, poppler: Poppler) -> None:
    assert body_of(poppler, f"trước {word} sau") == f"trước{word}sau"
    table = Table((Column("A", 1), Column("B", 9)), ((word, f"trước {word}"),))
    data = render_pdf(replace(short(f"trước {word} sau"), blocks=(table, *short(f"trước {word} sau").blocks)))
    right_edges = [
        float(edge) for edge in re.findall(r'xMax="([0-9.]+)"', poppler("pdftotext", data, "-bbox", after=("-",)))
    ]
    assert max(right_edges) <= (210 - 15) * 72 / 25.4 + 1


ATTACKS = (
    '#let x = $a$ *b* _c_ @d <e> \\ " // /* */ `raw` [x] {y} ~ -- --- ...',
    '") + eval("1 + 1") + ("',
    "\\u{41} \\n \\\\",
    "Thư: a.b@vidu.vn; xem https://vidu.vn/duong/dan?x=1&y=2#muc",
    "= Không phải tiêu đề",
    "- không phải danh sách + 1. cũng không",
    "Hoàng Sa (Đà Nẵng), Trường Sa (Khánh Hòa)",
)


@pytest.mark.parametrize("text", ATTACKS)
def test_text_that_looks_like_markup_comes_back_as_it_was(text: str, poppler: Poppler) -> None:
    assert body_of(poppler, text) == "".join(text.split())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(
        st.text(
            alphabet=vietnamese_letters() + "0123456789.,;:!?()[]{}#$*_@<>\\\"'/-+=%&~`^|", min_size=1, max_size=90
        ),
        min_size=1,
        max_size=25,
    )
)
def test_any_vietnamese_text_comes_back(words: list[str], poppler: Poppler) -> None:
    text = " ".join(words)
    assert body_of(poppler, text) == "".join(text.split())


def body_of(poppler: Poppler, text: str) -> str:
    """Give what pdftotext reads between two fences, without spaces and line breaks."""
    document = replace(short(""), blocks=(Paragraph((Run("BẮTĐẦU " + text + " KẾTTHÚC"),)),))
    printed = "".join(poppler("pdftotext", render_pdf(document), "-raw", after=("-",)).split())
    return unicodedata.normalize("NFC", printed.split("BẮTĐẦU", 1)[1].split("KẾTTHÚC", 1)[0])


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60))
def test_no_text_at_all_stops_a_document(text: str) -> None:
    assert render_pdf(short(text)).startswith(b"%PDF-")


@pytest.mark.parametrize("text", ["😀 vui", "👨\u200d👩\u200d👧", "中文", "\ue000", "𐐀𐐁", "a\u0890b"])
def test_letters_without_a_font_become_a_box_or_are_shown(text: str, poppler: Poppler) -> None:
    printed = body_of(poppler, text)
    assert printed in {"".join(text.split()), "".join(displayable(nfc(text)).split())}
    assert printed


def test_private_letters_are_boxes() -> None:
    assert displayable("a\ue000b") == f"a{BOX}b"
    assert displayable("Tiếng Việt – “thử” 1.234 ₫") == "Tiếng Việt – “thử” 1.234 ₫"


def test_every_kind_of_block_is_written(poppler: Poppler) -> None:
    blocks = (
        Heading(1, "Phần I", "Tình hình"),
        Paragraph((Run("đậm", bold=True), Run(" nghiêng", italic=True), Run("", bold=True)), indent=2, align="right"),
        Paragraph((Run("cả hai", bold=True, italic=True),), align="center"),
        Paragraph((Run("trái"),), align="left"),
        BulletList((("một"), (Run("hai", bold=True),))),
        BulletList(()),
        Note("ghi chú"),
        Figure(SVG, "image/svg+xml", "Biểu đồ cột", caption="Hình 1"),
        Figure(SVG, "image/svg+xml", "Không tên"),
        Table((Column("A", align="justify"), Column("B")), (("x", "y"), ("1",)), header_rows=2, total_row=True),
        Table(tuple(Column(str(n)) for n in range(8)), (), caption="Bảng trống"),
    )
    data = render_pdf(replace(short(""), blocks=blocks))
    text = poppler("pdftotext", data, after=("-",))
    for word in ("Phần I", "TÌNH HÌNH", "đậm nghiêng", "cả hai", "- hai", "ghi chú", "Hình 1", "Bảng trống"):
        assert word in text
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert tags(pdf).count("/Figure") == 2


def test_marks_colour_the_preview_only() -> None:
    document = replace(short(""), blocks=(Paragraph((Run("cũ", mark="stale"), Run("ước", mark="estimate"))),))
    assert "stale(" in typst_source(document, marks=True).split("#{\n")[-1]
    assert "stale(" not in typst_source(document).split("#{\n")[-1]


def test_broken_source_is_a_render_error() -> None:
    with pytest.raises(RenderError, match="unknown variable"):
        compile_pdf("#nothing", short(""))
