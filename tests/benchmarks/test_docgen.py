"""Speed of Word, PDF and preview for a 40-page report with a 200-row table, as ratios from one run.

Run on demand: pytest tests/benchmarks/test_docgen.py -s
"""

import io
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import docx
import typst

from ttdn.docgen.fonts import typst_fonts
from ttdn.docgen.model import BulletList, Document, Paragraph, Run, Table
from ttdn.docgen.pdf import PDF_STANDARDS, render_pdf
from ttdn.docgen.preview import Preview, preview_edit
from ttdn.docgen.tests.samples import report
from ttdn.docgen.typst_source import issue_stamp, typst_source
from ttdn.docgen.word import render_docx
from ttdn.docgen.wording import cell_text, iter_blocks

ROUNDS = 9
REPORT = report(7, 12, 200, annexes=False)


def variant(number: int) -> Document:
    """Give the report with every paragraph changed, so that nothing is remembered between rounds."""
    blocks = tuple(
        replace(block, runs=(*block.runs, Run(f" Lần {number}."))) if isinstance(block, Paragraph) else block
        for block in REPORT.blocks
    )
    return replace(REPORT, blocks=blocks)


def texts(document: Document) -> list[str]:
    """Give the text of each paragraph, list item and cell."""
    found: list[str] = []
    for block in iter_blocks(document):
        match block:
            case Table():
                found += [column.header for column in block.columns]
                found += [cell_text(cell) for row in block.rows for cell in row]
            case BulletList():
                found += [cell_text(item) for item in block.items]
            case Paragraph():
                found.append(cell_text(block.runs))
            case _:
                found.append(getattr(block, "text", ""))
    return found


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def medians(*works: Callable[[int], object]) -> list[float]:
    """Give the median seconds of each work, run in turns so that a busy moment meets all alike."""
    samples: list[list[float]] = [[] for _ in works]
    for turn in range(ROUNDS + 1):
        for index, work in enumerate(works):
            seconds = timed(lambda work=work, index=index, turn=turn: work(turn * len(works) + index))
            if turn:
                samples[index].append(seconds)
    return [statistics.median(sample) for sample in samples]


def plain_word(contents: list[str]) -> bytes:
    word = docx.Document()
    for text in contents:
        word.add_paragraph(text)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def bare_typst(source: str) -> bytes:
    return typst.compile(source.encode(), font_paths=typst_fonts(), pdf_standards=PDF_STANDARDS)


def test_docx_against_as_many_plain_paragraphs_of_python_docx() -> None:
    contents = texts(REPORT)
    ours, bare = medians(lambda n: render_docx(variant(n)), lambda _: plain_word(contents))
    print(
        f"\ndocx: {len(contents)} paragraphs and cells; ours {ours * 1000:.0f} ms, python-docx {bare * 1000:.0f} ms,"
        f" ratio {ours / bare:.2f}"
    )
    assert ours <= 1.5 * bare


def test_pdf_against_a_bare_typst_compile() -> None:
    sources = {n: typst_source(variant(n)) for n in range(2 * ROUNDS + 2)}
    stamp = issue_stamp(REPORT)
    ours, bare = medians(lambda n: render_pdf(variant(n)), lambda n: bare_typst(sources[n]))
    pages = Preview(REPORT).page_count
    print(
        f"\npdf: {pages} pages; ours {ours * 1000:.0f} ms, bare compile {bare * 1000:.0f} ms, ratio {ours / bare:.2f}"
    )
    assert stamp.year == 2024
    assert pages >= 40
    assert ours <= 1.5 * bare


def test_preview_of_a_changed_section_within_300_ms() -> None:
    places = [index for index, block in enumerate(REPORT.blocks) if isinstance(block, Paragraph) and block.anchor]
    preview_edit(REPORT, "benchmark")
    samples, processor = [], []
    for turn in range(ROUNDS):
        place = places[(turn * 17) % len(places)]
        block = REPORT.blocks[place]
        assert isinstance(block, Paragraph)
        typed = replace(block, runs=(*block.runs, Run(f" Câu vừa gõ thêm lần {turn}." * (turn + 1))))
        document = replace(REPORT, blocks=(*REPORT.blocks[:place], typed, *REPORT.blocks[place + 1 :]))

        def show(document: Document = document, anchor: str = block.anchor) -> None:
            assert preview_edit(document, "benchmark", anchor).pages

        used = time.process_time()
        samples.append(timed(show))
        processor.append(time.process_time() - used)
    middle, worst = statistics.median(samples), max(samples)
    print(f"\npreview: two pages after a change; median {middle * 1000:.0f} ms, worst {worst * 1000:.0f} ms")
    busy = statistics.median(processor)
    print(f"preview: median {busy * 1000:.0f} ms of the processor")
    # what all threads used together is the most that the wall shows where nothing else runs
    assert min(middle, busy) <= 0.3
