"""A form refused for its CSRF token gives back what was typed, to nobody but the one who typed it."""

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ttdn.web.tests.example_urls")]

OWN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}
TYPED = {
    "csrfmiddlewaretoken": "cu",
    "noi_dung": "Một đoạn dài\ngõ cả buổi sáng <b>",
    "ngay": "2026-11-22",
    "once": "a1b2c3d4",
}


def refused(headers: dict[str, str], fields: dict[str, Any] = TYPED, path: str = "/lam-viec/viet?muc=I.1") -> str:
    answer = Client(enforce_csrf_checks=True).post(path, fields, headers=headers)
    assert answer.status_code == 403
    assert "no-store" in answer.headers["Cache-Control"]
    page: str = answer.content.decode()
    assert "Không có gì bị thay đổi" in page
    return page


def test_what_was_typed_comes_back_and_can_be_sent_again() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post("/lam-viec/viet?muc=I.1", TYPED, headers=OWN).content.decode()
    form = page[page.index('<form class="form card"') :]
    action = re.search(r'action="([^"]+)"', form)
    assert action
    assert unescape(action[1]) == "/lam-viec/viet?muc=I.1"
    written = re.search(r'<textarea [^>]*name="noi_dung"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    assert written
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)) | {"noi_dung": unescape(written[1])}
    assert again["ngay"] == "2026-11-22"
    assert again["once"] == TYPED["once"], "the token of the first sending keeps its one effect"
    sent = client.post(unescape(action[1]), again, headers=OWN)
    assert sent.status_code == 200
    assert sent.content.decode() == "Một đoạn dài\ngõ cả buổi sáng <b>"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://noi-khac.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://con.testserver"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://noi-khac.example"},
        {"Origin": "http://testserver.noi-khac.example"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://noi-khac.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Referer": "http://testserver/lam-viec/"},
    ],
)
def test_a_form_from_elsewhere_is_shown_to_nobody(headers: dict[str, str]) -> None:
    page = refused(headers)
    assert "Một đoạn dài" not in page
    assert "<textarea" not in page


@pytest.mark.parametrize("name", ["password", "password1", "new_token", "mat_khau", "client_secret", "otp"])
def test_a_form_with_a_secret_never_comes_back(name: str) -> None:
    page = refused(OWN, TYPED | {name: "Chữ rất bí mật"})
    assert "bí mật" not in page
    assert "<textarea" not in page


def test_nothing_typed_to_sign_in_comes_back() -> None:
    page = refused(OWN, {"login": "Ai đó@co-quan.demo", "x": "Chữ rất bí mật"}, "/tai-khoan/thu")
    assert "bí mật" not in page
    assert "Ai đó" not in page
    assert 'href="/tai-khoan/thu"' in page


def test_a_file_is_asked_for_again_and_not_shown() -> None:
    page = refused(OWN, {**TYPED, "tep": SimpleUploadedFile("thu.txt", b"noi dung tep")})
    assert "noi dung tep" not in page
    assert re.search(r'type="file" name="tep"', page)
    assert 'enctype="multipart/form-data"' in page


def test_a_form_of_thousands_of_fields_is_not_repeated() -> None:
    assert "<textarea" not in refused(OWN, {f"o{number}": "Chữ đã gõ" for number in range(500)})


def test_saving_as_one_writes_gets_the_sentence_only() -> None:
    answer = Client(enforce_csrf_checks=True).post("/lam-viec/viet", TYPED, headers=OWN | {"HX-Request": "true"})
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Hãy chép lại phần vừa gõ" in page
    assert "<html" not in page
