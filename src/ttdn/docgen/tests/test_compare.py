"""Comparison by words and by sections, and the reader it stands on."""

import io
import random
import zipfile
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from ttdn.docgen.compare import (
    Change,
    compare_documents,
    compare_texts,
    compare_with_original,
    is_same,
    word_diff,
)
from ttdn.docgen.errors import UnreadableFileError
from ttdn.docgen.model import Heading, plain
from ttdn.docgen.pdf import render_pdf
from ttdn.docgen.reader import MAX_BYTES, MAX_ENTRIES, extract_text, sniff_kind
from ttdn.docgen.tests.samples import letter, prose, report, short
from ttdn.docgen.word import render_docx

WORDS = st.lists(st.sampled_from(["bộ", "thông", "tin", "đối", "ngoại", ",", "\n", "12"]), max_size=60)


def old_side(changes: list[Change]) -> str:
    return "".join(change.text for change in changes if change.kind != "added")


def new_side(changes: list[Change]) -> str:
    return "".join(change.text for change in changes if change.kind != "removed")


def test_changed_words_show_as_phrases() -> None:
    changes = word_diff("Đã mở 12 lớp tập huấn, in 3 cuốn.", "Đã mở 15 lớp bồi dưỡng, in 3 cuốn mới.")
    assert [(change.kind, change.text) for change in changes] == [
        ("same", "Đã mở "),
        ("removed", "12"),
        ("added", "15"),
        ("same", " lớp "),
        ("removed", "tập huấn"),
        ("added", "bồi dưỡng"),
        ("same", ", in 3 cuốn"),
        ("added", " mới"),
        ("same", "."),
    ]


@given(WORDS, WORDS)
def test_both_texts_can_be_read_off_the_changes(left: list[str], right: list[str]) -> None:
    old, new = " ".join(left), " ".join(right)
    changes = word_diff(old, new)
    assert old_side(changes) == old
    assert new_side(changes) == new
    assert is_same(changes) == (old == new)
    assert all(first.kind != second.kind for first, second in pairwise(changes))


@pytest.mark.parametrize("edits", [0, 3, 150, 4000])
def test_long_repetitive_texts_are_compared_in_full(edits: int) -> None:
    old = prose(1, 4) * 60
    words = old.split()
    chance = random.Random(edits)
    for number in range(edits):
        words[chance.randrange(len(words))] = f"sửa{number}"
    new = " ".join(words)
    changes = compare_texts(old, new)
    assert old_side(changes) == " ".join(old.split())
    assert new_side(changes) == new
    assert is_same(changes) == (edits == 0)


def test_line_breaks_are_no_difference() -> None:
    assert is_same(compare_texts("một hai\nba", "một\nhai   ba "))
    assert not is_same(compare_texts("một hai", "một ba"))


def test_documents_are_compared_by_section() -> None:
    old = report(3, 4, 5)
    blocks = list(old.blocks)
    blocks[2] = plain("Đoạn đã sửa.")
    new = replace(old, blocks=(*blocks, Heading(1, "IV.", "MỤC MỚI", anchor="new"), plain("Nội dung.")))
    kinds = {change.key: change.kind for change in compare_documents(old, new)}
    assert kinds["new"] == "added"
    assert kinds["s0-0"] == "changed"
    assert kinds["s1"] == kinds["head"] == kinds["foot"] == kinds["annex-2"] == "same"
    back = {change.key: change.kind for change in compare_documents(new, old)}
    assert back["new"] == "removed"


def test_removed_section_stands_where_it_stood() -> None:
    old = report(3, 1, 0)
    without = tuple(block for block in old.blocks if getattr(block, "anchor", "") not in {"s1", "s1-0", "p1-0"})
    keys = [change.key for change in compare_documents(old, replace(old, blocks=without))]
    assert keys.index("s0") < keys.index("s1") < keys.index("s2")


def test_headings_without_anchors_and_alike_are_kept_apart() -> None:
    blocks = (plain("mở đầu"), Heading(1, "I.", "A"), plain("x"), Heading(1, "I.", "A"), plain("y"))
    old = replace(short(""), blocks=blocks)
    changes = compare_documents(old, replace(old, blocks=(*blocks[:4], plain("z"))))
    assert [(change.key, change.kind) for change in changes] == [
        ("head", "same"),
        ("body", "same"),
        ("I. A", "same"),
        ("I. A+", "changed"),
        ("foot", "same"),
    ]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_signed_original_is_compared_with_the_document(kind: str) -> None:
    document = letter()
    render = render_pdf if kind == "pdf" else render_docx
    assert is_same(compare_with_original(document, render(document), kind))
    other = replace(document, blocks=(plain("Trân trọng đề nghị./."),))
    changes = compare_with_original(document, render(other), kind)
    assert "Trân trọng" in "".join(change.text for change in changes if change.kind == "same")
    assert any("đề nghị" in change.text for change in changes if change.kind == "added")


def test_reader_gives_the_words_of_both_kinds() -> None:
    document = report(1, 2, 3)
    for kind, data in (("docx", render_docx(document)), ("pdf", render_pdf(document))):
        assert sniff_kind(data) == kind
        text = " ".join(extract_text(data, kind).split())
        for words in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Vụ Hợp tác quốc tế", "Nguyễn Văn A"):
            assert words in text


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
    + b"]><d>&j;</d>"
)


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"", "pdf", "wrong_kind"),
        (b"hello", "docx", "wrong_kind"),
        (b"PK\x03\x04 not really a zip", "docx", "wrong_kind"),
        (zipped({"xl/workbook.xml": b"<x/>"}), "docx", "wrong_kind"),
        (b"%PDF-1.7\nrubbish", "pdf", "broken"),
        (zipped({"word/document.xml": b"<open>"}), "docx", "broken"),
        (zipped({"word/document.xml": ENTITIES}), "docx", "broken"),
        (zipped({"word/document.xml": LAUGHS}), "docx", "broken"),
        (zipped({"word/document.xml": b" " * 61_000_000}), "docx", "too_large"),
        (zipped({"word/document.xml": b"<a/>", **{f"x{n}": b"" for n in range(MAX_ENTRIES)}}), "docx", "too_large"),
        (b"%PDF-" + b"\0" * MAX_BYTES, "pdf", "too_large"),
    ],
)
def test_bad_files_are_refused_with_a_reason(data: bytes, kind: str, reason: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        extract_text(data, kind)
    assert caught.value.reason == reason


def test_zip_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(zipped({"word/document.xml": b"<a>" + b"x" * 10_000 + b"</a>"}))
    for marker, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(marker) + offset
        data[at : at + 4] = (100).to_bytes(4, "little")
    with pytest.raises(UnreadableFileError, match="broken"):
        extract_text(bytes(data), "docx")


def test_locked_pdf_is_refused() -> None:
    writer = PdfWriter()
    writer.append_pages_from_reader(PdfReader(io.BytesIO(render_pdf(letter()))))
    writer.encrypt("mật khẩu", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    with pytest.raises(UnreadableFileError) as caught:
        extract_text(buffer.getvalue(), "pdf")
    assert caught.value.reason == "encrypted"
