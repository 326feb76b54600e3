"""What comes through a link: taken once, as it was seen; wrong files and wrong words are refused."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ttdn.files.models import StoredFile
from ttdn.files.tests.makers import docx_bytes, pdf_bytes, png_bytes, xlsx_bytes
from ttdn.filings.actions.links import send_answer
from ttdn.filings.errors import Clash
from ttdn.filings.links import draft_digest
from ttdn.filings.models import Delivery, FilingVersion
from ttdn.filings.tests.answer_links import (
    PDF,
    TYPED,
    ClientFor,
    digest_in,
    file_of,
    kept_answer,
    made_link,
    sent_answer,
    url_of,
)
from ttdn.filings.tests.builders import AT, World
from ttdn.obligations.models import Obligation


def test_used_twice_replayed_or_changed_has_one_effect(world: World, duty: Obligation, client_for: ClientFor) -> None:
    link, secret = made_link(world, duty)
    digest = draft_digest(kept_answer(link))
    confirm, receipt = url_of(link, secret, "filings_answer_confirm"), url_of(link, secret, "filings_answer_receipt")
    visitor = Client()
    for _again in range(3):
        answer = visitor.post(confirm, {"digest": digest})
        assert (answer.status_code, answer["Location"]) == (303, receipt)
    assert (FilingVersion.objects.count(), duty.fulfilments.count(), Delivery.objects.count()) == (1, 1, 1)
    page = visitor.get(url_of(link, secret))
    assert page.status_code == 410
    assert "đã được dùng" in page.content.decode()
    assert visitor.post(url_of(link, secret), TYPED | {"upload": file_of(PDF)}).status_code == 410
    assert visitor.get(confirm).status_code == 410
    assert visitor.get(receipt).status_code == 200
    assert client_for(world.staff).post(reverse("filings_link_revoke", args=[link.public_id])).status_code == 409
    assert StoredFile.objects.count() == 1
    with time_machine.travel(link.expires_at, tick=False):
        assert visitor.get(receipt).status_code == 410


def test_only_what_was_seen_is_sent(world: World, duty: Obligation) -> None:
    """Two people with the same link: what one confirms is not what the other put there meanwhile."""
    link, secret = made_link(world, duty)
    seen = draft_digest(kept_answer(link))
    kept_answer(link, pdf_bytes("Ban khac"))
    assert StoredFile.objects.count() == 1  # the replaced file is gone
    with pytest.raises(Clash):
        send_answer(link=link, digest=seen, at=AT + timedelta(hours=2))
    page = Client().post(url_of(link, secret, "filings_answer_confirm"), {"digest": seen})
    assert page.status_code == 409
    assert "đã thay đổi" in page.content.decode()
    assert digest_in(page.content.decode()) != seen
    assert not FilingVersion.objects.exists()
    empty, other = made_link(world, Obligation.objects.filter(bearer=duty.bearer, form_id="annual_plan").first())
    answer = Client().post(url_of(empty, other, "filings_answer_confirm"), {"digest": ""})
    assert (answer.status_code, answer["Location"]) == (303, url_of(empty, other))


def test_what_waits_is_read_by_nobody(world: World, duty: Obligation, client_for: ClientFor) -> None:
    link, _secret = made_link(world, duty)
    kept = kept_answer(link)
    assert kept.draft_file is not None
    url = reverse("files_download", args=[kept.draft_file.public_id])
    assert client_for(world.staff).get(url).status_code == 404
    send_answer(link=link, digest=draft_digest(kept), at=AT + timedelta(hours=2))
    assert b"".join(client_for(world.staff).get(url)) == PDF
    assert client_for(world.foreigner).get(url).status_code == 404


def test_a_correction_keeps_the_file_and_needs_no_second_upload(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty)
    visitor = Client()
    visitor.post(url_of(link, secret), TYPED | {"upload": file_of(PDF)})
    page = visitor.get(url_of(link, secret)).content.decode()
    assert 'value="20/11/2026"' in page
    assert "bao-cao-da-ky.pdf" in page
    assert visitor.post(url_of(link, secret), TYPED | {"number_text": "126"}).status_code == 303
    page = visitor.get(url_of(link, secret, "filings_answer_confirm")).content.decode()
    assert "126/BC-BIM" in page


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
    link, secret = made_link(world, duty)
    page = Client().post(url_of(link, secret), TYPED | {"upload": file_of(data, name)})
    assert page.status_code == 422
    assert said.lower() in page.content.decode().lower()
    assert not StoredFile.objects.exists()
    link.refresh_from_db()
    assert link.draft is None


def test_a_word_file_is_taken(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty)
    page = Client().post(
        url_of(link, secret), TYPED | {"upload": file_of(docx_bytes("Báo cáo năm 2026"), "bao-cao.docx")}
    )
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
    link, secret = made_link(world, duty)
    sent = TYPED | {"upload": file_of(PDF)} | wrong
    page = Client().post(url_of(link, secret), {key: value for key, value in sent.items() if value is not None})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
    link.refresh_from_db()
    assert link.draft is None


def test_a_number_used_before_is_refused_and_the_link_stays_good(world: World, duty: Obligation) -> None:
    link, _secret = made_link(world, duty)
    sent_answer(link)
    plan = Obligation.objects.filter(bearer=duty.bearer, form_id="annual_plan").first()
    assert plan is not None
    other, secret = made_link(world, plan)
    kept = kept_answer(other)
    page = Client().post(url_of(other, secret, "filings_answer_confirm"), {"digest": draft_digest(kept)})
    assert page.status_code == 409
    assert "125/BC-BIM" in page.content.decode()
    other.refresh_from_db()
    assert (other.used_at, other.draft is not None) == (None, True)
    assert FilingVersion.objects.count() == 1
