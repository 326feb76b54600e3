"""The shell of every page: language, menu, search, no inline style or script, small enough."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ttdn.web import navigation

ROOT = Path(__file__).resolve().parents[2]
PATTERNS = "/-/patterns"
INLINE = re.compile(
    r"<style|\sstyle=|\son(?:click|change|submit|load|error|input|focus|blur|key\w+|mouse\w+)=|javascript:|<script(?![^>]*(?:\ssrc=|type=\"application/json\"))"
)


@pytest.fixture
def demo(settings: "pytest.FixtureRequest") -> None:
    settings.DEMO = True


@pytest.fixture
def clean_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", [])


def test_visitors_do_not_see_the_patterns_of_a_real_site(client: Client, db: None) -> None:
    assert client.get(PATTERNS).status_code == 302


@pytest.mark.parametrize("language", ["vi", "en"])
def test_patterns_in_both_languages(language: str, client: Client, demo: None, db: None) -> None:
    client.post("/ngon-ngu/", {"language": language, "next": PATTERNS})
    page = client.get(PATTERNS)
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}">' in text
    assert (
        "Ngày chưa đúng: hãy ghi ngày/tháng/năm" if language == "vi" else "Not a date: write day/month/year"
    ) in text
    assert ("1.234.567,8" if language == "vi" else "1,234,567.8") in text
    assert "05/11/2024" in text
    assert ("Dữ liệu trình diễn" if language == "vi" else "Demonstration data") in text


def test_patterns_keep_the_rules(client: Client, demo: None, db: None) -> None:
    page = client.get(PATTERNS)
    text = page.content.decode()
    assert not INLINE.search(text), INLINE.search(text)
    assert len(page.content) < 150_000
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids)), "ids are unique"
    assert text.count("<h1") == 1
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"]


def test_browser_language_does_not_decide(client: Client, demo: None, db: None) -> None:
    page = client.get(PATTERNS, headers={"Accept-Language": "en-US,en;q=0.9"})
    assert '<html lang="vi">' in page.content.decode()


def test_language_switch_leads_back_but_never_away(client: Client, db: None) -> None:
    assert client.post("/ngon-ngu/", {"language": "en", "next": "/tai-khoan/?a=1"})["Location"] == "/tai-khoan/?a=1"
    assert client.post("/ngon-ngu/", {"language": "en", "next": "https://ke-xau.example/"})["Location"] == "/"
    answer = client.post("/ngon-ngu/", {"language": "zz"})
    assert not answer.cookies
    assert client.get("/ngon-ngu/").status_code == 405


def test_menu_shows_what_the_user_may_open_and_where_they_are(
    clean_menu: None,
    demo: None,
    client: Client,
    client_for: Callable[[Any], Client],
    user_factory: Callable[..., Any],
) -> None:
    navigation.register(navigation.Entry(2, "Mẫu", "web_patterns", lambda request: True))
    navigation.register(navigation.Entry(1, "Cấm", "web_language", lambda request: False))
    visitor = client.get(PATTERNS).content.decode()
    assert "main-menu" not in visitor
    text = client_for(user_factory()).get(PATTERNS).content.decode()
    assert f'<a href="{PATTERNS}" aria-current="page">Mẫu</a>' in text
    assert "Cấm" not in text


def test_signed_in_pages_are_not_kept_by_caches(
    demo: None, client_for: Callable[[Any], Client], user_factory: Callable[..., Any]
) -> None:
    assert client_for(user_factory()).get(PATTERNS).headers["Cache-Control"] == "private, no-store"


def test_stylesheet_stays_small() -> None:
    css = (ROOT / "web/static/web/site.css").read_bytes()
    assert len(css) <= 30_000
    assert css.count(b"\n") <= 1_500
    assert b"@layer reset, tokens, base, layout, components, utilities;" in css


def test_no_template_carries_inline_style_or_script() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sorted(ROOT.glob("*/templates/**/*.html"))
        if (match := INLINE.search(path.read_text(encoding="utf-8")))
    ]
    assert not found
