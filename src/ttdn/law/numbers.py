"""Numbers of Vietnamese documents (số, ký hiệu): read, printed in one form, keyed for search.

Four forms are in use:
A  02/2019/TT-BTTTT   number, year, type and issuer: legal normative documents
B  1486/QĐ-TTg        number, type, issuer (and unit): named administrative documents
C  947/BTTTT-TTĐN     number, issuer, unit: letters (công văn), which have no type
D  57-KL/TW           number, type, issuer: Party documents
The types are data: `data/categories/document_types.yaml`, from Nghị định 30/2020/NĐ-CP Phụ lục III.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Literal

import yaml

from ttdn.law.errors import LawError
from ttdn.law.text import Lang, fold, normalise

Form = Literal["A", "B", "C", "D"]

#: digits, sometimes with a letter (15a); never inside a longer number, a date or a phone number
NUMBER = r"(?<![\d/.,\-])\d{1,5}[a-zđ]?"
#: a code begins with a capital; only bodies elected for a term carry that term's number (QH13)
CODE = r"(?:(?:UBTV)?QH\d{1,2}|[A-ZĐÂĂÊÔƠƯ][A-ZĐÂĂÊÔƠƯa-zđ]*)"
_LETTER = "A-Za-zÀ-ỹ"
CODES = rf"{CODE}(?![{_LETTER}])(?:[-&]{CODE}(?![{_LETTER}]))*"
SLASH = r"\s?/\s?"
PATTERN_A = rf"(?P<a_no>{NUMBER}){SLASH}(?P<a_year>(?:19|20)\d\d){SLASH}(?P<a_codes>{CODES})"
PATTERN_D = rf"(?P<d_no>{NUMBER})\s?-\s?(?P<d_type>{CODE}){SLASH}(?P<d_codes>{CODES})"
PATTERN_BC = rf"(?P<b_no>{NUMBER}){SLASH}(?P<b_codes>{CODE}(?:[-&]{CODE}(?![{_LETTER}]))+)"
#: 67/CP, 326/TTg: the form of the 1990s, too short to be looked for in running text
_PATTERN_OLD = rf"(?P<o_no>{NUMBER}){SLASH}(?P<o_code>{CODE})"
FIND = re.compile(f"{PATTERN_A}|{PATTERN_D}|{PATTERN_BC}")
_WHOLE = re.compile(f"(?:{PATTERN_A}|{PATTERN_D}|{PATTERN_BC}|{_PATTERN_OLD})")
_KEY = re.compile(
    r"(?<![\d/.,\-])(\d{1,5})([a-z]?)\s?(?:/\s?((?:19|20)\d\d)\s?/|-|/)\s?"
    r"([a-z]+\d{0,2}(?:[-/&][a-z]+\d{0,2})*)"
)
_DOCUMENT_TYPES = "data/categories/document_types.yaml"


class DocumentNumberError(LawError):
    """A text does not hold the number of a document."""


@dataclass(frozen=True)
class DocumentNumber:
    """The number of a document. `str()` prints it in the one form the product uses.

    `number` keeps its leading zeros as text. `type_code` is None for letters and for acts of the
    National Assembly; `unit` is the drafting unit, where the number shows one.
    """

    number: str
    year: int | None
    type_code: str | None
    issuer: str
    unit: str | None
    form: Form

    @property
    def symbol(self) -> str:
        """What follows the number (ký hiệu): `TT-BTTTT`, `BTTTT-TTĐN`, `KL/TW`."""
        tail = "-".join(part for part in (self.issuer, self.unit) if part)
        if not self.type_code:
            return tail
        return f"{self.type_code}/{tail}" if self.form == "D" else f"{self.type_code}-{tail}"

    def __str__(self) -> str:
        if self.form == "D":
            return f"{self.number}-{self.symbol}"
        if self.year is not None:
            return f"{self.number}/{self.year}/{self.symbol}"
        return f"{self.number}/{self.symbol}"

    def type_name(self, lang: Lang = "vi") -> str | None:
        """`Thông tư`, `Circular`; `Công văn` for a letter; None where the number does not tell."""
        if self.form == "C" and self.unit:
            return "Official letter" if lang == "en" else "Công văn"
        names = document_types().get(self.type_code or "")
        return names[lang == "en"] if names else None


@cache
def document_types() -> dict[str, tuple[str, str]]:
    """Vietnamese and English name of each type by its abbreviation, as shipped."""
    file = resources.files("ttdn.law").joinpath(_DOCUMENT_TYPES)
    values = yaml.safe_load(file.read_text("utf-8"))["values"]
    latest = values[max(values)]
    return {item["label"]: (item["vi"], item["en"]) for item in latest["items"] if item["label"]}


def parse_number(text: str) -> DocumentNumber:
    """The document number that `text` is. Blanks around its signs do not matter.

    Raises DocumentNumberError, with a sentence, when the text is not a number, or more than one.
    """
    match = _WHOLE.fullmatch("".join(normalise(text).split()).rstrip(".,;"))
    if match is None:
        raise DocumentNumberError(
            f"«{text}» không phải là số, ký hiệu văn bản; hãy viết như 02/2019/TT-BTTTT, "
            "1486/QĐ-TTg, 947/BTTTT-TTĐN hoặc 57-KL/TW.",
            f"'{text}' is not the number of a document; write it like 02/2019/TT-BTTTT, "
            "1486/QĐ-TTg, 947/BTTTT-TTĐN or 57-KL/TW.",
        )
    if match["o_no"]:
        return DocumentNumber(match["o_no"], None, None, match["o_code"], None, "C")
    return from_match(match)


def from_match(match: re.Match[str]) -> DocumentNumber:
    """The number that one match of `FIND` holds."""
    if match["a_no"]:
        type_code, issuer, unit = _split(_codes(match["a_codes"]))
        if unit:  # several issuers of one joint document, never a unit
            issuer, unit = f"{issuer}-{unit}", None
        return DocumentNumber(match["a_no"], int(match["a_year"]), type_code, issuer, unit, "A")
    if match["d_no"]:
        issuer = "-".join(_codes(match["d_codes"]))
        return DocumentNumber(match["d_no"], None, match["d_type"], issuer, None, "D")
    type_code, issuer, unit = _split(_codes(match["b_codes"]))
    return DocumentNumber(match["b_no"], None, type_code, issuer, unit, "B" if type_code else "C")


def _codes(text: str) -> list[str]:
    return re.split(r"[-&]", text)


def _split(codes: list[str]) -> tuple[str | None, str, str | None]:
    """Type, issuer, unit. The first code is the type if it is one and something follows it."""
    type_code = codes[0] if len(codes) > 1 and codes[0] in document_types() else None
    rest = codes[1:] if type_code else codes
    return type_code, rest[0], "-".join(rest[1:]) or None


def number_key(number: DocumentNumber | str) -> str:
    """One token for search and equality: `c72_2015_nd_cp`.

    Case, marks, blanks and leading zeros do not matter, so `72/2015/nd-cp` gives the same key.
    Raises DocumentNumberError when the text holds no number.
    """
    keys = number_keys(str(number))
    if not keys:
        raise DocumentNumberError(
            f"«{number}» không chứa số, ký hiệu văn bản nào.", f"'{number}' holds no document number."
        )
    return keys[0]


def search_key(text: str) -> str:
    """The key by which a number is found: `number_key`, or of a text in no known form (QCVN 102:2016) its letters."""
    keys = number_keys(text)
    return keys[0] if keys else fold(text).replace(" ", "")


def number_keys(text: str) -> list[str]:
    """The keys of all numbers in a text, typed with or without capitals and marks."""
    found: list[str] = []
    for digits, letter, year, codes in _KEY.findall(fold(text)):
        parts = [f"c{int(digits)}{letter}", *([year] if year else []), *re.split(r"[-/&]", codes)]
        found.append("_".join(parts))
    return found


def identity(number: DocumentNumber, issued_on: date | None) -> str:
    """What tells documents apart: a number without a year is unique only with its day."""
    return f"{number_key(number)}@{issued_on.isoformat() if issued_on else ''}"
