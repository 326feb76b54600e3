"""A body without a login answers through a signed, expiring, single-purpose link."""

import logging
import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.accounts.throttling import MOST
from ttdn.audit.models import AuditEntry, AuditValue
from ttdn.files.actions import open_stored
from ttdn.files.models import StoredFile
from ttdn.files.tests.makers import docx_bytes, pdf_bytes, png_bytes, xlsx_bytes
from ttdn.filings.actions.links import AnswerData, LinkClosed, forget_drafts, keep_answer, make_link, send_answer
from ttdn.filings.errors import Clash, NotAllowed, WrongState
from ttdn.filings.links import LinkState, draft_digest, find_link, hindrance, state_of
from ttdn.filings.models import AnswerLink, Delivery, FilingVersion
from ttdn.filings.tests.builders import AT, World, person
from ttdn.law import VIETNAM, shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import materialise_year, send_request
from ttdn.obligations.models import Obligation
from ttdn.obligations.receipts import receipt_text
from ttdn.organisations.models import Body, Channel, FocalAssignment
from ttdn.organisations.queries import reach_of
from ttdn.organisations.tests.builders import make_body
from ttdn.web.errors import UserError
from ttdn.web.logs import HideSecrets

ClientFor = Callable[[User], Client]
TODAY = date(2026, 11, 21)
TYPED = {
    "number_text": "125",
    "symbol": "BC-BIM",
    "document_date": "20/11/2026",
    "signer_name": "Nguyễn Văn Ký",
    "contact_name": "Trần Thị Liên",
    "contact_phone": "024 3000 0000",
}
DATA = AnswerData("125", "BC-BIM", date(2026, 11, 20), "Nguyễn Văn Ký", "Trần Thị Liên", "024 3000 0000")


@pytest.fixture
def silent(world: World) -> Body:
    """A ministry where nobody can sign in."""
    return make_body("ministry", "Bộ Im Lặng", "BIM")


@pytest.fixture
def duty(world: World, silent: Body) -> Obligation:
    """Its yearly report of 2026, due on 29/11."""
    FocalAssignment.objects.create(
        body=world.coordinator,
        officer_name="Đầu Mối Điều Phối",
        phone="024 3111 1111",
        email="dau-moi@thu.example",
        valid_from=date(2026, 1, 1),
    )
    materialise_year(2026, book=shipped_book(), at=AT)
    return Obligation.objects.get(rule_id="annual_report", bearer=silent, year=2026)


PDF = pdf_bytes("Bao cao nam 2026")


def _made(world: World, duty: Obligation, *, days: int = 14, at: datetime = AT) -> tuple[AnswerLink, str]:
    reach = reach_of(world.staff, TODAY)
    return make_link(obligation=duty, days=days, address="", reach=reach, acting_user=world.staff, at=at)


def _url(link: AnswerLink, secret: str, name: str = "filings_answer") -> str:
    return reverse(name, args=[link.public_id, secret])


