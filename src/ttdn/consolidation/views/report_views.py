"""The national report being made: figures, the reports behind them, the frozen facts behind a number, other years."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ttdn.accounts.signed_in import user_of
from ttdn.activities.catalogue import words
from ttdn.consolidation.actions import share_report, start_minister_report, start_national_report
from ttdn.consolidation.actions.reporting import readers_of
from ttdn.consolidation.annex import annex_workbook, figure_words, figures_of, kinds_of
from ttdn.consolidation.building import FORM, current_report, figures_for
from ttdn.consolidation.choices import SHOWN_DIMENSIONS, Dimension
from ttdn.consolidation.compliance import Compliance
from ttdn.consolidation.facts import Slice, compare_years, facts_of, totals_of
from ttdn.consolidation.figures import RECORDS, SECTIONS, Amount, National
from ttdn.consolidation.inputs import sources, waiting
from ttdn.consolidation.permissions import may_draft, may_share
from ttdn.consolidation.queries import inputs_page
from ttdn.consolidation.views.gate_views import coordinator_roles, reader_reach
from ttdn.filings.models import FactTotal, FilingVersion
from ttdn.law.schema import CategoryItem, Form
from ttdn.obligations.book import current_book
from ttdn.web.downloads import attachment
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.xlsx import MIME

FIRST_YEAR, LAST_YEAR = 2018, 2100
COMPARED = 4


def _year(value: int) -> int:
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise Http404
    return value


def _english() -> bool:
    return (get_language() or "vi").startswith("en")


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The newest year that has figures, else the current one."""
    reader_reach(request)
    newest = FactTotal.objects.order_by("-year").values_list("year", flat=True).first()
    return redirect("consolidation_national", year=newest or timezone.localdate().year)


@login_required
@require_GET
def national(request: HttpRequest, year: int) -> HttpResponse:
    """Totals of the year, each number leading to the facts behind it, and the documents made from them."""
    reach = reader_reach(request)
    on = timezone.localdate()
    book = current_book()
    form = book.form(FORM, on)
    found = National(_year(year), book=book, on=on)
    roles = coordinator_roles(reach)
    report = current_report(year)
    return render(
        request,
        "consolidation/national.html",
        {
            "year": str(year),
            "years": [str(each) for each in range(on.year, FIRST_YEAR - 1, -1)],
            "found": found,
            "reports": len(found.keys),
            "waiting": waiting(year).count(),
            "groups": _section_tables(found, form),
            "dimensions": [_dimension_table(found, each) for each in SHOWN_DIMENSIONS],
            "report": report,
            "may_draft": may_draft(roles),
            "may_share": may_share(roles) and report is not None and report.state == "issued",
        },
    )


def _section_tables(found: National, form: Form) -> list[dict[str, Any]]:
    table = found.table()
    codes = [*SECTIONS, *sorted(set(table) - set(SECTIONS))]
    return [
        {
            "label": code.replace(".dd", ".đ"),
            "heading": _heading(form, code),
            "rows": [
                _figure_row(found.year, code, kind, figure, table[code][kind.code][figure])
                for kind in kinds_of(found, table[code])
                for figure in figures_of(kind, table[code][kind.code])
            ],
        }
        for code in codes
        if code in table
    ]


def _heading(form: Form, code: str) -> str:
    try:
        section = form.section(code)
    except KeyError:
        return code
    return (section.heading_en if _english() else "") or section.heading_vi


def _figure_row(year: int, section: str, kind: CategoryItem, figure: str, amount: Amount) -> dict[str, Any]:
    name, unit = figure_words(kind, figure)
    asked = {"muc": section, "loai": kind.code, "so": figure}
    return {
        "kind": words(kind),
        "first": figure == RECORDS,
        "name": name,
        "unit": unit,
        "amount": amount,
        "actual_url": facts_url(year, asked),
        "estimated_url": facts_url(year, asked | {"uoc": "1"}),
    }


