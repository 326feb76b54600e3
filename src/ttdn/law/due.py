"""Counts a term: the exact last moment, the advised day, and every step of the count in words.

Days are counted as Bộ luật Dân sự 2015, Điều 147-148 say: the day of the event is not counted, a term
that ends on a day off ends at the end of the next working day. A fixed date ("trước ngày", "chậm nhất
ngày") never moves, a backward count never moves toward the event, hours know no days off.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ttdn.law.book import Book
from ttdn.law.errors import AnchorError
from ttdn.law.schema import Term
from ttdn.law.wording import Sentence, clause_en, day_en, day_vi

#: Viet Nam keeps one offset all year, and has since 1975
VIETNAM = timezone(timedelta(hours=7))


def local_day(at: datetime) -> date:
    """The Vietnamese day of a moment (an aware one)."""
    return at.astimezone(VIETNAM).date()


def last_day(first_late: datetime) -> date:
    """The last Vietnamese day with a moment in time, of the first moment that is late (`DueDate.due_exclusive`)."""
    return local_day(first_late - _SECOND)


COUNTING_CODE = "bo-luat-dan-su-2015"
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)

_TRIGGER = {
    "notice_received": Sentence("Ngày nhận được văn bản", "Day of receipt"),
    "event_start": Sentence("Ngày bắt đầu sự kiện", "Day the event begins"),
    "event_end": Sentence("Ngày kết thúc sự kiện", "Day the event ends"),
    "letter": Sentence("Ngày ghi trong văn bản", "Date set in the letter"),
}


@dataclass(frozen=True)
class DueDate:
    """A due date with its derivation.

    `due` is the last moment that is still in time (+07:00), `due_exclusive` the first that is late:
    one second later, so 00:00 of the next day for terms in days. `advised` is the last working day on
    or before the due date, unless that lies before the anchor of a term in hours.
    """

    term: str
    anchor: date | datetime
    period: str | None
    due: datetime
    advised: date
    citation: str
    citation_en: str
    effective_from: date
    checked_on: date | None
    provisional: bool
    sentences: tuple[Sentence, ...]

    @property
    def due_exclusive(self) -> datetime:
        """The first moment that is late."""
        return self.due + _SECOND

    def steps(self, lang: str = "vi") -> list[str]:
        """The derivation, one sentence a step: clause, trigger, count, days skipped and why."""
        return [sentence.text(lang) for sentence in self.sentences]

    def as_json(self, lang: str = "vi") -> dict[str, Any]:
        """The public shape of `python -m ttdn.law due … --json`."""
        return {
            "term": self.term,
            "anchor": self.anchor.isoformat(),
            "period": self.period,
            "due": self.due.isoformat(),
            "advised": self.advised.isoformat(),
            "citation": self.citation_en if lang == "en" else self.citation,
            "steps": self.steps(lang),
        }


def due(book: Book, term_id: str, anchor: date | datetime, *, on: date | None = None) -> DueDate:
    """When a term counted from `anchor` ends.

    `anchor` is the day of the trigger (any day of the year for a yearly term; a moment for a term in
    hours, taken as Viet Nam time when it names no zone). `on` is the day whose law applies: the anchor
    for event terms, the due date for terms that come back every year, quarter or month.
    Raises UnknownRule, NotInForce, AnchorError, CalendarRangeError.
    """
    anchor = _in_vietnam(anchor)
    day = anchor.date() if isinstance(anchor, datetime) else anchor
    term = book.term(term_id, on) if on is not None else _term_by_default(book, term_id, day)
    if term.boundary == "within_hours":
        if not isinstance(anchor, datetime):
            raise AnchorError(
                f"Thời hạn «{term_id}» tính bằng giờ: hãy ghi cả giờ, ví dụ {day.isoformat()}T09:30.",
                f"The term '{term_id}' counts hours: give the time too, such as {day.isoformat()}T09:30.",
            )
        return _count_hours(book, term, anchor)
    return _count_days(book, term, day)


def _in_vietnam(anchor: date | datetime) -> date | datetime:
    if not isinstance(anchor, datetime):
        return anchor
    if anchor.tzinfo is None:
        return anchor.replace(tzinfo=VIETNAM)
    return anchor.astimezone(VIETNAM)


def _term_by_default(book: Book, term_id: str, day: date) -> Term:
    """The term as it stood on the day that decides: see `due`."""
    values = [value for value in book.values("terms", term_id).values() if isinstance(value, Term)]
    recurring = [value for value in values if value.anchor in ("year", "quarter", "month")]
    if not recurring:
        return book.term(term_id, day)
    for value in recurring:
        if value.date is not None and value.date.year != day.year:
            continue
        last = _last_day_of(value, day)
        if value.effective_from <= last and (value.effective_to is None or last <= value.effective_to):
            return value
    last = _last_day_of(recurring[-1], day)
    return book.term(term_id, day if recurring[-1].date else last)


def _last_day_of(term: Term, day: date) -> date:
    """The due day of a term that comes back (or came once), in the anchor's year or period."""
    if term.boundary == "within_period":
        return _period(term, day)[1]
    fixed = term.date or _month_day(term, day.year)
    return fixed - _DAY if term.boundary == "before_date" else fixed


