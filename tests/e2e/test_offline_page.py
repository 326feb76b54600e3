"""The offline verifier for browsers, opened from the disk: the shared vectors, no request, no barrier, a telephone."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from test_screens import COLOURS_ONLY, OVERFLOW, WHOLE, _barriers, _shoot

from ttdn.proofs.tests.vectors import PASTED, PUBLISHED, RAW, RFC_8032, VERIFIER_PAGE, Case, cases, offline_verifier

NO_WEB_CRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
NO_ED25519 = """SubtleCrypto.prototype.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))"""
DENYING = """SubtleCrypto.prototype.verify = () => Promise.resolve(false)"""
offline: Any = offline_verifier()
BY_NAME = {case.name: case for case in cases()}


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """The file in a browser without a network; what it asks for beside itself, or complains of, is an error."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(*, width: int = 1280, colours: str = "light", locale: str = "vi-VN", script: str = "") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, color_scheme=colours, locale=locale, reduced_motion="reduce"
        )
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("request", lambda asked: wrong.append(asked.url) if asked.url != VERIFIER_PAGE.as_uri() else None)
        page.on("console", lambda told: wrong.append(told.text))
        page.on("pageerror", lambda told: wrong.append(str(told)))
        page.goto(VERIFIER_PAGE.as_uri())
        context.set_offline(True)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


def _json(value: Any) -> list[dict[str, Any]]:
    data = value if isinstance(value, str) else json.dumps(value)
    return [{"name": "file.json", "mimeType": "application/json", "buffer": data.encode()}]


@contextmanager
def _folded_out(page: Page) -> Iterator[None]:
    page.evaluate("document.querySelector('form details').open = true")
    yield


def check(page: Page, case: Case) -> tuple[int, str]:
    """Give a case to the page as a reader does; the code and the name of the sentence that it answers with."""
    page.set_input_files("#proof", _json(case.proof))
    page.set_input_files("#keys", _json(case.keys) if case.keys is not None else [])
    page.locator("#words").fill(case.text)
    with _folded_out(page):
        page.locator("#root").fill(case.root)
    page.evaluate("document.getElementById('answer').dataset.code = ''")
    page.locator("#form button").click()
    answer = page.locator("#answer:not([data-code=''])")
    answer.wait_for()
    return int(answer.get_attribute("data-code") or "-1"), answer.get_attribute("data-fault") or ""


def test_it_gives_the_answers_that_every_verifier_owes(opened: Callable[..., Page]) -> None:
    page = opened()
    wrong = []
    for case in BY_NAME.values():
        code, fault = check(page, case)
        if code != case.code or (case.fault and fault != case.fault):
            wrong.append((case.name, code, fault))
    assert wrong == []


def test_its_arithmetic_and_its_words_are_those_of_the_other_verifier(opened: Callable[..., Page]) -> None:
    page = opened()
    for public, message, signature in RFC_8032:
        bent = f"{signature[:-2]}{int(signature[-2:], 16) ^ 1:02x}"
        ask = "([key, said, ...all]) => all.map((each) => ed25519(unhex(key), unhex(said), unhex(each)))"
        assert page.evaluate(ask, [public, message, signature, bent, signature[:-2]]) == [True, False, False]
    chance = random.Random(20261122)
    letters = "aàÀ đĐÐ\u0301\u0323\u200b\u00a0–“\n\r\x00\u2028ě漢ស\U0001f600"
    texts = [*RAW, *("".join(chance.choices(letters, k=chance.randint(0, 40))) for _number in range(200))]
    assert page.evaluate("(all) => all.map(paragraphs)", texts) == [offline.paragraphs(each) for each in texts]
    for words in (100, 119, 120, 250):
        data = chance.randbytes(words)
        found = page.evaluate("(data) => [hex(sha256(unhex(data))), hex(sha512(unhex(data)))]", data.hex())
        assert found == [offline.hashlib.sha256(data).hexdigest(), offline.hashlib.sha512(data).hexdigest()]
    pool = " ".join(PUBLISHED).split()
    pasted = [*PASTED, *(" ".join(chance.choices(pool, k=chance.randint(1, 30))) for _number in range(60))]
    mine = "([ours, all]) => all.map((each) => pieces(ours, each).filter((p) => !p.same).map((p) => [p.published, p.pasted]))"
    expected = [[list(pair) for pair in offline.differences(list(PUBLISHED), each)] for each in pasted]
    assert page.evaluate(mine, [list(PUBLISHED), pasted]) == expected
    assert (
        page.evaluate("() => { try { readJson('{\"a\": 1.0}') } catch (error) { return error.fault } }") == "unreadable"
    )


@pytest.mark.parametrize("script", [NO_WEB_CRYPTO, NO_ED25519], ids=["no web crypto", "no ed25519"])
def test_it_needs_no_web_crypto(opened: Callable[..., Page], script: str) -> None:
    page = opened(script=script)
    for name in ("with keys and a root", "a bent signature"):
        assert check(page, BY_NAME[name])[0] == BY_NAME[name].code


def test_where_web_crypto_knows_ed25519_it_must_agree(opened: Callable[..., Page]) -> None:
    assert check(opened(script=DENYING), BY_NAME["true"]) == (1, "root")


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (390, "dark")])
def test_it_reads_well_in_both_languages(
    opened: Callable[..., Page], shots: Path | None, width: int, colours: str
) -> None:
    page = opened(width=width, colours=colours)
    looked_at = WHOLE if colours == "light" else COLOURS_ONLY
    assert _barriers(page, looked_at) == []
    _shoot(page, shots, f"offline-empty-{colours}-{width}")
    for name in ("true", "with keys and a root", "an altered text", "withdrawn", "a forgery beside the true keys"):
        check(page, BY_NAME[name])
        assert _barriers(page, looked_at) == [], name
        assert page.evaluate(OVERFLOW) == "", name
        _shoot(page, shots, f"offline-{name.replace(' ', '-')}-{colours}-{width}")
    check(page, BY_NAME["an altered text"])
    expect(page.locator("del")).to_contain_text("05/12/2026")
    expect(page.locator("ins")).to_contain_text("06/12/2026")
    expect(page.locator(".verdict:visible")).to_contain_text("ĐÃ BỊ SỬA")
    page.get_by_role("button", name="English").click()
    expect(page.locator(".verdict:visible")).to_contain_text("WAS ALTERED")
    expect(page.get_by_text("Issued by whom, when?")).to_be_visible()
    expect(page.get_by_text("published at 21/11/2026 16:30 (UTC+7)")).to_be_visible()
    assert _barriers(page, looked_at) == []
    _shoot(page, shots, f"offline-english-{colours}-{width}")


def test_hostile_words_stay_words_and_a_hostile_text_ends_soon(opened: Callable[..., Page]) -> None:
    page = opened(locale="en-GB")
    expect(page.get_by_role("heading", name="Check a proof, without the network", exact=True)).to_be_visible()
    code, _fault = check(page, Case("", BY_NAME["true"].proof, 1, text="<img src=x onerror=alert(1)>"))
    assert code == 1
    assert page.locator("#answer img").count() == 0
    code, _fault = check(page, Case("", BY_NAME["true"].proof, 1, text="ngày của " * 20_000))
    assert code == 1
