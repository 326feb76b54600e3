"""Whatever goes wrong, people read what happened and what to do."""

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.urls("ttdn.web.tests.example_urls")]


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("sai", 400, "Số văn bản 12 đã dùng trong năm 2024. Hãy ghi số khác."),
        ("cam", 403, "Chỉ lãnh đạo được ký duyệt."),
        ("dung-do", 409, "Mục 3 vừa có người khác sửa."),
        ("hai-lan", 409, "Biểu mẫu này đã được gửi trước đó"),
        ("khong-thay", 404, "Địa chỉ này không có, hoặc không thuộc phần bạn được xem."),
        ("khong-duoc", 403, "Tài khoản của bạn không có vai trò cần thiết cho trang này."),
        ("nghi-ngo", 400, "Trình duyệt gửi lên nội dung không hợp lệ."),
        ("ky-tu-nul", 400, "ký tự NUL"),
        ("hong", 500, "Lỗi ở phía hệ thống, không phải do bạn."),
    ],
)
def test_page_says_what_happened(kind: str, status: int, words: str) -> None:
    answer = Client(raise_request_exception=False).get(f"/lam-viec/hong/{kind}")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "lỗi lập trình" not in answer.content.decode()


def test_htmx_gets_the_sentence_only() -> None:
    answer = Client().get("/lam-viec/hong/dung-do", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Mục 3 vừa có người khác sửa." in text
    assert "<html" not in text


def test_english_reader_reads_english() -> None:
    client = Client()
    client.post("/ngon-ngu/", {"language": "en", "next": "/trang"})
    text = client.get("/lam-viec/hong/khong-thay").content.decode()
    assert "This address does not exist, or is not among what you may see." in text


def test_stale_form_is_explained() -> None:
    answer = Client(enforce_csrf_checks=True).post("/trang")
    assert answer.status_code == 403
    assert "Biểu mẫu đã quá hạn" in answer.content.decode()


def test_refusal_leads_back_to_the_page_of_the_form() -> None:
    headers = {"Referer": "http://testserver/lam-viec/van-ban/?muc=I.1"}
    refused = Client().get("/lam-viec/hong/sai", headers=headers).content.decode()
    assert 'href="/lam-viec/van-ban/?muc=I.1"' in refused
    assert "Quay lại trang trước" in refused


@pytest.mark.parametrize("before", ["", "https://noi-khac.example/lam-viec/", "http://testserver/lam-viec/hong/sai"])
def test_refusal_never_leads_elsewhere_or_to_itself(before: str) -> None:
    refused = Client().get("/lam-viec/hong/sai", headers={"Referer": before}).content.decode()
    assert "noi-khac" not in refused
    assert "Quay lại trang trước" not in refused
    assert "Về trang đầu" in refused


def test_address_of_a_form_opened_by_hand_is_explained() -> None:
    answer = Client().get("/ngon-ngu/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Địa chỉ này chỉ nhận biểu mẫu" in answer.content.decode()
