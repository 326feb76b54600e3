"""Signing in over HTTP: password, second factor, throttling, the one-time link."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from ttdn.accounts.models import User

LOGIN = "/tai-khoan/dang-nhap/"
People = Callable[..., User]


def code_for(secret: str) -> str:
    """What an authenticator app would show now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def sign_in(client: Client, user: User, password: str = "mật khẩu") -> HttpResponse:
    return client.post(LOGIN, {"login": user.email, "password": password})


def confirm(client: Client) -> None:
    """Sensitive steps ask for the password once more in a session."""
    client.post("/tai-khoan/xac-nhan-lai/", {"password": "mật khẩu"})


def test_password_opens_the_workspace(client: Client, user_factory: People) -> None:
    user = user_factory()
    answer = client.post(LOGIN, {"login": user.email.upper(), "password": "mật khẩu"})
    assert answer.status_code == 302
    assert answer["Location"] == "/lam-viec/"
    assert client.get("/tai-khoan/").status_code == 200


def test_wrong_password_is_told_in_vietnamese_and_does_not_tell_who_exists(
    client: Client, user_factory: People
) -> None:
    user = user_factory()
    known = sign_in(client, user, "sai").content.decode()
    unknown = client.post(LOGIN, {"login": "khong-co@thu.example", "password": "sai"}).content.decode()
    sentence = "Thư điện tử hoặc mật khẩu chưa đúng"
    assert sentence in known
    assert sentence in unknown


def test_five_failures_close_the_door_for_a_while(client: Client, user_factory: People) -> None:
    user = user_factory()
    for _attempt in range(5):
        assert sign_in(client, user, "sai").status_code == 200
    answer = sign_in(client, user)
    assert "Đăng nhập sai quá nhiều lần. Hãy đợi vài phút rồi thử lại." in answer.content.decode()
    assert client.get("/tai-khoan/").status_code == 302, "the right password does not help either"


def test_closed_account_does_not_open(client: Client, user_factory: People) -> None:
    user = user_factory(is_active=False)
    sign_in(client, user)
    assert client.get("/tai-khoan/").status_code == 302


def test_there_is_no_sign_up(client: Client, db: None) -> None:
    answer = client.post("/tai-khoan/dang-ky/", {"email": "moi@thu.example", "password1": "một mật khẩu dài"})
    assert answer["Location"] == LOGIN
    assert not User.objects.exists()


@pytest.mark.django_db
def test_authenticator_app_is_asked_for_after_it_was_turned_on(client: Client, user_factory: People) -> None:
    user = user_factory()
    sign_in(client, user)
    assert client.get("/tai-khoan/hai-lop/ung-dung/bat/").status_code == 302
    confirm(client)
    page = client.get("/tai-khoan/hai-lop/ung-dung/bat/").content.decode()
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]+)<', page)
    assert secret, page
    assert 'src="data:image/svg+xml' in page
    wrong = client.post("/tai-khoan/hai-lop/ung-dung/bat/", {"code": "000000"}).content.decode()
    assert "Mã chưa đúng" in wrong
    turned_on = client.post("/tai-khoan/hai-lop/ung-dung/bat/", {"code": code_for(secret[1])})
    assert turned_on.status_code == 302, turned_on.content.decode()
    assert "Đang bật" in client.get("/tai-khoan/hai-lop/").content.decode()
    client.post("/tai-khoan/dang-xuat/")

    other = Client()
    answer = sign_in(other, user)
    assert answer["Location"] == "/tai-khoan/hai-lop/ma/"
    assert other.get("/tai-khoan/").status_code == 302, "a password alone does not open the workspace"
    assert "Mã chưa đúng" in other.post("/tai-khoan/hai-lop/ma/", {"code": "000000"}).content.decode()

    cache.clear()  # a code is accepted once; the half minute of the first one is not waited for
    answer = other.post("/tai-khoan/hai-lop/ma/", {"code": code_for(secret[1])})
    assert answer["Location"] == "/lam-viec/"
    assert other.get("/tai-khoan/").status_code == 200


