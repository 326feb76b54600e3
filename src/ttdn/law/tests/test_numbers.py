from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttdn.law.numbers import (
    DocumentNumber,
    DocumentNumberError,
    document_types,
    identity,
    number_key,
    number_keys,
    parse_number,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("02/2019/TT-BTTTT", DocumentNumber("02", 2019, "TT", "BTTTT", None, "A")),
        ("148/2026/NĐ-CP", DocumentNumber("148", 2026, "NĐ", "CP", None, "A")),
        ("91/2015/QH13", DocumentNumber("91", 2015, None, "QH13", None, "A")),
        ("01/2017/TTLT-BCA-BQP", DocumentNumber("01", 2017, "TTLT", "BCA-BQP", None, "A")),
        ("1486/QĐ-TTg", DocumentNumber("1486", None, "QĐ", "TTg", None, "B")),
        ("51/TTr-BTTTT", DocumentNumber("51", None, "TTr", "BTTTT", None, "B")),
        ("05/KH-BVHTTDL-TTCS", DocumentNumber("05", None, "KH", "BVHTTDL", "TTCS", "B")),
        ("947/BTTTT-TTĐN", DocumentNumber("947", None, None, "BTTTT", "TTĐN", "C")),
        ("4099/UBND-KGVX", DocumentNumber("4099", None, None, "UBND", "KGVX", "C")),
        ("67/CP", DocumentNumber("67", None, None, "CP", None, "C")),
        ("57-KL/TW", DocumentNumber("57", None, "KL", "TW", None, "D")),
        ("127-HD/BTGTW", DocumentNumber("127", None, "HD", "BTGTW", None, "D")),
    ],
)
def test_numbers_are_read_and_printed_back(text: str, expected: DocumentNumber) -> None:
    assert parse_number(text) == expected
    assert str(expected) == text


def test_blanks_and_look_alikes_do_not_matter() -> None:
    assert str(parse_number(" 947 /BTTTT-TTĐN ")) == "947/BTTTT-TTĐN"
    assert str(parse_number("1486/Q\u00d0\u2013TTg.")) == "1486/QĐ-TTg"


@pytest.mark.parametrize(
    "text", ["", "32/100", "08/3/2019", "024.3767.6666", "Thông tư", "947/BTTTT-TTĐN và 3616/BTTTT-TTĐN"]
)
def test_other_text_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DocumentNumberError) as caught:
        parse_number(text)
    assert "02/2019/TT-BTTTT" in caught.value.vi
    assert caught.value.sentence("en").endswith(".")


def test_the_symbol_is_what_follows_the_number() -> None:
    assert parse_number("02/2019/TT-BTTTT").symbol == "TT-BTTTT"
    assert parse_number("947/BTTTT-TTĐN").symbol == "BTTTT-TTĐN"
    assert parse_number("57-KL/TW").symbol == "KL/TW"


def test_the_type_is_named_in_both_languages() -> None:
    assert parse_number("02/2019/TT-BTTTT").type_name() == "Thông tư"
    assert parse_number("51/TTr-BTTTT").type_name("en") == "Submission"
    assert parse_number("947/BTTTT-TTĐN").type_name() == "Công văn"
    assert parse_number("91/2015/QH13").type_name() is None


def test_the_types_are_those_of_decree_30_annex_iii() -> None:
    types = document_types()
    assert {"NQ", "QĐ", "CT", "QC", "QyĐ", "TC", "TB", "HD", "CTr", "KH", "PA", "ĐA", "DA", "BC", "BB", "TTr", "HĐ",
            "CĐ", "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB", "SY", "TrS", "SL"} <= set(types)  # fmt: skip
    assert types["TrS"] == ("Bản trích sao", "Extract")


def test_keys_forget_case_marks_blanks_and_leading_zeros() -> None:
    assert number_key("72/2015/NĐ-CP") == number_key("72 / 2015 / nd-cp") == "c72_2015_nd_cp"
    assert number_key(parse_number("09/2017/NĐ-CP")) == number_key("9/2017/NĐ-CP")
    assert number_key("57-KL/TW") == "c57_kl_tw"
    with pytest.raises(DocumentNumberError):
        number_key("không có số nào, 32/100")


def test_every_number_typed_in_a_query_has_its_key() -> None:
    query = "thông tư 02/2019/tt-btttt - quyết định 1486/qd-ttg"
    assert number_keys(query) == ["c2_2019_tt_btttt", "c1486_qd_ttg"]


@given(
    st.integers(1, 99999),
    st.integers(1990, 2099),
    st.sampled_from(["TT", "NĐ", "QĐ"]),
    st.sampled_from(["CP", "TTg", "BVHTTDL"]),
)
def test_any_printed_number_is_read_back(number: int, year: int, kind: str, issuer: str) -> None:
    one = DocumentNumber(f"{number:02d}", year, kind, issuer, None, "A")
    assert parse_number(str(one)) == one


def test_a_number_without_a_year_is_unique_only_with_its_day() -> None:
    number = parse_number("368/QĐ-TTg")
    assert identity(number, date(2013, 2, 28)) == "c368_qd_ttg@2013-02-28"
    assert identity(number, date(2024, 2, 28)) != identity(number, date(2013, 2, 28))
