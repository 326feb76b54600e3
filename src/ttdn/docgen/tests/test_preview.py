"""The preview draws the real pages: each page drawn alone equals that page of the whole."""

import re
from dataclasses import replace

import pytest

from ttdn.docgen.errors import RenderError
from ttdn.docgen.model import Document
from ttdn.docgen.pdf import warm_compiler
from ttdn.docgen.preview import Preview, page_of_anchor, preview_pages
from ttdn.docgen.tests.samples import letter, plan, report, short
from ttdn.docgen.typst_source import typst_source


def rounded(svg: bytes) -> bytes:
    """Round coordinates: a page drawn alone adds its heights in another order."""
    return re.sub(rb"-?\d+\.\d+", lambda match: b"%.2f" % (float(match[0]) + 0.0), svg)


@pytest.mark.parametrize("document", [report(4, 9, 40), plan(), letter(), short("")])
def test_each_page_drawn_alone_is_that_page_of_the_whole(document: Document) -> None:
    whole = warm_compiler().compile(typst_source(document, marks=True).encode(), format="svg")
    pages = [whole] if isinstance(whole, bytes) else list(whole or ())
    shown = Preview(document)
    assert shown.page_count == len(pages)
    for number, page in enumerate(pages, start=1):
        assert rounded(shown.pages([number])[0]) == rounded(page), number
    assert len(shown.pages()) == len(pages)


def test_pages_come_in_the_order_asked_and_none_beyond_the_end() -> None:
    document = report(2, 6, 0)
    first, second = preview_pages(document, [1, 2])
    assert preview_pages(document, [2, 1, 99, 0]) == [second, first]
    assert first.startswith(b"<svg")


def test_anchors_stand_on_their_pages() -> None:
    document = report(4, 9, 40)
    pages = page_of_anchor(document)
    assert pages["s0"] == 1
    assert pages["s0"] <= pages["s1"] <= pages["s3"] <= pages["table"] < pages["annex-2"]
    assert pages["annex-2"] > pages["s3"]


def test_change_shows_on_the_page_it_is_on() -> None:
    document = report(3, 8, 0, annexes=False)
    page = page_of_anchor(document)["p2-7"]
    changed = replace(document, blocks=(*document.blocks[:-3], *short("Câu mới").blocks, *document.blocks[-2:]))
    assert preview_pages(document, [page]) != preview_pages(changed, [page])
    assert preview_pages(document, [1]) == preview_pages(changed, [1])


def test_layout_error_is_a_render_error() -> None:
    document = replace(short(""), language='not a language"')
    with pytest.raises(RenderError):
        Preview(document)
