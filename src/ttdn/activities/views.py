"""Screens that show activities: the list with its totals and chart, one activity, sheets in and out, estimates."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ttdn.accounts.signed_in import user_of
from ttdn.activities import permissions, totals
from ttdn.activities.actions import save_estimates
from ttdn.activities.catalogue import NOT_SUMMED, Catalogue, catalogue_for, closing_of, words
from ttdn.activities.entry_views import chosen_body, may_edit
from ttdn.activities.errors import ImportRefused
from ttdn.activities.forms import CancelForm, EvidenceForm, ImportForm
from ttdn.activities.importing import import_activities
from ttdn.activities.list_filters import FilterForm, asked, read_filters
from ttdn.activities.models import Activity
from ttdn.activities.queries import (
    access_activity,
    bodies_read,
    estimates_of,
    filtered,
    scope,
    scope_parts,
    totals_filtered,
    totals_scope,
)
from ttdn.activities.spreadsheets import export_sheet, read_sheet, template_sheets
from ttdn.audit.queries import entries_for
from ttdn.files.inspection import inspect
from ttdn.obligations.book import current_book
from ttdn.organisations.models import Body
from ttdn.plans.queries import Workplace, name_map, units_for
from ttdn.plans.requests import workplace_in
from ttdn.web.charts import stacked
from ttdn.web.downloads import attachment
from ttdn.web.errors import NotAllowed, UserError
from ttdn.web.once import AlreadyDone
from ttdn.web.paging import keyset
from ttdn.web.xlsx import MIME, workbook

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
SERIES_SHOWN = 5


@login_required
@require_GET
def activity_list(request: HttpRequest) -> HttpResponse:
    """What the person's bodies did, newest first; sums come from summary rows only."""
    on = timezone.localdate()
    workplace = workplace_in(request, on)
    bodies = bodies_read(workplace)
    catalogue = catalogue_for(current_book(), bodies[0].kind if bodies else "", on)
    units = _units_read(workplace, bodies, on)
    names = name_map([*bodies, *units], on)
    form = FilterForm(asked(request.GET, on), catalogue=catalogue, units=units, bodies=bodies, names=names, on=on)
    filters = read_filters(form, on)
    rows = filtered(Activity.objects.filter(scope(workplace)), filters).select_related("task")
    page = keyset(
        rows.defer("folded", "note"),
        order=("-starts_on", "-pk"),
        cursor=request.GET.get("cursor"),
        size=PAGE_SIZE,
        parts=[] if filters.body else scope_parts(workplace),
    )
    condition = totals_scope(workplace) & totals_filtered(filters, _kinds_of(catalogue, filters.section))
    sums = totals.totals(condition) if filters.summed else []
    kinds = {kind.code: words(kind) for kind in catalogue.kinds}
    context = {
        "page": page,
        "rows": [(row, kinds.get(row.kind, row.kind), names.get(row.unit_id or 0, "")) for row in page.rows],
        "form": form,
        "filters": filters,
        "records": sum(each.records for each in sums),
        "cost": sum(each.cost for each in sums),
        "sums": [_shown_total(each, catalogue) for each in sums],
        "chart": _chart(condition, kinds) if filters.summed and filters.year and page.rows else "",
        "may_record": bool(workplace.writable()),
        "may_estimate": any(not workplace.own_units(body) for body in workplace.writable()),
        "many_bodies": len(bodies) > 1,
        "body_names": names,
        "query": request.GET.urlencode(),
    }
    return render(request, "activities/list.html", context)


def _units_read(workplace: Workplace, bodies: list[Body], on: date) -> list[Body]:
    """Units to filter by: those of the person's living bodies."""
    return [unit for body in bodies if body.pk in workplace.reach.own for unit in units_for(body, workplace, on)]


def _kinds_of(catalogue: Catalogue, section: str) -> list[str]:
    return [kind.code for kind in catalogue.kinds if kind.section == section]


def _shown_total(total: totals.KindTotal, catalogue: Catalogue) -> dict[str, Any]:
    kind = catalogue.kind(total.kind)
    figures = kind.figures if kind else ()
    return {
        "name": words(kind) if kind else total.kind,
        "records": total.records,
        "cost": total.cost,
        "figures": [
            (words(each), total.figures[each.code])
            for each in figures
            if total.figures.get(each.code) and each.code not in NOT_SUMMED
        ],
    }


