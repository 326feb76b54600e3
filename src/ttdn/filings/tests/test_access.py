"""Foreign is 404 on every address; lists and pages stay within their budget of queries and bytes."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.docgen.model import Document
from ttdn.docgen.pdf import render_pdf
from ttdn.filings import actions
from ttdn.filings.documents import build_document
from ttdn.filings.models import DraftedSentence, FilingVersion, SignedCopy, TableRow
from ttdn.filings.tests.builders import AT, World, person
from ttdn.filings.urls import urlpatterns

ClientFor = Callable[[User], Client]

GETS = {"filings_detail", "filings_editor", "filings_section", "filings_sentence_sources", "filings_page",
        "filings_header", "filings_review", "filings_compare", "filings_issue", "filings_download",
        "filings_signed_copy_confirm", "filings_correct", "filings_receive", "filings_supplement"}  # fmt: skip
OPEN_TO_ALL = {"filings_list", "filings_inbox", "filings_start", "filings_key_in"}
#: of a duty, not of a version: who opens them is tested in test_links.py
BY_DUTY = {"filings_link_make", "filings_link_revoke"}


def _addresses(world: World, version: FilingVersion) -> dict[str, list[Any]]:
    """Arguments of every address of the app, for one version and its children."""
    row = TableRow.objects.create(version=version, code="II.6", cells=["a", "b"])
    sentence = DraftedSentence.objects.create(version=version, code="I.1", key="k", text="Câu.")
    comment = actions.add_comment(version=version, code="I.1", text="Góp ý", acting_user=world.leader, at=AT)
    v = version.public_id
    return {
        "filings_detail": [version.filing.public_id],
        "filings_editor": [v],
        "filings_section": [v, "I.1"],
        "filings_live_preview": [v, "I.1"],
        "filings_redraft": [v],
        "filings_sentence": [v, sentence.public_id],
        "filings_sentence_sources": [v, sentence.public_id],
        "filings_page": [v, 1],
        "filings_header": [v],
        "filings_attach": [v],
        "filings_row_add": [v, "II.6", "main"],
        "filings_row": [v, row.public_id],
        "filings_comment": [v, "I.1"],
        "filings_comment_resolve": [v, comment.public_id],
        "filings_submit": [v],
        "filings_review": [v],
        "filings_approve": [v],
        "filings_return": [v],
        "filings_reopen": [v],
        "filings_compare": [v],
        "filings_issue": [v],
        "filings_revise": [v],
        "filings_recall": [v],
        "filings_correct": [v],
        "filings_signed_copy": [v],
        "filings_signed_copy_confirm": [v, uuid.uuid4()],
        "filings_download": [v, "pdf"],
        "filings_receive": [uuid.uuid4()],
        "filings_accept": [uuid.uuid4()],
        "filings_supplement": [uuid.uuid4()],
        "filings_give_back": [uuid.uuid4()],
    }


def test_every_address_is_classified(world: World) -> None:
    names = {pattern.name for pattern in urlpatterns}
    assert names == set(_addresses(world, world.start())) | OPEN_TO_ALL | BY_DUTY


@pytest.mark.parametrize("who", ["foreigner", "staff", "administrator"])
def test_drafts_are_404_to_others_on_every_address(world: World, client_for: ClientFor, who: str) -> None:
    """The coordinator sees what was issued to it, never a draft."""
    administrator = User.objects.create_user("qt@thu.example", "Quản Trị", "mật khẩu", is_system_administrator=True)
    browser = client_for({"foreigner": world.foreigner, "staff": world.staff, "administrator": administrator}[who])
    for name, arguments in _addresses(world, world.start()).items():
        url = reverse(name, args=arguments)
        if name in GETS:
            assert browser.get(url).status_code == 404, name
        if name not in {"filings_detail", "filings_editor", "filings_review", "filings_compare", "filings_download",
                        "filings_page", "filings_sentence_sources"}:  # fmt: skip
            assert browser.post(url).status_code == 404, name


def test_nobody_gets_in_without_signing_in(world: World) -> None:
    for name, arguments in _addresses(world, world.start()).items():
        answer = Client().get(reverse(name, args=arguments))
        assert answer.status_code == 302, name
        assert "tai-khoan" in answer.url, name


def test_children_are_found_through_their_own_version_only(world: World, client_for: ClientFor) -> None:
    mine, other = world.start(), world.start("annual_plan", 2027)
    foreign = _addresses(world, other)
    browser = client_for(world.officer)
    for name in ("filings_row", "filings_sentence", "filings_comment_resolve"):
        url = reverse(name, args=[mine.public_id, foreign[name][1]])
        assert browser.post(url).status_code == 404, name
    assert browser.get(reverse("filings_section", args=[mine.public_id, "khong-co"])).status_code == 404


def test_issued_is_seen_by_the_addressee_and_by_nobody_else(world: World, client_for: ClientFor) -> None:
    version = world.issued()
    delivery = version.deliveries.get()
    detail = reverse("filings_detail", args=[version.filing.public_id])
    staff, foreigner = client_for(world.staff), client_for(world.foreigner)
    assert staff.get(detail).status_code == 200
    assert staff.get(reverse("filings_page", args=[version.public_id, 1])).status_code == 200
    assert staff.get(reverse("filings_editor", args=[version.public_id])).status_code == 404
    assert staff.get(reverse("filings_review", args=[version.public_id])).status_code == 404
    assert foreigner.get(detail).status_code == 404
    assert foreigner.get(reverse("filings_download", args=[version.public_id, "pdf"])).status_code == 404
    assert foreigner.post(reverse("filings_accept", args=[delivery.public_id])).status_code == 404
    assert version.filing.title not in foreigner.get(reverse("filings_list")).content.decode()
    assert client_for(world.clerk).post(reverse("filings_accept", args=[delivery.public_id])).status_code == 403


def test_coordinator_sees_the_issued_version_while_its_replacement_is_drafted(
    world: World, client_for: ClientFor
) -> None:
    old = world.issued(number="41")
    new = world.replaced(old, reason="Lý do nội bộ")
    page = client_for(world.staff).get(reverse("filings_detail", args=[old.filing.public_id])).content.decode()
    assert "41/BC-BTN" in page
    assert str(new.public_id) not in page
    assert "Lý do nội bộ" not in page
    assert "Phiếu trình" not in page
    versions = reverse("filings_compare", args=[old.public_id]) + f"?voi={new.public_id}"
    assert client_for(world.staff).get(versions).status_code == 404


def test_auditor_reads_but_changes_nothing(world: World, client_for: ClientFor) -> None:
    version = world.start()
    browser = client_for(person("Kiểm Tra Viên", world.ministry, "auditor"))
    assert browser.get(reverse("filings_editor", args=[version.public_id])).status_code == 200
    url = reverse("filings_section", args=[version.public_id, "I.1"])
    assert browser.post(url, {"text": "x", "lock": 0}).status_code == 403
    assert browser.post(reverse("filings_submit", args=[version.public_id])).status_code == 403


def test_pages_stay_within_their_budget(world: World, client_for: ClientFor) -> None:
    for year in range(2016, 2026):
        world.start("annual_plan", year)
    issued = world.issued()
    working = world.replaced(issued)
    browser, staff = client_for(world.officer), client_for(world.staff)
    asked = [
        (browser, "filings_list", []),
        (browser, "filings_detail", [issued.filing.public_id]),
        (browser, "filings_editor", [working.public_id]),
        (browser, "filings_header", [working.public_id]),
        (browser, "filings_review", [working.public_id]),
        (browser, "filings_compare", [working.public_id]),
        (staff, "filings_list", []),
        (staff, "filings_inbox", []),
        (staff, "filings_detail", [issued.filing.public_id]),
        (staff, "filings_key_in", []),
    ]
    for who, name, arguments in asked:
        with CaptureQueriesContext(connection) as queries:
            answer = who.get(reverse(name, args=arguments))
        assert answer.status_code == 200
        assert len(queries) <= 20, (name, "\n".join(each["sql"][:160] for each in queries))
        assert len(answer.content) <= 150_000, name


def test_list_is_filtered(world: World, client_for: ClientFor) -> None:
    world.start("annual_plan", 2024)
    world.start("annual_report", 2023)
    page = client_for(world.officer).get(reverse("filings_list"), {"form": "annual_plan"}).content.decode()
    assert "năm 2024" in page
    assert "năm 2023" not in page
    page = client_for(world.officer).get(reverse("filings_list"), {"year": "2023", "state": "draft"}).content.decode()
    assert "năm 2023" in page
    assert "năm 2024" not in page


def test_signed_original_is_compared_and_confirmed(world: World, client_for: ClientFor) -> None:

    version = world.issued(number="9")
    version.refresh_from_db()
    clerk = client_for(world.clerk)
    url = reverse("filings_signed_copy", args=[version.public_id])
    same = render_pdf(build_document(version))
    assert clerk.post(url, {"upload": SimpleUploadedFile("ban-ky.pdf", same)}).status_code == 302
    copy = SignedCopy.objects.get()
    assert (copy.readable, copy.differences) == (True, [])
    document = version.document | {"subject": "Công tác khác hẳn"}

    other = render_pdf(Document.from_dict(document))
    answer = clerk.post(url, {"upload": SimpleUploadedFile("ban-ky-2.pdf", other)})
    copy = SignedCopy.objects.latest("pk")
    assert any("khác hẳn" in each["theirs"] for each in copy.differences)
    assert "khác hẳn" in clerk.get(answer.url).content.decode()
    assert clerk.post(answer.url, {"remark": ""}).status_code == 400
    assert clerk.post(answer.url, {"remark": "Sửa trích yếu bằng tay"}).status_code == 302
    copy.refresh_from_db()
    assert copy.confirmed_by == world.clerk
    assert client_for(world.officer).post(url, {"upload": SimpleUploadedFile("x.pdf", same)}).status_code == 403


def test_export_command_writes_each_format(world: World, tmp_path: Any) -> None:

    version = world.issued()
    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("json", b'{"')):
        out = tmp_path / "ra" / f"bao-cao.{kind}"
        call_command("export_filing", str(version.filing.public_id), "--format", kind, "--out", str(out))
        assert out.read_bytes().startswith(start)
