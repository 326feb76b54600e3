"""A body without a login answers through a signed, expiring, single-purpose link: who makes it, where it leads."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.audit.models import AuditEntry, AuditValue
from ttdn.files.actions import open_stored
from ttdn.filings.actions.links import make_link
from ttdn.filings.errors import NotAllowed, WrongState
from ttdn.filings.links import find_link, hindrance
from ttdn.filings.models import AnswerLink, Delivery, FilingVersion
from ttdn.filings.tests.answer_links import (
    PDF,
    TODAY,
    TYPED,
    ClientFor,
    digest_in,
    file_of,
    made_link,
    sent_answer,
    url_of,
)
from ttdn.filings.tests.builders import AT, World, person
from ttdn.law import shipped_book
from ttdn.notifications.models import Notice
from ttdn.obligations.actions import send_request
from ttdn.obligations.models import Obligation
from ttdn.obligations.receipts import receipt_text
from ttdn.organisations.models import Body, Channel
from ttdn.organisations.queries import reach_of
from ttdn.web.errors import UserError


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
    sent = visitor.post(url[1], TYPED | {"upload": file_of(PDF)})
    assert (sent.status_code, sent["Location"]) == (303, f"{url[1]}xac-nhan/")
    page = visitor.get(sent["Location"]).content.decode()
    assert "125/BC-BIM" in page
    assert not FilingVersion.objects.exists()
    done = visitor.post(sent["Location"], {"digest": digest_in(page)})
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
    link, _secret = made_link(world, duty)
    sent = sent_answer(link)
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
    link, _secret = made_link(world, own)
    version = sent_answer(link).version
    assert version is not None
    assert (version.filing.subject_id, version.filing.title) == (own.public_id, "Báo cáo đột xuất về ấn phẩm")
    own.refresh_from_db()
    duty.refresh_from_db()
    assert own.met_at is not None
    assert duty.met_at is None


def test_only_those_who_ask_make_revoke_and_see_links(world: World, duty: Obligation, client_for: ClientFor) -> None:
    link, _secret = made_link(world, duty)
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
        made_link(world, other)
    act = Obligation.objects.filter(bearer=duty.bearer).exclude(fulfilment="filing").first()
    assert act is not None
    with pytest.raises(WrongState, match="không được thực hiện bằng một văn bản"):
        made_link(world, act)
    link, _secret = made_link(world, duty)
    sent_answer(link)
    duty.refresh_from_db()
    with pytest.raises(WrongState, match="đã xong"):
        made_link(world, duty)
    assert hindrance(duty, TODAY)


@pytest.mark.parametrize(("days", "good"), [(0, False), (1, True), (90, True), (91, False)])
def test_days_have_limits(world: World, duty: Obligation, days: int, good: bool) -> None:
    if good:
        made_link(world, duty, days=days)
    else:
        with pytest.raises(UserError, match="từ 1 đến 90"):
            made_link(world, duty, days=days)


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
    first, old = made_link(world, duty)
    second, new = made_link(world, duty)
    assert Client().get(url_of(first, old)).status_code == 410
    assert Client().get(url_of(second, new)).status_code == 200
