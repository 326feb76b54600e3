import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttdn.law import text

VIETNAMESE = "".join(
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưybcdđghklmnpqrstvx AĂÂEÊIOÔƠUƯYĐ"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
    if base.lower() in "aăâeêioôơuưy" or not tone
)


def test_one_spelling_at_every_door() -> None:
    decomposed = unicodedata.normalize("NFD", "thông tin đối ngoại")
    assert text.normalise(decomposed) == "thông tin đối ngoại"
    assert text.normalise("\u00d0à N\u1eb5ng") == "Đà Nẵng"
    assert text.normalise("đối\u00ad ngo\u200bại\ufeff") == "đối ngoại"
    assert text.normalise("2018 \u2013 2020 \u2014 \u22125\u00a0%") == "2018 - 2020 - -5 %"


@given(st.text(alphabet=VIETNAMESE))
def test_normalising_twice_changes_nothing(words: str) -> None:
    once = text.normalise(words)
    assert text.normalise(once) == once
    assert text.fold(text.fold(words)) == text.fold(words)
    assert text.fold(words).isascii()


def test_folding_drops_marks_and_maps_the_letter_d() -> None:
    assert text.fold("Đối ngoại Đà Nẵng, HOÀ BÌNH, ưu tiên") == "doi ngoai da nang, hoa binh, uu tien"
    assert text.fold("ສາທາລະນະລັດ") == "ສາທາລະນະລັດ"
    assert text.fold("한국어") == "한국어"


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("hoà", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuỷ", "thủy"),
        ("UỶ BAN", "ỦY BAN"),
        ("quý", "quý"),
        ("quỷ", "quỷ"),
        ("hoàn", "hoàn"),
        ("loá mắt", "lóa mắt"),
        ("khuỷu", "khuỷu"),
    ],
)
def test_tones_stand_where_official_documents_put_them(written: str, placed: str) -> None:
    assert text.place_tones(written) == placed


def test_words_are_the_same_in_either_tone_style() -> None:
    assert text.same_words("Ủy ban  nhân dân", "uỷ ban nhân dân")
    assert not text.same_words("hòa", "hoa")


def test_sorting_follows_the_alphabet_then_tones_then_case() -> None:
    in_order = [
        "10 tháng", "an", "An", "àn", "ản", "ãn", "án", "ạn", "an ninh", "ang", "ăn", "ân", "da", "đa", "e", "ê",
        "Hà Nội", "Hải Phòng", "o", "ô", "ơ", "u", "ư", "y", "z", "Лаос",
    ]  # fmt: skip
    shuffled = in_order[::-1]
    assert sorted(shuffled, key=text.sort_key) == in_order


@given(st.text(alphabet=VIETNAMESE), st.text(alphabet=VIETNAMESE))
def test_sort_keys_are_digits_and_tell_letters_apart(one: str, other: str) -> None:
    assert text.sort_key(one).isdigit()
    if " ".join(one.split()) == one and " ".join(other.split()) == other and one != other:
        assert text.sort_key(one) != text.sort_key(other)


def test_marks_foreign_to_vietnamese_sort_after_their_letter() -> None:
    assert sorted(["ço", "cu", "co", "cọ"], key=text.sort_key) == ["co", "cọ", "ço", "cu"]


def test_names_sort_by_given_name_then_family_name() -> None:
    names = ["Trần Văn An", "Nguyễn Thị An", "Lê Bình", "An"]
    assert sorted(names, key=text.name_sort_key) == ["An", "Nguyễn Thị An", "Trần Văn An", "Lê Bình"]


def test_letters_that_number_points() -> None:
    assert text.vietnamese_letters(9) == ("a", "b", "c", "d", "đ", "e", "g", "h", "i")
    assert text.vietnamese_letters(0) == ()
    with pytest.raises(ValueError, match="23 letters"):
        text.vietnamese_letters(24)


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234567.8, "1.234.567,8", "1,234,567.8"),
        (0, "0", "0"),
        (-1500, "-1.500", "-1,500"),
        (Decimal("2.40"), "2,4", "2.4"),
        (1e15, "1.000.000.000.000.000", "1,000,000,000,000,000"),
        (100, "100", "100"),
    ],
)
def test_figures_as_printed(value: Any, vi: str, en: str) -> None:
    assert text.format_number(value) == vi
    assert text.format_number(value, lang="en") == en


def test_places_after_the_comma_can_be_fixed() -> None:
    assert text.format_number(5, decimals=1) == "5,0"
    assert text.format_number(99.95, decimals=0) == "100"


@pytest.mark.parametrize(
    ("written", "value"), [("1.234.567,8", "1234567.8"), ("431", "431"), (" 2,4 ", "2.4"), ("-1.500", "-1500")]
)
def test_figures_are_read_back(written: str, value: Any) -> None:
    assert text.read_number(written) == Decimal(value)


@pytest.mark.parametrize("written", ["1,234.5", "12.34", "1.2.3", "", "abc", "024.3767.6666"])
def test_figures_written_another_way_are_refused_with_a_sentence(written: str) -> None:
    with pytest.raises(text.NumberFormatError) as caught:
        text.read_number(written)
    assert "1.234.567,8" in caught.value.vi


def test_dates_as_on_screen_and_in_documents() -> None:
    assert text.format_date(date(2026, 11, 5)) == "05/11/2026"
    assert text.long_date(date(2020, 3, 5)) == "ngày 05 tháng 3 năm 2020"
    assert text.long_date(date(2017, 2, 17)) == "ngày 17 tháng 02 năm 2017"
    assert text.long_date(date(2017, 10, 25)) == "ngày 25 tháng 10 năm 2017"
    assert text.long_date(date(2020, 3, 5), "en") == "5 March 2020"
