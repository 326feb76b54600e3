import json
from importlib import resources

import pytest

from ttdn.law import legacy
from ttdn.law.text import normalise

DATA = resources.files("ttdn.law").joinpath("data")
TEXTS = [path.read_text("utf-8") for path in sorted(DATA.joinpath("sources").iterdir(), key=str)]
FOOTNOTES = str.maketrans("", "", "¹²³")  # codes that stand for letters in TCVN3
PARAGRAPHS = [
    line.translate(FOOTNOTES)
    for text in TEXTS
    for line in map(str.strip, normalise(text).splitlines())
    if len(line) > 60
]


def encoder(name: str) -> dict[str, str]:
    table = json.loads(DATA.joinpath("legacy_encodings.json").read_text("utf-8"))[name]
    return {value: key for key, value in table.items()}


def encode(text: str, name: str) -> str:
    letters = encoder(name)
    return "".join(letters.get(char, char) for char in text)


def test_tcvn3_reads_as_the_letters_its_font_shows() -> None:
    assert legacy.convert("Céng hßa x· héi chñ nghÜa ViÖt Nam", "tcvn3") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert legacy.convert("®èi ngo¹i, §µ N½ng", "tcvn3") == "đối ngoại, Đà Nẵng"


def test_the_soft_hyphen_of_tcvn3_is_the_letter_u_with_horn() -> None:
    assert legacy.convert("th\u00adëng, n\u00adíc", "tcvn3") == "thưởng, nước"


def test_a_capital_font_gives_capitals() -> None:
    assert legacy.convert("céng hßa", "tcvn3", capital_font=True) == "CỘNG HÒA"


def test_vni_reads_as_the_letters_its_font_shows() -> None:
    assert legacy.convert("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "vni") == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert legacy.convert("ÑOÁI NGOAÏI, Ñaø Naüng", "vni") == "ĐỐI NGOẠI, Đà Nẵng"
    assert legacy.convert("Aáp, kyû yeáu, myõ", "vni") == "Ấp, kỷ yếu, mỹ"


def test_every_paragraph_of_the_sources_survives_the_round_trip() -> None:
    assert len(PARAGRAPHS) > 150
    for line in PARAGRAPHS:
        small = line.lower()  # TCVN3 has no capitals of its own
        assert legacy.convert(encode(small, "tcvn3_abc_to_unicode"), "tcvn3") == small
        assert legacy.convert(encode(line, "vni_windows_to_unicode"), "vni") == line


@pytest.mark.parametrize(
    ("encoding", "table"), [("tcvn3", "tcvn3_abc_to_unicode"), ("vni", "vni_windows_to_unicode"), ("unicode", None)]
)
def test_the_encoding_of_every_paragraph_is_recognised(encoding: str, table: str | None) -> None:
    wrong = [line for line in PARAGRAPHS if legacy.detect(encode(line.lower(), table) if table else line) != encoding]
    assert wrong == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "External information 2024",
        "Le Président de la République française a reçu à l'Élysée une délégation étrangère",
        "Die Botschaft fördert die Verständigung und größere Märkte",
        "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ",
        "Ngày 05/11/2026 – “đối ngoại” … 20 % §",
        "Kính gửi: Ủy ban nhân dân tỉnh Đắk Lắk, thuỷ lợi, uỷ quyền, hoà bình",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert legacy.detect(text) == "unicode"
    assert legacy.convert(text, "unicode") == normalise(text)


@pytest.mark.parametrize(
    "word", ["nghiêng", "giếng", "gì", "quốc", "quyền", "khuỷu", "thuở", "hoà", "Ủy", "ngoằn", "uyên"]
)
def test_syllables_are_recognised(word: str) -> None:
    assert legacy.is_syllable(word)


@pytest.mark.parametrize("word", ["ßùç", "hòác", "straße", "hoät", "càt", "Élysée"])
def test_other_words_are_no_syllables(word: str) -> None:
    assert not legacy.is_syllable(word)
