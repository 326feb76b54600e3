"""PDF files of the two source documents, written by the product from their texts; marked as demonstration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ttdn.config.demonstration.figures import programme
from ttdn.docgen.model import Block, Column, Document, Heading, Issuer, Paragraph, Run, Signature, Table, plain
from ttdn.docgen.pdf import render_pdf
from ttdn.filings.documents import DEMO_MARK
from ttdn.law.book import DATA
from ttdn.law.text import normalise

MENDED = (
    ("các nước đề vấn đề", "các nước về vấn đề"),
    ("e) Trách nhiệm phối hợp", "đ) Trách nhiệm phối hợp"),
    ("f) Các điều kiện", "e) Các điều kiện"),
)
"""Letters that the scan got wrong."""
_CHAPTER = re.compile(r"Chương [IVX]+$")
_ARTICLE = re.compile(r"(Điều \d+\.) (.+)$")
TITLES = {
    "circular": {
        "vi": "Toàn văn Thông tư số 02/2019/TT-BTTTT (PDF)",
        "en": "Full text of Circular No. 02/2019/TT-BTTTT (PDF, in Vietnamese)",
    },
    "decision": {
        "vi": "Toàn văn Quyết định số 1486/QĐ-TTg kèm phụ lục (PDF)",
        "en": "Full text of Decision No. 1486/QĐ-TTg with annex (PDF, in Vietnamese)",
    },
}


def leaflet(name: str) -> bytes:
    """The PDF (A-2a, UA-1) of `circular` or `decision`."""
    return render_pdf(_circular() if name == "circular" else _decision())


def _circular() -> Document:
    return Document(
        form_id="leaflet",
        issuer=Issuer("Bộ Thông tin và Truyền thông"),
        number="02/2019",
        symbol="TT-BTTTT",
        place="Hà Nội",
        issued_on=date(2019, 3, 8),
        type_name="Thông tư",
        subject="Hướng dẫn về quản lý hoạt động thông tin đối ngoại của các Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ",
        blocks=tuple(_circular_blocks()),
        signature=Signature(("BỘ TRƯỞNG",)),
        mark=DEMO_MARK,
    )


def _circular_blocks() -> Iterator[Block]:
    text = (DATA / "sources" / "tt-02-2019-btttt.txt").read_text(encoding="utf-8")
    text = text[text.index("Căn cứ Nghị định") : text.index("Nơi nhận:")]
    for wrong, right in MENDED:
        text = text.replace(wrong, right)
    lines = [line for each in text.splitlines() if (line := normalise(each).strip())]
    for index, line in enumerate(lines):
        if index and _CHAPTER.match(lines[index - 1]):
            continue
        if _CHAPTER.match(line):
            yield Heading(1, line, lines[index + 1])
        elif article := _ARTICLE.match(line):
            yield Heading(2, article.group(1), article.group(2))
        else:
            yield plain(line)


def _decision() -> Document:
    return Document(
        form_id="leaflet",
        issuer=Issuer("Thủ tướng Chính phủ"),
        number="1486",
        symbol="QĐ-TTg",
        place="Hà Nội",
        issued_on=date(2018, 11, 6),
        type_name="Quyết định",
        subject="Ban hành Kế hoạch thông tin đối ngoại của Chính phủ giai đoạn 2018 - 2020",
        blocks=tuple(_decision_blocks()),
        signature=Signature(("THỦ TƯỚNG",)),
        mark=DEMO_MARK,
    )


def _decision_blocks() -> Iterator[Block]:
    told = programme()
    for section in told.sections:
        yield Heading(1 if "." not in section.code else 2, f"{section.label or section.code}.", section.heading_vi)
        for text in section.paragraphs_vi:
            yield plain(text)
    yield Heading(1, "Phụ lục", "Các chương trình, hoạt động thông tin đối ngoại trọng tâm giai đoạn 2018 - 2020")
    columns = (Column("TT", 1), Column("Nhiệm vụ", 7), Column("Chủ trì", 4), Column("Thời gian", 2))
    for group in told.groups:
        yield Paragraph((Run(f"{group.label}. {group.title_vi}", bold=True),))
        rows = tuple(
            (task.label, task.title_vi, "; ".join(each.text_vi for each in task.lead), task.period_text or "")
            for task in group.tasks
        )
        yield Table(columns, rows)
