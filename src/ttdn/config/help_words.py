"""The words of `--help` that belong to Python and Django, in the language of the terminal."""

import argparse

from django.core.management.base import BaseCommand

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

#: options that every Django command has and that nobody of ours needs to read about
QUIET = {
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


def speak(language: str) -> None:
    """Make argparse speak the language (it asks a module-level `_`), and keep Django's own options out of the help."""
    BaseCommand.suppressed_base_arguments = QUIET
    if language == "vi":
        argparse._ = lambda text: VIETNAMESE.get(text, text)  # type: ignore[attr-defined]
