"""Links made, filled in and answered, for the tests of answering by a link."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.files.tests.makers import pdf_bytes
from ttdn.filings.actions.links import AnswerData, keep_answer, make_link, send_answer
from ttdn.filings.links import draft_digest
from ttdn.filings.models import AnswerLink
from ttdn.filings.tests.builders import AT, World
from ttdn.obligations.models import Obligation
from ttdn.organisations.queries import reach_of

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
PDF = pdf_bytes("Bao cao nam 2026")


def made_link(world: World, duty: Obligation, *, days: int = 14, at: datetime = AT) -> tuple[AnswerLink, str]:
    """A link for the duty, made by the coordinator's staff, and its secret."""
    reach = reach_of(world.staff, TODAY)
    return make_link(obligation=duty, days=days, address="", reach=reach, acting_user=world.staff, at=at)


def url_of(link: AnswerLink, secret: str, name: str = "filings_answer") -> str:
    """The address of a page behind the link."""
    return reverse(name, args=[link.public_id, secret])


def file_of(data: bytes, name: str = "bao-cao-da-ky.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data)


def kept_answer(link: AnswerLink, data: bytes = PDF) -> AnswerLink:
    """The link with `DATA` and a file waiting to be confirmed."""
    return keep_answer(link=link, data=DATA, upload=file_of(data), at=AT + timedelta(hours=1))


def sent_answer(link: AnswerLink) -> AnswerLink:
    """The link answered, an hour after its draft was kept."""
    return send_answer(link=link, digest=draft_digest(kept_answer(link)), at=AT + timedelta(hours=2))


def digest_in(page: str) -> str:
    """What the page asks to confirm."""
    found = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]