def _month_day(term: Term, year: int) -> date:
    month, day = (int(part) for part in (term.month_day or "").split("-"))
    return date(year, month, min(day, monthrange(year, month)[1]))


def _period(term: Term, day: date) -> tuple[str, date]:
    """The name and the last day of the month or quarter that holds `day`."""
    if term.anchor == "month":
        return f"{day:%Y-%m}", day.replace(day=monthrange(day.year, day.month)[1])
    quarter = (day.month + 2) // 3
    last_month = quarter * 3
    return f"{day.year}-Q{quarter}", date(day.year, last_month, monthrange(day.year, last_month)[1])


def _count_days(book: Book, term: Term, anchor: date) -> DueDate:
    counted = {
        "before_date": _count_fixed,
        "by_date": _count_fixed,
        "before_event": _count_back,
        "within_after": _count_forward,
        "after_event": _count_forward,
        "within_period": _count_period,
    }
    period, last, steps = counted[term.boundary](book, term, anchor)
    moment = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=VIETNAM)
    return _finish(
        book,
        term,
        anchor,
        period=period,
        moment=moment,
        counted=steps,
        advised=book.calendar.previous_working_day(last),
    )


def _count_fixed(book: Book, term: Term, anchor: date) -> tuple[str | None, date, list[Sentence]]:
    """The day before D for "trước ngày D", D itself for "chậm nhất ngày D"; never moved for a day off."""
    if term.anchor == "letter":
        fixed, period = anchor, None
    else:
        fixed, period = term.date or _month_day(term, anchor.year), str(anchor.year)
        if fixed.year != anchor.year:
            raise AnchorError(
                f"Thời hạn «{term.id}» chỉ có một lần, trong năm {fixed.year}.",
                f"The term '{term.id}' came once, in {fixed.year}.",
            )
    if term.boundary == "before_date":
        last = fixed - _DAY
        step = Sentence(
            f"“Trước ngày” không gồm ngày {day_vi(fixed)}: ngày cuối còn trong hạn là {day_vi(last)}; "
            "mốc này không lùi vì ngày nghỉ.",
            f'"Before" does not include {day_en(fixed)}: the last day in time is {day_en(last)}; '
            "it is never put off because of days off.",
        )
    else:
        last = fixed
        step = Sentence(
            f"Ngày {day_vi(fixed)} còn trong hạn; mốc này không lùi vì ngày nghỉ.",
            f"{day_en(fixed)} is still in time; it is never put off because of days off.",
        )
    steps = [_trigger(term, anchor)] if term.anchor == "letter" else [_year(anchor.year)]
    return period, last, [*steps, step]


def _count_back(book: Book, term: Term, anchor: date) -> tuple[str | None, date, list[Sentence]]:
    """Counted back from the event, its day not counted; never moves toward the event."""
    offset = term.offset or 0
    last = anchor - offset * _DAY
    return (
        None,
        last,
        [
            _trigger(term, anchor),
            Sentence(
                f"Tính lùi {offset} ngày, không tính ngày {anchor:%d/%m/%Y}: "
                f"ngày cuối còn trong hạn là {day_vi(last)}.",
                f"Counted back {offset} days, {anchor:%d/%m/%Y} not counted: the last day in time is {day_en(last)}.",
            ),
            Sentence(
                "Thời hạn tính lùi không dời về phía sự kiện vì ngày nghỉ.",
                "A backward term never moves toward the event because of days off.",
            ),
        ],
    )


def _count_forward(book: Book, term: Term, anchor: date) -> tuple[str | None, date, list[Sentence]]:
    """Counted forward, the first day not counted; rolls on to the next working day."""
    offset = term.offset or 0
    counted = anchor + offset * _DAY
    code_vi, code_en = _counting_code(book)
    steps = [
        _trigger(term, anchor),
        Sentence(
            f"Ngày {anchor:%d/%m/%Y} không tính; bắt đầu tính từ ngày {anchor + _DAY:%d/%m/%Y} "
            f"(khoản 3 Điều 147 {code_vi}).",
            f"{anchor:%d/%m/%Y} is not counted; the count begins on {anchor + _DAY:%d/%m/%Y} "
            f"(Article 147 clause 3, {code_en}).",
        ),
        Sentence(
            f"Ngày thứ {offset} là {day_vi(counted)}.",
            f"Day {offset} is {day_en(counted)}.",
        ),
    ]
    last = book.calendar.next_working_day(counted)
    steps += _skipped(book, counted, last - _DAY)
    if last != counted:
        steps.append(
            Sentence(
                f"Thời hạn kết thúc vào ngày làm việc tiếp theo: {day_vi(last)} (khoản 5 Điều 148 {code_vi}).",
                f"The term ends on the next working day: {day_en(last)} (Article 148 clause 5, {code_en}).",
            )
        )
    return None, last, steps