def facts_url(year: int, asked: dict[str, str]) -> str:
    """Where the facts behind a number are listed."""
    return f"{reverse('consolidation_facts', args=[year])}?{urlencode({key: value for key, value in asked.items() if value})}"


def _dimension_table(found: National, dimension: Dimension) -> dict[str, Any]:
    rows = found.dimension(dimension)
    return {
        "title": dimension.label,
        "chart": [(words(found.item(dimension, row.code)), row.amount.total) for row in rows],
        "rows": [
            {
                "name": words(found.item(dimension, row.code)),
                "amount": row.amount,
                "actual_url": facts_url(found.year, {"chieu": dimension.value, "ma": row.code}),
                "estimated_url": facts_url(found.year, {"chieu": dimension.value, "ma": row.code, "uoc": "1"}),
            }
            for row in rows
        ],
    }


@login_required
@require_GET
def inputs(request: HttpRequest, year: int) -> HttpResponse:
    """Whose report counts, whose does not, and why."""
    reader_reach(request)
    on = timezone.localdate()
    only = request.GET.get("loc", "")
    page, rows = inputs_page(_year(year), on, only=only, cursor=request.GET.get("cursor"))
    return render(
        request,
        "consolidation/inputs.html",
        {"year": str(year), "page": page, "rows": rows, "only": only},
    )


@login_required
@require_GET
def facts(request: HttpRequest, year: int) -> HttpResponse:
    """The frozen facts behind a number, with the document each comes from."""
    reader_reach(request)
    on = timezone.localdate()
    book = current_book()
    report = _report_asked(request.GET.get("bao-cao", ""), _year(year))
    found = figures_for(year, book=book, on=on, report=report)
    wanted = _slice(request, found)
    amount = totals_of(found, wanted)
    page = keyset(facts_of(found, wanted), order=("section", "kind", "pk"), cursor=request.GET.get("cursor"))
    kinds = {kind.code: kind for kind in found.catalogue.kinds}
    shown = FilingVersion.objects.filter(pk__in={fact.version_id for fact in page.rows})
    names = {each.version: each for each in sources(shown, found.named_on, on_screen=True)}
    return render(
        request,
        "consolidation/facts.html",
        {
            "year": str(year),
            "page": page,
            "rows": [
                {
                    "fact": fact,
                    "kind": words(kinds[fact.kind]) if fact.kind in kinds else fact.kind,
                    "value": fact.figures.get(wanted.figure) if wanted.figure else None,
                    "source": names.get(fact.version_id),
                }
                for fact in page.rows
            ],
            "wanted": wanted,
            "number": amount.estimated if wanted.estimated else amount.actual,
            "title": _slice_words(found, wanted, book.form(FORM, on)),
            "report": report,
        },
    )


def _report_asked(text: str, year: int) -> FilingVersion | None:
    """The issued national report whose own inputs are asked for."""
    if not text:
        return None
    try:
        key = uuid.UUID(text)
    except ValueError:
        raise Http404 from None
    report = FilingVersion.objects.filter(public_id=key, filing__form_id=FORM, filing__year=year).first()
    if report is None or not report.is_issued:
        raise Http404
    return report


def _slice(request: HttpRequest, found: National) -> Slice:
    get = request.GET.get
    version = None
    if get("nguon"):
        version = next((key for key, public_id, _hash in found.keys if str(public_id) == get("nguon")), None)
        if version is None:
            raise Http404
    dimension = get("chieu", "")
    if dimension and dimension not in Dimension.values:
        raise Http404
    return Slice(
        section=get("muc", ""),
        kind=get("loai", ""),
        figure=get("so", ""),
        dimension=dimension,
        code=get("ma", "") if dimension else "",
        programme=get("nhiem-vu", ""),
        version=version,
        estimated=get("uoc") == "1",
    )


