"""The readers' side in a browser: every page in both themes, on a telephone, without scripts and without a mouse."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from furnishing import Furnished
from playwright.sync_api import Page, expect
from reading import publish_everything
from test_screens import COLOURS_ONLY, OVERFLOW, WHOLE, _barriers, _shoot

from ttdn.search.actions import rebuild

FIXED = {
    "home": "/vi/",
    "home-en": "/en/",
    "home-empty": "/fr/",
    "bodies": "/vi/co-quan/",
    "bodies-en": "/en/bodies/",
    "topics": "/vi/chu-de/",
    "kind": "/vi/muc/news/",
    "search": "/vi/tim-kiem/",
    "search-found": "/vi/tim-kiem/?q=bai+thuoc+loai",
    "search-nothing": "/en/search/?q=zzzz",
    "archive": "/vi/luu-tru/",
    "archive-month": "/vi/luu-tru/2026/11/",
    "completeness": "/vi/song-ngu/",
    "completeness-en": "/en/completeness/",
    "contact": "/vi/lien-he/",
    "missing": "/vi/khong-co-trang-nay/",
}
SMALL = """() => [...document.querySelectorAll("header a, header summary, header button, nav a, footer a, .tags a, .button")]
  .filter((each) => { const box = each.getBoundingClientRect(); return box.width && box.height && box.height < 24 && !each.closest(".notice"); })
  .map((each) => each.textContent.trim().slice(0, 40))"""
HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, h4")]
  .filter((each) => each.getBoundingClientRect().height).map((each) => Number(each.tagName[1]))"""


@pytest.fixture
def addresses(furnished: Furnished, settings: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """Every page by name."""
    settings.SEARCH_ROOT = tmp_path  # type: ignore[attr-defined]
    pages = publish_everything(furnished).pages
    rebuild()
    return FIXED | {f"item-{name}": path for name, path in pages.items()}


def _steps_wrongly(levels: list[int]) -> bool:
    return levels[:1] != [1] or levels.count(1) != 1 or any(b - a > 1 for a, b in pairwise(levels))


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_barrier_on_any_readers_page(
    browse: Callable[..., Page], addresses: dict[str, str], shots: Path | None, colours: str
) -> None:
    page = browse(colours=colours)
    problems: list[str] = []
    page.on("console", lambda told: problems.append(f"{page.url}: {told.text}") if told.type == "error" else None)
    for name, address in addresses.items():
        page.set_viewport_size({"width": 1280, "height": 800})
        answer = page.goto(address)
        assert answer is not None
        if name == "missing":
            problems = [each for each in problems if "404" not in each]
        if answer.status != (404 if name == "missing" else 200):
            problems.append(f"{name}: {answer.status}")
            continue
        barriers = _barriers(page, WHOLE if colours == "light" else COLOURS_ONLY)
        problems += [f"{name}: {each}" for each in barriers]
        if _steps_wrongly(levels := page.evaluate(HEADINGS)):
            problems.append(f"{name}: headings {levels}")
        _shoot(page, shots, f"reader-{name}-{colours}-1280")
        page.set_viewport_size({"width": 390, "height": 844})
        if too_wide := page.evaluate(OVERFLOW):
            problems.append(f"{name}: {too_wide}")
        if small := page.evaluate(SMALL):
            problems.append(f"{name}: small targets {small}")
        _shoot(page, shots, f"reader-{name}-{colours}-390")
    assert not problems, "\n".join(problems)


def test_every_page_reads_the_same_without_scripts_and_sets_no_cookie(
    browse: Callable[..., Page], addresses: dict[str, str]
) -> None:
    page = browse(java_script_enabled=False)
    for name, address in addresses.items():
        page.goto(address)
        expect(page.get_by_role("heading", level=1), name).to_be_visible()
    assert page.context.cookies() == []


def test_a_reader_without_a_mouse_finds_and_reads_an_item(
    browse: Callable[..., Page], addresses: dict[str, str]
) -> None:
    page = browse()
    page.goto("/vi/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Tới nội dung")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#noi-dung")).to_be_focused()
    page.goto("/vi/")
    for _step in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.name") == "q":
            break
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.type("bai thuoc loai phat ngon")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tim-kiem/**")
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("link", name=re.compile("Phát ngôn")).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".standing")).to_contain_text("Còn hiệu lực")


def test_the_language_switch_works_with_the_keyboard(browse: Callable[..., Page], addresses: dict[str, str]) -> None:
    page = browse(width=390, height=844)
    page.goto(addresses["item-corrected"])
    page.locator(".tongues > summary").focus()
    page.keyboard.press("Enter")
    page.locator(".tongues").get_by_role("link", name="English").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/**")
    expect(page.locator("article")).to_have_attribute("lang", "en")
    expect(page.get_by_role("status").first).to_be_visible()


def test_print_shows_the_text_and_its_address_not_the_menus(
    browse: Callable[..., Page], addresses: dict[str, str]
) -> None:
    page = browse()
    page.goto(addresses["item-fact_sheet"])
    page.emulate_media(media="print")
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".crumbs")).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".item__foot .code")).to_be_visible()
