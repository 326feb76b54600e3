"""The compliance board, its spreadsheet and compliance over the years."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ttdn.consolidation.board import (
    GROUPS,
    Cell,
    Column,
    Row,
    board_duties,
    board_page,
    columns_of,
    compliance_by_year,
    overview,
    rows_of,
)
from ttdn.consolidation.forms import BoardFilter
from ttdn.consolidation.permissions import may_follow
from ttdn.filings.links import without_login
from ttdn.obligations.choices import StatusCode
from ttdn.obligations.receipts import channel_text, receipt_text
from ttdn.organisations.models import Body
from ttdn.organisations.queries import Reach
from ttdn.organisations.requests import reach_in
from ttdn.web.downloads import attachment
from ttdn.web.paging import Page
from ttdn.web.xlsx import MIME, Sheet, workbook

FIRST_YEAR = 2018


def follower_reach(request: HttpRequest) -> Reach:
    """The reader's reach, when the reader follows compliance. Raises Http404 for everybody else."""
    reach = reach_in(request, timezone.localdate())
    if not may_follow(is_coordinator=reach.is_coordinator):
        raise Http404
    return reach


@login_required
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Every body of a group against the duties of a year."""
    follower_reach(request)
    at = timezone.now()
    on = timezone.localdate(at)
    chosen = BoardFilter(request.GET)
    chosen.is_valid()
    year = chosen.cleaned_data.get("year") or on.year
    acts = bool(chosen.cleaned_data.get("acts"))
    kind = chosen.chosen_kind()
    columns, summaries = overview(year, at, acts=acts, kind=kind)
    status = chosen.cleaned_data.get("status") or ""
    page: Page[Body] = Page([], None, None)
    rows: list[Row] = []
    if not status or any(each.kind == kind and each.counts[status] for each in summaries):  # else nobody is in it
        cursor = request.GET.get("cursor")
        page, rows = board_page(year, at, on, kind=kind, columns=columns, status=status, cursor=cursor)
    return render(
        request,
        "consolidation/board.html",
        {
            "year": year,
            "year_text": str(year),
            "years": range(on.year + 1, FIRST_YEAR - 1, -1),
            "columns": columns,
            "pressing": set() if acts else {each.key for each in columns if each.overdue},
            "rows": rows,
            "silent": without_login([row.body for row in rows], on),
            "page": page,
            "kind": kind,
            "kinds": [(each.value, each.label) for each in GROUPS],
            "status": status,
            "statuses": StatusCode.choices,
            "acts": acts,
            "summaries": summaries,
        },
    )


@login_required
@require_GET
def board_xlsx(request: HttpRequest) -> HttpResponse:
    """The whole board of a year as a spreadsheet."""
    follower_reach(request)
    at = timezone.now()
    chosen = BoardFilter(request.GET)
    chosen.is_valid()
    year = chosen.cleaned_data.get("year") or timezone.localdate(at).year
    content = board_workbook(year, at, acts=bool(chosen.cleaned_data.get("acts")))
    return attachment(content, f"tinh-hinh-thuc-hien-{year}.xlsx", MIME)


@login_required
@require_GET
def compliance(request: HttpRequest) -> HttpResponse:
    """Compliance over the years, as a chart with its table."""
    follower_reach(request)
    at = timezone.now()
    rows = compliance_by_year(FIRST_YEAR, timezone.localdate(at).year, at)
    return render(
        request,
        "consolidation/compliance.html",
        {"rows": rows, "series": [_("Đúng hạn"), _("Trễ hạn"), _("Quá hạn, chưa gửi")]},
    )


def board_workbook(year: int, at: datetime, *, acts: bool = False) -> bytes:
    """The board as .xlsx: one sheet per group, one row per body and duty."""
    columns = columns_of(year, at, acts=acts)
    on = timezone.localdate(at)
    sheets = []
    for kind in GROUPS:
        duties = board_duties(year, acts=acts).filter(bearer__kind=kind)
        bodies = list(Body.objects.filter(kind=kind, pk__in=duties.values("bearer")).order_by("sort_key"))
        if not bodies:
            continue
        lines = [
            _line(row, column, cell)
            for row in rows_of(bodies, duties, columns, at, on)
            for column, cell in zip(columns, row.cells, strict=True)
            if cell.duty is not None
        ]
        sheets.append(
            Sheet(
                str(kind.label),
                [
                    _("Cơ quan"),
                    _("Cơ quan kế tục"),
                    _("Nghĩa vụ"),
                    _("Kỳ"),
                    _("Hạn cuối"),
                    _("Tình trạng"),
                    _("Số ngày"),
                    _("Gửi lúc"),
                    _("Nhận lúc"),
                    _("Đường gửi"),
                    _("Số đến"),
                ],
                lines,
                heading=[_("Tình hình thực hiện nghĩa vụ năm %(year)d") % {"year": year}],
                widths=[38, 30, 44, 10, 12, 20, 9, 17, 17, 14, 18],
            )
        )
    return workbook(sheets or [Sheet(_("Không có dữ liệu"), [_("Năm")], [[year]])], created=at)


def _line(row: Row, column: Column, cell: Cell) -> list[object]:
    fulfilment = cell.fulfilment
    english = (get_language() or "vi").startswith("en")
    return [
        row.name,
        row.heir,
        column.title_en if english else column.title_vi,
        column.period,
        column.due_on,
        cell.status.label if cell.status else "",
        cell.status.days if cell.status else None,
        fulfilment.sent_at if fulfilment else None,
        fulfilment.received_at if fulfilment else None,
        channel_text(fulfilment.channel) if fulfilment else "",
        receipt_text(fulfilment.receipt) if fulfilment else "",
    ]