def _chart(condition: Q, kinds: Mapping[str, str]) -> str:
    """Activities by month and kind: the most frequent kinds, the others together."""
    months = totals.by_month(condition)
    if not months:
        return ""
    counts: dict[str, int] = {}
    for row in months.values():
        for kind, number in row.items():
            counts[kind] = counts.get(kind, 0) + number
    top = sorted(counts, key=lambda kind: (-counts[kind], kind))[:SERIES_SHOWN]
    rest = len(counts) > len(top)
    rows = []
    for month in range(1, 13):
        found = months.get(month, {})
        values = [found.get(kind, 0) for kind in top]
        if rest:
            values.append(sum(number for kind, number in found.items() if kind not in top))
        rows.append((_("Tháng %(month)d") % {"month": month}, values))
    series = [kinds.get(kind, kind) for kind in top] + ([_("Loại khác")] if rest else [])
    return stacked(title=_("Số hoạt động theo tháng và loại"), series=series, rows=rows)


@login_required
@require_GET
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One activity with its evidence and history."""
    on = timezone.localdate()
    workplace = workplace_in(request, on)
    activity = access_activity(user_of(request), public_id, on)
    catalogue = catalogue_for(current_book(), activity.body.kind, activity.starts_on)
    kind = catalogue.kind(activity.kind)
    names = name_map([activity.body_id, *([activity.unit_id] if activity.unit_id else [])], activity.starts_on)
    lists = {name: getattr(catalogue, name) for name in ("channels", "languages", "topics", "themes")}
    chosen = {name: [item for item in items if item.code in getattr(activity, name)] for name, items in lists.items()}
    country = next((words(item) for item in catalogue.countries if item.code == activity.country), "")
    context = {
        "activity": activity,
        "kind": words(kind) if kind else activity.kind,
        "figures": [(words(each), activity.figures[each.code], each.unit) for each in catalogue.figures(activity.kind)
                    if each.code in activity.figures],
        "lists": {name: [(item.label, words(item)) for item in items] for name, items in chosen.items()},
        "country": _("Việt Nam") if activity.country == "vn" else country,
        "source": next((words(item) for item in catalogue.sources if item.code == activity.cost_source), ""),
        "body_name": names.get(activity.body_id, ""),
        "unit_name": names.get(activity.unit_id, "") if activity.unit_id else "",
        "evidence": list(activity.evidence.select_related("file")),
        "may_edit": may_edit(workplace, activity),
        "cancel_form": CancelForm(),
        "evidence_form": EvidenceForm(),
        "entries": entries_for("activities.activity", activity.public_id),
    }  # fmt: skip
    return render(request, "activities/detail.html", context)


@login_required
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The filtered list as a spreadsheet, at most 20,000 rows."""
    on = timezone.localdate()
    workplace = workplace_in(request, on)
    bodies = bodies_read(workplace)
    catalogue = catalogue_for(current_book(), bodies[0].kind if bodies else "", on)
    units = _units_read(workplace, bodies, on)
    names = name_map([*bodies, *units], on)
    form = FilterForm(asked(request.GET, on), catalogue=catalogue, units=units, bodies=bodies, names=names, on=on)
    filters = read_filters(form, on)
    rows = filtered(Activity.objects.filter(scope(workplace)), filters).order_by("starts_on", "pk")[:MOST_EXPORTED]
    found = list(rows)
    unit_names = name_map({row.unit_id for row in found if row.unit_id}, on)
    heading = [_("Hoạt động thông tin đối ngoại"), _("Xuất ngày %(day)s") % {"day": f"{on:%d/%m/%Y}"}]
    if len(found) == MOST_EXPORTED:
        heading.append(_("Chỉ gồm 20.000 dòng đầu; hãy lọc theo năm, loại để xuất phần còn lại."))
    sheet = export_sheet(found, catalogue, unit_names, heading=heading)
    name = _("hoat-dong-%(year)s.xlsx") % {"year": filters.year or on.year}
    return attachment(workbook([sheet]), name, MIME)


