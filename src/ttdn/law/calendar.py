"""The working calendar: Saturday and Sunday off, holidays, compensation, exchanged days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from ttdn.law.errors import CalendarRangeError
from ttdn.law.schema import CalendarDay, CalendarYear
from ttdn.law.wording import clause_en

_WEEKEND = {5: ("Thứ Bảy", "Saturday"), 6: ("Chủ nhật", "Sunday")}
_DAY = timedelta(days=1)


class WorkingCalendar:
    """Which days are worked, for the years it holds, and why a day is not.

    A day outside those years raises CalendarRangeError: a guess would move legal deadlines.
    """

    def __init__(self, years: Iterable[CalendarYear], instrument_names: Mapping[str, str]) -> None:
        ordered = sorted(years, key=lambda year: year.year)
        self._names = dict(instrument_names)
        self._years = frozenset(year.year for year in ordered)
        self._rows = {row.date: row for year in ordered for row in year.days}
        self.days: tuple[CalendarDay, ...] = tuple(self._rows[day] for day in sorted(self._rows))

    @property
    def first_year(self) -> int:
        """The first year the calendar holds (0 when it holds none)."""
        return min(self._years, default=0)

    @property
    def last_year(self) -> int:
        """The last year the calendar holds (0 when it holds none)."""
        return max(self._years, default=0)

    def holds(self, day: date) -> bool:
        """Whether the calendar says anything about that day."""
        return day.year in self._years

    def row(self, day: date) -> CalendarDay | None:
        """The row of a day that differs from the plain week, else None."""
        self._check(day)
        return self._rows.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether state bodies work on that day."""
        row = self.row(day)
        if row is not None:
            return row.kind == "swapped_work"
        return day.weekday() not in _WEEKEND

    def reason(self, day: date, lang: str = "vi") -> str | None:
        """Why that day is not worked, with the decision behind it; None on a working day."""
        if self.is_working_day(day):
            return None
        row = self._rows.get(day)
        if row is None:
            vi, en = _WEEKEND[day.weekday()]
            return f"{en}, weekly day off" if lang == "en" else f"{vi}, ngày nghỉ hằng tuần"
        source = clause_en(self.citation(row)) if lang == "en" else self.citation(row)
        text = row.name_en if lang == "en" else row.name_vi
        if row.status == "unverified":
            text += " (not yet checked)" if lang == "en" else " (chưa đối chiếu)"
        elif row.status == "computed":
            text += " (computed, no decision yet)" if lang == "en" else " (dự tính, chưa có văn bản)"
        return f"{text} – {source}"

    def citation(self, row: CalendarDay) -> str:
        """The decision of a row as printed: "khoản 1 Điều 112 Bộ luật số 45/2019/QH14"."""
        name = self._names.get(row.instrument, row.instrument)
        return f"{row.clause} {name}" if row.clause else name

    def next_working_day(self, day: date) -> date:
        """The first working day on or after that day."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """The last working day on or before that day."""
        while not self.is_working_day(day):
            day -= _DAY
        return day

    def working_days(self, first: date, last: date) -> Iterator[date]:
        """The working days from `first` to `last`, both included."""
        while first <= last:
            if self.is_working_day(first):
                yield first
            first += _DAY

    def _check(self, day: date) -> None:
        if day.year not in self._years:
            raise CalendarRangeError(day, self.first_year, self.last_year)
