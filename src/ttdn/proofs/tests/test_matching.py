"""Finding a published text by pasted words, and the three answers."""

import contextlib
import hashlib
import logging
import time
import unicodedata
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ttdn.law.text import fold
from ttdn.proofs import standing
from ttdn.proofs.answers import answer_file, answer_pasted, answer_reference
from ttdn.proofs.canonical import canonical_text
from ttdn.proofs.choices import EntryKind, SealCode, StandingState, Verdict
from ttdn.proofs.compare import SegmentKind
from ttdn.proofs.errors import PastedTextRefused
from ttdn.proofs.fingerprints import SHINGLE, WINDOW, shingles, winnow
from ttdn.proofs.matching import LONGEST_TEXT, find_reference, match_text
from ttdn.proofs.models import SealedText
from ttdn.proofs.tests.conftest import AT, BODY, KIND, PARAGRAPHS, statement
from ttdn.proofs.words import cut

pytestmark = pytest.mark.django_db
WHOLE = "\n".join((statement().title, *PARAGRAPHS))
OTHERS = [
    ("Phát ngôn về Biển Đông", "Người phát ngôn khẳng định lập trường nhất quán của Việt Nam về vấn đề Biển Đông."),
    ("Thông cáo về xuất khẩu gạo", "Bộ Công Thương thông báo kết quả xuất khẩu gạo mười tháng đầu năm đạt mức cao."),
    ("Thông cáo về lễ hội áo dài", "Thành phố Hồ Chí Minh tổ chức lễ hội áo dài vào tháng ba hằng năm tại phố đi bộ."),
]


@pytest.fixture
def text(publish: Callable[..., SealedText]) -> SealedText:
    for title, paragraph in OTHERS:
        publish(statement(title=title, paragraphs=(paragraph,)))
    return publish()


def only(pasted: str) -> tuple[SealedText, str]:
    (match,) = match_text(pasted)[:1]
    return match.text, match.verdict


@pytest.mark.parametrize(
    ("pasted", "verdict"),
    [
        (WHOLE, Verdict.IDENTICAL),
        (canonical_text(statement()), Verdict.IDENTICAL),
        (unicodedata.normalize("NFD", WHOLE).replace("\n", "\r\n\r\n").replace("; ", ";\u00a0"), Verdict.IDENTICAL),
        (WHOLE.replace("\n", " "), Verdict.SAME_WORDS),
        (WHOLE.upper(), Verdict.SAME_WORDS),
        (WHOLE.replace("văn hóa", "văn hoá"), Verdict.SAME_WORDS),
        (PARAGRAPHS[1], Verdict.EXCERPT),
        (PARAGRAPHS[0][30:90], Verdict.ALTERED),  # cut within words
        (" ".join(PARAGRAPHS[0].split()[3:14]), Verdict.EXCERPT),
        (fold(WHOLE), Verdict.UNMARKED),
        (fold(PARAGRAPHS[2]), Verdict.UNMARKED),
        (WHOLE.replace("không phải là", "là"), Verdict.ALTERED),
        (WHOLE.replace("05/12/2026", "05/12/2027"), Verdict.ALTERED),
        (fold(WHOLE).replace("khong phai la", "la"), Verdict.ALTERED),
        ("Đọc và chia sẻ ngay:\n" + WHOLE, Verdict.ALTERED),
    ],
)
def test_the_published_text_is_found(text: SealedText, pasted: str, verdict: Verdict) -> None:
    assert only(pasted) == (text, verdict)


def test_the_altered_words_are_shown(text: SealedText) -> None:
    (match,) = match_text(WHOLE.replace("không phải là", "là"))
    altered = [each for each in match.segments if each.kind not in {SegmentKind.SAME, SegmentKind.OUTSIDE}]
    assert [(each.kind, each.published.split(), each.pasted) for each in altered] == [
        (SegmentKind.MISSING, ["không", "phải"], "")
    ]
    assert match.share == 1


def test_the_title_alone_is_found(text: SealedText) -> None:
    assert only(text.title) == (text, Verdict.EXCERPT)


def test_something_else_is_not_found(text: SealedText) -> None:
    assert match_text("Giá vàng trong nước hôm nay tăng mạnh so với phiên giao dịch trước đó.") == []


@pytest.mark.parametrize("pasted", ["", "   ", "Bộ Văn hóa", "!!! ??? ... ,,, ;;;", "x" * (LONGEST_TEXT + 1)])
def test_too_short_or_too_long(text: SealedText, pasted: str) -> None:
    with pytest.raises(PastedTextRefused):
        match_text(pasted)


