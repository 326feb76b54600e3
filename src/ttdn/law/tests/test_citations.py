import json
from collections import Counter
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from ttdn.law.citations import find_citations, parse_citation, print_citation
from ttdn.law.clauses import Clause, ClauseError, find_clauses, parse_clause
from ttdn.law.numbers import parse_number
from ttdn.law.text import normalise

SOURCES = {
    "000": "tt-02-2019-btttt",
    "002": "cv-3616-btttt-2017",
    "003": "cv-947-btttt-2024",
    "004": "qd-1486-ttg-2018",
}
EXPECTED = json.loads(Path(__file__).with_name("data").joinpath("seed_citations.json").read_text("utf-8"))


def source(seed: str) -> str:
    file = resources.files("ttdn.law").joinpath(f"data/sources/{SOURCES[seed]}.txt")
    return normalise(file.read_text("utf-8"))


def phrases(text: str, kind: str) -> list[str]:
    return [text[one.start : one.end] for one in find_citations(text) if one.kind == kind]


def test_the_expected_set_is_the_whole_one() -> None:
    assert sum(row["count"] for row in EXPECTED) == 44
    assert len({row["so_hieu"] for row in EXPECTED}) == 22


@pytest.mark.parametrize("seed", SOURCES)
def test_every_number_of_the_sources_is_found_and_no_other(seed: str) -> None:
    found = Counter(str(one.number) for one in find_citations(source(seed)) if one.kind == "number")
    assert found == {row["so_hieu"]: row["count"] for row in EXPECTED if row["seed"] == seed}


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: f"{row['seed']}-{row['so_hieu']}")
def test_each_number_has_its_date_form_type_and_issuer(row: dict[str, Any]) -> None:
    mentions = [
        one for one in find_citations(source(row["seed"])) if one.kind == "number" and str(one.number) == row["so_hieu"]
    ]
    assert sorted({one.issued_on.isoformat() for one in mentions if one.issued_on}) == row["dates"]
    for one in mentions:
        number = one.number
        assert (number.form, one.type_vi, number.issuer, number.unit) == (
            row["kind"],
            row["loai"],
            row["co_quan"],
            row["don_vi"],
        )


@pytest.mark.parametrize("seed", SOURCES)
def test_places_hold_the_written_words(seed: str) -> None:
    text = source(seed)
    for one in find_citations(text):
        assert text[one.number_start : one.number_end] == one.written
        assert one.start <= one.number_start < one.number_end <= one.end


def test_a_number_written_with_a_blank_is_found_as_it_stands() -> None:
    text = source("003")
    assert "947 /BTTTT-TTĐN" in [one.written for one in find_citations(text)]


def test_footnote_signs_are_no_part_of_a_number() -> None:
    [one] = find_citations("Kế hoạch triển khai Quyết định số 1079/QĐ-TTg² gửi về Bộ")
    assert one.written == "1079/QĐ-TTg"


def test_a_short_number_is_the_full_one_named_before() -> None:
    text = source("002")
    [one] = [one for one in find_citations(text) if one.kind == "short"]
    assert text[one.start : one.end] == "Thông tư số 22"
    assert str(one.number) == "22/2016/TT-BTTTT"
    [lone] = find_citations("theo Thông tư số 22.")
    assert lone.number is None
    assert lone.type_vi == "Thông tư"


def test_laws_are_found_by_name() -> None:
    text = source("004")
    named = [one for one in find_citations(text) if one.kind == "named"]
    assert [(one.title, one.issued_on) for one in named] == [
        ("Luật tổ chức Chính phủ", date(2015, 6, 19)),
        ("Luật ngân sách nhà nước", None),
    ]
    assert phrases(source("000"), "named") == ["Luật ngân sách nhà nước"]
    assert find_citations("theo Luật Giao thông", law_names=["Luật Giao thông"])[0].title == "Luật Giao thông"


