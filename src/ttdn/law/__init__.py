"""The law as dated data: instruments, forms, terms, duties, the working calendar.

Pure Python without Django, clock or database: everything that depends on a day takes `on: date`.
"""

from ttdn.law.book import Book, OverlayEntry, read_book, shipped_book
from ttdn.law.calendar import WorkingCalendar
from ttdn.law.due import VIETNAM, DueDate, due, last_day, local_day
from ttdn.law.errors import (
    AnchorError,
    CalendarRangeError,
    LawError,
    LawFileError,
    NotInForce,
    Problem,
    UnknownRule,
)
from ttdn.law.schema import (
    CalendarDay,
    CalendarYear,
    CategoryItem,
    CategoryList,
    Form,
    FormSection,
    Guidance,
    GuidanceItem,
    Instrument,
    ObligationRule,
    Party,
    Programme,
    ProgrammeGroup,
    ProgrammeTask,
    Term,
)

__all__ = [
    "VIETNAM",
    "AnchorError",
    "Book",
    "CalendarDay",
    "CalendarRangeError",
    "CalendarYear",
    "CategoryItem",
    "CategoryList",
    "DueDate",
    "Form",
    "FormSection",
    "Guidance",
    "GuidanceItem",
    "Instrument",
    "LawError",
    "LawFileError",
    "NotInForce",
    "ObligationRule",
    "OverlayEntry",
    "Party",
    "Problem",
    "Programme",
    "ProgrammeGroup",
    "ProgrammeTask",
    "Term",
    "UnknownRule",
    "WorkingCalendar",
    "due",
    "last_day",
    "local_day",
    "read_book",
    "shipped_book",
]