def _count_period(book: Book, term: Term, anchor: date) -> tuple[str | None, date, list[Sentence]]:
    """Once a month or a quarter: any day of the period is in time."""
    period, last = _period(term, anchor)
    return (
        period,
        last,
        [
            Sentence(f"Kỳ {period} kết thúc ngày {day_vi(last)}.", f"The period {period} ends on {day_en(last)}."),
        ],
    )


def _count_hours(book: Book, term: Term, anchor: datetime) -> DueDate:
    offset = term.offset or 0
    moment = anchor + timedelta(hours=offset)
    code_vi, code_en = _counting_code(book)
    steps = [
        Sentence(f"Thời điểm bắt đầu: {_clock_vi(anchor)}.", f"The count begins at {_clock_en(anchor)}."),
        Sentence(
            f"Cộng {offset} giờ liên tục, kể từ thời điểm đó (khoản 1 Điều 147 {code_vi}); "
            "ngày nghỉ không làm thời hạn dài thêm.",
            f"Add {offset} clock hours from that moment (Article 147 clause 1, {code_en}); "
            "days off do not lengthen the term.",
        ),
    ]
    advised = book.calendar.previous_working_day(moment.date())
    # a statement cannot be made before the matter happened
    if advised < anchor.date():
        advised = moment.date()
    return _finish(book, term, anchor, period=None, moment=moment, counted=steps, advised=advised)


def _finish(
    book: Book,
    term: Term,
    anchor: date | datetime,
    *,
    period: str | None,
    moment: datetime,
    counted: list[Sentence],
    advised: date,
) -> DueDate:
    citation = book.citation(term)
    citation_en = clause_en(citation)
    steps = [Sentence(f"Căn cứ {citation}: “{term.wording_vi}”.", f"Under {citation_en}: “{term.wording_vi}”.")]
    if term.provisional or term.checked_on is None:
        steps.append(
            Sentence(
                "Quy định này chưa đối chiếu với văn bản chính thức.",
                "This rule has not yet been checked against the official text.",
            )
        )
    steps += counted
    steps.append(Sentence(f"Hạn cuối: {_clock_vi(moment)}.", f"Last moment: {_clock_en(moment)}."))
    if advised < moment.date():
        steps += _skipped(book, advised + _DAY, moment.date())
        steps.append(
            Sentence(
                f"Nên hoàn thành vào ngày làm việc cuối cùng trong hạn: {day_vi(advised)}.",
                f"Best done on the last working day in time: {day_en(advised)}.",
            )
        )
    return DueDate(
        term=term.id,
        anchor=anchor,
        period=period,
        due=moment,
        advised=advised,
        citation=citation,
        citation_en=citation_en,
        effective_from=term.effective_from,
        checked_on=term.checked_on,
        provisional=term.provisional,
        sentences=tuple(steps),
    )


def _skipped(book: Book, first: date, last: date) -> list[Sentence]:
    """One sentence for each day from `first` to `last`, all of them days off, and why."""
    steps = []
    while first <= last:
        vi, en = book.calendar.reason(first), book.calendar.reason(first, "en")
        steps.append(
            Sentence(
                f"{first:%d/%m/%Y} là ngày nghỉ: {vi}.",
                f"{first:%d/%m/%Y} is a day off: {clause_en(en or '')}.",
            )
        )
        first += _DAY
    return steps


def _trigger(term: Term, anchor: date) -> Sentence:
    name = _TRIGGER[term.anchor]
    return Sentence(f"{name.vi}: {day_vi(anchor)}.", f"{name.en}: {day_en(anchor)}.")


def _year(year: int) -> Sentence:
    return Sentence(f"Kỳ hạn của năm {year}.", f"The term of the year {year}.")


def _counting_code(book: Book) -> tuple[str, str]:
    name = book.instrument_name(COUNTING_CODE)
    return name, clause_en(name)


def _clock_vi(moment: datetime) -> str:
    return f"{moment:%H:%M:%S} ngày {day_vi(moment.date())}"


def _clock_en(moment: datetime) -> str:
    return f"{moment:%H:%M:%S} on {day_en(moment.date())}"