@login_required
@require_http_methods(["GET", "POST"])
def import_sheet(request: HttpRequest) -> HttpResponse:
    """Bring a filled-in sheet in: every row, or none with each error named by row and column."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    body, bodies = chosen_body(workplace, request.POST.get("body", "") or request.GET.get("body", ""))
    form = ImportForm(request.POST or None, request.FILES or None)
    errors: list[str] = []
    refused = ""
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["sheet"]
        content = upload.read()
        inspect(content, upload.name, allowed=frozenset({"xlsx"}), size=upload.size)
        catalogue = catalogue_for(current_book(), body.kind, on)
        units = units_for(body, workplace, on)
        names = name_map(units, on)
        try:
            rows = read_sheet(content, catalogue, {names.get(unit.pk, unit.code): unit.pk for unit in units})
            made = import_activities(
                body=body, rows=rows, acting_user=user_of(request), at=at, once=request.POST.get("once", "")
            )
        except ImportRefused as error:
            refused, errors = error.sentence, error.errors
        except AlreadyDone:
            return redirect("activities_list")
        else:
            messages.success(request, _("Đã ghi %(count)d hoạt động từ tệp.") % {"count": made})
            return redirect("activities_list")
    names = name_map(bodies, on)
    context = {
        "form": form,
        "refused": refused,
        "errors": errors,
        "body": body,
        "bodies": [(each, names.get(each.pk, each.code)) for each in bodies],
    }
    return render(request, "activities/import.html", context, status=422 if refused or form.errors else 200)


@login_required
@require_GET
def import_template(request: HttpRequest) -> HttpResponse:
    """The empty sheet with its lists."""
    on = timezone.localdate()
    workplace = workplace_in(request, on)
    body, _bodies = chosen_body(workplace, request.GET.get("body", ""))
    catalogue = catalogue_for(current_book(), body.kind, on)
    units = name_map(units_for(body, workplace, on), on)
    return attachment(workbook(template_sheets(catalogue, units.values())), "mau-nhap-hoat-dong.xlsx", MIME)


@login_required
@require_http_methods(["GET", "POST"])
def estimates(request: HttpRequest) -> HttpResponse:
    """What the body expects after the closing date, one row per figure of each kind, kept apart from the facts."""
    on, at = timezone.localdate(), timezone.now()
    workplace = workplace_in(request, on)
    body, bodies = chosen_body(workplace, request.POST.get("body", "") or request.GET.get("body", ""))
    if not permissions.may_record(workplace.roles(body.pk)) or workplace.own_units(body.pk):
        raise Http404
    year = _year(request.POST.get("year") or request.GET.get("year"), on)
    catalogue = catalogue_for(current_book(), body.kind, date(year, 12, 31))
    wrong = ""
    if request.method == "POST":
        try:
            values, basis = _estimate_input(request, catalogue)
        except ValueError:
            wrong = _("Số ước phải là số nguyên từ 0 trở lên; chưa ghi gì.")
        else:
            user = user_of(request)
            try:
                changed = save_estimates(body=body, year=year, values=values, basis=basis, acting_user=user, at=at)
            except NotAllowed:
                raise
            except UserError as error:
                wrong = error.sentence
            else:
                messages.success(request, _("Đã lưu số ước thực hiện (%(count)d dòng thay đổi).") % {"count": changed})
                return redirect(f"{request.path}?body={body.public_id}&year={year}")
    kept = {(row.kind, row.figure_code): row for row in estimates_of([body.pk], year)}
    names = name_map(bodies, on)
    context = {
        "body": body,
        "bodies": [(each, names.get(each.pk, each.code)) for each in bodies],
        "body_name": names.get(body.pk, body.code),
        "year": year,
        "years": range(on.year + 1, on.year - 6, -1),
        "closing": closing_of(current_book(), year),
        "groups": _estimate_groups(catalogue, kept, request.POST),
        "wrong": wrong,
    }
    return render(request, "activities/estimates.html", context, status=422 if wrong else 200)


def _estimate_groups(
    catalogue: Catalogue, kept: Mapping[tuple[str, str], Any], typed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    groups = []
    for kind in catalogue.kinds:
        lines = []
        for code, name, unit in (
            ("", _("Số hoạt động"), ""),
            *((each.code, words(each), each.unit or "") for each in kind.figures if each.code not in NOT_SUMMED),
        ):
            row = kept.get((kind.code, code))
            field = f"uoc__{kind.code}__{code}"
            lines.append(
                {"field": field, "name": name, "unit": unit, "value": typed.get(field, row.value if row else "")}
            )
        rows = [row for (kind_code, _code), row in kept.items() if kind_code == kind.code]
        field = f"can-cu__{kind.code}"
        basis = typed.get(field, rows[0].basis if rows else "")
        groups.append({"kind": words(kind), "lines": lines, "basis_field": field, "basis": basis, "filled": bool(rows)})
    return groups


def _estimate_input(request: HttpRequest, catalogue: Catalogue) -> tuple[dict[tuple[str, str], int], dict[str, str]]:
    """Values and grounds as typed; ValueError when a value is no whole number of at least 0."""
    values: dict[tuple[str, str], int] = {}
    for kind in catalogue.kinds:
        for code in ("", *(each.code for each in kind.figures if each.code not in NOT_SUMMED)):
            typed = request.POST.get(f"uoc__{kind.code}__{code}")
            if typed is None:
                continue
            value = int("".join(mark for mark in typed if mark not in "., ") or 0)
            if value < 0 or value >= 10**12:
                raise ValueError(typed)
            values[kind.code, code] = value
    return values, {kind.code: request.POST.get(f"can-cu__{kind.code}", "") for kind in catalogue.kinds}


def _year(asked: str | None, on: date) -> int:
    return int(asked) if asked and asked.isdigit() and 2000 <= int(asked) <= on.year + 1 else on.year  # noqa: PLR2004
