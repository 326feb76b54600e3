"""`python -m ttdn.law`: check the law files, show a rule, count a term, compare two days.

Errors are one sentence on stderr and a non-zero exit code. The commands read the shipped book; the
console script `ttdn` reads the book composed with what the coordinator keyed in.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import yaml

from ttdn.law.book import DATA, Book, read_book, shipped_book
from ttdn.law.check import check_folder
from ttdn.law.diff import diff
from ttdn.law.due import due
from ttdn.law.errors import AnchorError, LawError, NotInForce, UnknownRule
from ttdn.law.fields import Rule
from ttdn.law.schema import DATED_KINDS, FLAT_KINDS, KINDS
from ttdn.law.terminal import spoken, terminal_language
from ttdn.law.worked_examples import parse_anchor, run_examples

HELP = {
    "about": ("Luật dưới dạng dữ liệu có ngày hiệu lực.", "The law as data with dates of effect."),
    "command": ("LỆNH", "COMMAND"),
    "lang": (
        "ngôn ngữ của câu (mặc định: theo thiết bị đầu cuối, không rõ thì vi)",
        "language of the sentences (default: the terminal's, vi where it says nothing)",
    ),
    "see": ("Xem", "See"),
    "check": ("kiểm tra mọi tệp luật và ví dụ", "check every law file and the examples"),
    "data": ("thư mục khác chứa tệp luật", "another folder of law files"),
    "show": ("in một quy định", "print a rule"),
    "id": (
        "mã quy định, có thể ghi nhóm: terms/annual_report",
        "id of the rule, with its kind if you like: terms/annual_report",
    ),
    "show_on": (
        "chỉ giá trị có hiệu lực vào ngày này (YYYY-MM-DD)",
        "only the value in force on this day (YYYY-MM-DD)",
    ),
    "due": ("tính hạn và giải thích cách tính", "count a due date and explain how"),
    "term": ("mã kỳ hạn, ví dụ annual_report", "id of the term, for example annual_report"),
    "anchor": ("ngày (hoặc ngày giờ) bắt đầu tính", "the day (or day and hour) to count from"),
    "due_on": ("luật của ngày này (YYYY-MM-DD)", "the law of this day (YYYY-MM-DD)"),
    "json": ("in JSON", "print JSON"),
    "diff": ("quy định khác nhau giữa hai ngày", "what differs between two days"),
    "schema": ("in JSON Schema của các tệp luật", "print the JSON Schema of the law files"),
}
"""Words of `--help`: Vietnamese, English."""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one sentence, without the usage."""

    language = "vi"

    def error(self, message: str) -> NoReturn:
        print(f"{message}. {_words('see', self.language)}: python -m ttdn.law --help", file=sys.stderr)
        raise SystemExit(2)


class _EnglishParser(_Parser):
    """The same in English."""

    language = "en"


def _words(name: str, language: str) -> str:
    return HELP[name][1 if language == "en" else 0]