def test_a_law_named_and_numbered_is_one_citation() -> None:
    text = "theo Điều 148 Bộ luật Dân sự số 91/2015/QH13 ngày 24/11/2015 và Luật Dữ liệu"
    code, law = find_citations(text)
    assert (str(code.number), code.title, code.type_vi, str(code.clause)) == (
        "91/2015/QH13", "Bộ luật Dân sự", "Bộ luật", "Điều 148",
    )  # fmt: skip
    assert text[code.start : code.end] == "Điều 148 Bộ luật Dân sự số 91/2015/QH13"
    assert code.issued_on == date(2015, 11, 24)
    assert code.print("en") == "Article 148, Code 91/2015/QH13"
    assert law.title == "Luật Dữ liệu"


def test_blank_numbers_of_the_annexes_are_found() -> None:
    assert [" ".join(one.split()) for one in phrases(source("000"), "blank")] == [
        "Thông tư số: /2018/TT-BTTTT", "Số:…….../…....", "Thông tư số: /2018/TT-BTTTT", "Số:…….../…....",
    ]  # fmt: skip


def test_clauses_join_the_document_they_belong_to() -> None:
    found = [
        (str(one.clause), str(one.number), text[one.start : one.end])
        for text in map(source, SOURCES)
        for one in find_citations(text)
        if one.clause
    ]
    assert found == [
        ("Chương III", "72/2015/NĐ-CP", "Chương III của Nghị định số 72/2015/NĐ-CP"),
        ("Điều 8", "02/2019/TT-BTTTT", "Điều 8, Thông tư số 02/2019/TT-BTTTT"),
        ("Điều 6", "02/2019/TT-BTTTT", "Điều 6, Thông tư số 02/2019/TT-BTTTT"),
        ("Phụ lục số 01", "02/2019/TT-BTTTT", "Phụ lục số 01 - Thông tư số 02/2019/TT-BTTTT"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tăng 1 bậc lên thứ 32/100 thương hiệu quốc gia mạnh",
        "Ngày 08/3/2019, Bộ ban hành Thông tư hướng dẫn; hiệu lực 22/4/2019",
        "đt: 04.37676666, fax: 04.37675959; 024.3767.6666",
        "giai đoạn 2016-2018, nhiệm kỳ 2020 - 2021, tầng 9, số 115 Trần Duy Hưng",
        "Lưu: VT, TTĐN. (250)",
        "tăng 2,4% trong năm 2024; 431 tỷ USD",
    ],
)
def test_other_numbers_are_no_citations(text: str) -> None:
    assert find_citations(text) == []


def test_a_date_is_not_taken_from_the_next_document_nor_from_a_deadline() -> None:
    text = (
        "Chỉ thị số 12-CT/TW của Ban Bí thư; Hướng dẫn số 127-HD/BTGTW ngày 19/12/2023. Nghị định số 09/2017/NĐ-CP "
        "có hiệu lực từ ngày 30/3/2017. Quyết định số 1079/QĐ-TTg, báo cáo trước ngày 30/11/2024. "
        "Công văn số 5/BTTTT-TTĐN. Ngày 01/02/2024 họp. Thông tư số 02/2019/TT-BTTTT ngày 45/13/2019 sai"
    )
    assert [(str(one.number), one.issued_on) for one in find_citations(text)] == [
        ("12-CT/TW", None),
        ("127-HD/BTGTW", date(2023, 12, 19)),
        ("09/2017/NĐ-CP", None),
        ("1079/QĐ-TTg", None),
        ("5/BTTTT-TTĐN", None),
        ("02/2019/TT-BTTTT", None),
    ]


def test_a_date_of_another_year_than_the_number_is_not_its_own() -> None:
    [one] = find_citations("Nghị định số 30/2020/NĐ-CP được phổ biến ngày 10/01/2021")
    assert one.issued_on is None


def test_a_dash_after_a_number_does_not_join_the_next_word() -> None:
    [one] = find_citations("Nghị quyết số 47/NQ-CP - Ban hành Chương trình")
    assert one.written == "47/NQ-CP"


