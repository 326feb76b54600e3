"""Pages behind a link: wrong, late, revoked and guessed ones do not open; none is kept, indexed or named in a log."""

import logging
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ttdn.accounts.throttling import MOST
from ttdn.audit.models import AuditEntry
from ttdn.files.models import StoredFile
from ttdn.filings.actions.links import LinkClosed, forget_drafts, send_answer
from ttdn.filings.links import LinkState, draft_digest, state_of
from ttdn.filings.models import AnswerLink, FilingVersion
from ttdn.filings.tests.answer_links import (
    PDF,
    TYPED,
    ClientFor,
    file_of,
    kept_answer,
    made_link,
    url_of,
)
from ttdn.filings.tests.builders import AT, World
from ttdn.law import VIETNAM
from ttdn.obligations.models import Obligation
from ttdn.web.logs import HideSecrets


def test_wrong_and_missing_links_look_alike(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty)
    other, other_secret = made_link(world, Obligation.objects.filter(bearer=duty.bearer, form_id="annual_plan").first())
    for name in ("filings_answer", "filings_answer_confirm", "filings_answer_receipt"):
        pages = [
            Client().get(url_of(link, "sai", name)),
            Client().get(url_of(link, other_secret, name)),
            Client().get(url_of(link, secret[:-1], name)),
            Client().get(reverse(name, args=[uuid.uuid4(), secret])),
        ]
        assert {page.status_code for page in pages} == {404}
        texts = {re.sub(r'href="/tra-loi/[^"]*"', "", page.content.decode()) for page in pages}
        assert len(texts) == 1
        assert "Bộ Im Lặng" not in texts.pop()
    assert Client().post(url_of(link, "sai"), TYPED | {"upload": file_of(PDF)}).status_code == 404
    assert not StoredFile.objects.exists()
    assert state_of(other, AT) == LinkState.OPEN


def test_the_hash_binds_the_last_day_and_the_duty(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty, days=1)
    AnswerLink.objects.filter(pk=link.pk).update(expires_at=link.expires_at + timedelta(days=60))
    assert Client().get(url_of(link, secret)).status_code == 404
    AnswerLink.objects.filter(pk=link.pk).update(expires_at=link.expires_at)
    assert Client().get(url_of(link, secret)).status_code == 200
    other = Obligation.objects.filter(bearer=duty.bearer, form_id="annual_plan").first()
    AnswerLink.objects.filter(pk=link.pk).update(obligation=other)
    assert Client().get(url_of(link, secret)).status_code == 404


def test_the_last_second_is_good_and_the_next_is_not(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty, days=14)
    end = datetime(2026, 12, 5, tzinfo=VIETNAM)
    assert link.expires_at == end
    with time_machine.travel(end - timedelta(seconds=1), tick=False):
        assert Client().get(url_of(link, secret)).status_code == 200
    with time_machine.travel(end, tick=False):
        page = Client().get(url_of(link, secret))
        assert page.status_code == 410
        assert "hết ngày 04/12/2026" in page.content.decode()
        assert "024 3111 1111" in page.content.decode()
        assert Client().post(url_of(link, secret), TYPED | {"upload": file_of(PDF)}).status_code == 410
    assert not StoredFile.objects.exists()


def test_what_was_confirmed_too_late_is_not_taken(world: World, duty: Obligation) -> None:
    link, _secret = made_link(world, duty, days=1)
    kept = kept_answer(link)
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
    link, secret = made_link(world, duty)
    kept_answer(link)
    url = reverse("filings_link_revoke", args=[link.public_id])
    assert client_for(world.staff).post(url).status_code == 302
    assert client_for(world.staff).post(url).status_code == 302
    assert AuditEntry.objects.filter(action="filings.link.revoked").count() == 1
    assert not StoredFile.objects.exists()
    page = Client().get(url_of(link, secret))
    assert page.status_code == 410
    assert "đã thu hồi liên kết" in page.content.decode()


def test_a_duty_settled_otherwise_closes_its_link(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty)
    kept = kept_answer(link)
    Obligation.objects.filter(pk=duty.pk).update(waived_at=AT)
    assert "Việc này đã xong" in Client().get(url_of(link, secret)).content.decode()
    with pytest.raises(LinkClosed):
        send_answer(link=link, digest=draft_digest(kept), at=AT + timedelta(hours=2))


def test_pages_are_neither_kept_nor_named_nor_indexed(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty)
    for url in (url_of(link, secret), url_of(link, "sai")):
        page = Client().get(url)
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert "noindex" in page["X-Robots-Tag"]
        assert not page.cookies


def test_the_pages_speak_english_when_asked(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty)
    page = Client().get(url_of(link, secret) + "?ngon-ngu=en").content.decode()
    assert '<html lang="en">' in page
    assert "Send the signed document" in page
    answer = Client().post(url_of(link, secret) + "?ngon-ngu=en", TYPED | {"upload": file_of(PDF)})
    assert answer["Location"].endswith("/xac-nhan/?ngon-ngu=en")


def test_guessing_is_slowed_down(world: World, duty: Obligation) -> None:
    link, secret = made_link(world, duty)
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        for number in range(MOST):
            assert Client().get(url_of(link, f"sai-{number}")).status_code == 404
        assert Client().get(url_of(link, "sai")).status_code == 429
        assert Client().get(url_of(link, secret)).status_code == 429
        assert Client(REMOTE_ADDR="203.0.113.9").get(url_of(link, secret)).status_code == 200
    with time_machine.travel(AT + timedelta(days=1, minutes=6), tick=False):
        assert Client().get(url_of(link, secret)).status_code == 200


def test_the_secret_stands_in_no_log(world: World, duty: Obligation, settings: Any) -> None:
    link, _secret = made_link(world, duty)
    url = url_of(link, "bi-mat_123")
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
