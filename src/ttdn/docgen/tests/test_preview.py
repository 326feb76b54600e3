"""The preview draws the real pages: each page drawn alone equals that page of the whole."""

import re
from dataclasses import replace

import pytest

from ttdn.docgen.errors import RenderError
from ttdn.docgen.model import Document, plain
from ttdn.docgen.pdf import warm_compiler
from ttdn.docgen.preview import Preview, page_of_anchor, preview_edit, preview_pages
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


@pytest.mark.parametrize("place", [0, 7, 33, -2])
@pytest.mark.parametrize("growth", [1, 40])
def test_followed_change_shows_the_pages_of_the_whole(place: int, growth: int) -> None:
    document = report(4, 9, 40)
    changed = replaced(document, place, growth)
    preview_edit(document, f"key-{place}-{growth}")
    shown = preview_edit(changed, f"key-{place}-{growth}")
    whole = Preview(changed)
    numbers = range(shown.first_page, shown.first_page + 2)
    assert [rounded(page) for page in shown.pages] == [rounded(page) for page in whole.pages(numbers)]
    assert any(page != old for page, old in zip(shown.pages, Preview(document).pages(numbers), strict=False))


def replaced(document: Document, place: int, growth: int) -> Document:
    """Give the document with one block replaced by a paragraph."""
    blocks = list(document.blocks)
    blocks[place] = plain("Câu vừa gõ thêm vào đoạn này. " * growth)
    return replace(document, blocks=tuple(blocks))


def test_follow_gives_way_to_the_whole_when_it_must() -> None:
    document = report(2, 4, 3)
    base = Preview(document)
    assert base.follow(document) is None
    assert base.follow(replace(document, mark=None)) is None
    assert base.follow(replace(document, annexes=document.annexes[:1])) is None
    shortened = replace(document, blocks=document.blocks[:-1])
    followed = base.follow(shortened)
    assert followed is not None
    assert rounded(followed.pages[0]) == rounded(Preview(shortened).pages([followed.first_page])[0])


def test_edit_preview_without_a_change_shows_the_anchor() -> None:
    document = report(3, 6, 0)
    page = page_of_anchor(document)["s2"]
    shown = preview_edit(document, "anchored", anchor="s2")
    assert shown.first_page == page
    assert list(shown.pages) == preview_pages(document, [page, page + 1])
    annexed = replace(document, annexes=(replace(document.annexes[0], title="Tên khác"), document.annexes[1]))
    shown = preview_edit(annexed, "anchored")
    assert shown.first_page == page_of_anchor(document)["annex-2"] - 1


def test_layout_error_is_a_render_error() -> None:
    document = replace(short(""), language='not a language"')
    with pytest.raises(RenderError):
        Preview(document)
