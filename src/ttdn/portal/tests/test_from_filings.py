"""Items made from an issued document: what they carry over, and whose documents are offered."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ttdn.docgen.model import BulletList, Column, Document, Heading, Issuer, Note, Paragraph, Run, Table
from ttdn.filings.choices import State as FilingState
from ttdn.filings.models import Filing, FilingVersion
from ttdn.organisations.models import Body
from ttdn.portal.models import Item
from ttdn.portal.queries import draft_of
from ttdn.portal.snapshots import snapshot_of
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db


def issued(body: Body, *, title: str = "Báo cáo công tác năm 2026", state: str = FilingState.ISSUED) -> FilingVersion:
    """An issued document of a body with one block of every sort."""
    document = Document(
        form_id="annual_report",
        issuer=Issuer("BỘ THỬ NGHIỆM"),
        symbol="BC-BT",
        subject=title,
        number="12",
        issued_on=date(2026, 11, 10),
        blocks=(
            Heading(1, "I.", "Kết quả"),
            Paragraph((Run("Đã tổ chức "), Run("12 <lớp>", bold=True), Run("."))),
            BulletList(("Lớp một", "Lớp hai")),
            Table((Column("Tên"), Column("Số")), (("Lớp", "12"), ("Khác",)), caption="Các lớp"),
            Note("Tạm dùng."),
        ),
    )
    filing = Filing.objects.create(
        form_id="annual_report", body=body, period=title[:20], year=2026, title=title, created_at=AT
    )
    return FilingVersion.objects.create(
        filing=filing,
        body=body,
        ordinal=1,
        state=state,
        form_effective=date(2019, 4, 22),
        book_hash="0" * 64,
        content_hash="a" * 64,
        approved_hash="a" * 64,
        snapshot_hash="b" * 64,
        number=Filing.objects.count() + 11,
        number_text=str(Filing.objects.count() + 11),
        symbol="BC-BT",
        issued_on=date(2026, 11, 10),
        issue_year=2026,
        issued_at=datetime(2026, 11, 10, tzinfo=UTC),
        document=document.to_dict(),
        created_at=AT,
        updated_at=AT,
    )


def _make(client: Client, version: FilingVersion, **values: Any) -> Any:
    sent = {
        "kind": "press_release",
        "language": "vi",
        "title": "Thông cáo",
        "channel": "portal",
        "audience": "public",
        "rights": "official",
    }
    return client.post(reverse("portal_item_new") + f"?van-ban={version.public_id}", sent | values)


def test_number_date_subject_and_text_are_carried_over(newsroom: Newsroom, client: Client) -> None:
    version = issued(newsroom.body)
    client.force_login(newsroom.editor)
    with time_machine.travel(AT, tick=False):
        listed = client.get(reverse("portal_item_sources") + "?q=BC-BT").content.decode()
        assert "Báo cáo công tác năm 2026" in listed
        form = client.get(reverse("portal_item_new") + f"?van-ban={version.public_id}").content.decode()
        assert 'value="Báo cáo công tác năm 2026"' in form
        assert _make(client, version, kind="news").status_code == 422
        assert _make(client, version).status_code == 302
        assert (
            "Văn bản này đã có bài"
            in client.get(reverse("portal_item_new") + f"?van-ban={version.public_id}").content.decode()
        )
    item = Item.objects.get()
    assert (item.number, item.number_on) == ("12/BC-BT", date(2026, 11, 10))
    assert (item.origin_kind, item.origin_id, item.origin_hash) == ("filings.version", version.public_id, "a" * 64)
    draft = draft_of(item, "vi")
    assert draft is not None
    snapshot = snapshot_of(draft)
    assert [block["type"] for block in snapshot["blocks"]] == [
        "heading",
        "paragraph",
        "paragraph",
        "table",
        "paragraph",
    ]
    assert snapshot["blocks"][0]["text"] == "I. Kết quả"
    assert snapshot["blocks"][1]["html"] == "<p>Đã tổ chức <strong>12 &lt;lớp&gt;</strong>.</p>"
    assert snapshot["blocks"][3]["rows"] == [["Tên", "Số"], ["Lớp", "12"], ["Khác", ""]]
    assert (snapshot["blocks"][3]["head"], snapshot["blocks"][3]["caption"]) == (True, "Các lớp")
    assert snapshot["number"] == "12/BC-BT"


def test_documents_of_others_and_unissued_ones_are_missing(
    newsroom: Newsroom, make_newsroom: Any, client: Client
) -> None:
    foreign = make_newsroom("bo-ban", "Bộ Bạn")
    theirs = issued(foreign.body, title="Báo cáo của bạn")
    draft = issued(newsroom.body, title="Bản chưa phát hành", state=FilingState.APPROVED)
    client.force_login(newsroom.editor)
    listed = client.get(reverse("portal_item_sources")).content.decode()
    assert "Báo cáo của bạn" not in listed
    assert "Bản chưa phát hành" not in listed
    for version in (theirs, draft):
        assert client.get(reverse("portal_item_new") + f"?van-ban={version.public_id}").status_code == 404
        assert _make(client, version).status_code == 404
    assert client.get(reverse("portal_item_new") + "?van-ban=khong-phai").status_code == 404
    client.force_login(newsroom.officer)
    own = issued(newsroom.body, title="Báo cáo khác")
    assert client.get(reverse("portal_item_new") + f"?van-ban={own.public_id}").status_code == 404
    assert not Item.objects.exists()
