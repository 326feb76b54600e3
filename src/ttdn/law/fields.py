"""What all law files share: dates, texts, and models that refuse unknown keys.

Dates are written YYYY-MM-DD; labels are text. The keys `id`, `effective_from` and `effective_to` never
stand in a dated value: the loader fills them from the file's name and from the dates of its values.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _only_iso_date(value: object) -> object:
    """Refuse numbers and other spellings, which pydantic would read as timestamps."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise PydanticCustomError("law_date", "not a date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("law_date", "not a date") from None


def _only_text(value: object) -> object:
    """Take numbers as the text that was written; refuse lists, mappings and true/false."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise PydanticCustomError("law_text", "not a text")
    text = str(value).strip()
    if not text:
        raise PydanticCustomError("law_text", "empty text")
    return text


Day = Annotated[date, BeforeValidator(_only_iso_date)]
Text = Annotated[str, BeforeValidator(_only_text)]


class LawModel(BaseModel):
    """Frozen; refuses unknown keys and names the allowed ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    #: fields the loader fills, which a file may not hold
    filled_by_loader: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        allowed = cls.model_fields.keys() - cls.filled_by_loader
        unknown = [key for key in data if key not in allowed]
        if unknown:
            raise PydanticCustomError(
                "law_key",
                "unknown key",
                {
                    "key": str(unknown[0]),
                    "allowed": ", ".join(name for name in cls.model_fields if name in allowed),
                },
            )
        return data


class Rule(LawModel):
    """What the loader knows of every file: its id, which is its path below the folder."""

    filled_by_loader: ClassVar[frozenset[str]] = frozenset({"id"})
    id: str = ""


class DatedRule(Rule):
    """One value of a rule, in force from `effective_from` to `effective_to` (both included)."""

    filled_by_loader: ClassVar[frozenset[str]] = frozenset({"id", "effective_from", "effective_to"})
    effective_from: date = date.min
    effective_to: date | None = None
    #: id of a file in `instruments/`
    instrument: Text
    #: the clause as a citation prints it: "khoản 5 Điều 10"
    clause: Text
    #: when a person last re-read the value against the official text; null: not yet checked
    checked_on: Day | None
