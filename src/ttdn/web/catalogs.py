"""Message catalogs without gettext's tools: reading .po files and compiling them to .mo.

A fresh machine has Python only; Django's `compilemessages` needs the program msgfmt.
"""

import ast
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = 0x950412DE
CONTEXT_MARK = "\x04"


class CatalogError(ValueError):
    """A .po file that cannot be read: which file, which line, what was found."""


@dataclass
class Message:
    """One entry of a catalog; `forms` are its translations (one, or one per plural form)."""

    msgid: str = ""
    context: str | None = None
    plural: str | None = None
    forms: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False
    line: int = 0

    @property
    def complete(self) -> bool:
        """True when every form is written and nobody doubts it."""
        return bool(self.forms) and all(self.forms.values()) and not self.fuzzy


def read_po(path: Path) -> list[Message]:
    """Every message of a .po file, the header (empty msgid) first; obsolete ones (#~) are left out.

    Raises:
        CatalogError: a line that is not part of the format.
    """
    messages: list[Message] = []
    current: Message | None = None
    fuzzy, place = False, ""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            fuzzy = (fuzzy and bool(line)) or (line.startswith("#,") and "fuzzy" in line)
            continue
        match = re.fullmatch(r'(?:(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+)?(".*")', line)
        if match is None:
            raise CatalogError(f"{path}:{number}: not a line of a .po file: {line}")
        keyword, text = match[1], _unquote(match[2], path, number)
        if keyword:
            previous, place = place, keyword
            # a msgid after its own msgctxt goes on with the message; any other starts one
            goes_on = keyword == "msgid" and previous == "msgctxt"
            if keyword == "msgctxt" or (keyword == "msgid" and not goes_on):
                current = Message(fuzzy=fuzzy, line=number)
                messages.append(current)
                fuzzy = False
        if current is None:
            raise CatalogError(f"{path}:{number}: text before the first message: {line}")
        _add(current, place, text)
    return messages


def compile_po(path: Path) -> bytes:
    """The .mo bytes of a .po file; doubtful (fuzzy) and empty translations are left out, as msgfmt does."""
    found: dict[bytes, bytes] = {}
    for message in read_po(path):
        if message.fuzzy and message.msgid:
            continue
        if not all(message.forms.values()) or not message.forms:
            continue
        key = message.msgid if message.plural is None else f"{message.msgid}\x00{message.plural}"
        if message.context is not None:
            key = f"{message.context}{CONTEXT_MARK}{key}"
        found[key.encode()] = "\x00".join(text for _index, text in sorted(message.forms.items())).encode()
    return _mo(sorted(found.items()))


def _mo(entries: list[tuple[bytes, bytes]]) -> bytes:
    """The binary form: a header, two tables of (length, offset), the texts, each ended by a zero byte."""
    count = len(entries)
    position = 28 + 16 * count
    tables: list[list[int]] = [[], []]
    texts = b""
    for column in (0, 1):
        for entry in entries:
            tables[column] += [len(entry[column]), position + len(texts)]
            texts += entry[column] + b"\x00"
    header = struct.pack("<7I", MAGIC, 0, count, 28, 28 + 8 * count, 0, position)
    return header + struct.pack(f"<{4 * count}I", *tables[0], *tables[1]) + texts


def _add(message: Message, place: str, text: str) -> None:
    """Append a piece of text to the part of the message it belongs to."""
    if place == "msgctxt":
        message.context = (message.context or "") + text
    elif place == "msgid":
        message.msgid += text
    elif place == "msgid_plural":
        message.plural = (message.plural or "") + text
    else:
        index = int(place[7:-1]) if place != "msgstr" else 0
        message.forms[index] = message.forms.get(index, "") + text


def _unquote(quoted: str, path: Path, number: int) -> str:
    """The text between the quotes, escapes resolved."""
    try:
        return str(ast.literal_eval(quoted))
    except (SyntaxError, ValueError) as error:
        raise CatalogError(f"{path}:{number}: not a quoted text: {quoted}") from error
