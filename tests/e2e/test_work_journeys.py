"""Recording what was done, planning what will be, collecting it from the units."""

import re
from collections.abc import Callable

from furnishing import Furnished
from playwright.sync_api import Page, expect

from ttdn.activities.models import Activity

KEYS_A_MINUTE = 150
"""A slow typist; a choice or a click counts as five keys."""


def _click(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str | re.Pattern[str]) -> None:
    page.get_by_role("main").get_by_role("link", name=name).first.click()


def test_an_activity_is_recorded_in_under_a_minute(browse: Callable[..., Page], furnished: Furnished) -> None:
    page = browse(furnished.world.officer)
    page.goto("/lam-viec/hoat-dong/moi/")
    keys = 0
    page.get_by_label("Loại hoạt động").select_option(value="training_course")
    _click(page, "Tiếp tục")
    keys += 6
    for label, words in (
        ("Tên hoạt động", "Lớp tập huấn kỹ năng phát ngôn năm 2026"),
        ("Từ ngày", "18/11/2026"),
        ("Địa điểm", "Huế"),
        (re.compile("^Số lượt người học"), "45"),
    ):
        page.get_by_label(label).fill(words)
        keys += len(words) + 1
    page.get_by_label(re.compile(r"a\) Triển khai")).first.check()
    _click(page, "Lưu")
    keys += 10
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lớp tập huấn kỹ năng phát ngôn năm 2026")
    assert keys < KEYS_A_MINUTE
    made = Activity.objects.get(place="Huế")
    assert made.figures == {"courses": 1, "participants": 45}


def test_a_double_click_records_one_activity(browse: Callable[..., Page], furnished: Furnished) -> None:
    page = browse(furnished.world.officer)
    page.goto("/lam-viec/hoat-dong/moi/?kind=press_release")
    page.get_by_label("Tên hoạt động").fill("Thông cáo bấm hai lần")
    page.get_by_label("Từ ngày").fill("17/11/2026")
    page.get_by_label(re.compile("^Số thông cáo")).fill("1")
    page.get_by_role("main").get_by_role("button", name="Lưu", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thông cáo bấm hai lần")
    page.go_back()
    _click(page, "Lưu")
    page.wait_for_load_state()
    assert Activity.objects.filter(title="Thông cáo bấm hai lần").count() == 1


def test_a_task_with_money_becomes_the_plan_document(browse: Callable[..., Page], furnished: Furnished) -> None:
    page = browse(furnished.world.officer)
    page.goto(f"/lam-viec/ke-hoach/{furnished.plan.public_id}/")
    _follow(page, re.compile(r"c\) Sản xuất"))
    page.get_by_label("Nhiệm vụ", exact=True).or_(page.get_by_label("Tên nhiệm vụ")).first.fill("Xuất bản sách ảnh")
    _click(page, "Lưu")
    _follow(page, "Xuất bản sách ảnh")
    page.get_by_text("Thêm dòng kinh phí").click()
    page.get_by_label(re.compile("^Dự toán")).fill("120.000.000")
    _click(page, "Thêm")
    expect(page.locator("main")).to_contain_text("120.000.000 đ")
    _follow(page, "Kế hoạch thông tin đối ngoại năm 2026")
    expect(page.locator("main")).to_contain_text("370.000.000 đ")
    _click(page, "Lập văn bản kế hoạch")
    _follow(page, "Soạn tiếp")
    expect(page.locator("#section-text")).to_be_visible()
    page.locator(".outline").get_by_role("link", name=re.compile(r"c\) Sản xuất")).click()
    expect(page.locator("main")).to_contain_text("Xuất bản sách ảnh")


def test_a_round_is_opened_answered_approved_and_merged(browse: Callable[..., Page], furnished: Furnished) -> None:
    focal, officer, head = (
        browse(each) for each in (furnished.world.officer, furnished.unit_officer, furnished.unit_head)
    )
    focal.goto("/lam-viec/thu-thap/")
    _follow(focal, "Mở đợt thu thập")
    focal.get_by_label("Tên đợt thu thập").fill("Thu thập bổ sung")
    focal.get_by_label("Hạn nội bộ").fill("25/11/2026")
    focal.get_by_label("Cục Thông tin đối ngoại").check()
    _click(focal, "Mở đợt thu thập")
    expect(focal.get_by_role("heading", level=1)).to_have_text("Thu thập bổ sung")
    officer.goto("/lam-viec/")
    _follow(officer, "Thu thập bổ sung")
    officer.locator("section", has=officer.get_by_role("heading", name="Hoạt động đã thực hiện")).get_by_role(
        "link", name="Thêm dòng"
    ).click()
    officer.get_by_label("Loại hoạt động").select_option(value="directive_document")
    officer.get_by_label("Tên hoạt động").fill("Công văn chỉ đạo của Cục")
    officer.get_by_label("Từ ngày").fill("10/11/2026")
    if officer.get_by_role("button", name="Hiện số liệu").count():
        officer.get_by_role("button", name="Hiện số liệu").click()
    officer.get_by_label(re.compile("^Số văn bản")).fill("1")
    _click(officer, "Lưu")
    _click(officer, "Trình lãnh đạo đơn vị")
    head.goto("/lam-viec/thu-thap/")
    _follow(head, "Thu thập bổ sung")
    _click(head, "Duyệt và gửi đơn vị đầu mối")
    focal.reload()
    expect(focal.locator("main")).to_contain_text("Đơn vị đã duyệt")
    _click(focal, "Tổng hợp")
    expect(focal.locator("main")).to_contain_text("Đã tổng hợp")
    merged = Activity.objects.get(title="Công văn chỉ đạo của Cục")
    assert (merged.unit, merged.origin_kind) == (furnished.unit, "round_item")
