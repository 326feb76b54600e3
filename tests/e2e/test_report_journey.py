"""The main job: from the duty on the home page to the accepted report, each person at their own browser."""

import re
from collections.abc import Callable
from pathlib import Path

from furnishing import Furnished
from playwright.sync_api import Locator, Page, expect

from ttdn.filings.models import FilingVersion

WORDS = "Được lãnh đạo Bộ quan tâm chỉ đạo."


def _button(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("button", name=name, exact=True)


def _link(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("main").get_by_role("link", name=name)


def _start(page: Page) -> None:
    """From the home page over the duty into the editor."""
    page.goto("/lam-viec/")
    _link(page, "Báo cáo tổng kết công tác thông tin đối ngoại năm").first.click()
    expect(page.get_by_role("heading", name="Vì sao có hạn này")).to_be_visible()
    _link(page, "Soạn văn bản").click()
    _button(page, "Lập văn bản").click()
    expect(page.locator("#section-text")).to_be_visible()


def _first_picture(page: Page) -> str:
    return page.locator("#pages img").first.get_attribute("src") or ""


def _write_what_is_missing(page: Page) -> None:
    """Write every section that must hold something; the last words are not waited for."""
    missing = page.locator(".outline li", has_text="Còn thiếu")
    while count := missing.count():
        missing.first.get_by_role("link").click()
        page.locator("#section-text").fill(f"Nội dung của {count} mục còn lại.")
        if count > 1:
            _button(page, "Lưu").click()
            expect(missing).to_have_count(count - 1)
        else:
            break


def _approve(page: Page) -> None:
    page.goto("/lam-viec/")
    page.locator("section", has=page.get_by_role("heading", name="Chờ tôi xử lý")).get_by_role(
        "link", name="năm 2026"
    ).click()
    _link(page, "Xem bản trình").click()
    sheets = page.locator(".page-sheet")
    assert sheets.count() >= 2
    sheets.first.scroll_into_view_if_needed()
    expect(sheets.first).to_have_js_property("complete", value=True)
    assert sheets.first.evaluate("image => image.naturalWidth") > 0
    _button(page, "Duyệt bản này").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã duyệt")


def _issue(page: Page) -> None:
    page.goto("/lam-viec/")
    page.locator("section", has=page.get_by_role("heading", name="Chờ tôi xử lý")).get_by_role(
        "link", name="năm 2026"
    ).click()
    _link(page, "Cấp số, phát hành").click()
    _button(page, "Phát hành").click()


def _accept(page: Page) -> None:
    page.goto("/lam-viec/van-ban/den/")
    _link(page, re.compile("năm 2026")).click()
    _link(page, "Ghi sổ đến").click()
    page.get_by_label("Số đến").fill("1234")
    _button(page, "Ghi sổ").click()
    _button(page, "Chấp nhận").click()
    expect(page.locator("main")).to_contain_text("Đã chấp nhận")


def _on_time(page: Page) -> None:
    page.goto("/lam-viec/tinh-hinh/?year=2026")
    row = page.get_by_role("row", name=re.compile("Bộ Thí nghiệm"))
    expect(row).to_contain_text("Đúng hạn")


def test_from_duty_to_accepted_report(browse: Callable[..., Page], furnished: Furnished, tmp_path: Path) -> None:
    world = furnished.world
    officer = browse(world.officer)
    _start(officer)
    officer.locator(".outline").get_by_role("link", name="Thuận lợi").click()
    before = _first_picture(officer)
    officer.locator("#section-text").press_sequentially(WORDS)
    picture = officer.locator("#pages img").first
    expect(picture).to_have_attribute("src", re.compile("^data:image/svg"))
    drawn = _first_picture(officer)
    assert drawn != before
    expect(officer.locator("#save-state")).to_contain_text("Đã lưu lúc")
    expect(officer.locator(".outline li[aria-current]")).to_contain_text("Có nội dung")
    officer.locator("#section-text").press_sequentially(" Nguồn lực được bảo đảm.")
    expect(picture).not_to_have_attribute("src", drawn)
    expect(officer.locator("#section-form")).not_to_have_attribute("data-unsaved", re.compile("."))
    officer.reload()
    expect(officer.locator("#section-text")).to_have_value(f"{WORDS} Nguồn lực được bảo đảm.")
    _write_what_is_missing(officer)
    _button(officer, "Trình duyệt").click()
    expect(officer.get_by_role("status").first).to_contain_text("Đã trình duyệt")
    _approve(browse(world.leader))
    clerk = browse(world.clerk)
    _issue(clerk)
    expect(clerk.locator("main")).to_contain_text("02/BC-BTN")
    for words, opening in (("Word", b"PK"), ("PDF", b"%PDF-")):
        with clerk.expect_download() as download:
            _link(clerk, words).first.click()
        kept = tmp_path / download.value.suggested_filename
        download.value.save_as(kept)
        assert kept.read_bytes().startswith(opening)
    staff = browse(world.staff)
    _accept(staff)
    _on_time(staff)


def test_the_same_without_scripts(browse: Callable[..., Page], furnished: Furnished) -> None:
    world = furnished.world
    officer = browse(world.officer, java_script_enabled=False)
    _start(officer)
    missing = officer.locator(".outline li", has_text="Còn thiếu")
    while count := missing.count():
        missing.first.get_by_role("link").click()
        officer.locator("#section-text").fill("Viết không cần kịch bản.")
        _button(officer, "Lưu").click()
        expect(missing).to_have_count(count - 1)
    _button(officer, "Trình duyệt").click()
    expect(officer.get_by_role("status").first).to_contain_text("Đã trình duyệt")
    leader = browse(world.leader, java_script_enabled=False)
    leader.goto("/lam-viec/")
    _link(leader, re.compile("năm 2026")).first.click()
    _link(leader, "Xem bản trình").click()
    _button(leader, "Duyệt bản này").click()
    clerk = browse(world.clerk, java_script_enabled=False)
    _issue(clerk)
    expect(clerk.locator("main")).to_contain_text("02/BC-BTN")


def test_submitting_and_issuing_twice_has_one_effect(browse: Callable[..., Page], furnished: Furnished) -> None:
    world, version = furnished.world, furnished.approved
    clerk = browse(world.clerk)
    clerk.goto(f"/lam-viec/van-ban/ban/{version.public_id}/phat-hanh/")
    _button(clerk, "Phát hành").dblclick()
    expect(clerk.locator("main")).to_contain_text("02/BC-BTN")
    clerk.go_back()
    clerk.wait_for_load_state()
    if _button(clerk, "Phát hành").count():
        _button(clerk, "Phát hành").click()
        clerk.wait_for_load_state()
    numbers = FilingVersion.objects.filter(body=world.ministry, issue_year=2026).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]
    version.refresh_from_db()
    assert version.deliveries.count() == 1


def test_starting_twice_makes_one_filing(browse: Callable[..., Page], furnished: Furnished) -> None:
    officer = browse(furnished.world.officer)
    officer.goto("/lam-viec/van-ban/lap/?form=annual_report&year=2026")
    _button(officer, "Lập văn bản").dblclick()
    expect(officer.locator("#section-text")).to_be_visible()
    officer.go_back()
    _button(officer, "Lập văn bản").click()
    officer.wait_for_load_state()
    assert furnished.world.ministry.filings.filter(form_id="annual_report", year=2026).count() == 1


def test_two_people_in_one_section_lose_nothing(browse: Callable[..., Page], furnished: Furnished) -> None:
    world, address = furnished.world, f"/lam-viec/van-ban/ban/{furnished.draft.public_id}/?muc=I.1"
    first, second = browse(world.officer), browse(world.colleague)
    for page in (first, second):
        page.goto(address)
    first.locator("#section-text").fill("Chữ của người thứ nhất.")
    expect(first.locator("#save-state")).to_contain_text("Đã lưu lúc")
    second.locator("#section-text").fill("Chữ của người thứ hai.")
    _link(second, "Xem hai bản").click()
    for words in ("Chữ của người thứ nhất.", "Chữ của người thứ hai."):
        expect(second.locator("main .card .pre-line", has_text=words)).to_be_visible()
        expect(second.get_by_label("Ghép hai bản")).to_have_value(re.compile(words))
    _button(second, "Lưu bản ghép").click()
    first.reload()
    expect(first.locator("#section-text")).to_have_value(re.compile("thứ nhất.*thứ hai", re.DOTALL))


def test_words_not_yet_saved_go_along_when_the_page_is_left(browse: Callable[..., Page], furnished: Furnished) -> None:
    officer = browse(furnished.world.officer)
    officer.goto(f"/lam-viec/van-ban/ban/{furnished.draft.public_id}/?muc=I.1")
    officer.locator("#section-text").fill("Vừa gõ xong đã bấm sang mục khác.")
    officer.locator(".outline").get_by_role("link", name="Khó khăn").click()
    expect(officer.get_by_role("heading", name="Khó khăn")).to_be_visible()
    assert furnished.draft.sections.get(code="I.1").text == "Vừa gõ xong đã bấm sang mục khác."
