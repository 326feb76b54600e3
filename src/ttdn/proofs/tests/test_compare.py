"""Word by word: every altered word is shown, no other."""

import time
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ttdn.proofs.compare import SegmentKind, compare_words
from ttdn.proofs.words import cut

TEXT = (
    "Bộ Ngoại giao bác bỏ thông tin sai lệch về tình hình Biển Đông. Việt Nam khẳng định chủ quyền đối với hai quần đảo "
    "Hoàng Sa và Trường Sa phù hợp với luật pháp quốc tế, trong đó có Công ước năm 1982.\n"
    "Người phát ngôn đề nghị các bên kiềm chế, không làm phức tạp thêm tình hình."
)


def shape(published: str, pasted: str) -> list[tuple[str, str, str]]:
    return [(each.kind.value, each.published.strip(), each.pasted.strip()) for each in compare_words(published, pasted)]


def test_the_same_text_is_one_segment() -> None:
    assert [each.kind for each in compare_words(TEXT, TEXT)] == [SegmentKind.SAME]


def test_a_changed_a_missing_and_an_added_word() -> None:
    pasted = TEXT.replace("1982", "1992").replace("không làm", "làm").replace("kiềm chế", "cùng kiềm chế")
    altered = [each for each in shape(TEXT, pasted) if each[0] != "same"]
    assert altered == [("changed", "1982", "1992"), ("added", "", "cùng"), ("missing", "không", "")]


def test_a_lost_mark_is_a_change_of_that_word_only() -> None:
    altered = [each for each in shape(TEXT, TEXT.replace("chủ quyền", "chu quyền")) if each[0] != "same"]
    assert altered == [("changed", "chủ", "chu")]


def test_a_dropped_comma_is_seen() -> None:
    altered = [each for each in shape(TEXT, TEXT.replace("kiềm chế,", "kiềm chế")) if each[0] != "same"]
    assert altered == [("missing", ",", "")]


def test_case_quotes_tone_places_and_encodings_are_no_change() -> None:
    published = 'Thông báo về "hòa bình" và thủy lợi'
    pasted = unicodedata.normalize("NFD", "THÔNG  BÁO về\n“hoà bình” và thuỷ\u00a0lợi")
    assert [each.kind for each in compare_words(published, pasted)] == [SegmentKind.SAME]


def test_what_lies_around_a_fragment_is_outside() -> None:
    fragment = "khẳng định chủ quyền đối với hai quần đảo"
    assert [each[0] for each in shape(TEXT, fragment)] == ["outside", "same", "outside"]
    altered = fragment.replace("hai", "ba")
    found = shape(TEXT, altered)
    assert [each[0] for each in found] == ["outside", "same", "changed", "same", "outside"]
    assert found[2][1:] == ("hai", "ba")


def test_a_fragment_altered_at_its_ends() -> None:
    found = shape(TEXT, "xác nhận chủ quyền đối với hai hòn đảo")
    assert [each for each in found if each[0] not in {"same", "outside"}] == [
        ("changed", "khẳng định", "xác nhận"),
        ("changed", "quần", "hòn"),
    ]


@pytest.mark.parametrize(
    ("published", "pasted", "old", "new"),
    [
        ("中国和越南的文化交流活动将于明年举行", "中国和越南的文化交流活动将于今年举行", "明", "今"),
        ("ສະບາຍດີປະເທດລາວ", "ສະບາຍດີປະເທດລຽວ", "າ", "ຽ"),
        ("ព្រះរាជាណាចក្រកម្ពុជា", "ព្រះរាជាណាចក្រកម្ពុជី", "ជា", "ជី"),
        ("ベトナムの文化を紹介する", "ベトナムの文学を紹介する", "化", "学"),
    ],
)
def test_scripts_without_spaces_are_compared_by_sign(published: str, pasted: str, old: str, new: str) -> None:
    altered = [each for each in shape(published, pasted) if each[0] != "same"]
    assert altered == [("changed", old, new)]


WORDS = st.lists(st.sampled_from(["một", "hai", "ba", "bốn", "năm", ",", "sáu"]), max_size=40).map(" ".join)


@settings(deadline=None)
@given(WORDS, WORDS)
@example("a", "")
@example("", "a")
def test_the_segments_give_both_texts_back(published: str, pasted: str) -> None:
    segments = compare_words(published, pasted)
    assert "".join(each.pasted for each in segments) == pasted
    assert "".join(each.published for each in segments) == published
    for each in segments:
        ours, theirs = [word.key for word in cut(each.published)], [word.key for word in cut(each.pasted)]
        if each.kind == SegmentKind.SAME:
            assert ours == theirs
        elif each.kind in {SegmentKind.MISSING, SegmentKind.OUTSIDE}:
            assert not theirs
        elif each.kind == SegmentKind.ADDED:
            assert not ours
        else:
            assert ours != theirs


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_random_edits_are_highlighted_exactly(data: st.DataObject) -> None:
    """Any mixture of edits inside a text of distinct words: exactly the edited words are marked."""
    size = data.draw(st.integers(8, 120))
    words = [f"chữ{number}" for number in range(size)]
    edits = data.draw(
        st.dictionaries(st.integers(1, size - 2), st.sampled_from(["change", "drop", "add"]), max_size=10)
    )
    pasted, altered, new = [], [], []
    for place, word in enumerate(words):
        match edits.get(place):
            case "change":
                pasted.append(f"khác{place}")
                altered.append(word)
                new.append(f"khác{place}")
            case "drop":
                altered.append(word)
            case "add":
                pasted += [f"thêm{place}", word]
                new.append(f"thêm{place}")
            case _:
                pasted.append(word)
    marked, added = [], []
    for each in compare_words(" ".join(words), " ".join(pasted)):
        if each.kind not in {SegmentKind.SAME, SegmentKind.OUTSIDE}:
            marked += each.published.split()
            added += each.pasted.split()
    assert marked == altered
    assert added == new


@pytest.mark.parametrize(
    ("published", "pasted"),
    [
        ("a " * 20_000, "a b " * 20_000),
        ("a b c " * 15_000, "c b a " * 15_000),
        (" ".join(f"w{n}" for n in range(30_000)), " ".join(f"w{n}" for n in reversed(range(30_000)))),
        ("字" * 50_000, "子字" * 25_000),
        ("a " * 500, ("a " * 499 + "b ") * 80),
    ],
)
def test_hostile_texts_cost_little(published: str, pasted: str) -> None:
    started = time.process_time()
    segments = compare_words(published, pasted)
    assert time.process_time() - started < 4
    assert "".join(each.pasted for each in segments) == pasted
