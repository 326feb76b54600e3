"""The written part of the demonstration (`data/*.yaml`), chance that falls the same way on every machine, moments."""

import random
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

from ttdn.law import VIETNAM

DATA = Path(__file__).parent / "data"
SATURDAY = 5
MILLION = 1_000_000


@lru_cache(maxsize=8)
def script(name: str) -> Any:
    """The parsed file `data/<name>.yaml`."""
    return yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))


def chance(*names: object) -> random.Random:
    """A source of chance that depends on the names only."""
    return random.Random("/".join(map(str, ("ttdn", *names))))  # noqa: S311  (a story, not a secret)


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """An hour of a day in Việt Nam."""
    return datetime.combine(day, time(hour, minute), tzinfo=VIETNAM)


def working_day(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(day.weekday() - SATURDAY + 1, 0))


def filled(text: str, **blanks: object) -> str:
    """A text of the script with its blanks filled; a text without blanks stays as it is."""
    for name, value in blanks.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def between(luck: random.Random, bounds: list[int]) -> int:
    """A whole number within the bounds, both included."""
    return luck.randint(bounds[0], bounds[1])


class Silence(StringIO):
    """Swallows what a command says for itself."""

    def write(self, text: str) -> int:
        """Keep nothing."""
        return len(text)
