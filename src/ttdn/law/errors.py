"""Errors of the law book. Each carries one sentence in Vietnamese and one in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


class LawError(Exception):
    """An error about the law, told to people: `vi` and `en` are whole sentences."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en

    def sentence(self, lang: str = "vi") -> str:
        """The sentence in `lang`: Vietnamese, unless English is asked for."""
        return self.en if lang == "en" else self.vi


class UnknownRule(LawError):
    """No rule, instrument or list with that id is in the book."""

    def __init__(self, kind: str, rule_id: str, known: Sequence[str] = ()) -> None:
        self.kind = kind
        self.rule_id = rule_id
        near = ", ".join(known)
        super().__init__(
            f"Không có «{rule_id}» trong nhóm {kind}." + (f" Hiện có: {near}." if near else ""),
            f"There is no '{rule_id}' among the {kind}." + (f" Known: {near}." if near else ""),
        )


class NotInForce(LawError):
    """The rule exists, but not on the day asked for.

    `since` is the day on which it next takes effect, `until` the last day on which it applied.
    """

    def __init__(self, rule_id: str, on: date, since: date | None, until: date | None) -> None:
        self.rule_id = rule_id
        self.on = on
        self.since = since
        self.until = until
        vi = f"Quy định «{rule_id}» không có hiệu lực vào ngày {on:%d/%m/%Y}"
        en = f"The rule '{rule_id}' is not in force on {on.isoformat()}"
        if until is not None:
            vi += f": đã áp dụng đến hết ngày {until:%d/%m/%Y}"
            en += f": it applied until {until.isoformat()}"
        if since is not None:
            vi += f"{',' if until else ':'} chỉ có hiệu lực từ ngày {since:%d/%m/%Y}"
            en += f"{',' if until else ':'} it takes effect on {since.isoformat()}"
        super().__init__(vi + ".", en + ".")


class CalendarRangeError(LawError):
    """A day lies outside the years that the working calendar holds."""

    def __init__(self, day: date, first: int, last: int) -> None:
        self.day = day
        super().__init__(
            f"Lịch làm việc chỉ có từ năm {first} đến năm {last}, chưa có ngày {day:%d/%m/%Y}; "
            f"hãy bổ sung lịch của năm {day.year}.",
            f"The working calendar holds the years {first} to {last} and not {day.isoformat()}; "
            f"add the calendar of {day.year}.",
        )


class AnchorError(LawError):
    """The anchor given does not suit the term: a time is missing, or a year, or a date."""


@dataclass(frozen=True)
class Problem:
    """One fault of one law file: where it is, what stands there, what may stand there."""

    file: str
    line: int
    vi: str
    en: str
    found: str = ""
    allowed: str = ""

    def sentence(self, lang: str = "vi") -> str:
        """File, line, what is wrong, what was found, what is allowed, in one line."""
        if lang == "en":
            text = f"{self.file}, line {self.line}: {self.en}"
            text += f"; found: {self.found}" if self.found else ""
            text += f"; allowed: {self.allowed}" if self.allowed else ""
        else:
            text = f"{self.file}, dòng {self.line}: {self.vi}"
            text += f"; tìm thấy: {self.found}" if self.found else ""
            text += f"; được phép: {self.allowed}" if self.allowed else ""
        return text + "."


class LawFileError(LawError):
    """One or more law files are wrong; `problems` lists every fault found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(p.sentence("vi") for p in self.problems),
            "\n".join(p.sentence("en") for p in self.problems),
        )
