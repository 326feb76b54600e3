"""What a reader's first visit weighs and how it settles: the checks of Lighthouse that a machine can make without it."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from furnishing import Furnished
from playwright.sync_api import Page, Response
from reading import Desk
from test_screens import WHOLE, _barriers

from ttdn.portal.actions.drafting import begin_item
from ttdn.search.actions import rebuild

MOST_BYTES = 60_000
"""A first page without its pictures, as it goes over the wire."""
MOST_SHIFT = 0.02
WATCH = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
SCROLL = """async () => {
  for (let down = 0; down < document.body.scrollHeight; down += 400) {
    window.scrollTo(0, down);
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
  }
  return window.shifted;
}"""
FAULTS = """() => {
  const found = [];
  const content = (name) => (document.querySelector(`meta[name=${name}]`) || {}).content || "";
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  if (!document.documentElement.lang) found.push("no lang");
  if (document.title.length < 10) found.push("no title");
  if (content("description").length < 20) found.push("no description");
  if (!content("viewport").includes("width=device-width")) found.push("no viewport");
  if (!document.querySelector("link[rel=canonical]")) found.push("no canonical address");
  for (const each of document.querySelectorAll("script")) {
    const waits = each.defer || each.async || each.type === "module" || each.type.endsWith("json");
    if (!waits) found.push(`blocking script ${each.outerHTML.slice(0, 80)}`);
  }
  if (document.querySelectorAll("link[rel=stylesheet]").length > 1) found.push("more than one stylesheet");
  if (document.querySelector("style, [style]")) found.push("style in the page");
  for (const each of document.querySelectorAll("img, video")) {
    if (!each.getAttribute("width") || !each.getAttribute("height")) found.push(`no size: ${each.outerHTML.slice(0, 80)}`);
    if (each.tagName === "IMG" && !each.hasAttribute("alt")) found.push(`no alt: ${each.outerHTML.slice(0, 80)}`);
  }
  return found;
}"""


@pytest.fixture
def pages(furnished: Furnished, settings: Any, tmp_path: Path) -> dict[str, str]:
    """A home page with a picture, an item of pictures, the search with what it found, the check of authenticity."""
    settings.SEARCH_ROOT = tmp_path / "search"
    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"
    settings.C2PA_ROOT = tmp_path / "credentials"
    desk = Desk(furnished)
    block = {"type": "picture", "value": {"media": furnished.desk.medium.pk, "caption": ""}, "id": "1"}
    draft = begin_item(
        body=desk.body, kind="gallery", language="vi", title="Ảnh lễ khai mạc", acting_user=desk.editor, at=desk.at,
        content={"lead": "Một tấm ảnh của buổi lễ khai mạc tuần lễ văn hóa.", "body": json.dumps([block])},
    )  # fmt: skip
    gallery = desk.publish(draft.item)
    rebuild()
    return {
        "home": "/vi/",
        "item": gallery.path,
        "search": "/vi/tim-kiem/?q=anh+le+khai+mac",
        "verify": f"/vi/xac-thuc/?dia-chi=/s/{draft.item.public_id}",
    }


def _weight(answers: list[Response]) -> int:
    """Bytes of all but pictures, packed as the product's own server packs them."""
    kept = [each for each in answers if each.ok and each.request.resource_type not in {"image", "media"}]
    return sum(len(gzip.compress(each.body(), 6)) for each in kept)


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_are_light_still_and_complete(browse: Callable[..., Page], pages: dict[str, str], width: int) -> None:
    page = browse(width=width, height=844)
    page.add_init_script(f"({WATCH})()")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  (it cannot mark a built-in method)
    problems: list[str] = []
    for name, address in pages.items():
        answers.clear()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        problems += [f"{name}: {each}" for each in page.evaluate(FAULTS)]
        if (weight := _weight(answers)) > MOST_BYTES:
            problems.append(f"{name}: {weight} bytes")
        if (shift := page.evaluate(SCROLL)) > MOST_SHIFT:
            problems.append(f"{name}: layout shift {shift:.3f}")
        if name == "item":
            assert page.locator(".prose img").evaluate("each => each.naturalWidth") > 0
            problems += [f"{name}: {each}" for each in _barriers(page, WHOLE)]
    assert not problems, "\n".join(problems)
