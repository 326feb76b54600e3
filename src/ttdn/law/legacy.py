"""Files from before Unicode: TCVN3 (fonts `.Vn…`) and VNI (fonts `VNI-…`), recognised and converted.

Both put Vietnamese letters on the codes of other Latin letters, so a file opened without its font
reads `Céng hßa` or `Coäng hoøa`. Capital TCVN3 letters are small letters in a capital font
(`.VnTimeH`): the font of the run decides, so convert run by run.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

from ttdn.law.text import normalise, place_tones

Encoding = Literal["unicode", "tcvn3", "vni"]

_TABLES = "data/legacy_encodings.json"
_LETTERS = re.compile(r"[^\W\d_]+")
#: a converted text must hold this share of Vietnamese syllables, and that much more than before
_ENOUGH, _MARGIN = 0.6, 0.1
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_STOP_TONES = {"\u0301", "\u0323"}

_ONSETS = (
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr",
    "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "q", "r", "s", "t", "v", "x",
)  # fmt: skip
_RIMES_IN_USE = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oem oen oeo oet oi om on ong ooc oong
    op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
    uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
"""
_RIMES = frozenset(_RIMES_IN_USE.split())


def detect(text: str) -> Encoding:
    """Which encoding the text is in, judged by how many of its words are Vietnamese syllables.

    A text without letters beyond ASCII tells nothing and counts as Unicode.
    """
    if text.isascii():
        return "unicode"
    plain = _share(normalise(text))
    legacy: tuple[Encoding, Encoding] = ("tcvn3", "vni")
    shares = {encoding: _share(convert(text, encoding)) for encoding in legacy}
    best = max(legacy, key=lambda encoding: shares[encoding])
    return best if shares[best] >= _ENOUGH and shares[best] > plain + _MARGIN else "unicode"


def convert(text: str, encoding: Encoding, *, capital_font: bool = False) -> str:
    """The text in Unicode, normalised. `capital_font` is for TCVN3 runs in a font like `.VnTimeH`.

    Do not normalise legacy text before: in TCVN3 the soft hyphen is the letter ư.
    """
    if encoding == "unicode":
        return normalise(text)
    pattern, table = _table(encoding)
    decoded = pattern.sub(lambda match: table[match[0]], text)
    decoded = normalise(decoded)
    return decoded.upper() if capital_font else decoded


def is_syllable(word: str) -> bool:
    """Whether the word is built like a Vietnamese syllable: onset, rime, tone that may close it."""
    marks = unicodedata.normalize("NFD", place_tones(word).lower())
    tones = [mark for mark in marks if mark in _TONES]
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    if len(tones) > 1:
        return False
    stopped = bare.endswith(("c", "ch", "p", "t"))
    if stopped and tones and tones[0] not in _STOP_TONES:
        return False
    if bare in _RIMES:
        return True
    return any(bare.startswith(onset) and _closes(onset, bare[len(onset) :]) for onset in _ONSETS)


def _closes(onset: str, rest: str) -> bool:
    # "gi" and "qu" share their vowel with the rime: gì, giếng, quốc, quyền
    return (
        rest in _RIMES
        or (onset == "gi" and (not rest or "i" + rest in _RIMES))
        or ("u" + rest in _RIMES and onset == "qu")
    )


def _share(text: str) -> float:
    """The share of words with a mark that are Vietnamese syllables; marks alone count as misses."""
    words = [word for word in _LETTERS.findall(text) if not word.isascii()]
    strange = sum(
        1 for char in text if not char.isascii() and not char.isalpha() and unicodedata.category(char) in _SIGNS
    )
    total = len(words) + strange
    return sum(map(is_syllable, words)) / total if total else 0.0


#: signs that stand for letters in a legacy text read without its font: ¸ ¨ ® § ¹ ¬ and the like
_SIGNS = frozenset({"Sk", "So", "Sm", "No", "Cf", "Sc", "Po"})


@cache
def _table(encoding: Encoding) -> tuple[re.Pattern[str], Mapping[str, str]]:
    tables = json.loads(resources.files("ttdn.law").joinpath(_TABLES).read_text("utf-8"))
    name = {"tcvn3": "tcvn3_abc_to_unicode", "vni": "vni_windows_to_unicode"}[encoding]
    table: dict[str, str] = dict(tables[name])
    if encoding == "vni":  # a capital letter typed with the small sign of its tone
        table |= {
            key[0].upper() + key[1:]: value.upper() for key, value in table.items() if len(key) > 1 and key.islower()
        }
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), table