def _file(data: bytes, name: str = "bao-cao-da-ky.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _kept(link: AnswerLink, data: bytes = PDF) -> AnswerLink:
    return keep_answer(link=link, data=DATA, upload=_file(data), at=AT + timedelta(hours=1))


def _sent(link: AnswerLink) -> AnswerLink:
    return send_answer(link=link, digest=draft_digest(_kept(link)), at=AT + timedelta(hours=2))


def _digest(page: str) -> str:
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


# The whole way


def test_the_whole_way_over_http(world: World, duty: Obligation, client_for: ClientFor) -> None:
    staff = client_for(world.staff)
    Channel.objects.create(body=duty.bearer, kind="email", address="vt@bim.example", verified_on=TODAY)
    Channel.objects.create(body=duty.bearer, kind="email", address="cu@bim.example")
    page = staff.get(reverse("obligations_detail", args=[duty.public_id])).content.decode()
    make = reverse("filings_link_make", args=[duty.public_id])
    assert make in page
    page = staff.get(make).content.decode()
    assert "vt@bim.example" in page
    assert "cu@bim.example" not in page  # nobody verified it
    answer = staff.post(make, {"days": "14", "address": "vt@bim.example", "once": "một"})
    url = re.search(r"http://testserver(/tra-loi/[^<\s]+)", answer.content.decode())
    assert answer.status_code == 200
    assert url is not None
    assert answer["Cache-Control"] == "private, no-store"
    (letter,) = mail.outbox
    assert letter.to == ["vt@bim.example"]
    assert url[1] in letter.body
    assert "hết ngày 29/11/2026" in letter.body
    assert "024 3111 1111" in letter.body
    link = AnswerLink.objects.get()
    assert link.mailed_at is not None
    assert url[1] not in staff.get(reverse("obligations_detail", args=[duty.public_id])).content.decode()

    visitor = Client(enforce_csrf_checks=True)
    page = visitor.get(url[1]).content.decode()
    for words in ("Bộ Điều phối", "Bộ Im Lặng", "29/11/2026", "024 3111 1111", "hết ngày 05/12/2026"):
        assert words in page, words
    assert duty.derivation is not None
    assert duty.derivation.steps_vi[0] in page
    sent = visitor.post(url[1], TYPED | {"upload": _file(PDF)})
    assert (sent.status_code, sent["Location"]) == (303, f"{url[1]}xac-nhan/")
    page = visitor.get(sent["Location"]).content.decode()
    assert "125/BC-BIM" in page
    assert not FilingVersion.objects.exists()
    done = visitor.post(sent["Location"], {"digest": _digest(page)})
    assert (done.status_code, done["Location"]) == (303, f"{url[1]}bien-nhan/")
    page = visitor.get(done["Location"]).content.decode()
    link.refresh_from_db()
    assert link.receipt_code in page
    assert "Đúng hạn" in page
    assert not visitor.cookies  # no session, no token

    version = FilingVersion.objects.get()
    listing = staff.get(reverse("obligations_detail", args=[duty.public_id])).content.decode()
    assert link.receipt_code in listing
    detail = staff.get(reverse("filings_detail", args=[version.filing.public_id])).content.decode()
    assert "Qua đường dẫn có ký" in detail
    assert "bao-cao-da-ky.pdf" in detail


def test_the_answer_lands_like_one_on_paper_with_the_truth_about_its_way(world: World, duty: Obligation) -> None:
    link, _secret = _made(world, duty)
    sent = _sent(link)
    version = sent.version
    assert version is not None
    assert (version.state, version.origin, version.number_and_symbol) == ("issued", "link", "125/BC-BIM")
    assert (version.issued_by, version.signer_name) == (None, "Nguyễn Văn Ký")
    delivery = Delivery.objects.get()
    assert (delivery.addressee, delivery.channel, delivery.state) == (world.coordinator, "link", "sent")
    duty.refresh_from_db()
    assert duty.met_at == AT + timedelta(hours=2)
    fulfilment = duty.fulfilments.get()
    assert (fulfilment.channel, fulfilment.target_id) == ("link", version.filing.public_id)
    assert receipt_text(fulfilment.receipt) == f"mã biên nhận {sent.receipt_code}"
    attachment = version.attachments.get()
    assert attachment.by is None
    with open_stored(attachment.file) as file:
        assert file.read() == PDF
    assert (attachment.file.owner_kind, attachment.file.owner_id) == ("filings.version", version.public_id)
    assert Notice.objects.filter(user=world.staff, kind="filings.delivered").exists()
    rows = AuditEntry.objects.filter(chain=duty.bearer.public_id).order_by("sequence")
    actions = list(rows.values_list("action", flat=True))
    assert actions == ["filings.link.made", "filings.version.answered_by_link", "filings.link.answered"]


def test_the_secret_is_kept_nowhere(world: World, duty: Obligation, client_for: ClientFor) -> None:
    answer = client_for(world.staff).post(reverse("filings_link_make", args=[duty.public_id]), {"days": "14"})
    secret = re.search(r"/tra-loi/[^/]+/([^/]+)/", answer.content.decode())
    assert secret is not None
    assert find_link(AnswerLink.objects.get().public_id, secret[1]) is not None
    kept = [str(row) for row in AnswerLink.objects.values()] + [str(row) for row in AuditValue.objects.values()]
    assert not [row for row in kept if secret[1] in row]


def test_an_ad_hoc_request_is_answered_as_itself(world: World, silent: Body, duty: Obligation) -> None:
    asked = send_request(
        form_id="ad_hoc_report",
        title="Báo cáo đột xuất về ấn phẩm",
        text="",
        document_number="77/BDP",
        document_date=TODAY - timedelta(days=1),
        due_on=TODAY + timedelta(days=9),
        bodies=[silent],
        book=shipped_book(),
        reach=reach_of(world.staff, TODAY),
        acting_user=world.staff,
        at=AT,
    )
    own = Obligation.objects.get(origin_id=str(asked.public_id))
    link, _secret = _made(world, own)
    version = _sent(link).version
    assert version is not None
    assert (version.filing.subject_id, version.filing.title) == (own.public_id, "Báo cáo đột xuất về ấn phẩm")
    own.refresh_from_db()
    duty.refresh_from_db()
    assert own.met_at is not None
    assert duty.met_at is None


# Who may make and revoke one


def test_only_those_who_ask_make_revoke_and_see_links(world: World, duty: Obligation, client_for: ClientFor) -> None:
    link, _secret = _made(world, duty)
    administrator = User.objects.create_user("qt@thu.example", "Quản Trị", "mật khẩu", is_system_administrator=True)
    clerk = person("Văn Thư Điều Phối", world.coordinator, "clerk")
    for user in (world.foreigner, world.officer, administrator, clerk):
        browser = client_for(user)
        for name, owner in (("filings_link_make", duty), ("filings_link_revoke", link)):
            url = reverse(name, args=[owner.public_id])
            assert browser.post(url, {"days": "3"}).status_code == 404, (user, name)
        assert browser.get(reverse("filings_link_make", args=[duty.public_id])).status_code == 404
    staff = client_for(world.staff)
    for name in ("filings_link_make", "filings_link_revoke"):
        assert staff.post(reverse(name, args=[uuid.uuid4()]), {"days": "3"}).status_code == 404
        assert Client().post(reverse(name, args=[uuid.uuid4()])).status_code == 302
    assert AnswerLink.objects.count() == 1
    with pytest.raises(NotAllowed):
        make_link(obligation=duty, days=3, address="", reach=reach_of(clerk, TODAY), acting_user=clerk, at=AT)


def test_no_link_where_there_is_another_way(world: World, duty: Obligation) -> None:
    other = Obligation.objects.get(rule_id="annual_report", bearer=world.ministry, year=2026)
    with pytest.raises(WrongState, match="có tài khoản"):
        _made(world, other)
    act = Obligation.objects.filter(bearer=duty.bearer).exclude(fulfilment="filing").first()
    assert act is not None
    with pytest.raises(WrongState, match="không được thực hiện bằng một văn bản"):
        _made(world, act)
    link, _secret = _made(world, duty)
    _sent(link)
    duty.refresh_from_db()
    with pytest.raises(WrongState, match="đã xong"):
        _made(world, duty)
    assert hindrance(duty, TODAY)


@pytest.mark.parametrize(("days", "good"), [(0, False), (1, True), (90, True), (91, False)])
def test_days_have_limits(world: World, duty: Obligation, days: int, good: bool) -> None:
    if good:
        _made(world, duty, days=days)
    else:
        with pytest.raises(UserError, match="từ 1 đến 90"):
            _made(world, duty, days=days)


def test_an_address_that_nobody_verified_gets_no_letter(world: World, duty: Obligation, client_for: ClientFor) -> None:
    answer = client_for(world.staff).post(
        reverse("filings_link_make", args=[duty.public_id]), {"days": "3", "address": "la@xa.example"}
    )
    assert answer.status_code == 422
    assert (len(mail.outbox), AnswerLink.objects.count()) == (0, 0)


def test_a_form_sent_twice_makes_one_link(world: World, duty: Obligation, client_for: ClientFor) -> None:
    staff = client_for(world.staff)
    url = reverse("filings_link_make", args=[duty.public_id])
    assert staff.post(url, {"days": "3", "once": "hai"}).status_code == 200
    assert staff.post(url, {"days": "3", "once": "hai"}).status_code == 302
    assert AnswerLink.objects.count() == 1


def test_a_new_link_revokes_the_one_before(world: World, duty: Obligation) -> None:
    first, old = _made(world, duty)
    second, new = _made(world, duty)
    assert Client().get(_url(first, old)).status_code == 410
    assert Client().get(_url(second, new)).status_code == 200


# Links that do not open


def test_wrong_and_missing_links_look_alike(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty)
    other, other_secret = _made(world, Obligation.objects.filter(bearer=duty.bearer, form_id="annual_plan").first())
    for name in ("filings_answer", "filings_answer_confirm", "filings_answer_receipt"):
        pages = [
            Client().get(_url(link, "sai", name)),
            Client().get(_url(link, other_secret, name)),
            Client().get(_url(link, secret[:-1], name)),
            Client().get(reverse(name, args=[uuid.uuid4(), secret])),
        ]
        assert {page.status_code for page in pages} == {404}
        texts = {re.sub(r'href="/tra-loi/[^"]*"', "", page.content.decode()) for page in pages}
        assert len(texts) == 1
        assert "Bộ Im Lặng" not in texts.pop()
    assert Client().post(_url(link, "sai"), TYPED | {"upload": _file(PDF)}).status_code == 404
    assert not StoredFile.objects.exists()
    assert state_of(other, AT) == LinkState.OPEN


def test_the_hash_binds_the_last_day_and_the_duty(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty, days=1)
    AnswerLink.objects.filter(pk=link.pk).update(expires_at=link.expires_at + timedelta(days=60))
    assert Client().get(_url(link, secret)).status_code == 404
    AnswerLink.objects.filter(pk=link.pk).update(expires_at=link.expires_at)
    assert Client().get(_url(link, secret)).status_code == 200
    other = Obligation.objects.filter(bearer=duty.bearer, form_id="annual_plan").first()
    AnswerLink.objects.filter(pk=link.pk).update(obligation=other)
    assert Client().get(_url(link, secret)).status_code == 404


def test_the_last_second_is_good_and_the_next_is_not(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty, days=14)
    end = datetime(2026, 12, 5, tzinfo=VIETNAM)
    assert link.expires_at == end
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert Client().get(_url(link, secret)).status_code == 200
    with time_machine.travel(end, tick=False):
        page = Client().get(_url(link, secret))
        assert page.status_code == 410
        assert "hết ngày 04/12/2026" in page.content.decode()
        assert "024 3111 1111" in page.content.decode()
        assert Client().post(_url(link, secret), TYPED | {"upload": _file(PDF)}).status_code == 410
    assert not StoredFile.objects.exists()


def test_what_was_confirmed_too_late_is_not_taken(world: World, duty: Obligation) -> None:
    link, _secret = _made(world, duty, days=1)
    kept = _kept(link)
    with pytest.raises(LinkClosed) as closed:
        send_answer(link=link, digest=draft_digest(kept), at=link.expires_at)
    assert closed.value.state == LinkState.EXPIRED
    assert not FilingVersion.objects.exists()
    assert forget_drafts(at=link.expires_at - timedelta(seconds=1)) == 0
    assert forget_drafts(at=link.expires_at) == 1
    link.refresh_from_db()
    assert (link.draft, link.draft_file) == (None, None)
    assert not StoredFile.objects.exists()


def test_a_revoked_link_says_so_and_keeps_nothing(world: World, duty: Obligation, client_for: ClientFor) -> None:
    link, secret = _made(world, duty)
    _kept(link)
    url = reverse("filings_link_revoke", args=[link.public_id])
    assert client_for(world.staff).post(url).status_code == 302
    assert client_for(world.staff).post(url).status_code == 302
    assert AuditEntry.objects.filter(action="filings.link.revoked").count() == 1
    assert not StoredFile.objects.exists()
    page = Client().get(_url(link, secret))
    assert page.status_code == 410
    assert "đã thu hồi liên kết" in page.content.decode()


def test_a_duty_settled_otherwise_closes_its_link(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty)
    kept = _kept(link)
    Obligation.objects.filter(pk=duty.pk).update(waived_at=AT)
    assert "Việc này đã xong" in Client().get(_url(link, secret)).content.decode()
    with pytest.raises(LinkClosed):
        send_answer(link=link, digest=draft_digest(kept), at=AT + timedelta(hours=2))


# Once


def test_used_twice_replayed_or_changed_has_one_effect(world: World, duty: Obligation, client_for: ClientFor) -> None:
    link, secret = _made(world, duty)
    digest = draft_digest(_kept(link))
    confirm, receipt = _url(link, secret, "filings_answer_confirm"), _url(link, secret, "filings_answer_receipt")
    visitor = Client()
    for _again in range(3):
        answer = visitor.post(confirm, {"digest": digest})
        assert (answer.status_code, answer["Location"]) == (303, receipt)
    assert (FilingVersion.objects.count(), duty.fulfilments.count(), Delivery.objects.count()) == (1, 1, 1)
    page = visitor.get(_url(link, secret))
    assert page.status_code == 410
    assert "đã được dùng" in page.content.decode()
    assert visitor.post(_url(link, secret), TYPED | {"upload": _file(PDF)}).status_code == 410
    assert visitor.get(confirm).status_code == 410
    assert visitor.get(receipt).status_code == 200
    assert client_for(world.staff).post(reverse("filings_link_revoke", args=[link.public_id])).status_code == 409
    assert StoredFile.objects.count() == 1
    with time_machine.travel(link.expires_at, tick=False):
        assert visitor.get(receipt).status_code == 410


def test_only_what_was_seen_is_sent(world: World, duty: Obligation) -> None:
    """Two people with the same link: what one confirms is not what the other put there meanwhile."""
    link, secret = _made(world, duty)
    seen = draft_digest(_kept(link))
    _kept(link, pdf_bytes("Ban khac"))
    assert StoredFile.objects.count() == 1  # the replaced file is gone
    with pytest.raises(Clash):
        send_answer(link=link, digest=seen, at=AT + timedelta(hours=2))
    page = Client().post(_url(link, secret, "filings_answer_confirm"), {"digest": seen})
    assert page.status_code == 409
    assert "đã thay đổi" in page.content.decode()
    assert _digest(page.content.decode()) != seen
    assert not FilingVersion.objects.exists()
    empty, other = _made(world, Obligation.objects.filter(bearer=duty.bearer, form_id="annual_plan").first())
    answer = Client().post(_url(empty, other, "filings_answer_confirm"), {"digest": ""})
    assert (answer.status_code, answer["Location"]) == (303, _url(empty, other))


def test_what_waits_is_read_by_nobody(world: World, duty: Obligation, client_for: ClientFor) -> None:
    link, _secret = _made(world, duty)
    kept = _kept(link)
    assert kept.draft_file is not None
    url = reverse("files_download", args=[kept.draft_file.public_id])
    assert client_for(world.staff).get(url).status_code == 404
    send_answer(link=link, digest=draft_digest(kept), at=AT + timedelta(hours=2))
    assert b"".join(client_for(world.staff).get(url)) == PDF
    assert client_for(world.foreigner).get(url).status_code == 404


def test_a_correction_keeps_the_file_and_needs_no_second_upload(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty)
    visitor = Client()
    visitor.post(_url(link, secret), TYPED | {"upload": _file(PDF)})
    page = visitor.get(_url(link, secret)).content.decode()
    assert 'value="20/11/2026"' in page
    assert "bao-cao-da-ky.pdf" in page
    assert visitor.post(_url(link, secret), TYPED | {"number_text": "126"}).status_code == 303
    page = visitor.get(_url(link, secret, "filings_answer_confirm")).content.decode()
    assert "126/BC-BIM" in page


# What is not taken


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.png", png_bytes(), "không nhận"),
        ("a.xlsx", xlsx_bytes("x"), "không nhận"),
        ("a.pdf", b"%PDF-1.7 hong", "tệp"),
        ("a.exe.pdf", b"MZ" + b"\0" * 99, "chương trình"),
        ("a.pdf", b"", "rỗng"),
        ("tuyet-mat.pdf", PDF, "mật"),
        ("a.docx", docx_bytes("TUYỆT MẬT"), "độ mật"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".docx"),
    ],
)
def test_wrong_files_are_refused_with_a_sentence(
    world: World, duty: Obligation, name: str, data: bytes, said: str
) -> None:
    link, secret = _made(world, duty)
    page = Client().post(_url(link, secret), TYPED | {"upload": _file(data, name)})
    assert page.status_code == 422
    assert said.lower() in page.content.decode().lower()
    assert not StoredFile.objects.exists()
    link.refresh_from_db()
    assert link.draft is None