@pytest.mark.parametrize(
    ("language", "paragraph"),
    [
        ("zh", "越南外交部发言人回答记者关于两国文化交流周活动安排的提问并介绍有关情况"),
        ("lo", "ກະຊວງວັດທະນະທຳ ແຈ້ງການຈັດອາທິດວັດທະນະທຳຫວຽດນາມທີ່ນະຄອນຫຼວງວຽງຈັນ"),
        ("km", "ក្រសួងវប្បធម៌សូមជូនដំណឹងអំពីសប្តាហ៍វប្បធម៌វៀតណាមនៅរាជធានីភ្នំពេញ"),
        ("ja", "ベトナム文化週間は十二月五日からビエンチャンで開催されることを発表しました"),
        ("ru", "Министерство культуры объявляет о проведении Недели культуры Вьетнама во Вьентьяне."),
    ],
)
def test_every_script(publish: Callable[..., SealedText], language: str, paragraph: str) -> None:
    text = publish(statement(title="", paragraphs=(paragraph,), language=language))
    assert only(paragraph) == (text, Verdict.IDENTICAL)
    assert only(paragraph[:-2] + "X") == (text, Verdict.ALTERED)


def test_the_exact_edition_comes_first(publish: Callable[..., SealedText]) -> None:
    first = publish()
    corrected = statement(paragraphs=(*PARAGRAPHS[:2], PARAGRAPHS[2].replace("Bộ", "Cục")))
    second = publish(corrected, item=first.item, edition=2, kind=EntryKind.CORRECTION)
    assert only(WHOLE) == (first, Verdict.IDENTICAL)
    assert only("\n".join((corrected.title, *corrected.paragraphs))) == (second, Verdict.IDENTICAL)
    assert only(PARAGRAPHS[0]) == (second, Verdict.EXCERPT)  # in both: the newest


@given(st.text(max_size=400))
def test_whatever_is_pasted_there_is_an_answer(pasted: str) -> None:
    try:
        assert match_text(pasted) == []
    except PastedTextRefused:
        assert len([each for each in cut(pasted) if each.kind != "mark"]) < 8


def test_hostile_pastes_cost_little(text: SealedText) -> None:
    for pasted in ("a " * 24_000, "Bộ " * 16_000, WHOLE * 60, "字" * 50_000, "\u0301" * 50_000, "9.9" * 16_000):
        started = time.process_time()
        with contextlib.suppress(PastedTextRefused):
            match_text(pasted[:LONGEST_TEXT])
        assert time.process_time() - started < 5


def test_nothing_pasted_is_kept_or_logged(text: SealedText, caplog: pytest.LogCaptureFixture) -> None:
    secret = "một câu rất riêng của người dán vào đây để hỏi"
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        match_text(PARAGRAPHS[0] + " " + secret)
    statements = [each["sql"] for each in queries.captured_queries]
    assert not [each for each in statements if "INSERT" in each or "UPDATE" in each or "riêng" in each]
    assert "riêng" not in caplog.text
    assert len(statements) <= 3


WORD = st.sampled_from([f"từ{number}" for number in range(30)])


@given(st.lists(WORD, min_size=40, max_size=80), st.integers(0, 30), st.integers(SHINGLE + WINDOW - 1, 20))
def test_a_run_of_nine_words_is_always_found(words: list[str], start: int, length: int) -> None:
    assert SHINGLE + WINDOW - 1 == 9
    kept = winnow(shingles(cut(" ".join(words))))
    asked = set(shingles(cut(" ".join(words[start : start + length]))))
    assert kept & asked or len(words[start : start + length]) < 9


def test_the_three_answers(publish: Callable[..., SealedText], owners: None) -> None:
    text = publish(files={hashlib.sha256(b"%PDF").hexdigest(): "thong-cao.pdf"})
    standing.register(
        KIND,
        lambda item, _language: (
            standing.Standing(StandingState.WITHDRAWN, AT, "Sai số liệu") if item == text.item else None
        ),
    )
    (answer,) = answer_pasted(WHOLE, at=AT)
    assert answer.match is not None
    assert answer.match.verdict == Verdict.IDENTICAL
    assert (answer.standing.state, answer.standing.reason) == (StandingState.WITHDRAWN, "Sai số liệu")
    assert (answer.text.issuer_name, answer.text.published_at, answer.seal.code) == (
        "Bộ Văn hóa, Thể thao và Du lịch",
        AT,
        SealCode.VALID,
    )
    assert answer.newest_edition
    publish(statement(title="Mới"), item=text.item, edition=2, kind=EntryKind.CORRECTION)
    (again,) = answer_file(b"%PDF", at=AT)
    assert (again.text, again.match, again.newest_edition) == (text, None, False)
    assert answer_file(b"%PDF-", at=AT) == []
    stranger = publish(statement(title="Lạ"))
    assert answer_reference(str(stranger.item), at=AT)[0].standing.state == StandingState.UNKNOWN
    other = publish(statement(title="Vô chủ"), item_kind="tests.nobody")
    assert answer_reference(str(other.item), at=AT)[0].standing == standing.UNKNOWN


def test_by_address_code_and_number(text: SealedText) -> None:
    for asked in (str(text.item), f"https://ttdn.example.vn/s/{text.item}/vi?x=1", f"/s/{text.item}#top"):
        assert find_reference(asked) == [text]
    assert text in find_reference(" 12/TB-BVHTTDL ")
    assert find_reference("") == find_reference("13/TB-BVHTTDL") == find_reference(f"/s/{uuid.uuid4()}") == []
    assert text.body == BODY
