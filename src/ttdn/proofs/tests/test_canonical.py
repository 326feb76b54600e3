"""The canonical text: frozen bytes, one text for all spellings."""

import datetime
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ttdn.proofs.canonical import Statement, body_text, canonical_hash, canonical_text, clean, read_canonical

STATEMENT = Statement(
    title="Thông cáo “về lễ hội”",
    paragraphs=("Bộ thông báo… như sau:", "  ", "– Khai mạc\u00a0ngày 05/11/2026\r\ntại Hà Nội."),
    language="vi",
    issuer="Bộ Văn hóa, Thể thao và Du lịch",
    number="12/TB-BVHTTDL",
    date=datetime.date(2026, 11, 5),
)
GOLDEN = (
    "ttdn-canon-1\n"
    "language: vi\n"
    "issuer: Bộ Văn hóa, Thể thao và Du lịch\n"
    "number: 12/TB-BVHTTDL\n"
    "date: 2026-11-05\n"
    'title: Thông cáo "về lễ hội"\n'
    "\n"
    "Bộ thông báo... như sau:\n"
    "\n"
    "- Khai mạc ngày 05/11/2026 tại Hà Nội.\n"
)


def test_bytes_are_frozen() -> None:
    assert canonical_text(STATEMENT) == GOLDEN
    assert canonical_hash(GOLDEN) == "5fe575bf69cfc41f2bc671ef214838354c50a37cc2c72daf24855da998ada4d6"


def test_an_empty_statement_has_every_line() -> None:
    assert canonical_text(Statement("", (), "en", "")) == (
        "ttdn-canon-1\nlanguage: en\nissuer:\nnumber:\ndate:\ntitle:\n"
    )


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (unicodedata.normalize("NFD", "đối ngoại"), "đối ngoại"),
        ("a\u200bb\u00adc\ufeff", "abc"),
        ("\u202ea\u2066b\u2069", "ab"),
        ("« Việt Nam »", '" Việt Nam "'),
        ("it’s ‘so’", "it's 'so'"),
        ("2020 — 2026 −5", "2020 - 2026 -5"),
        ("\u3000日本\u3000語\u2003", "日本 語"),
        ("Ðối\ttượng\u2028mới", "Đối tượng mới"),
        ("tab\x00null\x1b", "tabnull"),
        ("ພາສາລາວ\u200bດີ", "ພາສາລາວດີ"),
    ],
)
def test_one_spelling(raw: str, wanted: str) -> None:
    assert clean(raw) == wanted


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode()


LINES = st.text(alphabet=st.characters(codec="utf-8"), max_size=30)


@given(LINES, st.lists(LINES, max_size=4), LINES, LINES)
def test_a_canonical_text_is_read_back(title: str, paragraphs: list[str], issuer: str, number: str) -> None:
    text = canonical_text(Statement(title, tuple(paragraphs), "vi", issuer, number))
    found = read_canonical(text)
    assert canonical_text(found) == text
    assert found.issuer == clean(issuer)
    assert body_text(found) == body_text(Statement(title, tuple(paragraphs), "vi", ""))


@given(st.integers(min_value=0, max_value=len(GOLDEN)), st.sampled_from(["x", "\n", " ", "“", ""]))
def test_a_changed_text_is_another_or_not_canonical(place: int, inserted: str) -> None:
    changed = GOLDEN[:place] + inserted + GOLDEN[place + (not inserted) :]
    if changed != GOLDEN:
        assert canonical_hash(changed) != canonical_hash(GOLDEN)


@pytest.mark.parametrize(
    "text",
    ["", "ttdn-canon-2\n", GOLDEN.replace("number", "nummer"), GOLDEN + "\n", GOLDEN.replace("- Khai", "– Khai")],
)
def test_what_is_not_canonical_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"canonical|Canonical"):
        read_canonical(text)
