"""The clock of `ttdn worker`: apps register jobs; every job is idempotent, a late run catches up (decisions.md 17)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Every(StrEnum):
    """How often a job runs."""

    MINUTE = "minute"
    DAY = "day"


@dataclass(frozen=True)
class Job:
    """A job of the clock: its name for the log, how often, and what to call with the current moment.

    `prompt` jobs run at the beginning of their minute, beside all others and never after a long one: what is to be
    public at a set minute is public in its first second.
    """

    name: str
    every: Every
    run: Callable[[datetime], object]
    prompt: bool = False


_jobs: dict[str, Job] = {}


def register(job: Job) -> None:
    """Add a job (called from an app's `ready`)."""
    _jobs[job.name] = job


def jobs_due(last: datetime | None, now: datetime) -> list[Job]:
    """The jobs to run at `now` (Viet Nam time) when the clock last ran at `last`; all of them at its first run."""
    new_day = last is None or last.date() != now.date()
    return [job for job in _jobs.values() if new_day or job.every is Every.MINUTE]
