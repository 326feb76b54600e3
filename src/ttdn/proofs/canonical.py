"""The canonical text of a statement: the bytes that the system authenticity seal covers (`ttdn-canon-1`).

The rules are frozen with their version tag and documented byte for byte in docs/reference/authenticity.md; they use
nothing else of the product, so that a change elsewhere can never change what was sealed. New rules need a new tag.
"""

import datetime
import hashlib
import re
import unicodedata
from dataclasses import dataclass

VERSION = "ttdn-canon-1"
FIELDS = ("language", "issuer", "number", "date", "title")
"""The header lines after the version, in their order; every line is always there."""


def _characters(*points: int | tuple[int, int]) -> str:
    """The characters of code points and inclusive ranges, written as a class of a regular expression."""
    return "".join(
        re.escape(chr(each)) if isinstance(each, int) else f"{re.escape(chr(each[0]))}-{re.escape(chr(each[1]))}"
        for each in points
    )


_BLANKS = (
    (0x09, 0x0D), 0x20, 0x85, 0xA0, 0x1680, (0x2000, 0x200A), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000,
)  # fmt: skip
_BLANK = re.compile(f"[{_characters(*_BLANKS)}]+")
_LINE_END = re.compile(f"\r\n|[{_characters((0x0A, 0x0D), 0x85, 0x2028, 0x2029)}]")
_DROPPED = re.compile(
    "["
    + _characters(
        (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), 0xAD, 0x061C, 0x200B, 0x200E, 0x200F,
        (0x202A, 0x202E), (0x2060, 0x2069), 0xFEFF, (0xD800, 0xDFFF),
    )
    + "]"
)  # fmt: skip
_LIKE = str.maketrans(
    dict.fromkeys((0x2018, 0x2019, 0x201A, 0x201B, 0x02BC, 0x2032), "'")
    | dict.fromkeys((0x201C, 0x201D, 0x201E, 0x201F, 0x2033, 0x00AB, 0x00BB), '"')
    | dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")
    | {0x2026: "...", 0x00D0: "Đ", 0x0189: "Đ"}
)


@dataclass(frozen=True)
class Statement:
    """What a statement says: the text in one language, and who issued it under which number and date."""

    title: str
    paragraphs: tuple[str, ...]
    language: str
    issuer: str
    number: str = ""
    date: datetime.date | None = None


def clean(text: str) -> str:
    """One line of canonical text: no invisible characters, plain quotes and hyphens, NFC, single spaces, trimmed."""
    plain = unicodedata.normalize("NFC", _DROPPED.sub("", text).translate(_LIKE))
    return _BLANK.sub(" ", plain).strip(" ")


def split_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text: its lines, cleaned, without the empty ones."""
    return tuple(line for raw in _LINE_END.split(text) if (line := clean(raw)))


def canonical_text(statement: Statement) -> str:
    """The canonical text of a statement; the same for the same words, whatever their quotes, blanks and encodings."""
    values = {
        "language": statement.language,
        "issuer": statement.issuer,
        "number": statement.number,
        "date": statement.date.isoformat() if statement.date else "",
        "title": statement.title,
    }
    head = [VERSION, *(f"{name}: {clean(values[name])}".rstrip(" ") for name in FIELDS)]
    paragraphs = [line for each in statement.paragraphs if (line := clean(each))]
    return "\n".join(head) + "\n" + "".join(f"\n{paragraph}\n" for paragraph in paragraphs)


def canonical_hash(text: str) -> str:
    """SHA-256 of a canonical text as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_canonical(text: str) -> Statement:
    """The statement of a canonical text.

    Raises:
        ValueError: the text is not canonical (another version, a missing line, a text that is not normalised).
    """
    head, _blank, rest = text.partition("\n\n")
    lines = head.removesuffix("\n").split("\n")
    if lines[0] != VERSION or len(lines) != len(FIELDS) + 1:
        raise ValueError(f"Not a canonical text of version {VERSION}.")
    values = {}
    for name, line in zip(FIELDS, lines[1:], strict=True):
        label, colon, value = line.partition(":")
        if label != name or not colon:
            raise ValueError(f"The line '{name}:' is missing from the canonical text.")
        values[name] = value.removeprefix(" ")
    found = Statement(
        title=values["title"],
        paragraphs=tuple(rest.removesuffix("\n").split("\n\n")) if rest else (),
        language=values["language"],
        issuer=values["issuer"],
        number=values["number"],
        date=datetime.date.fromisoformat(values["date"]) if values["date"] else None,
    )
    if canonical_text(found) != text:
        raise ValueError("The canonical text is not normalised.")
    return found


def body_text(statement: Statement) -> str:
    """What a reader copies from a page: the title and the paragraphs, one per line."""
    return "\n".join(line for each in (statement.title, *statement.paragraphs) if (line := clean(each)))
