"""Reminder letters: one batch, one letter per silent body, approved by hash, issued whole, one effect."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.consolidation import actions
from ttdn.consolidation.actions.reminding import letters_of
from ttdn.consolidation.board import Column, columns_of
from ttdn.consolidation.models import ReminderBatch, ReminderLetter
from ttdn.consolidation.tests.builders import AT, ON, Country
from ttdn.docgen.wording import block_text, iter_blocks
from ttdn.filings.documents import build_document
from ttdn.filings.errors import HashMismatch
from ttdn.filings.models import Counter, Filing, FilingVersion
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year, record_fulfilment
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Body
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.once import AlreadyDone

ClientFor = Callable[[User], Client]
pytestmark = pytest.mark.django_db
ANSWER = date(2026, 12, 1)


@pytest.fixture
def owing(country: Country) -> Country:
    materialise_year(2024, book=shipped_book(), at=AT)
    return country


def column() -> Column:
    return next(each for each in columns_of(2024, AT) if each.rule_id == "annual_report")


def made(country: Country, once: str = "") -> ReminderBatch:
    batch = actions.make_batch(
        year=2024, column=column(), answer_by=ANSWER, acting_user=country.staff, at=AT, once=once
    )
    actions.fill_batch(batch=batch, signer_name="Lãnh Đạo", acting_user=country.staff, at=AT)
    return batch


def approved(country: Country) -> ReminderBatch:
    batch = made(country)
    actions.submit_batch(batch=batch, acting_user=country.staff, at=AT)
    hashes = {each.version.public_id: each.version.content_hash for each in letters_of(batch) if each.version}
    actions.approve_batch(batch=batch, hashes=hashes, acting_user=country.leader, at=AT)
    return batch


def test_one_letter_per_silent_body_with_clause_date_and_days_late(owing: Country) -> None:
    met = Obligation.objects.get(rule_id="annual_report", bearer=owing.coordinator, year=2024)
    record_fulfilment(
        met,
        kind="filing",
        target_kind="filing",
        target_id=uuid.uuid4(),
        sent_at=AT,
        received_at=AT,
        channel="product",
        receipt="",
        at=AT,
    )
    batch = made(owing)
    assert batch.state == "draft"
    letters = letters_of(batch)
    assert [each.row.obligation.bearer for each in letters] == [owing.first, owing.second] or {
        each.row.obligation.bearer for each in letters
    } == {owing.first, owing.second}
    version = next(each.version for each in letters if each.row.obligation.bearer == owing.first)
    assert version is not None
    assert [each["text"] for each in version.addressees] == ["Bộ Một"]
    text = "\n".join(block_text(block) for block in iter_blocks(build_document(version)))
    assert "khoản 5 Điều 10" in text
    assert "29/11/2024" in text
    assert "chậm 721 ngày" in text
    assert "chậm nhất ngày 01/12/2026" in text
    assert "báo cáo tổng kết công tác thông tin đối ngoại năm 2024" in text


def test_one_click_makes_one_batch(owing: Country) -> None:
    made(owing, once="một lần")
    with pytest.raises(AlreadyDone):
        made(owing, once="một lần")
    with pytest.raises(UserError):
        made(owing)
    assert ReminderBatch.objects.count() == 1
    assert Filing.objects.filter(form_id="reminder_letter").count() == 3


def test_a_crash_half_way_is_taken_up_again(owing: Country) -> None:
    """The batch exists, one letter was begun and not finished, the others were not: filling again makes each once."""
    batch = actions.make_batch(year=2024, column=column(), answer_by=ANSWER, acting_user=owing.staff, at=AT)
    first = batch.letters.get(obligation__bearer=owing.first)
    actions.reminding.start_filing(
        form_id="reminder_letter",
        body=batch.body,
        period=batch.filing_period,
        year=2024,
        subject_kind="obligation",
        subject_id=first.obligation.public_id,
        acting_user=owing.staff,
        at=AT,
    )
    assert actions.fill_batch(batch=batch, signer_name="Lãnh Đạo", acting_user=owing.staff, at=AT) == 3
    assert actions.fill_batch(batch=batch, signer_name="Lãnh Đạo", acting_user=owing.staff, at=AT) == 0
    assert Filing.objects.filter(form_id="reminder_letter").count() == 3
    assert not ReminderLetter.objects.filter(filing=None).exists()
    assert batch.state == "draft"


def test_numbers_are_gapless_and_a_second_click_issues_nothing(owing: Country) -> None:
    batch = approved(owing)
    assert batch.state == "approved"
    assert actions.issue_batch(batch=batch, issued_on=ON, acting_user=owing.clerk, at=AT) == 3
    assert actions.issue_batch(batch=batch, issued_on=ON, acting_user=owing.clerk, at=AT) == 0
    numbers = sorted(FilingVersion.objects.filter(filing__form_id="reminder_letter").values_list("number", flat=True))
    assert numbers == [1, 2, 3]
    assert Counter.objects.get(series="CV").next_number == 4
    assert batch.state == "issued"
    version = FilingVersion.objects.get(filing__reminder_letter__obligation__bearer=owing.first)
    assert version.deliveries.get().addressee == owing.first
    assert version.deliveries.get().channel == "product"
    silent = FilingVersion.objects.get(filing__reminder_letter__obligation__bearer=owing.second)
    assert silent.deliveries.get().channel == "paper"
    unmet = Obligation.objects.get(rule_id="annual_report", bearer=owing.first, year=2024)
    assert unmet.met_at is None


def test_issue_resumes_after_a_crash_without_a_gap(owing: Country) -> None:
    batch = approved(owing)
    first = letters_of(batch)[0].version
    assert first is not None
    actions.reminding.issue(version=first, issued_on=ON, acting_user=owing.clerk, at=AT)
    assert actions.issue_batch(batch=batch, issued_on=ON, acting_user=owing.clerk, at=AT) == 2
    numbers = FilingVersion.objects.filter(filing__form_id="reminder_letter").values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3]


def test_external_register_gives_a_block_of_numbers(owing: Country) -> None:
    Body.objects.filter(pk=owing.coordinator.pk).update(numbering="external")
    batch = ReminderBatch.objects.select_related("body").get(pk=approved(owing).pk)
    with pytest.raises(UserError):
        actions.issue_batch(batch=batch, issued_on=ON, acting_user=owing.clerk, at=AT)
    assert actions.issue_batch(batch=batch, issued_on=ON, first_number=512, acting_user=owing.clerk, at=AT) == 3
    texts = FilingVersion.objects.filter(filing__form_id="reminder_letter").values_list("number_text", flat=True)
    assert sorted(texts) == ["512", "513", "514"]


def test_approval_binds_to_the_hash_shown(owing: Country) -> None:
    batch = made(owing)
    actions.submit_batch(batch=batch, acting_user=owing.staff, at=AT)
    wrong = {each.version.public_id: "0" * 64 for each in letters_of(batch) if each.version}
    with pytest.raises(HashMismatch):
        actions.approve_batch(batch=batch, hashes=wrong, acting_user=owing.leader, at=AT)
    with pytest.raises(HashMismatch):
        actions.approve_batch(batch=batch, hashes={}, acting_user=owing.leader, at=AT)
    assert not FilingVersion.objects.filter(state="approved").exists()


@pytest.mark.parametrize("who", ["leader", "clerk", "foreigner"])
def test_each_step_has_its_own_people(owing: Country, who: str) -> None:
    user = getattr(owing, who)
    with pytest.raises(NotAllowed):
        actions.make_batch(year=2024, column=column(), answer_by=ANSWER, acting_user=user, at=AT)
    batch = made(owing)
    with pytest.raises(NotAllowed):
        actions.submit_batch(batch=batch, acting_user=user, at=AT)
    if who != "leader":
        with pytest.raises(NotAllowed):
            actions.approve_batch(batch=batch, hashes={}, acting_user=user, at=AT)
    if who != "clerk":
        with pytest.raises(NotAllowed):
            actions.issue_batch(batch=batch, issued_on=ON, acting_user=user, at=AT)


def test_the_second_reminder_is_a_batch_of_its_own(owing: Country) -> None:
    batch = approved(owing)
    actions.issue_batch(batch=batch, issued_on=ON, acting_user=owing.clerk, at=AT)
    later = AT + timedelta(days=20)
    again = actions.make_batch(
        year=2024, column=column(), answer_by=date(2027, 1, 5), acting_user=owing.staff, at=later
    )
    assert (batch.ordinal, again.ordinal) == (1, 2)
    assert actions.fill_batch(batch=again, signer_name="Lãnh Đạo", acting_user=owing.staff, at=later) == 3


def test_the_whole_batch_over_http(owing: Country, client_for: ClientFor) -> None:
    staff, leader, clerk = (client_for(each) for each in (owing.staff, owing.leader, owing.clerk))
    board = staff.get(reverse("consolidation_board"), {"year": "2024"}).content.decode()
    new = f"{reverse('consolidation_batch_new', args=[2024])}?duty={column().key}".replace("|", "%7C")
    assert new in board
    page = staff.get(new)
    assert "Viện Hai" in page.content.decode()
    form: dict[str, Any] = {"duty": column().key, "answer_by": "01/12/2026", "signer_name": "Lãnh Đạo", "once": "a"}
    answer = staff.post(new, form)
    batch = ReminderBatch.objects.get()
    assert answer.url == reverse("consolidation_batch", args=[batch.public_id])
    assert staff.post(new, form).url == answer.url
    assert staff.post(reverse("consolidation_batch_submit", args=[batch.public_id])).status_code == 302
    shown = leader.get(answer.url).content.decode()
    hashes = {f"hash-{each.version.public_id}": each.version.content_hash for each in letters_of(batch) if each.version}
    assert all(f'value="{value}"' in shown for value in hashes.values())
    assert leader.post(reverse("consolidation_batch_approve", args=[batch.public_id]), hashes).status_code == 302
    issue = reverse("consolidation_batch_issue", args=[batch.public_id])
    assert clerk.post(issue, {"issued_on": "không"}).status_code == 422
    assert clerk.post(issue, {"issued_on": "20/11/2026"}).status_code == 302
    assert clerk.post(issue, {"issued_on": "20/11/2026"}).status_code == 302
    assert FilingVersion.objects.filter(filing__form_id="reminder_letter", state="issued").count() == 3
    own = client_for(owing.foreigner).get(reverse("consolidation_own"), {"year": "2024"}).content.decode()
    assert "Đã nhận công văn đôn đốc" in own
