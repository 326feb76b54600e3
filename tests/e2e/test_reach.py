"""Without a mouse, and in English."""

import re
from collections.abc import Callable

from furnishing import Furnished
from playwright.sync_api import Page, expect

VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
CHROME = """() => {
  const words = [];
  const seen = (each) => { const box = each.getBoundingClientRect(); return box.width > 0 && box.height > 0; };
  for (const each of document.querySelectorAll(
    "h1, label, legend, thead th, .btn, .main-menu a, .tabs a, .badge, .field__hint, .empty, .site-footer, .page-head__lead, summary, dt, caption, .tool, title"
  )) if (!each.closest("[lang=vi]") && (each.tagName === "TITLE" || seen(each))) words.push(each.textContent.trim());
  for (const each of document.querySelectorAll("[placeholder]")) words.push(each.placeholder);
  for (const each of document.querySelectorAll("[aria-label]")) words.push(each.getAttribute("aria-label"));
  return words;
}"""
NAMES = (
    "Lãnh Đạo Bộ", "Bộ Thí nghiệm", "Bộ Điều phối", "Bộ Khác", "Cục Thông tin đối ngoại", "Cán bộ Soạn", "Chuyên Viên Điều Phối",
    "Thu thập số liệu cho báo cáo năm 2026", "Tập huấn người phát ngôn",
)  # fmt: skip
"""What people wrote and what things are called stays as it is written."""


def _in_english(page: Page) -> None:
    page.goto("/lam-viec/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Tiếng Việt")).to_be_visible()


def _left_in_vietnamese(page: Page) -> set[str]:
    found = set()
    for words in page.evaluate(CHROME):
        rest = words.replace("Tiếng Việt", "")
        for name in NAMES:
            rest = rest.replace(name, "")
        rest = re.sub(r"\S*\d+/\d+/\S+|\S+/[\w-]*-\w*Đ\w*", "", rest)  # numbers of documents
        if VIETNAMESE.search(rest):
            found.add(re.sub(r"\s+", " ", words)[:90])
    return found


def test_every_page_of_the_menu_speaks_english(browse: Callable[..., Page], furnished: Furnished) -> None:
    left: list[str] = []
    for person in (furnished.world.officer, furnished.world.staff, furnished.world.leader):
        page = browse(person)
        _in_english(page)
        assert page.locator("html").get_attribute("lang") == "en"
        addresses = [each.get_attribute("href") or "" for each in page.locator(".frame__menu .main-menu a").all()]
        assert len(addresses) >= 8
        for address in addresses:
            page.goto(address)
            left += [f"{address}: {words}" for words in sorted(_left_in_vietnamese(page))]
    assert not left, "\n".join(left)


def test_the_language_is_kept_and_can_be_switched_back(browse: Callable[..., Page], furnished: Furnished) -> None:
    page = browse(furnished.world.officer)
    _in_english(page)
    page.goto("/lam-viec/hoat-dong/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Hoạt động")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page).to_have_url(re.compile("/lam-viec/hoat-dong/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hoạt động")


def _tab_to(page: Page, text: str, at_most: int = 60) -> None:
    """Press Tab until the focus stands on something with these words."""
    for _step in range(at_most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "() => { const e = document.activeElement; return (e.textContent || '') + ' ' + (e.name || ''); }"
        )
        if text in here:
            return
    raise AssertionError(f"Tab never reached “{text}”")


def test_keyboard_alone_records_an_activity(browse: Callable[..., Page], furnished: Furnished) -> None:
    page = browse(furnished.world.officer)
    page.goto("/lam-viec/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.goto("/lam-viec/")
    _tab_to(page, "Hoạt động")
    page.keyboard.press("Enter")
    page.wait_for_url("**/hoat-dong/")
    _tab_to(page, "Ghi hoạt động")
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/hoat-dong/moi/**")
    _tab_to(page, "kind")
    kinds = page.get_by_label("Loại hoạt động")
    expect(kinds).to_be_focused()
    for _step in range(kinds.locator("option").count()):
        if kinds.input_value() == "press_release":
            break
        page.keyboard.press("ArrowDown")
    expect(kinds).to_have_value("press_release")
    _tab_to(page, "Tiếp tục")
    page.keyboard.press("Enter")
    page.wait_for_url("**kind=press_release**")
    expect(page.get_by_label(re.compile("^Số thông cáo"))).to_be_visible()
    _tab_to(page, "title")
    page.keyboard.type("Thông cáo không cần chuột")
    _tab_to(page, "starts_on")
    page.keyboard.press("Control+a")
    page.keyboard.type("16/11/2026")
    _tab_to(page, "so__press_release")
    page.keyboard.press("Control+a")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thông cáo không cần chuột")


def test_the_menu_of_a_telephone_opens_with_the_keyboard(browse: Callable[..., Page], furnished: Furnished) -> None:
    page = browse(furnished.world.officer, width=390, height=844)
    page.goto("/lam-viec/")
    page.locator(".menu-narrow > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu-narrow").get_by_role("link", name="Nghĩa vụ")).to_be_visible()