def test_a_word_file_is_taken(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty)
    page = Client().post(_url(link, secret), TYPED | {"upload": _file(docx_bytes("Báo cáo năm 2026"), "bao-cao.docx")})
    assert page.status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"upload": None},
        {"document_date": "22/11/2026"},
        {"document_date": "01/01/1990"},
        {"document_date": "31/02/2026"},
        {"number_text": "125/BC"},
        {"number_text": "  "},
        {"signer_name": ""},
        {"contact_phone": ""},
        {"contact_name": "MẬT"},
    ],
)
def test_what_is_typed_wrong_comes_back(world: World, duty: Obligation, wrong: dict[str, Any]) -> None:
    link, secret = _made(world, duty)
    sent = TYPED | {"upload": _file(PDF)} | wrong
    page = Client().post(_url(link, secret), {key: value for key, value in sent.items() if value is not None})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    link.refresh_from_db()
    assert link.draft is None


def test_a_number_used_before_is_refused_and_the_link_stays_good(world: World, duty: Obligation) -> None:
    link, _secret = _made(world, duty)
    _sent(link)
    plan = Obligation.objects.filter(bearer=duty.bearer, form_id="annual_plan").first()
    assert plan is not None
    other, secret = _made(world, plan)
    kept = _kept(other)
    page = Client().post(_url(other, secret, "filings_answer_confirm"), {"digest": draft_digest(kept)})
    assert page.status_code == 409
    assert "125/BC-BIM" in page.content.decode()
    other.refresh_from_db()
    assert (other.used_at, other.draft is not None) == (None, True)
    assert FilingVersion.objects.count() == 1


