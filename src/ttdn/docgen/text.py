"""Text at the door of the document model."""

import re
import unicodedata
from typing import Final

# Control characters, surrogates, the byte order mark and non-characters (XML forbids most of them),
# and the bidirectional overrides, with which a printed line could read otherwise than its text.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)
_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")


def nfc(text: str) -> str:
    """Give the text in NFC, with plain line ends and without characters that no document may carry."""
    normal = unicodedata.normalize("NFC", text)
    if normal.isprintable():
        return normal
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", normal))
