"""Change the working calendar: what moves is listed before it is saved."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.accounts.models import User
from ttdn.audit.actions import record
from ttdn.files.secrets import refuse_if_secret_text
from ttdn.law import Book, LawError, OverlayEntry, due
from ttdn.obligations.book import current_book
from ttdn.obligations.derivations import derivation_of
from ttdn.obligations.models import Derivation, LawOverlay, Obligation
from ttdn.obligations.permissions import may_change_calendar
from ttdn.obligations.totals import Key, key_of, recount
from ttdn.organisations.queries import Reach
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.ids import uuid7
from ttdn.web.once import claim_once


@dataclass(frozen=True)
class CalendarRow:
    """A calendar row as keyed in: the day, its kind (`law.schema.CalendarDay`), its names and the deciding document."""

    day: date
    kind: str
    name_vi: str
    name_en: str
    instrument: str
    decision: str

    def content(self) -> dict[str, object]:
        """The keys of the calendar file of its year."""
        return {
            "year": self.day.year,
            "days": [
                {
                    "date": self.day.isoformat(),
                    "kind": self.kind,
                    "name_vi": self.name_vi,
                    "name_en": self.name_en,
                    "status": "unverified",
                    "instrument": self.instrument,
                    "clause": self.decision,
                    "checked_on": None,
                }
            ],
        }


@dataclass(frozen=True)
class Move:
    """An open deadline that a calendar change moves, or whose advised day it moves."""

    derivation: Derivation
    obligations: int
    due_before: date
    due_after: date
    advised_before: date
    advised_after: date


def book_with(row: CalendarRow) -> Book:
    """The current book as it would be with the row. Raises UserError with the law's own sentence when it is wrong."""
    try:
        return current_book().with_overlay([OverlayEntry("calendar", str(row.day.year), row.content(), row.decision)])
    except LawError as error:
        raise UserError(error.sentence()) from error


def moves_of(book: Book, at: datetime) -> list[Move]:
    """The open deadlines that the book counts differently from what is stored, the earliest first."""
    found = []
    open_ones = Obligation.objects.unmet().filter(derivation__isnull=False)
    counted: dict[int, int] = {}
    for pk in open_ones.values_list("derivation_id", flat=True):
        counted[pk] = counted.get(pk, 0) + 1
    for stored in Derivation.objects.filter(pk__in=counted, due_at__gt=at).order_by("due_at"):
        try:
            fresh = due(book, stored.term_id, _anchor(stored.anchor))
        except LawError:
            continue  # a date that a letter set itself: no calendar moves it
        if (fresh.due_exclusive, fresh.advised) != (stored.due_at, stored.advised_on):
            found.append(
                Move(stored, counted[stored.pk], stored.due_on, fresh.due.date(), stored.advised_on, fresh.advised)
            )
    return found


@transaction.atomic(durable=True)
def change_calendar(*, row: CalendarRow, reach: Reach, acting_user: User, at: datetime, once: str = "") -> list[Move]:
    """Save the row over the shipped calendar and move the open deadlines; returns what moved.

    Raises:
        NotAllowed: the user is not on the coordinator's staff.
    """
    public_id = uuid7()
    claim_once(once, result=public_id)
    if not may_change_calendar(is_coordinator=reach.is_coordinator) or reach.coordinator_body is None:
        raise NotAllowed(_("Chỉ cơ quan quản lý nhà nước về thông tin đối ngoại được sửa lịch làm việc."))
    refuse_if_secret_text("\n".join((row.name_vi, row.name_en, row.decision)))
    book = book_with(row)
    moves = moves_of(book, at)
    LawOverlay.objects.create(
        public_id=public_id,
        kind="calendar",
        rule_id=str(row.day.year),
        content=row.content(),
        decision=row.decision,
        author=acting_user,
        at=at,
    )
    touched: set[Key] = set()
    for move in moves:
        fresh = derivation_of(due(book, move.derivation.term_id, _anchor(move.derivation.anchor)), book)
        moved = Obligation.objects.unmet().filter(derivation=move.derivation)
        touched |= {key_of(duty) for duty in moved}
        moved.update(derivation=fresh)
    recount(touched)
    record(
        "obligations.calendar.changed",
        acting_user=acting_user,
        at=at,
        chain=reach.coordinator_body.public_id,
        object_kind="calendar",
        object_id=public_id,
        after={
            "day": row.day.isoformat(),
            "kind": row.kind,
            "decision": row.decision,
            "moved": [
                [move.derivation.term_id, move.due_before.isoformat(), move.due_after.isoformat()] for move in moves
            ],
        },
    )
    return moves


def _anchor(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
