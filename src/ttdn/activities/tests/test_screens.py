"""Screens over HTTP: quick entry, change, cancel, lists, sheets, estimates; nothing leaks, nothing grows."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from ttdn.accounts.models import User
from ttdn.activities.forms import figure_name
from ttdn.activities.models import Activity, Estimate
from ttdn.activities.tests.builders import record
from ttdn.filings.tests.builders import World, person
from ttdn.organisations.models import Body
from ttdn.organisations.tests.builders import make_body, make_member

pytestmark = pytest.mark.django_db

SignIn = Callable[[User], Client]


def _post(world: World, **fields: Any) -> dict[str, Any]:
    values = {
        "body": str(world.ministry.public_id),
        "kind": "training_course",
        "title": "Lớp tập huấn kỹ năng phát ngôn",
        "starts_on": "05/03/2026",
        "topics": ["a", "c"],
        figure_name("training_course", "courses"): "1",
        figure_name("training_course", "participants"): "45",
        "once": "mot-lan",
    }
    return values | fields


def test_quick_entry_and_next(world: World, client_for: SignIn) -> None:
    client = client_for(world.officer)
    page = client.get(reverse("activities_new"))
    assert page.status_code == 200
    assert "Chọn loại hoạt động" in page.content.decode()
    answer = client.post(reverse("activities_new"), _post(world, next="1"))
    assert answer.status_code == 302
    assert "kind=training_course" in answer.url
    activity = Activity.objects.get()
    assert (activity.year, activity.month, activity.section_code) == (2026, 3, "II.3")
    assert activity.figures == {"courses": 1, "participants": 45}
    again = client.get(answer.url).content.decode()
    assert "05/03/2026" in again
    assert client.get(reverse("activities_detail", args=[activity.public_id])).status_code == 200


def test_a_double_click_records_once(world: World, client_for: SignIn) -> None:
    client = client_for(world.officer)
    for _attempt in range(2):
        assert client.post(reverse("activities_new"), _post(world)).status_code == 302
    assert Activity.objects.count() == 1


def test_a_kind_that_promotes_asks_for_its_channel(world: World, client_for: SignIn) -> None:
    fields = _post(world, kind="publication", **{figure_name("publication", "titles"): "1"})
    answer = client_for(world.officer).post(reverse("activities_new"), fields)
    assert answer.status_code == 422
    assert "phải ghi ít nhất một phương thức" in answer.content.decode()
    assert Activity.objects.count() == 0


def test_a_missing_figure_is_named(world: World, client_for: SignIn) -> None:
    fields = _post(world)
    del fields[figure_name("training_course", "participants")]
    answer = client_for(world.officer).post(reverse("activities_new"), fields)
    assert answer.status_code == 422
    assert "Chưa ghi số liệu “Số lượt người học”" in answer.content.decode()


def test_links_that_a_browser_would_run_are_refused(world: World, client_for: SignIn) -> None:
    answer = client_for(world.officer).post(reverse("activities_new"), _post(world, links="javascript:alert(1)"))
    assert answer.status_code == 422
    assert Activity.objects.count() == 0


def test_the_fields_follow_the_kind(world: World, client_for: SignIn) -> None:
    client = client_for(world.officer)
    first = client.get(reverse("activities_new"), {"title": "Lớp tập huấn"}).content.decode()
    assert figure_name("publication", "copies") not in first
    assert figure_name("training_course", "courses") not in first
    assert 'name="kind"' in first
    assert 'name="title" value="Lớp tập huấn"' in first
    chosen = client.get(reverse("activities_new"), {"kind": "training_course"}).content.decode()
    assert figure_name("training_course", "courses") in chosen
    assert figure_name("publication", "copies") not in chosen
    one = client.get(reverse("activities_kind_fields"), {"kind": "publication"}).content.decode()
    assert figure_name("publication", "copies") in one
    assert figure_name("training_course", "courses") not in one


def test_a_clash_keeps_what_was_typed(world: World, client_for: SignIn) -> None:
    activity = record(world.ministry, world.officer)
    url = reverse("activities_edit", args=[activity.public_id])
    assert client_for(world.officer).post(url, _post(world, lock="0", title="Bản một")).status_code == 302
    answer = client_for(world.colleague).post(url, _post(world, lock="0", title="Bản hai"))
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Bản hai" in shown
    assert "Bản một" in shown
    assert 'name="lock" value="1"' in shown
    assert Activity.objects.get().title == "Bản một"


def test_cancel_needs_a_reason(world: World, client_for: SignIn) -> None:
    activity = record(world.ministry, world.officer)
    client = client_for(world.officer)
    url = reverse("activities_cancel", args=[activity.public_id])
    client.post(url, {"reason": ""})
    assert Activity.objects.get().state == "recorded"
    client.post(url, {"reason": "Ghi trùng"})
    assert Activity.objects.get().state == "cancelled"
    assert "Ghi trùng" in client.get(reverse("activities_detail", args=[activity.public_id])).content.decode()


def test_evidence_is_kept_and_downloaded_by_its_own_people_only(world: World, client_for: SignIn) -> None:
    upload = SimpleUploadedFile("bien-ban.txt", "Biên bản lớp tập huấn.".encode())
    client = client_for(world.officer)
    client.post(reverse("activities_new"), _post(world, evidence=[upload]))
    evidence = Activity.objects.get().evidence.get()
    url = reverse("files_download", args=[evidence.file.public_id])
    download = client.get(url)
    assert b"".join(download.streaming_content).decode() == "Biên bản lớp tập huấn."
    assert client_for(world.foreigner).get(url).status_code == 404
    assert client_for(world.staff).get(url).status_code == 404
    remove = reverse("activities_evidence_remove", args=[evidence.activity.public_id, evidence.public_id])
    assert client.post(remove).status_code == 302
    assert Activity.objects.get().evidence.count() == 0


def test_evidence_sent_twice_is_kept_once(world: World, client_for: SignIn) -> None:
    activity = record(world.ministry, world.officer)
    client = client_for(world.officer)
    detail = reverse("activities_detail", args=[activity.public_id])
    assert client.get(detail).content.decode().count('name="once"') >= 1
    url = reverse("activities_evidence_add", args=[activity.public_id])
    for _click in range(2):
        upload = SimpleUploadedFile("bien-ban.txt", "Biên bản lớp tập huấn.".encode())
        assert client.post(url, {"evidence": [upload], "once": "một"}).status_code == 302
    assert activity.evidence.count() == 1
    upload = SimpleUploadedFile("anh.txt", "Chú thích ảnh.".encode())
    client.post(url, {"evidence": [upload], "once": "hai"})
    assert activity.evidence.count() == 2


def test_a_file_with_a_secret_mark_keeps_nothing(world: World, client_for: SignIn) -> None:
    upload = SimpleUploadedFile("tai-lieu.txt", "TUYỆT MẬT\nNội dung".encode())
    answer = client_for(world.officer).post(reverse("activities_new"), _post(world, evidence=[upload]))
    assert answer.status_code in (400, 422)
    assert Activity.objects.count() == 0


@pytest.mark.parametrize("name", ["activities_detail", "activities_edit"])
def test_foreign_is_the_same_as_missing(world: World, client_for: SignIn, name: str) -> None:
    activity = record(world.ministry, world.officer)
    url = reverse(name, args=[activity.public_id])
    missing = reverse(name, args=["0190b4d2-0000-7000-8000-000000000000"])
    for user in (world.foreigner, world.staff):
        assert client_for(user).get(url).status_code == client_for(user).get(missing).status_code == 404
    assert client_for(world.officer).get(url).status_code == 200


def test_foreign_posts_do_nothing(world: World, client_for: SignIn) -> None:
    activity = record(world.ministry, world.officer)
    client = client_for(world.foreigner)
    for name in ("activities_edit", "activities_cancel", "activities_evidence_add"):
        answer = client.post(reverse(name, args=[activity.public_id]), {"reason": "x", "lock": "0"})
        assert answer.status_code == 404
    assert client.post(reverse("activities_new"), _post(world)).status_code == 404
    assert Activity.objects.get().state == "recorded"


def test_an_auditor_reads_and_does_not_write(world: World, client_for: SignIn) -> None:
    activity = record(world.ministry, world.officer)
    client = client_for(person("Kiểm tra viên", world.ministry, "auditor"))
    assert client.get(reverse("activities_detail", args=[activity.public_id])).status_code == 200
    assert client.get(reverse("activities_edit", args=[activity.public_id])).status_code == 404
    assert client.get(reverse("activities_new")).status_code == 404
    answer = client.post(reverse("activities_cancel", args=[activity.public_id]), {"reason": "x"})
    assert answer.status_code == 403


def _unit_officer(body: Body, unit: Body, user_factory: Callable[..., User]) -> User:
    user = user_factory()
    make_member(user, body, "officer", unit)
    return user


def test_a_units_officer_sees_and_writes_own_units_records_only(
    world: World, client_for: SignIn, user_factory: Callable[..., User]
) -> None:
    unit = make_body("unit", "Vụ Hợp tác", parent=world.ministry)
    other = make_body("unit", "Cục Báo chí", parent=world.ministry)
    own = record(world.ministry, world.officer, unit_id=unit.pk)
    foreign = record(world.ministry, world.officer, unit_id=other.pk)
    client = client_for(_unit_officer(world.ministry, unit, user_factory))
    assert client.get(reverse("activities_detail", args=[own.public_id])).status_code == 200
    assert client.get(reverse("activities_detail", args=[foreign.public_id])).status_code == 404
    fields = _post(world, unit=str(other.public_id))
    assert client.post(reverse("activities_new"), fields).status_code == 422
    assert client.post(reverse("activities_new"), _post(world, unit=str(unit.public_id))).status_code == 302
    assert client.get(reverse("activities_estimates")).status_code == 404


def test_the_list_filters_and_finds_without_marks(world: World, client_for: SignIn) -> None:
    record(world.ministry, world.officer, title="Lớp tập huấn nhân quyền")
    record(world.ministry, world.officer, "publication", on=date(2026, 5, 1), title="Đặc san đối ngoại")
    record(world.ministry, world.officer, on=date(2025, 5, 1), title="Lớp của năm trước")
    client = client_for(world.officer)
    url = reverse("activities_list")
    shown = client.get(url).content.decode()
    assert "Lớp tập huấn nhân quyền" in shown
    assert "Lớp của năm trước" not in shown
    assert "2 hoạt động" in shown
    found = client.get(url, {"q": "dac san doi ngoai"}).content.decode()
    assert "Đặc san đối ngoại" in found
    assert "Lớp tập huấn nhân quyền" not in found
    by_channel = client.get(url, {"channel": "publications"}).content.decode()
    assert "Đặc san đối ngoại" in by_channel
    assert "Lớp tập huấn nhân quyền" not in by_channel
    by_kind = client.get(url, {"kind": "training_course", "year": "all"}).content.decode()
    assert "Lớp của năm trước" in by_kind
    assert "Đặc san đối ngoại" not in by_kind


def test_every_list_keeps_to_its_budget(world: World, client_for: SignIn) -> None:
    for number in range(60):
        record(world.ministry, world.officer, on=date(2026, 1 + number % 12, 5), title=f"Lớp tập huấn số {number}")
    client = client_for(world.officer)
    activity = Activity.objects.first()
    assert activity is not None
    urls = [
        reverse("activities_list"),
        reverse("activities_new"),
        reverse("activities_detail", args=[activity.public_id]),
        reverse("activities_estimates"),
    ]
    client.get(urls[0])  # the first page of a session writes the session down
    for url in urls:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
        assert page.status_code == 200
        assert len(queries) <= 20, (url, len(queries), "\n".join(each["sql"][:230] for each in queries))
        assert len(page.content) <= 150_000, (url, len(page.content))
    first = client.get(urls[0])
    cursor = first.context["page"].next_cursor
    second = client.get(urls[0], {"cursor": cursor})
    shown = {row.pk for row in first.context["page"].rows}
    assert shown.isdisjoint({row.pk for row in second.context["page"].rows})
    assert len(shown) + len(second.context["page"].rows) == 60


def _sheet(rows: list[list[Any]], header: list[str] | None = None) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    sheet.append(
        header
        or ["Loại hoạt động", "Tên hoạt động", "Từ ngày", "Đến ngày", "Nội dung tập huấn", "Phương thức", "Số lớp",
            "Số lượt người học"]
    )  # fmt: skip
    for row in rows:
        sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("hoat-dong.xlsx", buffer.getvalue())


TOPIC = "Triển khai các văn bản quản lý nhà nước về thông tin đối ngoại"


def test_a_sheet_is_read_whole(world: World, client_for: SignIn) -> None:
    rows = [
        ["Lớp tập huấn, bồi dưỡng", "Lớp một", "05/03/2026", None, TOPIC, None, 1, 40],
        ["lop tap huan, boi duong", "Lớp hai", date(2026, 4, 1), date(2026, 4, 2), "a; c", None, 1, "1.250"],
    ]
    answer = client_for(world.officer).post(
        reverse("activities_import"), {"sheet": _sheet(rows), "body": str(world.ministry.public_id), "once": "x"}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert list(Activity.objects.order_by("starts_on").values_list("title", flat=True)) == ["Lớp một", "Lớp hai"]
    assert Activity.objects.get(title="Lớp hai").topics == ["a", "c"]


def test_every_error_of_a_sheet_is_named_and_nothing_is_written(world: World, client_for: SignIn) -> None:
    rows = [
        ["Lớp tập huấn, bồi dưỡng", "Lớp đúng", "05/03/2026", None, TOPIC, None, 1, 40],
        ["Lớp lạ", "Lớp hai", "31/02/2026", None, TOPIC, None, 1, 40],
        ["Lớp tập huấn, bồi dưỡng", "", "05/03/2026", None, "Nội dung lạ", None, "một", None],
    ]
    answer = client_for(world.officer).post(
        reverse("activities_import"), {"sheet": _sheet(rows), "body": str(world.ministry.public_id)}
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Dòng 3, cột “Loại hoạt động”: “Lớp lạ” không có trong danh mục." in shown
    assert "Dòng 3, cột “Từ ngày”: “31/02/2026” không phải ngày" in shown
    assert "Dòng 4, cột “Nội dung tập huấn”: “Nội dung lạ” không có trong danh mục." in shown
    assert "Dòng 4, cột “Số lớp”: “một” không phải số nguyên." in shown
    assert Activity.objects.count() == 0


def test_what_is_no_sheet_is_refused(world: World, client_for: SignIn) -> None:
    client = client_for(world.officer)
    fake = SimpleUploadedFile("hoat-dong.xlsx", b"PK\x03\x04 not a zip")
    answer = client.post(reverse("activities_import"), {"sheet": fake})
    assert answer.status_code in (400, 422)
    headless = client.post(reverse("activities_import"), {"sheet": _sheet([], header=["Cột", "Khác"])})
    assert "Không thấy dòng tiêu đề" in headless.content.decode()


def test_an_export_can_be_read_back(world: World, client_for: SignIn) -> None:
    record(world.ministry, world.officer, "publication", title="=1+1 sách", cost=5_000_000)
    record(world.ministry, world.officer, "event_abroad", on=date(2026, 6, 1))
    client = client_for(world.officer)
    exported = client.get(reverse("activities_export"))
    assert exported.status_code == 200
    book = load_workbook(BytesIO(exported.content))
    assert any(cell.value == "=1+1 sách" and cell.data_type == "s" for row in book.worksheets[0] for cell in row)
    Activity.objects.all().delete()
    upload = SimpleUploadedFile("lai.xlsx", exported.content)
    assert client.post(reverse("activities_import"), {"sheet": upload}).status_code == 302
    publication = Activity.objects.get(kind="publication")
    assert (publication.channels, publication.languages, publication.cost) == (
        ["publications"],
        ["vi", "en"],
        5_000_000,
    )
    assert Activity.objects.get(kind="event_abroad").country == "la"
    template = client.get(reverse("activities_import_template"))
    assert [sheet.title for sheet in load_workbook(BytesIO(template.content))] == ["Hoạt động", "Danh mục", "Chỉ tiêu"]


def test_estimates_are_kept_apart(world: World, client_for: SignIn) -> None:
    client = client_for(world.officer)
    url = reverse("activities_estimates")
    page = client.get(url).content.decode()
    assert "31/10/2026" in page
    assert "chưa đối chiếu" in page
    values = {
        "body": str(world.ministry.public_id), "year": "2026", "uoc__training_course__participants": "1.250",
        "can-cu__training_course": "Kế hoạch quý IV",
    }  # fmt: skip
    assert client.post(url, values).status_code == 302
    row = Estimate.objects.get()
    assert (row.value, row.basis, row.section_code) == (1250, "Kế hoạch quý IV", "II.3")
    assert client.post(url, values | {"uoc__training_course__participants": "-3"}).status_code == 422
    assert client.post(url, values | {"uoc__training_course__participants": ""}).status_code == 302
    assert Estimate.objects.count() == 0
    assert Activity.objects.count() == 0
