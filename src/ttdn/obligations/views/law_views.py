"""The law on screen: register of instruments, duties, forms, working calendar, calculator of terms."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.law import Book, LawError, UnknownRule, due
from ttdn.obligations.actions.overlay import book_with, change_calendar, moves_of
from ttdn.obligations.book import current_book
from ttdn.obligations.forms import CalculatorForm, CalendarForm
from ttdn.obligations.permissions import may_change_calendar
from ttdn.organisations.requests import reach_in
from ttdn.web.errors import NotAllowed
from ttdn.web.forms import DayField
from ttdn.web.once import AlreadyDone
from ttdn.web.refusals import shown_on, status_of


@dataclass(frozen=True)
class Day:
    """One day of the calendar page; `reason` says why it is off or worked against the week."""

    day: date
    works: bool
    reason: str
    unverified: bool


@login_required
@require_GET
def law_register(request: HttpRequest) -> HttpResponse:
    """Instruments, duties and forms in force on a day, what is not yet checked marked so."""
    on = _day(request.GET.get("on"), timezone.localdate())
    book = current_book()
    return render(
        request,
        "obligations/law.html",
        {
            "on": on,
            "instruments": sorted(
                book.instruments.values(), key=lambda each: (each.issued_on is None, each.issued_on), reverse=True
            ),
            "rules": [{"rule": rule, "citation": book.citation(rule)} for rule in book.obligation_rules(on)],
            "forms": [{"form": form, "citation": book.citation(form)} for form in book.forms(on)],
            "hash": book.hash,
        },
    )


@login_required
@require_GET
def instrument_page(request: HttpRequest, instrument_id: str) -> HttpResponse:
    """One instrument: its dates, status and what it amends or replaces."""
    book = current_book()
    try:
        found = book.instrument(instrument_id)
    except UnknownRule as error:
        raise Http404 from error
    links = {
        _("Sửa đổi, bổ sung"): found.amends,
        pgettext("văn bản pháp luật", "Thay thế"): found.replaces,
        _("Được sửa đổi, bổ sung bởi"): found.amended_by,
        _("Được thay thế bởi"): found.replaced_by,
    }
    related = {label: [book.instrument(each) for each in ids] for label, ids in links.items() if ids}
    return render(request, "obligations/instrument.html", {"found": found, "related": related})


@login_required
@require_http_methods(["GET", "POST"])
def calculator(request: HttpRequest) -> HttpResponse:
    """Count a term and see every step."""
    book = current_book()
    language = get_language() or "vi"
    form = CalculatorForm(request.GET or None, book=book, language=language)
    result, steps = None, []
    if request.GET and form.is_valid():
        anchor: date | datetime = form.cleaned_data["anchor"]
        if form.cleaned_data["hour"]:
            anchor = datetime.combine(form.cleaned_data["anchor"], form.cleaned_data["hour"])
        try:
            result = due(book, form.cleaned_data["term"], anchor)
            steps = result.steps(language[:2])
        except LawError as error:
            form.add_error(None, error.sentence(language[:2]))
    return render(request, "obligations/calculator.html", {"form": form, "result": result, "steps": steps})


@login_required
@require_GET
def calendar_page(request: HttpRequest, year: int) -> HttpResponse:
    """The working calendar of a year, each day off with its decision."""
    book = current_book()
    if not book.calendar.first_year <= year <= book.calendar.last_year:
        raise Http404
    reach = reach_in(request, timezone.localdate())
    return render(
        request,
        "obligations/calendar.html",
        {
            "year": year,
            "years": range(book.calendar.first_year, book.calendar.last_year + 1),
            "weekdays": _weekdays(),
            "months": [_month(book, year, month) for month in range(1, 13)],
            "rows": [
                {"row": row, "citation": book.calendar.citation(row)}
                for row in (book.calendar.row(day) for day in _days(year))
                if row
            ],
            "may_change": may_change_calendar(is_coordinator=reach.is_coordinator),
        },
    )


@login_required
@require_http_methods(["GET", "POST"])
def calendar_change(request: HttpRequest) -> HttpResponse:
    """Change a day: the open deadlines that it moves are listed first, then saved on confirmation."""
    at = timezone.now()
    reach = reach_in(request, timezone.localdate(at))
    if not may_change_calendar(is_coordinator=reach.is_coordinator):
        raise NotAllowed(_("Chỉ cơ quan quản lý nhà nước về thông tin đối ngoại được sửa lịch làm việc."))
    form = CalendarForm(request.POST or None, book=current_book())
    moves = None
    if request.method == "POST" and form.is_valid():
        row = form.row()
        if request.POST.get("confirmed") == "1":
            try:
                with shown_on(form):
                    moved = change_calendar(
                        row=row, reach=reach, acting_user=user_of(request), at=at, once=request.POST.get("once", "")
                    )
                    _say_moved(request, len(moved))
                    return redirect("obligations_calendar", row.day.year)
            except AlreadyDone:
                messages.info(request, _("Biểu mẫu này đã được gửi trước đó."))
                return redirect("obligations_calendar", row.day.year)
        else:
            with shown_on(form):
                moves = moves_of(book_with(row), at)
    context = {"form": form, "moves": moves, "year": timezone.localdate(at).year}
    return render(request, "obligations/calendar_change.html", context, status=status_of(form))


def _say_moved(request: HttpRequest, count: int) -> None:
    words = ngettext("Đã lưu. %(count)d thời hạn được tính lại.", "Đã lưu. %(count)d thời hạn được tính lại.", count)
    messages.success(request, words % {"count": count})


def _day(text: str | None, default: date) -> date:
    """The day in an address, as people type it (05/11/2026) or as links carry it (2026-11-05)."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        pass
    try:
        return DayField(required=False).clean(text or "") or default
    except ValidationError:
        return default


def _days(year: int) -> list[date]:
    first = date(year, 1, 1).toordinal()
    return [date.fromordinal(first + number) for number in range(366 if calendar.isleap(year) else 365)]


def _weekdays() -> list[tuple[str, str]]:
    """Short and full names of the days of the week, Monday first, as calendars in the reader's language print them."""
    if (get_language() or "vi").startswith("en"):
        return [(str(WEEKDAYS_ABBR[number]), str(WEEKDAYS[number])) for number in range(7)]
    short = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
    return [(word, str(WEEKDAYS[number])) for number, word in enumerate(short)]


def _month(book: Book, year: int, month: int) -> dict[str, object]:
    """Weeks of a month, Monday first; None where the week belongs to another month."""
    language = (get_language() or "vi")[:2]

    def cell(number: int) -> Day | None:
        if number == 0:
            return None
        day = date(year, month, number)
        row = book.calendar.row(day)
        return Day(
            day,
            book.calendar.is_working_day(day),
            (book.calendar.reason(day, language) or (row.name_en if language == "en" else row.name_vi))
            if row is not None
            else "",
            row is not None and row.status != "applied",
        )

    return {
        "name": f"{_('Tháng')} {month}" if language == "vi" else MONTHS[month],
        "weeks": [[cell(number) for number in week] for week in calendar.Calendar(0).monthdayscalendar(year, month)],
    }