def _slice_words(found: National, wanted: Slice, form: Form) -> str:
    parts: list[str] = []
    if wanted.section:
        parts.append(f"{wanted.section.replace('.dd', '.đ')} {_heading(form, wanted.section)}")
    kind = found.catalogue.kind(wanted.kind) if wanted.kind else None
    if wanted.kind:
        parts.append(words(kind) if kind else wanted.kind)
    if wanted.figure and kind:
        parts.append(figure_words(kind, wanted.figure)[0])
    if wanted.dimension:
        parts.append(f"{Dimension(wanted.dimension).label}: {words(found.item(wanted.dimension, wanted.code))}")
    if wanted.programme:
        parts.append(_("Nhiệm vụ %(code)s") % {"code": wanted.programme.partition(":")[2]})
    return " · ".join(parts) or _("Mọi hoạt động")


@login_required
@require_GET
def compare(request: HttpRequest, year: int) -> HttpResponse:
    """The year beside earlier ones."""
    reader_reach(request)
    on = timezone.localdate()
    form = current_book().form(FORM, on)
    columns = compare_years(range(max(_year(year) - COMPARED + 1, FIRST_YEAR), year + 1))
    codes = [code for code in SECTIONS if any(code in column.sections for column in columns)]
    return render(
        request,
        "consolidation/compare.html",
        {
            "year": str(year),
            "columns": [{"year": str(each.year), "reports": each.reports, "total": each.total} for each in columns],
            "rows": [
                {
                    "label": code.replace(".dd", ".đ"),
                    "heading": _heading(form, code),
                    "amounts": [column.sections.get(code) or Amount() for column in columns],
                }
                for code in codes
            ],
            "chart": [(str(each.year), [each.total.actual, each.total.estimated]) for each in columns],
            "series": [_("Đã thực hiện"), _("Ước thực hiện")],
        },
    )


@login_required
@require_GET
def annex(request: HttpRequest, year: int) -> HttpResponse:
    """The annex as a spreadsheet: of the issued report where there is one, else of what counts now."""
    reader_reach(request)
    at = timezone.now()
    on = timezone.localdate(at)
    book = current_book()
    report = current_report(_year(year))
    found = figures_for(year, book=book, on=on, report=report)
    content = annex_workbook(found, Compliance(year, on), book.form(FORM, on), created=at)
    return attachment(content, f"phu-luc-bao-cao-quoc-gia-{year}.xlsx", MIME)


@login_required
@require_POST
def start(request: HttpRequest, year: int) -> HttpResponse:
    """Begin the report to the Prime Minister."""
    reader_reach(request)
    try:
        filing = start_national_report(
            year=_year(year), acting_user=user_of(request), at=timezone.now(), once=request.POST.get("once", "")
        )
    except AlreadyDone as done:
        return redirect("filings_detail", done.result)
    return redirect("filings_detail", filing.public_id)


@login_required
@require_POST
def start_minister(request: HttpRequest, year: int) -> HttpResponse:
    """Begin the periodic report to the Minister, as things stand this month."""
    reader_reach(request)
    at = timezone.now()
    try:
        filing = start_minister_report(
            year=_year(year),
            month=timezone.localdate(at).month,
            acting_user=user_of(request),
            at=at,
            once=request.POST.get("once", ""),
        )
    except AlreadyDone as done:
        return redirect("filings_detail", done.result)
    return redirect("filings_detail", filing.public_id)


@login_required
@require_POST
def share(request: HttpRequest, year: int) -> HttpResponseRedirect:
    """Send the issued report to every body that owed one."""
    reader_reach(request)
    at = timezone.now()
    report = current_report(_year(year))
    if report is None:
        raise Http404
    sent = share_report(
        version=report, bodies=readers_of(year, timezone.localdate(at)), acting_user=user_of(request), at=at
    )
    words_ = ngettext("Đã gửi báo cáo cho %(count)d cơ quan.", "Đã gửi báo cáo cho %(count)d cơ quan.", sent)
    messages.success(request, words_ % {"count": sent} if sent else _("Mọi cơ quan đã có báo cáo này rồi."))
    return HttpResponseRedirect(reverse("consolidation_national", args=[year]))