def test_recovery_codes_stand_in_for_a_lost_phone(client: Client, user_factory: People) -> None:
    user = user_factory()
    sign_in(client, user)
    assert client.get("/tai-khoan/hai-lop/ung-dung/bat/").status_code == 302
    confirm(client)
    page = client.get("/tai-khoan/hai-lop/ung-dung/bat/").content.decode()
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]+)<', page)[1]
    client.post("/tai-khoan/hai-lop/ung-dung/bat/", {"code": code_for(secret)})
    codes = re.findall(r"<li>([0-9a-f]{8})</li>", client.get("/tai-khoan/hai-lop/ma-du-phong/").content.decode())
    assert len(codes) == 10
    for expected in ("/lam-viec/", None):
        other = Client()
        sign_in(other, user)
        answer = other.post("/tai-khoan/hai-lop/ma/", {"code": codes[0]})
        assert answer.get("Location") == expected, "a recovery code works once"


def test_sessions_are_listed_and_ended(client: Client, user_factory: People) -> None:
    user = user_factory()
    sign_in(client, user)
    other = Client(headers={"user-agent": "Máy khác"})
    sign_in(other, user)
    assert other.get("/tai-khoan/").status_code == 200
    page = client.get("/tai-khoan/phien/").content.decode()
    assert "Phiên này" in page
    client.post("/tai-khoan/phien/")
    assert other.get("/tai-khoan/").status_code == 302
    assert client.get("/tai-khoan/").status_code == 200


def test_forgotten_password_is_set_through_the_letter(client: Client, user_factory: People) -> None:
    user = user_factory()
    client.post("/tai-khoan/mat-khau/quen/", {"email": user.email})
    letter = mail.outbox[0]
    assert "Đặt lại mật khẩu" in letter.subject
    assert "Có người (có thể là đồng chí) yêu cầu" in letter.body
    link = urlsplit(re.search(r"http://\S+", letter.body)[0]).path
    form = client.get(link)["Location"]
    assert "Quá ngắn" in client.post(form, {"password1": "ngắn", "password2": "ngắn"}).content.decode()
    answer = client.post(form, {"password1": "cây tre trăm đốt 9", "password2": "cây tre trăm đốt 9"})
    assert answer.status_code == 302
    assert sign_in(Client(), user, "cây tre trăm đốt 9")["Location"] == "/lam-viec/"
    assert "không còn dùng được" in client.get(link, follow=True).content.decode()


def test_unknown_address_gets_the_same_page_and_a_letter_without_sign_up(client: Client, db: None) -> None:
    answer = client.post("/tai-khoan/mat-khau/quen/", {"email": "la@thu.example"})
    assert answer["Location"] == "/tai-khoan/mat-khau/quen/da-gui/"
    assert "chưa có tài khoản" in mail.outbox[0].body
    assert "dang-ky" not in mail.outbox[0].body


@pytest.mark.parametrize(
    "path",
    [
        "mat-khau/doi/",
        "hai-lop/",
        "hai-lop/ung-dung/bat/",
        "khoa/",
        "phien/",
        "mat-khau/quen/",
        "mat-khau/quen/da-gui/",
        "mat-khau/quen/xong/",
        "xac-nhan-lai/",
        "dang-xuat/",
        "da-khoa/",
        "khoa/them/",
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_account_pages_speak_the_readers_language(
    path: str, language: str, client: Client, user_factory: People
) -> None:
    """No English words on a Vietnamese page, and the other way round; no inline style or script."""
    user = user_factory(language=language)
    sign_in(client, user)
    page = client.get(f"/tai-khoan/{path}", follow=True)
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}">' in text
    words = re.sub(r"<script.*?</script>|<[^>]+>", " ", re.sub(r"(?s).*<main", "<main", text), flags=re.DOTALL)
    words = words.replace(user.full_name, "")
    if language == "vi":
        assert not re.search(
            r"\b(the|name|your|password|sign|session|key|code|please|email)\b", words, re.IGNORECASE
        ), words
    else:
        assert not re.search(r"[ăđơưạảấầẩậắằẳặẹẻẽếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷỹ]", words), words
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", text)


def test_passkey_page_hands_its_parts_to_the_script_as_data(client: Client, user_factory: People) -> None:
    sign_in(client, user_factory())
    confirm(client)
    page = client.get("/tai-khoan/khoa/them/").content.decode()
    block = re.search(r'<script data-allauth-onload="allauth\.webauthn\.forms\.addForm"[^>]*>(.*?)</script>', page)
    assert json.loads(block[1])["ids"] == {
        "add": "mfa_webauthn_add",
        "passwordless": "id_passwordless",
        "credential": "id_credential",
        "data": "js_data",
    }
    for name in ("mfa_webauthn_add", "id_passwordless", "id_credential", "js_data"):
        assert f'id="{name}"' in page
