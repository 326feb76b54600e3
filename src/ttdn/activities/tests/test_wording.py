"""Golden sentences: what the report says, letter by letter."""

from datetime import date

import pytest

from ttdn.activities import wording
from ttdn.activities.catalogue import catalogue_for
from ttdn.activities.coverage import budget_sentence, coverage_sentence, share
from ttdn.law.book import shipped_book
from ttdn.law.schema import CategoryItem, Figure

CATALOGUE = catalogue_for(shipped_book(), "ministry", date(2026, 12, 31))


@pytest.mark.parametrize(
    ("kind", "figures", "records", "sentence"),
    [
        (
            "training_course",
            {"courses": 5, "participants": 320},
            5,
            "Tổ chức 05 lớp tập huấn, bồi dưỡng nghiệp vụ thông tin đối ngoại với 320 lượt người tham gia",
        ),
        (
            "training_course",
            {"courses": 12, "participants": 1250, "days": 18},
            12,
            (
                "Tổ chức 12 lớp tập huấn, bồi dưỡng nghiệp vụ thông tin đối ngoại với 1.250 lượt người tham gia, "
                "tổng thời lượng 18 ngày"
            ),
        ),
        (
            "directive_document",
            {"documents": 3},
            2,
            "Ban hành 03 văn bản chỉ đạo, điều hành hoạt động thông tin đối ngoại",
        ),
        ("press_release", {}, 4, "Phát hành 04 thông cáo báo chí"),
        (
            "portal_item",
            {"items": 1450, "foreign_items": 320, "reach": 250000},
            10,
            (
                "Đăng tải 1.450 tin, bài trên cổng thông tin điện tử, trong đó có 320 tin, bài bằng tiếng nước ngoài, "
                "thu hút 250.000 lượt xem, nghe, đọc"
            ),
        ),
        (
            "staffing",
            {"full_time": 2, "part_time": 6},
            1,
            "Bố trí 02 cán bộ chuyên trách làm công tác thông tin đối ngoại và 06 cán bộ kiêm nhiệm",
        ),
        ("staffing", {"part_time": 6}, 1, "Bố trí 06 cán bộ kiêm nhiệm làm công tác thông tin đối ngoại"),
        (
            "foreign_press_support",
            {"delegations": 3, "reporters": 11, "products": 7},
            3,
            "Hỗ trợ, hợp tác với 03 đoàn báo chí nước ngoài gồm 11 lượt phóng viên, đã phát hành 07 sản phẩm",
        ),
        (
            "emulation",
            {"entries": 4},
            1,
            "Đăng ký 04 tác phẩm, đơn vị tham gia phong trào thi đua, giải thưởng về thông tin đối ngoại",
        ),
    ],
)
def test_the_sentence_of_a_kind(kind: str, figures: dict[str, int], records: int, sentence: str) -> None:
    item = CATALOGUE.kind(kind)
    assert item is not None
    assert wording.main_clause(item, figures, records) == sentence


def test_every_kind_of_the_book_has_words_of_its_own_with_its_own_figures() -> None:
    for item in CATALOGUE.kinds:
        phrase = wording.PHRASES[item.code]
        codes = {figure.code for figure in item.figures}
        assert {phrase.main, *(code for code, _text in phrase.tail)} <= codes, item.code


def test_a_kind_added_to_the_book_is_worded_from_its_name_and_figures() -> None:
    item = CategoryItem(
        code="exhibition",
        vi="Triển lãm",
        en="Exhibition",
        figures=(
            Figure(code="shows", vi="Số triển lãm", en="Shows", unit="triển lãm"),
            Figure(code="visitors", vi="Khách xem", en="Visitors", unit="lượt"),
        ),
    )
    words = wording.main_clause(item, {"shows": 2, "visitors": 900}, 2)
    assert words == "Thực hiện 02 triển lãm (triển lãm), khách xem: 900 lượt"


