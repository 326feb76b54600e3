"""Notices: told once, mailed once, seen only by their reader."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import CommandError, call_command
from django.db import transaction

from ttdn.notifications.actions import notify
from ttdn.notifications.models import Notice
from ttdn.notifications.tasks import mail_notice

AT = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
URL = "/lam-viec/thong-bao/"


def tell(user: Any, **fields: Any) -> Any:
    values = {"kind": "test.late", "subject": "Báo cáo đến hạn", "text": "Còn 7 ngày.", "url": "/lam-viec/x/", "at": AT}
    return notify(user, **(values | fields))


@pytest.mark.django_db
def test_the_same_key_tells_a_person_once(user_factory: Any) -> None:
    first, second = user_factory(), user_factory()
    assert tell(first, key="T-7") is not None
    assert tell(first, key="T-7") is None
    assert tell(second, key="T-7") is not None
    assert tell(first) is not None
    assert tell(first) is not None
    assert Notice.objects.filter(user=first).count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_letter_goes_out_after_commit_with_text_and_link(user_factory: Any, settings: Any) -> None:
    settings.SITE_ORIGIN = "https://ttdn.example.vn"
    user = user_factory()
    with transaction.atomic():
        tell(user)
        assert mail.outbox == []
    letter = mail.outbox[0]
    assert (letter.subject, letter.to) == ("Báo cáo đến hạn", [user.email])
    assert "Còn 7 ngày." in letter.body
    assert "Mở để xem: https://ttdn.example.vn/lam-viec/x/" in letter.body
    mail_notice.enqueue(str(Notice.objects.get().public_id))
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_when_the_action_fails(user_factory: Any) -> None:
    user = user_factory()
    with transaction.atomic():
        tell(user)
        transaction.set_rollback(True)
    assert mail.outbox == []
    assert Notice.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_person_without_sign_in_gets_no_letter(user_factory: Any) -> None:
    tell(user_factory(is_active=False))
    assert mail.outbox == []


@pytest.mark.django_db
def test_only_own_notices_are_listed_and_opened(user_factory: Any, client_for: Any) -> None:
    mine, other = user_factory(), user_factory()
    tell(mine, subject="Của tôi")
    theirs = tell(other, subject="Của người khác")
    client = client_for(mine)
    page = client.get(URL).content.decode()
    assert "Của tôi" in page
    assert "Của người khác" not in page
    assert client.post(f"{URL}{theirs.public_id}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


@pytest.mark.django_db
def test_opening_marks_read_and_leads_to_the_page(user_factory: Any, client_for: Any) -> None:
    user = user_factory()
    notice = tell(user)
    answer = client_for(user).post(f"{URL}{notice.public_id}/")
    assert answer.headers["Location"] == "/lam-viec/x/"
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_notice_never_leads_out_of_the_site(user_factory: Any, client_for: Any, url: Any) -> None:
    user = user_factory()
    notice = tell(user, url=url)
    assert client_for(user).post(f"{URL}{notice.public_id}/").headers["Location"] == URL


@pytest.mark.django_db
def test_unread_are_counted_in_the_shell_with_one_query_and_marked_all_at_once(
    user_factory: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    user = user_factory()
    for number in range(60):
        tell(user, subject=f"Việc {number}")
    client = client_for(user)
    with django_assert_max_num_queries(20):
        page = client.get(URL)
    assert page.context["unread_notices"] == 60
    assert "Trang sau" in page.content.decode()
    assert client.post(f"{URL}da-doc/").status_code == 302
    assert client.get(URL).context["unread_notices"] == 0
    assert "Đã đọc hết" in client.get(URL, {"chua-doc": "1"}).content.decode()


@pytest.mark.django_db
def test_reading_needs_sign_in_and_writing_needs_post(client: Any, user_factory: Any, client_for: Any) -> None:
    assert client.get(URL).status_code == 302
    user = user_factory()
    notice = tell(user)
    assert client_for(user).get(f"{URL}{notice.public_id}/").status_code == 405


class BrokenServer(locmem.EmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_failed_is_sent_later_and_only_once(user_factory: Any, settings: Any) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.BrokenServer"
    tell(user_factory())
    assert Notice.objects.get().mailed_at is None
    with pytest.raises(CommandError, match="1 thư chưa gửi được"):
        call_command("mail_notices", "--minutes", "0", stdout=StringIO())
    settings.EMAIL_BACKEND = working
    out = StringIO()
    call_command("mail_notices", "--minutes", "0", stdout=out)
    call_command("mail_notices", "--minutes", "0", stdout=out)
    assert out.getvalue().split("\n")[:2] == ["Đã gửi 1 thư.", "Đã gửi 0 thư."]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_the_letter_speaks_the_language_of_its_reader(user_factory: Any) -> None:
    tell(user_factory(language="en"), subject="Report due\r\nBcc: x@evil.example", text="Seven days left.")
    assert mail.outbox[0].subject == "Report due Bcc: x@evil.example"
    assert mail.outbox[0].bcc == []