@pytest.mark.parametrize(
    ("text", "clause", "vi", "en", "short"),
    [
        (
            "điểm đ khoản 3 Điều 6",
            Clause("6", "3", "đ"),
            "điểm đ khoản 3 Điều 6",
            "point đ, clause 3, Article 6",
            "Đ6.3đ",
        ),
        (
            "Điều 6, khoản 3, điểm đ",
            Clause("6", "3", "đ"),
            "điểm đ khoản 3 Điều 6",
            "point đ, clause 3, Article 6",
            "Đ6.3đ",
        ),
        ("Khoản 5,  Điều 10", Clause("10", "5"), "khoản 5 Điều 10", "clause 5, Article 10", "Đ10.5"),
        ("Đ6.3đ", Clause("6", "3", "đ"), "điểm đ khoản 3 Điều 6", "point đ, clause 3, Article 6", "Đ6.3đ"),
        ("Điều 148a", Clause("148a"), "Điều 148a", "Article 148a", "Đ148a"),
        (
            "điểm f khoản 2 Điều 8",
            Clause("8", "2", "f"),
            "điểm f khoản 2 Điều 8",
            "point f, clause 2, Article 8",
            "Đ8.2f",
        ),
        ("điểm a khoản 1", Clause(None, "1", "a"), "điểm a khoản 1", "point a, clause 1", "điểm a khoản 1"),
        ("Chương III", Clause(chapter="III"), "Chương III", "Chapter III", "Chương III"),
        ("Phụ lục 01", Clause(annex="01"), "Phụ lục số 01", "Annex 01", "Phụ lục số 01"),
    ],
)
def test_clauses_are_read_and_printed(text: str, clause: Clause, vi: str, en: str, short: str) -> None:
    assert parse_clause(text) == clause
    assert (str(clause), clause.print("en"), clause.short) == (vi, en, short)


@pytest.mark.parametrize("text", ["", "Điều", "khoản ba Điều 6", "điểm đ Điều", "Thông tư số 02/2019/TT-BTTTT"])
def test_other_text_is_no_clause(text: str) -> None:
    with pytest.raises(ClauseError) as caught:
        parse_clause(text)
    assert "Đ6.3đ" in caught.value.vi


def test_clauses_keep_the_order_of_the_document() -> None:
    clauses = [parse_clause(text) for text in ("Đ10.5", "Đ6.3đ", "Đ6.3b", "Đ6.2")]
    assert [one.short for one in sorted(clauses, key=lambda one: one.order)] == ["Đ6.2", "Đ6.3b", "Đ6.3đ", "Đ10.5"]


def test_headings_are_no_citations_of_clauses() -> None:
    text = "Điều 6. Cung cấp thông tin\n1. Theo khoản 2 Điều 7 và Điều 8 của Luật\n**Điều 2.** Hiệu lực"
    assert [str(clause) for _, _, clause in find_clauses(text)] == ["khoản 2 Điều 7", "Điều 8"]


def test_a_whole_citation_is_read_and_printed_in_both_languages() -> None:
    text = "điểm đ khoản 3 Điều 6 Thông tư số 02/2019/TT-BTTTT"
    one = parse_citation(text)
    assert one is not None
    assert one.print() == text
    assert one.print("en") == "point đ, clause 3, Article 6, Circular 02/2019/TT-BTTTT"
    assert parse_citation("không có gì") is None
    assert parse_citation(f"theo {text}") is None


def test_citations_print_the_day_of_issue() -> None:
    number = parse_number("72/2015/NĐ-CP")
    printed = print_citation(Clause("14", "5"), number, issued_on=date(2015, 9, 7))
    assert printed == "khoản 5 Điều 14 Nghị định số 72/2015/NĐ-CP ngày 07 tháng 9 năm 2015"
    assert (
        print_citation(None, number, issued_on=date(2015, 9, 7), lang="en")
        == "Decree 72/2015/NĐ-CP of 7 September 2015"
    )
    assert print_citation(Clause("112"), None, title="Bộ luật Lao động") == "Điều 112 Bộ luật Lao động"
    assert print_citation(None, parse_number("91/2015/QH13"), type_vi="Bộ luật") == "Bộ luật số 91/2015/QH13"
