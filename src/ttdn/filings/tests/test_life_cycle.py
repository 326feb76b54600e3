"""The whole life of a filing over HTTP."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from ttdn.accounts.models import User
from ttdn.audit.models import AuditEntry
from ttdn.filings.models import FilingVersion
from ttdn.filings.tests.builders import World
from ttdn.notifications.models import Notice

ClientFor = Callable[[User], Client]


def test_whole_life_over_http(world: World, client_for: ClientFor) -> None:
    officer, leader, clerk, staff = (
        client_for(each) for each in (world.officer, world.leader, world.clerk, world.staff)
    )
    answer = officer.post(
        reverse("filings_start"),
        {"body": str(world.ministry.public_id), "form": "annual_report", "year": "2026", "once": "một"},
    )
    version = FilingVersion.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("filings_editor", args=[version.public_id])
    assert officer.get(answer.url).status_code == 200
    answer = officer.post(reverse("filings_submit", args=[version.public_id]))
    assert answer.status_code == 400
    assert "ĐẶC ĐIỂM TÌNH HÌNH" not in answer.content.decode()
    assert "1. Thuận lợi" in answer.content.decode()
    for section in version.sections.all():
        officer.post(
            reverse("filings_section", args=[version.public_id, section.code]),
            {"text": f"Đã làm {section.code}.", "lock": version.sections.get(code=section.code).lock},
        )
    assert officer.post(reverse("filings_submit", args=[version.public_id])).status_code == 302
    page = leader.get(reverse("filings_review", args=[version.public_id]))
    version.refresh_from_db()
    assert version.state == "in_review"
    assert f'value="{version.content_hash}"' in page.content.decode()
    assert leader.get(reverse("filings_page", args=[version.public_id, 1])).content.startswith(b"<svg")
    answer = leader.post(reverse("filings_approve", args=[version.public_id]), {"content_hash": version.content_hash})
    assert answer.status_code == 302
    issue = reverse("filings_issue", args=[version.public_id])
    assert clerk.get(issue).status_code == 200
    assert clerk.post(issue, {"issued_on": "21/11/2026", "number_text": ""}).status_code == 422
    form = {"issued_on": "20/11/2026", "number_text": "215", "place": "Hà Nội", "once": "phát hành một lần"}
    assert clerk.post(issue, form).status_code == 302
    version.refresh_from_db()
    assert version.number_and_symbol == "215/BC-BTN"
    delivery = version.deliveries.get()
    assert (delivery.addressee, delivery.channel, delivery.state) == (world.coordinator, "product", "sent")
    detail = reverse("filings_detail", args=[version.filing.public_id])
    assert "215/BC-BTN" in staff.get(detail).content.decode()
    assert "215/BC-BTN" in staff.get(reverse("filings_inbox")).content.decode()
    received = staff.post(
        reverse("filings_receive", args=[delivery.public_id]), {"incoming_number": "88", "incoming_on": "21/11/2026"}
    )
    assert received.status_code == 302
    assert staff.post(reverse("filings_accept", args=[delivery.public_id])).status_code == 302
    delivery.refresh_from_db()
    assert (delivery.state, delivery.incoming_number) == ("accepted", "88")
    for kind, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("json", b"{")):
        content = staff.get(reverse("filings_download", args=[version.public_id, kind]))
        assert content.content.startswith(start)
    assert Notice.objects.filter(user=world.officer, kind="filings.accepted").count() == 1
    actions_done = set(AuditEntry.objects.values_list("action", flat=True))
    assert {
        "filings.version.started",
        "filings.version.section_saved",
        "filings.version.submitted",
        "filings.version.approved",
        "filings.version.issued",
        "filings.delivery.received",
        "filings.delivery.accepted",
    } <= actions_done


def test_screens_speak_english(world: World, client_for: ClientFor) -> None:
    version = world.start()
    client = client_for(world.officer)
    client.cookies["django_language"] = "en"
    for name, args in (
        ("filings_list", []),
        ("filings_inbox", []),
        ("filings_start", []),
        ("filings_detail", [version.filing.public_id]),
        ("filings_editor", [version.public_id]),
        ("filings_header", [version.public_id]),
    ):
        assert client.get(reverse(name, args=args), headers={"accept-language": "en"}).status_code == 200
