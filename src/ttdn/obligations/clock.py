"""The daily job of the worker: this year's and next year's duties stand on every body before anybody asks."""

from datetime import datetime

from ttdn.obligations.actions import materialise_year
from ttdn.obligations.book import current_book


def materialise_now(now: datetime) -> None:
    """Lay the duties of this year and the next; a run that finds them all adds nothing."""
    for year in (now.year, now.year + 1):
        if current_book().calendar.first_year <= year <= current_book().calendar.last_year:
            materialise_year(year, book=current_book(), at=now)
