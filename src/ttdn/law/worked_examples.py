"""Worked examples of the terms: `law/examples/*.yaml`, run by `check` and by the tests.

Each file is named after a term and holds cases: the anchor, optionally the day whose law applies, and
either the due moment (with the advised day) or words of the error.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from ttdn.law.book import Book
from ttdn.law.due import due
from ttdn.law.errors import LawError, Problem
from ttdn.law.loader import Document, read_text

EXAMPLES = Path(__file__).parent / "examples"
_KEYS = {"name", "anchor", "on", "due", "advised", "period", "error", "step"}


def run_examples(book: Book, folder: Path = EXAMPLES) -> list[Problem]:
    """Every case whose result differs from what its file says; empty when all hold."""
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        document = read_text(path.read_text("utf-8"), kind="examples", rule_id=path.stem, file=f"examples/{path.name}")
        cases = document.data.get("cases", []) if isinstance(document.data, dict) else []
        for index, case in enumerate(cases):
            problems.extend(_run(book, document, index, case))
        if not cases:
            problems.append(Problem(document.file, 1, "không có ví dụ nào", "there is no example", "", "cases"))
    return problems


def parse_anchor(text: str) -> date | datetime:
    """A day "2026-11-17", or a moment "2026-11-17T09:30" with or without a zone. Raises ValueError."""
    if "T" in text or " " in text:
        return datetime.fromisoformat(text)
    return date.fromisoformat(text)


def _run(book: Book, document: Document, index: int, case: dict[str, str]) -> list[Problem]:
    line = document.line(("cases", index))
    if unknown := set(case) - _KEYS:
        return [
            Problem(
                document.file,
                line,
                "khóa không có trong mẫu",
                "unknown key",
                ", ".join(sorted(unknown)),
                ", ".join(sorted(_KEYS)),
            )
        ]
    on = date.fromisoformat(case["on"]) if "on" in case else None
    found: dict[str, str]
    try:
        result = due(book, document.id, parse_anchor(case["anchor"]), on=on)
        found = {
            "due": result.due.isoformat(),
            "advised": result.advised.isoformat(),
            "period": result.period or "",
            "step": " ".join(result.steps("vi")),
        }
    except LawError as error:
        found = {"error": error.vi}
    problems = []
    for key in ("due", "advised", "period", "step", "error"):
        if key not in case:
            continue
        actual = found.get(key, found.get("error", "không lỗi"))
        holds = str(case[key]) in actual if key in ("error", "step") and key in found else str(case[key]) == actual
        if not holds:
            problems.append(
                Problem(
                    document.file,
                    line,
                    f"ví dụ «{case.get('name', index)}» không đúng ở {key}",
                    f"the example '{case.get('name', index)}' does not hold for {key}",
                    actual,
                    str(case[key]),
                )
            )
    return problems
