"""Derivations: a due date of the law book, kept once for every duty counted from the same anchor."""

from datetime import date, datetime

from ttdn.law import VIETNAM, Book, DueDate, due
from ttdn.obligations.models import Derivation


def derivation_of(found: DueDate, book: Book) -> Derivation:
    """The stored derivation of a due date; made when it is not there yet."""
    row, _ = Derivation.objects.get_or_create(
        term_id=found.term, anchor=found.anchor.isoformat(), book_hash=book.hash, defaults=_fields(found)
    )
    return row


def derive(book: Book, term_id: str, anchor: date | datetime, *, on: date | None = None) -> Derivation:
    """Count a term from an anchor and keep how. Raises the law's errors (not in force, bad anchor)."""
    return derivation_of(due(book, term_id, anchor, on=on), book)


def fixed_derivation(book: Book, *, term_id: str, due_on: date, citation: str, sentences: dict[str, str]) -> Derivation:
    """A due date that a letter sets itself: the day written is the last good day; the advised day is its working day.

    `term_id` identifies the letter's demand; `sentences` holds one sentence for 'vi' and 'en'.
    """
    exclusive = end_of_day(due_on)
    advised = book.calendar.previous_working_day(due_on) if book.calendar.holds(due_on) else due_on
    row, _ = Derivation.objects.get_or_create(
        term_id=term_id,
        anchor=due_on.isoformat(),
        book_hash=book.hash,
        defaults={
            "due_at": exclusive,
            "due_on": due_on,
            "advised_on": advised,
            "citation": citation,
            "steps_vi": [sentences["vi"]],
            "steps_en": [sentences["en"]],
        },
    )
    return row


def end_of_day(day: date) -> datetime:
    """The exclusive instant that ends a day in Viet Nam: 00:00 of the next day."""
    return datetime.combine(date.fromordinal(day.toordinal() + 1), datetime.min.time(), tzinfo=VIETNAM)


def _fields(found: DueDate) -> dict[str, object]:
    return {
        "due_at": found.due_exclusive,
        "due_on": found.due.date(),
        "advised_on": found.advised,
        "citation": found.citation,
        "steps_vi": found.steps("vi"),
        "steps_en": found.steps("en"),
    }
