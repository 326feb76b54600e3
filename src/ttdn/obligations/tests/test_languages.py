"""What duties keep is without words of one language; what the reader sees is in the reader's."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from ttdn.accounts.models import User
from ttdn.law import shipped_book
from ttdn.obligations.actions import materialise_year
from ttdn.obligations.forms import RequestForm
from ttdn.obligations.models import Obligation
from ttdn.obligations.receipts import PRODUCT, channel_text, incoming, receipt_text, receipt_vi
from ttdn.organisations.models import Body
from ttdn.organisations.tests.builders import AT, make_body, make_member

BOOK = shipped_book()


@pytest.mark.parametrize(
    ("kept", "vi", "en"),
    [
        (PRODUCT, "giao trong phần mềm", "delivered in the product"),
        (incoming("7", date(2024, 11, 25)), "số đến 7, ngày đến 25/11/2024", "incoming No. 7 of 25/11/2024"),
        (incoming("7:8", None), "số đến 7:8", "incoming No. 7:8"),
        ("15/QĐ-BTP", "15/QĐ-BTP", "15/QĐ-BTP"),
        ("", "", ""),
        ("incoming:", "incoming:", "incoming:"),
    ],
)
def test_a_receipt_is_told_in_the_readers_language(kept: str, vi: str, en: str) -> None:
    with translation.override("en"):
        assert receipt_text(kept) == en
        assert receipt_vi(kept) == vi
    with translation.override("vi"):
        assert receipt_text(kept) == vi


def test_a_channel_is_named_in_the_readers_language() -> None:
    with translation.override("en"):
        assert (channel_text("paper"), channel_text("")) == ("on paper", "")


def test_the_request_form_offers_forms_in_the_readers_language() -> None:
    on = date(2026, 11, 20)
    form = BOOK.form("ad_hoc_report", on)
    for language, title in (("vi", form.title_vi), ("en", form.title_en)):
        with translation.override(language):
            offered = RequestForm(book=BOOK, on=on, bodies=Body.objects.none(), names={}).fields["form_id"]
            assert dict(offered.choices)["ad_hoc_report"] == title  # type: ignore[attr-defined]


def test_an_english_name_of_an_instrument_holds_no_vietnamese_word() -> None:
    assert BOOK.instrument_name_en("tt-02-2019-btttt") == "Circular No. 02/2019/TT-BTTTT"
    unnumbered = [item for item in BOOK.instruments.values() if item.number is None and item.title_en]
    for item in unnumbered:
        assert BOOK.instrument_name_en(item.id) == item.title_en


@pytest.mark.django_db
def test_a_duty_of_a_letter_is_explained_in_english(
    user_factory: Callable[..., User], client_for: Callable[[User], Client]
) -> None:
    body = make_body("ministry")
    materialise_year(2024, book=BOOK, at=AT)
    duties = Obligation.objects.filter(bearer=body, origin="guidance").exclude(derivation=None)
    assert duties
    for duty in duties:
        assert duty.derivation is not None
        told = " ".join(duty.derivation.steps_en)
        assert not any(word in told for word in ("Công văn", "Thông tư", "Nghị định", "Quyết định"))
    reader = user_factory(language="en")
    make_member(reader, body, "officer")
    page = client_for(reader).get(reverse("obligations_detail", args=[duties[0].public_id]), HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200