# Manners of the pages


def test_pages_are_neither_kept_nor_named_nor_indexed(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty)
    for url in (_url(link, secret), _url(link, "sai")):
        page = Client().get(url)
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page["X-Robots-Tag"]
        assert not page.cookies


def test_the_pages_speak_english_when_asked(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty)
    page = Client().get(_url(link, secret) + "?ngon-ngu=en").content.decode()
    assert '<html lang="en">' in page
    assert "Send the signed document" in page
    answer = Client().post(_url(link, secret) + "?ngon-ngu=en", TYPED | {"upload": _file(PDF)})
    assert answer["Location"].endswith("/xac-nhan/?ngon-ngu=en")


def test_guessing_is_slowed_down(world: World, duty: Obligation) -> None:
    link, secret = _made(world, duty)
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        for number in range(MOST):
            assert Client().get(_url(link, f"sai-{number}")).status_code == 404
        assert Client().get(_url(link, "sai")).status_code == 429
        assert Client().get(_url(link, secret)).status_code == 429
        assert Client(REMOTE_ADDR="203.0.113.9").get(_url(link, secret)).status_code == 200
    with time_machine.travel(AT + timedelta(days=1, minutes=6), tick=False):
        assert Client().get(_url(link, secret)).status_code == 200


def test_the_secret_stands_in_no_log(world: World, duty: Obligation, settings: Any) -> None:
    link, _secret = _made(world, duty)
    url = _url(link, "bi-mat_123")
    hide = HideSecrets()
    for message, arguments in (("Not Found: %s", (url,)), ("Forbidden (%s): %s", ("x", url)), (f"GET {url}?a=b", ())):
        record = logging.LogRecord("django.request", logging.WARNING, "", 1, message, arguments, None)
        assert hide.filter(record)
        assert "bi-mat" not in record.getMessage()
        assert str(link.public_id) in record.getMessage()
    plain = logging.LogRecord("x", logging.WARNING, "", 1, "Not Found: %s", ("/lam-viec/",), None)
    assert hide.filter(plain)
    assert plain.getMessage() == "Not Found: /lam-viec/"
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["hide_secrets"]
