"""Word and PDF break into the same pages, and say the same, as LibreOffice opens our Word files."""

import io
import re
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from ttdn.docgen.compare import compare_with_original, is_same
from ttdn.docgen.tests.conftest import Pair

Poppler = Callable[..., str]


def page_count(data: bytes) -> int:
    return len(PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize(
    ("name", "least"),
    [("letter", 1), ("no-mark", 1), ("mixed", 2), ("plan", 2), ("five", 4), ("twenty", 18), ("forty", 38)],
)
def test_same_pages_to_within_one_in_twenty(pairs: dict[str, Pair], name: str, least: int) -> None:
    ours, word = page_count(pairs[name].ours), page_count(pairs[name].word)
    assert ours >= least
    assert abs(ours - word) <= word // 20, (ours, word)


@pytest.mark.parametrize("name", ["letter", "no-mark", "mixed", "plan", "five", "twenty", "forty"])
def test_same_first_words_on_nearly_every_page(pairs: dict[str, Pair], name: str, poppler: Poppler) -> None:
    sides = []
    for data in (pairs[name].ours, pairs[name].word):
        # Below the top margin, so that neither page numbers nor the mark's letters come first.
        body = poppler("pdftotext", data, "-raw", "-x", "0", "-y", "52", "-W", "900", "-H", "60", after=("-",))
        sides.append(["".join(page.split())[:40] for page in body.split("\f")])
    different = sum(1 for ours, word in zip(*sides, strict=False) if ours != word)
    assert different <= max(len(sides[0]) // 20, 0), [pair for pair in zip(*sides, strict=False) if pair[0] != pair[1]]


@pytest.mark.parametrize("name", ["letter", "plan", "five", "mixed"])
def test_same_words_in_both_files(pairs: dict[str, Pair], name: str) -> None:
    changes = compare_with_original(pairs[name].document, pairs[name].word, "pdf")
    assert is_same(changes), [change for change in changes if change.kind != "same"][:10]


def test_mark_is_drawn_on_every_page_of_both_files(pairs: dict[str, Pair]) -> None:
    marked, unmarked = pairs["five"], pairs["no-mark"]
    for page in PdfReader(io.BytesIO(marked.ours)).pages:
        assert "DỮ LIỆU TRÌNH DIỄN" in page.extract_text()
    for page in PdfReader(io.BytesIO(marked.word)).pages:
        assert _grey_shapes(page.get_contents().get_data()) > 0
    for page in PdfReader(io.BytesIO(unmarked.word)).pages:
        assert _grey_shapes(page.get_contents().get_data()) == 0
    assert "TRÌNH DIỄN" not in PdfReader(io.BytesIO(unmarked.ours)).pages[0].extract_text()


def _grey_shapes(content: bytes) -> int:
    """Count fills in the mark's grey (#d9d9d9), which nothing else uses."""
    return len(re.findall(rb"0\.85\d* 0\.85\d* 0\.85\d* rg", content))


def test_first_page_has_no_number_and_annexes_count_anew(pairs: dict[str, Pair], poppler: Poppler) -> None:
    for data in (pairs["twenty"].ours, pairs["twenty"].word):
        tops = []
        for page in range(1, page_count(data) + 1):
            options = ("-f", str(page), "-l", str(page), "-x", "0", "-y", "0", "-W", "900", "-H", "52")
            tops.append("".join(poppler("pdftotext", data, *options, after=("-",)).split()))
        numbers = [re.sub(r"\D", "", top) for top in tops]
        starts = [index for index, number in enumerate(numbers) if number == ""]
        assert len(starts) == 3, numbers
        assert numbers[1] == "2"
        assert numbers[starts[1] - 1] == str(starts[1])
        assert numbers[starts[2] + 1] == "2"
