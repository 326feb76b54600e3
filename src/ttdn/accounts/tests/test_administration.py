"""The administrator's screens: who opens them, what they do, what they leave in the audit trail."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from ttdn.accounts.models import User
from ttdn.audit.models import AuditEntry

People = Callable[..., User]
Browsers = Callable[[User], Client]
PAGES = ["", "moi/"]
STRONG = "cây tre trăm đốt 9"


@pytest.fixture
def administrator(user_factory: Callable[..., User]) -> User:
    return user_factory(is_system_administrator=True, full_name="Nguyễn Quản Trị")


def actions_told(user: User) -> list[str]:
    return list(
        AuditEntry.objects.filter(object_id=user.public_id).order_by("sequence").values_list("action", flat=True)
    )


def test_only_administrators_find_the_screens(client_for: Browsers, user_factory: People, administrator: User) -> None:
    other = user_factory()
    paths = [f"/tai-khoan/nguoi-dung/{page}" for page in [*PAGES, f"{administrator.public_id}/"]]
    for path in paths:
        assert client_for(other).get(path).status_code == 404
        assert Client().get(path).status_code == 302
        assert client_for(administrator).get(path).status_code == 200
    for verb in ("khoa", "mo-lai", "cap-lai"):
        path = f"/tai-khoan/nguoi-dung/{administrator.public_id}/{verb}/"
        assert client_for(other).post(path).status_code == 404
        assert client_for(administrator).get(path).status_code == 405
    administrator.refresh_from_db()
    assert administrator.is_active


def test_missing_account_looks_like_a_forbidden_one(client_for: Browsers, administrator: User) -> None:
    assert (
        client_for(administrator).get("/tai-khoan/nguoi-dung/0190a6a0-0000-7000-8000-000000000000/").status_code == 404
    )


def test_new_account_sets_its_password_through_a_link_shown_once(client_for: Browsers, administrator: User) -> None:
    browser = client_for(administrator)
    form = {"full_name": "Lê Thị Hoà", "email": "Hoa.Le@Bo.example", "once": "t1"}
    page = browser.post("/tai-khoan/nguoi-dung/moi/", form, follow=True)
    user = User.objects.get(email="hoa.le@bo.example")
    link = re.search(r"<code>(http\S+?)</code>", page.content.decode())[1]
    assert link in mail.outbox[0].body
    assert link not in browser.get(f"/tai-khoan/nguoi-dung/{user.public_id}/").content.decode()
    assert actions_told(user) == ["accounts.user.opened"]

    owner = Client()
    target = owner.get(urlsplit(link).path)["Location"]
    owner.post(target, {"password1": STRONG, "password2": STRONG})
    assert owner.post("/tai-khoan/dang-nhap/", {"login": user.email, "password": STRONG})["Location"] == "/lam-viec/"


def test_double_click_opens_one_account(client_for: Browsers, administrator: User) -> None:
    browser = client_for(administrator)
    form = {"full_name": "Lê Thị Hoà", "email": "hoa@bo.example", "once": "t2"}
    first = browser.post("/tai-khoan/nguoi-dung/moi/", form)
    again = browser.post("/tai-khoan/nguoi-dung/moi/", form)
    assert first["Location"] == again["Location"]
    assert len(mail.outbox) == 1


def test_taken_address_is_refused_with_a_sentence(client_for: Browsers, administrator: User) -> None:
    form = {"full_name": "X", "email": administrator.email.upper(), "once": "t3"}
    answer = client_for(administrator).post("/tai-khoan/nguoi-dung/moi/", form)
    assert answer.status_code == 400
    assert "đã có tài khoản" in answer.content.decode()


def test_closing_signs_out_and_reopening_lets_in(
    client_for: Browsers, user_factory: People, administrator: User
) -> None:
    user, browser, owner = user_factory(), client_for(administrator), Client()
    owner.post("/tai-khoan/dang-nhap/", {"login": user.email, "password": "mật khẩu"})
    assert owner.get("/tai-khoan/").status_code == 200
    browser.post(f"/tai-khoan/nguoi-dung/{user.public_id}/khoa/")
    assert owner.get("/tai-khoan/").status_code == 302
    browser.post(f"/tai-khoan/nguoi-dung/{user.public_id}/mo-lai/")
    owner.post("/tai-khoan/dang-nhap/", {"login": user.email, "password": "mật khẩu"})
    assert owner.get("/tai-khoan/").status_code == 200
    assert actions_told(user) == ["accounts.user.closed", "accounts.user.reopened"]


def test_reset_takes_the_password_away_and_hands_out_a_link(
    client_for: Browsers, user_factory: People, administrator: User
) -> None:
    user, browser = user_factory(), client_for(administrator)
    page = browser.post(f"/tai-khoan/nguoi-dung/{user.public_id}/cap-lai/", follow=True).content.decode()
    assert "/tai-khoan/mat-khau/quen/" in page
    user.refresh_from_db()
    assert not user.has_usable_password()
    assert actions_told(user) == ["accounts.user.sign_in_reset"]


@pytest.mark.parametrize("verb", ["khoa", "cap-lai"])
def test_administrators_cannot_lock_themselves_out(client_for: Browsers, administrator: User, verb: str) -> None:
    answer = client_for(administrator).post(f"/tai-khoan/nguoi-dung/{administrator.public_id}/{verb}/")
    assert answer.status_code == 403
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.has_usable_password()


def test_last_administrator_keeps_the_right(client_for: Browsers, administrator: User) -> None:
    path = f"/tai-khoan/nguoi-dung/{administrator.public_id}/"
    answer = client_for(administrator).post(path, {"full_name": administrator.full_name})
    assert "quản trị viên cuối cùng" in answer.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_system_administrator


def test_correction_is_kept_with_what_it_was(client_for: Browsers, user_factory: People, administrator: User) -> None:
    user = user_factory(full_name="Tran Thi Binh")
    path = f"/tai-khoan/nguoi-dung/{user.public_id}/"
    client_for(administrator).post(path, {"full_name": "Trần Thị Bình"})
    user.refresh_from_db()
    assert user.full_name == "Trần Thị Bình"
    assert actions_told(user) == ["accounts.user.changed"]
    client_for(administrator).post(path, {"full_name": "Trần Thị Bình"})
    assert actions_told(user) == ["accounts.user.changed"], "nothing changed, nothing told"


def test_list_filters_by_name_and_state(client_for: Browsers, user_factory: People, administrator: User) -> None:
    user_factory(full_name="Phạm Văn Khoá", is_active=False)
    page = client_for(administrator).get("/tai-khoan/nguoi-dung/?state=closed").content.decode()
    assert "Phạm Văn Khoá" in page
    assert "Nguyễn Quản Trị</a>" not in page
    assert (
        "Không có tài khoản nào khớp" in client_for(administrator).get("/tai-khoan/nguoi-dung/?q=zzz").content.decode()
    )


def test_list_follows_given_names_in_the_vietnamese_alphabet(
    client_for: Browsers, user_factory: People, administrator: User
) -> None:
    names = ["Lê Văn Cường", "Đặng Thùy Trâm", "Trần Thị Bình", "Nguyễn Thị Đào", "Phạm Minh Dũng"]
    for name in names:
        user_factory(full_name=name)
    page = client_for(administrator).get("/tai-khoan/nguoi-dung/").content.decode()
    shown = [name for name in re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', page) if name in names]
    assert shown == ["Trần Thị Bình", "Lê Văn Cường", "Phạm Minh Dũng", "Nguyễn Thị Đào", "Đặng Thùy Trâm"]


def test_command_opens_an_account(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_user", "dau-moi@bo.example", "Đỗ Thị Đầu", "--administrator")
    assert User.objects.get(email="dau-moi@bo.example").is_system_administrator
    assert "/tai-khoan/mat-khau/quen/" in capsys.readouterr().out
    with pytest.raises(CommandError, match="đã có tài khoản"):
        call_command("create_user", "dau-moi@bo.example", "Đỗ Thị Đầu")
    with pytest.raises(CommandError, match="không phải địa chỉ"):
        call_command("create_user", "dau-moi", "Đỗ Thị Đầu")


def test_language_switch_is_kept_with_the_account(client_for: Browsers, user_factory: People) -> None:
    user = user_factory()
    browser = client_for(user)
    answer = browser.post("/ngon-ngu/", {"language": "en", "next": "/tai-khoan/"})
    assert answer["Location"] == "/tai-khoan/"
    user.refresh_from_db()
    assert user.language == "en"
    assert "My account" in client_for(user).get("/tai-khoan/").content.decode()