def test_languages_and_countries_are_named() -> None:
    item = CATALOGUE.kind("publication")
    assert item is not None
    few = wording.main_clause(item, {"titles": 2, "copies": 3000}, 2, languages=["Tiếng Việt", "Tiếng Anh"])
    assert few == "Xuất bản 02 đầu xuất bản phẩm bằng tiếng Việt và tiếng Anh với tổng số 3.000 bản in"
    many = wording.main_clause(item, {"titles": 5}, 5, languages=["Tiếng Việt", "Tiếng Anh", "Tiếng Lào", "Tiếng Pháp"])
    assert many == "Xuất bản 05 đầu xuất bản phẩm bằng 04 ngôn ngữ (tiếng Việt, tiếng Anh, tiếng Lào, tiếng Pháp)"
    event = CATALOGUE.kind("event_abroad")
    assert event is not None
    abroad = wording.main_clause(event, {"events": 2, "participants": 700}, 2, countries=["Lào", "Nhật Bản"])
    assert abroad == (
        "Tổ chức 02 sự kiện thông tin đối ngoại ở nước ngoài tại 02 nước (Lào, Nhật Bản) với 700 lượt người tham dự"
    )


def test_activities_are_named_with_day_and_place() -> None:
    first = wording.Named("Lớp tập huấn phát ngôn.", date(2026, 3, 5), date(2026, 3, 6), "Hà Nội")
    second = wording.Named("Lớp bồi dưỡng nhân quyền", date(2026, 2, 9), date(2026, 2, 9))
    assert wording.naming([first, second], of=2) == (
        "Cụ thể: Lớp tập huấn phát ngôn (từ ngày 05/3/2026 đến ngày 06/3/2026, tại Hà Nội); "
        "Lớp bồi dưỡng nhân quyền (ngày 09/02/2026)."
    )
    assert wording.naming([second], of=7).startswith("Tiêu biểu: ")


def test_nothing_and_not_yet() -> None:
    assert wording.nothing() == "Trong kỳ không phát sinh."
    assert wording.nothing(planned=["Mở lớp A", "Mở lớp B"]) == (
        "Chưa ghi nhận kết quả của 02 nhiệm vụ trong kế hoạch: Mở lớp A; Mở lớp B."
    )


def test_the_estimated_part_says_that_it_is_estimated() -> None:
    item = CATALOGUE.kind("training_course")
    assert item is not None
    clause = wording.main_clause(item, {"courses": 2, "participants": 80}, 2, more=True)
    assert wording.estimated([clause], closing=date(2026, 10, 31), year=2026) == (
        "Ước thực hiện từ sau ngày 31/10/2026 đến hết năm 2026: tổ chức thêm 02 lớp tập huấn, bồi dưỡng nghiệp vụ "
        "thông tin đối ngoại với 80 lượt người tham gia (số ước thực hiện)."
    )


def test_coverage_names_points_by_their_labels() -> None:
    text = coverage_sentence("topics", CATALOGUE.topics, {"a", "c", "dd"})
    assert text == (
        "Về nội dung tập huấn, bồi dưỡng theo khoản 3 Điều 3: đã triển khai 03/09 nội dung (điểm a, c, đ); "
        "chưa triển khai 06 nội dung (điểm b, d, e, g, h, i)."
    )
    every = {item.code for item in CATALOGUE.channels}
    assert coverage_sentence("channels", CATALOGUE.channels, every).endswith("đã triển khai đủ 10 phương thức.")
    none = coverage_sentence("themes", CATALOGUE.themes, set())
    assert none.endswith("chưa triển khai nhóm nhiệm vụ nào trong 06 nhóm nhiệm vụ.")


def test_money() -> None:
    assert budget_sentence(2026, 2_000_000_000, 1_800_000_000, 1_710_000_000) == (
        "Tổng dự toán kinh phí thông tin đối ngoại năm 2026 là 2.000.000.000 đồng; được giao 1.800.000.000 đồng; "
        "đã thực hiện 1.710.000.000 đồng, đạt 85,5% so với dự toán."
    )
    assert budget_sentence(2026, 0, 0, 5_000_000) == (
        "Năm 2026 đã thực hiện 5.000.000 đồng cho hoạt động thông tin đối ngoại."
    )
    assert [share(1, 3), share(2, 3), share(1, 1), share(3, 2)] == ["33,3%", "66,7%", "100%", "150%"]
