"""The language of the terminal, and what argparse itself says in it: for every command of the product."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

#: what argparse says, as its own source has it; left out words stay English
VIETNAMESE = {
    "usage: ": "cách dùng: ",
    "positional arguments": "tham số",
    "options": "tùy chọn",
    "show this help message and exit": "hiện phần trợ giúp này rồi dừng",
    "%(prog)s: error: %(message)s\n": "%(prog)s: lỗi: %(message)s\n",
    "the following arguments are required: %s": "thiếu tham số: %s",
    "unrecognized arguments: %s": "không nhận tham số: %s",
    "expected one argument": "cần một giá trị",
    "expected at least one argument": "cần ít nhất một giá trị",
    "invalid %(type)s value: %(value)r": "giá trị %(value)r không đúng kiểu %(type)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "không nhận giá trị %(value)r (chọn một trong: %(choices)s)",
    "argument %(argument_name)s: %(message)s": "tham số %(argument_name)s: %(message)s",
}


def terminal_language() -> str:
    """`en` where the terminal speaks English, else Vietnamese."""
    for name in ("TTDN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name, ""):
            return "en" if value.lower().startswith("en") else "vi"
    return "vi"


def speak(language: str) -> None:
    """Make argparse speak the language from now on (it asks a module-level `_`)."""
    if language == "vi":
        argparse._ = lambda text: VIETNAMESE.get(text, text)  # type: ignore[attr-defined]


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Make argparse speak the language for a while: other programs of the same process keep theirs."""
    before = argparse._  # type: ignore[attr-defined]
    argparse._ = (lambda text: VIETNAMESE.get(text, text)) if language == "vi" else str  # type: ignore[attr-defined]
    try:
        yield
    finally:
        argparse._ = before  # type: ignore[attr-defined]
