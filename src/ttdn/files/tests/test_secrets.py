"""What is a mark of a state secret, and what only looks like one."""

import unicodedata
from typing import Any

import pytest

from ttdn.files.errors import SecretMark
from ttdn.files.secrets import find_mark, find_mark_in_name, refuse_if_secret_text

LATER = "Dòng thường.\n" * 60


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("MẬT", "MẬT"),
        ("Tối mật", "TỐI MẬT"),
        ("BỘ NGOẠI GIAO\n\n  TUYỆT MẬT  \n", "TUYỆT MẬT"),
        ("BỘ NGOẠI GIAO\tMẬT", "MẬT"),
        ("[ M Ậ T ]", "M Ậ T"),
        ("MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM TỐI MẬT", "TỐI MẬT"),
        ("Độ mật: Tối mật", "TỐI MẬT"),
        ("Mức độ mật : ☒ Mật", "MẬT"),
        ("Dấu chỉ mức độ mật: TUYỆT MẬT", "TUYỆT MẬT"),
        ("TÀI LIỆU MẬT", "TÀI LIỆU MẬT"),
        ("BÍ MẬT NHÀ NƯỚC", "BÍ MẬT NHÀ NƯỚC"),
        ("BÍ MẬT NHÀ NƯỚC - ĐỘ TỐI MẬT", "BÍ MẬT NHÀ NƯỚC - ĐỘ TỐI MẬT"),
        ("Chỉ người có tên mới được bóc bì", "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ"),
        (LATER + "TỐI MẬT\n", "TỐI MẬT"),
        (LATER + "\fTối mật\n", "TỐI MẬT"),
        (unicodedata.normalize("NFD", "TUYỆT MẬT"), "TUYỆT MẬT"),
        ("TUY\u00adỆT\u00a0MẬT", "TUYỆT MẬT"),
        ("TUYÖT MËT", "TUYÖT MËT"),
        ("TOÁI MAÄT", "TOÁI MAÄT"),
    ],
)
def test_marks(text: Any, mark: Any) -> None:
    assert find_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Công tác bảo mật thông tin",
        "BẢO MẬT",
        "Mật ong rừng U Minh",
        "MẬT ĐỘ DÂN SỐ",
        "Mật độ dân số năm 2024",
        "Mật khẩu đăng nhập",
        "Quan hệ mật thiết Việt Nam - Lào",
        "Xử lý theo chế độ mật",
        "Độ mật: Không",
        "Độ mật: ☐ Mật ☐ Tối mật ☐ Tuyệt mật",
        "Danh mục bí mật nhà nước độ Tuyệt mật, Tối mật, Mật",
        "BÁO CÁO CÔNG TÁC BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "Luật Bảo vệ bí mật nhà nước số 29/2018/QH14",
        "Người nào làm lộ tài liệu mật thì bị xử lý theo pháp luật.",
        LATER + "Mật\n",
        "mất mát, mặt trận, mát mẻ",
    ],
)
def test_words_that_are_no_marks(text: Any) -> None:
    assert find_mark(text) == ""
    refuse_if_secret_text(text)


def test_refused_text_is_not_repeated() -> None:
    with pytest.raises(SecretMark) as error:
        refuse_if_secret_text("TỐI MẬT\nnội dung không được lộ")
    assert "“TỐI MẬT”" in error.value.sentence
    assert "không được lộ" not in error.value.sentence


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("MẬT_bao-cao.docx", "MẬT"),
        ("bao cao (MẬT).pdf", "MẬT"),
        ("Tuyet_mat_2024.docx", "TUYET MAT"),
        ("báo-cáo-tối-mật.docx", "TỐI MẬT"),
        ("bảo mật.docx", ""),
        ("MẬT ONG.docx", ""),
        ("toi mat di.docx", ""),
    ],
)
def test_names(name: Any, mark: Any) -> None:
    assert find_mark_in_name(name) == mark
