"""Reads law files: YAML with its lines kept, then the model of the folder.

Dates stay text until the model reads them; a repeated key, an unknown key, a wrong value is refused
with the file, the line, what stands there and what may stand there. Plain `yes`, `no`, `on`, `1.10`
and `0123` stay the text that was written: a label is text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ttdn.law.errors import LawFileError, Problem
from ttdn.law.fields import DatedRule, Rule
from ttdn.law.schema import DATED_KINDS, FLAT_KINDS, KINDS

R = TypeVar("R", bound=Rule)
Loc = tuple[str | int, ...]
Lines = dict[Loc, int]

_LONGEST_SHOWN = 80
#: folder of the public State texts that the rules were read from; it holds no law file
SOURCE_TEXTS = "sources"
_INT = re.compile(r"-?(0|[1-9]\d*)")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True)
class Document:
    """One law file as read: plain data, and the line of every key and item."""

    kind: str
    id: str
    file: str
    data: Any
    lines: Lines

    def line(self, loc: Loc) -> int:
        """The line of `loc`, or of the nearest thing around it that has one."""
        for end in range(len(loc), -1, -1):
            if loc[:end] in self.lines:
                return self.lines[loc[:end]]
        return 1


def read_text(text: str, *, kind: str, rule_id: str, file: str) -> Document:
    """Parse the text of one law file. Raises LawFileError on bad YAML or a repeated key."""
    text = unicodedata.normalize("NFC", text)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise LawFileError(
            [Problem(file, line, "không đọc được YAML", "this is not YAML", str(error.problem))]
        ) from None
    if root is None:
        raise LawFileError([Problem(file, 1, "tệp trống", "the file is empty")])
    lines: Lines = {}
    data = _plain(root, (), lines, file)
    return Document(kind, rule_id, file, data, lines)


def _plain(node: yaml.Node, loc: Loc, lines: Lines, file: str) -> Any:
    """The node as plain Python data; fills `lines` on the way."""
    lines.setdefault(loc, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line = key_node.start_mark.line + 1
            if key in mapping:
                first = lines[(*loc, key)]
                raise LawFileError(
                    [
                        Problem(
                            file,
                            line,
                            f"khóa viết hai lần, lần đầu ở dòng {first}",
                            f"repeated key, first on line {first}",
                            key,
                        )
                    ]
                )
            lines[(*loc, key)] = line
            mapping[key] = _plain(value_node, (*loc, key), lines, file)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*loc, i), lines, file) for i, item in enumerate(node.value)]
    return _scalar(cast("yaml.ScalarNode", node))  # YAML knows no fourth kind of node


def _scalar(node: yaml.ScalarNode) -> str | int | bool | None:
    text: str = node.value
    # a quoted or block scalar is always text
    if node.style in ("'", '"', "|", ">"):
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    return int(text) if _INT.fullmatch(text) else text


def documents(root: Path) -> Iterator[tuple[str, str, str, str]]:
    """Every law file below `root` as (kind, id, file, text), in a fixed order.

    A folder that is no kind is refused, so that a misspelt folder is not silently left out.
    """
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        if folder.name == SOURCE_TEXTS:
            continue
        if folder.name not in KINDS:
            raise LawFileError(
                [
                    Problem(
                        folder.name,
                        1,
                        "thư mục không thuộc nhóm nào",
                        "this folder is no kind of law file",
                        folder.name,
                        ", ".join(KINDS),
                    )
                ]
            )
        for path in sorted(folder.rglob("*.yaml")):
            rule_id = path.relative_to(folder).with_suffix("").as_posix()
            yield folder.name, rule_id, f"{folder.name}/{rule_id}.yaml", path.read_text("utf-8")


def build_flat(document: Document) -> Rule:
    """The model of a file that holds one thing. Raises LawFileError."""
    model = FLAT_KINDS[document.kind]
    rule = _validate(document, model, document.data, ())
    return rule.model_copy(update={"id": document.id})


def build_dated(document: Document) -> dict[date, DatedRule | None]:
    """The values of a dated rule by the day they take effect; null ends the rule."""
    model = DATED_KINDS[document.kind]
    data = document.data
    if not isinstance(data, dict) or set(data) != {"values"} or not isinstance(data["values"], dict):
        found = ", ".join(map(str, data)) if isinstance(data, dict) else type(data).__name__
        raise LawFileError(
            [
                Problem(
                    document.file,
                    document.line(()),
                    "tệp phải có đúng một khóa values, bên trong là các ngày có hiệu lực",
                    "the file must hold the one key values, with effect dates below it",
                    found,
                    "values",
                )
            ]
        )
    values: dict[date, DatedRule | None] = {}
    for key in sorted(data["values"]):
        loc: Loc = ("values", key)
        start = _effect_date(document, key, loc)
        raw = data["values"][key]
        if raw is None:
            values[start] = None
            continue
        rule = _validate(document, model, raw, loc)
        values[start] = rule.model_copy(update={"id": document.id, "effective_from": start})
    return close_values(values)


def close_values(values: Mapping[date, DatedRule | None]) -> dict[date, DatedRule | None]:
    """The values in order of date, each with its last day filled in."""
    starts = sorted(values)
    closed: dict[date, DatedRule | None] = {}
    for index, start in enumerate(starts):
        rule = values[start]
        end = starts[index + 1] - timedelta(days=1) if index + 1 < len(starts) else None
        closed[start] = rule and rule.model_copy(update={"effective_to": end})
    return closed


def _effect_date(document: Document, key: str, loc: Loc) -> date:
    if _ISO.fullmatch(key):
        with suppress(ValueError):
            return date.fromisoformat(key)
    raise LawFileError(
        [
            Problem(
                document.file,
                document.line(loc),
                "khóa của values phải là ngày có hiệu lực",
                "a key of values must be the date it takes effect",
                key,
                "YYYY-MM-DD",
            )
        ]
    )


def _validate(document: Document, model: type[R], raw: Any, loc: Loc) -> R:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems = [_problem(document, details, loc) for details in error.errors()]
    raise LawFileError(problems)


def _problem(document: Document, details: ErrorDetails, base: Loc) -> Problem:
    """A pydantic error as a sentence with the line it stands on."""
    loc: Loc = (*base, *details["loc"])
    where = ".".join(str(part) for part in details["loc"]) or document.id
    context = details.get("ctx") or {}
    found = _shown(details.get("input"))
    kind = details["type"]

    def problem(vi: str, en: str, found: str, allowed: str, at: Loc = loc) -> Problem:
        return Problem(document.file, document.line(at), vi, en, found, allowed)

    if kind == "law_key":
        key, allowed = context["key"], context["allowed"]
        return problem(f"khóa «{key}» không có trong mẫu", f"unknown key '{key}'", key, allowed, (*loc, key))
    if kind == "missing":
        return problem(f"thiếu khóa «{where}»", f"missing key '{where}'", "", "", loc[:-1])
    if kind == "law_date":
        return problem(f"«{where}» không phải là ngày", f"'{where}' is not a date", found, "YYYY-MM-DD")
    if kind == "law_text":
        return problem(f"«{where}» không phải là chữ", f"'{where}' is not a text", found, "chữ / text")
    if kind == "law_rule":
        return problem(context["vi"], context["en"], "", "")
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return problem(f"«{where}» có giá trị không dùng được", f"'{where}' has a wrong value", found, allowed)
    return problem(f"«{where}» sai", f"'{where}' is wrong", found, details["msg"])


def _shown(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return "{" + ", ".join(map(str, value)) + "}"
    text = str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
