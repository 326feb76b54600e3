"""A small furnished country, a served site, and Debian's Chromium to look at it.

The clock stands at a Friday of November 2026, ten days before the yearly report is due, and runs on from there.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from furnishing import NOW, Furnished, furnish
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from pytest_django.live_server_helper import LiveServer

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
)
PATIENCE = 15_000
"""Milliseconds that a step may take; two cores share the browser, the server and the test."""


@pytest.fixture(scope="session", autouse=True)
def _clock() -> Iterator[None]:
    """One running clock for the test, the server's threads and the browser's loop, set before any of them starts."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def _orm_beside_the_loop() -> Iterator[None]:
    """Playwright's synchronous face runs an event loop in this thread; Django would refuse queries beside it."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database file instead of memory: every thread of the server then has a connection of its own."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "e2e.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(name)
        connection.settings_dict["OPTIONS"]["init_command"] = (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;PRAGMA foreign_keys=ON;"
        )


@pytest.fixture(scope="session")
def playwright_started(_clock: None) -> Iterator[Playwright]:
    """The driver."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_started: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; nothing is downloaded."""
    browser = playwright_started.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def _kept() -> dict[str, Any]:
    """The furnished country as it was when it was first made: building it takes seconds, putting it back does not."""
    return {}


@pytest.fixture
def furnished(transactional_db: None, _kept: dict[str, Any]) -> Furnished:
    """The country of these tests as it was made; what an earlier test changed is gone (tests change it by the screens)."""
    cache.clear()
    if connection.vendor != "sqlite":
        return furnish()
    connection.ensure_connection()
    if "country" in _kept:
        _kept["rows"].backup(connection.connection)
    else:
        _kept["country"], _kept["rows"] = furnish(), sqlite3.connect(":memory:")
        connection.connection.backup(_kept["rows"])
    return _kept["country"]


@pytest.fixture(scope="session", autouse=True)
def _rows_let_go(_kept: dict[str, Any]) -> Iterator[None]:
    """Close the copy in memory."""
    yield
    if "rows" in _kept:
        _kept["rows"].close()


@pytest.fixture
def browse(chromium: Browser, live_server: LiveServer, furnished: Furnished) -> Iterator[Callable[..., Page]]:
    """Open a page of a browser of one's own, signed in when a user is given: `browse(world.officer, width=390)`."""
    opened: list[BrowserContext] = []

    def open_page(
        user: Any = None, *, width: int = 1280, height: int = 800, colours: str = "light", **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme=colours,
            reduced_motion="reduce",
            locale="vi-VN",
            accept_downloads=True,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        if user is not None:
            sign_in(page, user)
        return page

    yield open_page
    for context in opened:
        with suppress(Exception):
            context.close()


def sign_in(page: Page, user: Any) -> None:
    """Through the real form, as people do."""
    page.goto("/tai-khoan/dang-nhap/")
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill("mật khẩu")
    page.locator("main form.form button.btn--primary").first.click()
    page.wait_for_url("**/lam-viec/**")


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where pictures of every screen go when somebody wants to look: the folder named by TTDN_SHOTS."""
    folder = os.environ.get("TTDN_SHOTS")
    if not folder:
        return None
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    return path