def main(arguments: Sequence[str]) -> int:
    """Run one command; gives the exit code. Sentences and help in `--lang`, else in the language of the terminal."""
    language = _asked_language(arguments) or terminal_language()
    try:
        with spoken(language):
            options = _parser(language).parse_args(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except LawError as error:
        print(error.sentence(language), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


def _asked_language(arguments: Sequence[str]) -> str:
    """What `--lang` (or `--language`) says, wherever it stands; empty where it says nothing that we know."""
    typed = [*pairwise(arguments), *(each.partition("=")[::2] for each in arguments)]
    asked = [value for name, value in typed if name in ("--lang", "--language") and value in ("vi", "en")]
    return asked[-1] if asked else ""


def _parser(spoken_in: str) -> argparse.ArgumentParser:
    def say(name: str) -> str:
        return _words(name, spoken_in)

    kind = _EnglishParser if spoken_in == "en" else _Parser
    language = kind(add_help=False)
    language.add_argument(
        "--lang", "--language", dest="lang", choices=("vi", "en"), default=spoken_in, help=say("lang")
    )
    parser = kind(prog="python -m ttdn.law", description=say("about"))
    parser.add_argument("--lang", "--language", dest="lang", choices=("vi", "en"), default=spoken_in, help=say("lang"))
    commands = parser.add_subparsers(required=True, metavar=say("command"), parser_class=kind)

    command = commands.add_parser("check", parents=[language], help=say("check"))
    command.add_argument("--data", type=Path, help=say("data"))
    command.set_defaults(command=_check)

    command = commands.add_parser("show", parents=[language], help=say("show"))
    command.add_argument("id", help=say("id"))
    command.add_argument("--on", type=_day, help=say("show_on"))
    command.set_defaults(command=_show)

    command = commands.add_parser("due", parents=[language], help=say("due"))
    command.add_argument("term", help=say("term"))
    command.add_argument("--anchor", required=True, type=_anchor, help=say("anchor"))
    command.add_argument("--on", type=_day, help=say("due_on"))
    command.add_argument("--json", action="store_true", help=say("json"))
    command.set_defaults(command=_due)

    command = commands.add_parser("diff", parents=[language], help=say("diff"))
    command.add_argument("first", type=_day)
    command.add_argument("second", type=_day)
    command.set_defaults(command=_diff)

    command = commands.add_parser("schema", parents=[language], help=say("schema"))
    command.add_argument("kind", nargs="?", choices=KINDS)
    command.set_defaults(command=_schema)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AnchorError(
            f"«{text}» không phải là ngày; hãy ghi dạng YYYY-MM-DD.", f"'{text}' is no date; write YYYY-MM-DD."
        ) from None


def _anchor(text: str) -> date | datetime:
    try:
        return parse_anchor(text)
    except ValueError:
        raise AnchorError(
            f"«{text}» không phải là ngày; hãy ghi dạng YYYY-MM-DD hoặc YYYY-MM-DDTHH:MM.",
            f"'{text}' is no date; write YYYY-MM-DD or YYYY-MM-DDTHH:MM.",
        ) from None


def _check(options: argparse.Namespace) -> int:
    root = options.data or DATA
    problems = check_folder(root)
    book = None if problems else read_book(root)
    if book and options.data is None:
        problems = run_examples(book)
    for problem in problems:
        print(problem.sentence(options.lang), file=sys.stderr)
    if book is None or problems:
        return 1
    _print_counts(book, options.lang)
    return 0


def _print_counts(book: Book, lang: str) -> None:
    for kind in KINDS:
        ids = book.ids(kind)
        rules: list[Rule] = []
        for rule_id in ids:
            if kind in DATED_KINDS:
                rules.extend(value for value in book.values(kind, rule_id).values() if value)
            else:
                rules.append(book.document(kind, rule_id))
        rows = book.calendar.days if kind == "calendar" else rules
        open_rows = sum(1 for row in rows if getattr(row, "checked_on", None) is None)
        word = "not yet checked" if lang == "en" else "chưa đối chiếu"
        print(f"{kind:12} {len(ids):4}   {open_rows} {word}")
    print(("Book hash: " if lang == "en" else "Mã băm của bộ luật: ") + book.hash)


def _show(options: argparse.Namespace) -> int:
    book = shipped_book()
    kind, _, rule_id = options.id.rpartition("/")
    kinds = [kind] if kind in KINDS else KINDS
    found = {kind: book.ids(kind) for kind in kinds}
    holders = [kind for kind, ids in found.items() if rule_id in ids]
    if not holders:
        raise UnknownRule(", ".join(kinds), options.id)
    refused: NotInForce | None = None
    shown: list[str] = []
    for holder in holders:
        try:
            shown.append(_shown(book, holder, rule_id, options.on))
        except NotInForce as error:
            refused = error
    if not shown and refused:
        raise refused
    print("\n".join(shown), end="")
    return 0


def _shown(book: Book, kind: str, rule_id: str, on: date | None) -> str:
    """The rule as YAML under a line that names its file."""
    if kind in FLAT_KINDS:
        content = _plain(book.document(kind, rule_id))
    elif on is not None:
        value = book.value(kind, rule_id, on)
        content = {"values": {value.effective_from.isoformat(): _plain(value)}}
    else:
        values = book.values(kind, rule_id)
        content = {"values": {start.isoformat(): value and _plain(value) for start, value in values.items()}}
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    return f"# {kind}/{rule_id}.yaml\n{text}"


def _plain(rule: Rule) -> dict[str, object]:
    """The keys that the file of the rule may hold."""
    return rule.model_dump(mode="json", exclude=set(rule.filled_by_loader))


def _due(options: argparse.Namespace) -> int:
    book = shipped_book()
    result = due(book, options.term, options.anchor, on=options.on)
    if options.json:
        print(json.dumps(result.as_json(options.lang), ensure_ascii=False, indent=2))
        return 0
    english = options.lang == "en"
    for number, step in enumerate(result.steps(options.lang), start=1):
        print(f"{number}. {step}")
    print(f"{'Due' if english else 'Hạn cuối'}: {result.due.isoformat()}")
    print(f"{'Advised' if english else 'Ngày nên hoàn thành'}: {result.advised.isoformat()}")
    print(
        f"Counted by the shipped law book {book.hash[:12]}."
        if english
        else f"Tính theo bộ luật phát hành kèm sản phẩm {book.hash[:12]}."
    )
    return 0


def _diff(options: argparse.Namespace) -> int:
    for change in diff(shipped_book(), options.first, options.second):
        rule = change.after or change.before
        title = getattr(rule, f"title_{options.lang}")
        fields = f" ({', '.join(change.fields)})" if change.fields else ""
        print(f"{change.sign} {change.kind}/{change.id}: {title}{fields}")
    return 0


def _schema(options: argparse.Namespace) -> int:
    kinds = [options.kind] if options.kind else KINDS
    schemas = {}
    for kind in kinds:
        model: type[Rule] = DATED_KINDS[kind] if kind in DATED_KINDS else FLAT_KINDS[kind]
        content = model.model_json_schema()
        for name in model.filled_by_loader:
            content["properties"].pop(name, None)
        schemas[kind] = content
    print(json.dumps(schemas if options.kind is None else schemas[options.kind], ensure_ascii=False, indent=2))
    return 0
