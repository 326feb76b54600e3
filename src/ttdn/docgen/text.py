"""Text at the door of the document model."""

import unicodedata


def nfc(text: str) -> str:
    """Give the text in NFC without the control characters that neither XML nor Typst may carry."""
    normal = unicodedata.normalize("NFC", text)
    return "".join(ch for ch in normal if _printable(ch)) if not normal.isprintable() else normal


def _printable(ch: str) -> bool:
    code = ord(ch)
    if code < 32:
        return ch in "\t\n"
    return not (0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code in (0xFEFF, 0xFFFE, 0xFFFF))
