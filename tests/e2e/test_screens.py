"""Every page: no barrier that axe finds (WCAG 2.2 AA) in light and dark, nothing wider than a telephone."""

from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from furnishing import Furnished
from playwright.sync_api import Page
from screens import NOBODY, SCREENS, Screen

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WHOLE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
COLOURS_ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""In the dark only the colours differ; the rest was looked at in the light."""
OVERFLOW = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return "";
  const wide = [...document.body.querySelectorAll("*")].find(
    (each) => each.getBoundingClientRect().right > root.clientWidth + 1 && !each.closest(".table-wrap, .visually-hidden"));
  return `${root.scrollWidth} > ${root.clientWidth}: ${wide ? wide.outerHTML.slice(0, 120) : "?"}`;
}"""


def _barriers(page: Page, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for each in found
        for node in each["nodes"][:3]
    ]


def _by_person() -> list[tuple[str, list[Screen]]]:
    ordered = sorted(SCREENS, key=lambda screen: screen.who)
    return [(who, list(screens)) for who, screens in groupby(ordered, key=lambda screen: screen.who)]


def _person(made: Furnished, who: str) -> Any:
    return (getattr(made, who, None) or getattr(made.world, who)) if who != NOBODY else None


def _shoot(page: Page, shots: Path | None, name: str) -> None:
    if shots is not None:
        page.screenshot(path=shots / f"{name}.png", full_page=True)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("looked_at", _by_person(), ids=lambda pair: pair[0] or "anybody")
def test_no_barrier_and_nothing_too_wide(
    browse: Callable[..., Page],
    furnished: Furnished,
    shots: Path | None,
    looked_at: tuple[str, list[Screen]],
    colours: str,
) -> None:
    who, screens = looked_at
    page = browse(_person(furnished, who), colours=colours)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(f"{page.url}: script: {error}"))
    page.on("console", lambda told: problems.append(f"{page.url}: {told.text}") if told.type == "error" else None)
    for screen in screens:
        page.set_viewport_size({"width": 1280, "height": 800})
        answer = page.goto(screen.address(furnished))
        assert answer is not None
        told_before = len(problems)
        if answer.status != screen.status:
            problems.append(f"{screen.name}: {answer.status}")
            continue
        if screen.status != 200:
            problems = problems[: told_before - 1]
        problems += [
            f"{screen.name}: {each}" for each in _barriers(page, WHOLE if colours == "light" else COLOURS_ONLY)
        ]
        _shoot(page, shots, f"{screen.name}-{colours}-1280")
        if colours == "dark" and shots is None:
            continue
        page.set_viewport_size({"width": 390, "height": 844})
        if too_wide := page.evaluate(OVERFLOW):
            problems.append(f"{screen.name}: {too_wide}")
        _shoot(page, shots, f"{screen.name}-{colours}-390")
    assert not problems, "\n".join(problems)
