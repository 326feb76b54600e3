"""The XLSX annex of the national report: everything that the document says in figures, and each body's part of it."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ttdn.activities.catalogue import words
from ttdn.consolidation.board import GROUPS
from ttdn.consolidation.choices import SHOWN_DIMENSIONS, Dimension
from ttdn.consolidation.compliance import SILENT, Compliance
from ttdn.consolidation.figures import MONEY_SECTION, RECORDS, SECTIONS, KindFigures, National
from ttdn.consolidation.inputs import waiting
from ttdn.consolidation.programmes import task_states
from ttdn.law import VIETNAM
from ttdn.law.schema import CategoryItem, Form
from ttdn.obligations.receipts import channel_text, receipt_text
from ttdn.organisations.queries import names_on
from ttdn.web.xlsx import Sheet, workbook

Line = tuple[object, ...]


def annex_workbook(national: National, compliance: Compliance, form: Form, *, created: datetime) -> bytes:
    """The annex as .xlsx bytes; sheets: compliance, totals, one per dimension, contributions, money, tasks, missing."""
    headings = {section.code: f"{_label(section.code)} {_heading(form, section.code)}" for section in form.sections}
    year = national.year
    sheets = [
        _compliance_sheet(compliance, year),
        Sheet(
            _("Số liệu theo nội dung"),
            [
                _("Đề mục"),
                _("Loại hoạt động"),
                _("Số liệu"),
                _("Đơn vị tính"),
                _("Đã thực hiện"),
                _("Ước thực hiện"),
                _("Số cơ quan"),
            ],
            _total_lines(national, headings),
            heading=[_("Tổng hợp theo nội dung và loại hoạt động, năm %(year)d") % {"year": year}],
            widths=[46, 34, 34, 14, 16, 16, 12],
        ),
        *(_dimension_sheet(national, dimension) for dimension in SHOWN_DIMENSIONS),
        Sheet(
            _("Đóng góp của từng cơ quan"),
            [
                _("Cơ quan"),
                _("Số, ký hiệu báo cáo"),
                _("Ngày báo cáo"),
                _("Đề mục"),
                _("Loại hoạt động"),
                _("Số liệu"),
                _("Đã thực hiện"),
                _("Ước thực hiện"),
            ],
            _contribution_lines(national, headings),
            heading=[_("Số liệu của từng cơ quan theo báo cáo được chấp nhận, năm %(year)d") % {"year": year}],
            widths=[36, 20, 13, 44, 32, 32, 16, 16],
        ),
        _money_sheet(national),
        _task_sheet(national),
        _missing_sheet(national, compliance),
    ]
    return workbook(sheets, created=created)


def _label(code: str) -> str:
    return code.replace(".dd", ".đ")


def _heading(form: Form, code: str) -> str:
    section = form.section(code)
    english = section.heading_en if (get_language() or "vi").startswith("en") else ""
    return english or section.heading_vi


def figure_words(kind: CategoryItem, code: str) -> tuple[str, str]:
    """The words and the unit of a figure of a kind; the empty code counts activities."""
    if code == RECORDS:
        return _("Số hoạt động"), _("hoạt động")
    english = (get_language() or "vi").startswith("en")
    for figure in kind.figures:
        if figure.code == code:
            return words(figure), (figure.unit_en if english else figure.unit) or ""
    return code, ""


def _compliance_sheet(compliance: Compliance, year: int) -> Sheet:
    return Sheet(
        _("Tình hình gửi báo cáo"),
        [
            _("Nhóm"),
            _("Cơ quan"),
            _("Văn bản phải gửi"),
            _("Kỳ"),
            _("Hạn cuối"),
            _("Tình trạng"),
            _("Số ngày chậm"),
            _("Gửi lúc"),
            _("Nhận lúc"),
            _("Đường gửi"),
            _("Số đến"),
        ],
        _compliance_lines(compliance),
        heading=[_("Tình hình gửi báo cáo, kế hoạch năm %(year)d") % {"year": year}],
        widths=[22, 36, 46, 10, 12, 20, 10, 17, 17, 16, 22],
    )


def _compliance_lines(compliance: Compliance) -> Iterator[Line]:
    english = (get_language() or "vi").startswith("en")
    labels = {kind.value: str(kind.label) for kind in GROUPS}
    for duty in compliance.duties:
        row, done = duty.row, duty.fulfilment
        late = duty.status.days if duty.status.code.value.startswith("late") else None
        yield (
            labels.get(row.bearer.kind, row.bearer.kind),
            duty.name,
            row.title_en if english else row.title_vi,
            row.period,
            row.derivation.due_on if row.derivation else None,
            duty.status.label,
            late,
            done.sent_at if done else None,
            done.received_at if done else None,
            channel_text(done.channel) if done else "",
            receipt_text(done.receipt) if done else "",
        )


def _total_lines(national: National, headings: dict[str, str]) -> Iterator[Line]:
    table = national.table()
    for section in [*SECTIONS, *sorted(set(table) - set(SECTIONS))]:
        for kind in kinds_of(national, table.get(section, {})):
            for figure in figures_of(kind, table[section][kind.code]):
                name, unit = figure_words(kind, figure)
                amount = table[section][kind.code][figure]
                yield (
                    headings.get(section, section),
                    words(kind),
                    name,
                    unit,
                    amount.actual,
                    amount.estimated,
                    amount.bodies,
                )


def kinds_of(national: National, present: Iterable[str]) -> list[CategoryItem]:
    """The kinds that occur, in the order of the law's list; unknown ones by code."""
    found = set(present)
    known = [kind for kind in national.catalogue.kinds if kind.code in found]
    return known + [CategoryItem(code=code, vi=code, en=code) for code in sorted(found - {kind.code for kind in known})]


def figures_of(kind: CategoryItem, present: Iterable[str]) -> list[str]:
    """Activities first, then the figures in the order that the law lists them."""
    found = set(present)
    order = [RECORDS, *(figure.code for figure in kind.figures)]
    return [code for code in order if code in found] + sorted(found - set(order))


def _dimension_sheet(national: National, dimension: Dimension) -> Sheet:
    return Sheet(
        str(dimension.label),
        [str(dimension.label), _("Đã thực hiện"), _("Ước thực hiện"), _("Số cơ quan")],
        [
            (words(national.item(dimension, row.code)), row.amount.actual, row.amount.estimated, row.amount.bodies)
            for row in national.dimension(dimension)
        ],
        heading=[_("Số hoạt động năm %(year)d: %(dimension)s") % {"year": national.year, "dimension": dimension.label}],
        widths=[60, 16, 16, 12],
    )


def _contribution_lines(national: National, headings: dict[str, str]) -> Iterator[Line]:
    for code in SECTIONS:
        figures = national.section(code)
        kinds = figures.kinds(national.catalogue)
        named = {
            kind.code: {figure: figure_words(kind, figure)[0] for figure in _all_figures(figures.totals[kind.code])}
            for kind in kinds
        }
        heading = headings.get(code, code)
        for source in national.sources:
            parts = figures.parts.get(source.version)
            if parts is None:
                continue
            for kind in kinds:
                part = parts.get(kind.code)
                if part is not None:
                    title = words(kind)
                    for figure in figures_of(kind, part.amounts):
                        amount = part.amounts[figure]
                        yield (
                            source.name,
                            source.number,
                            source.issued_on,
                            heading,
                            title,
                            named[kind.code][figure],
                            amount.actual,
                            amount.estimated,
                        )


def _all_figures(total: KindFigures) -> list[str]:
    return list(total.amounts)


def _money_sheet(national: National) -> Sheet:
    money = national.drafted_figures(MONEY_SECTION, "budget.")
    codes = ("budget.estimate", "budget.allotted", "budget.spent")
    return Sheet(
        _("Kinh phí"),
        [
            _("Cơ quan"),
            _("Số, ký hiệu báo cáo"),
            _("Ngày báo cáo"),
            _("Dự toán (đồng)"),
            _("Được giao (đồng)"),
            _("Đã thực hiện (đồng)"),
        ],
        [
            (source.name, source.number, source.issued_on, *(money[source.version].get(code, 0) for code in codes))
            for source in national.sources
            if source.version in money
        ],
        heading=[_("Kinh phí theo báo cáo, năm %(year)d") % {"year": national.year}],
        widths=[36, 20, 13, 20, 20, 20],
    )


def _task_sheet(national: National) -> Sheet:
    english = (get_language() or "vi").startswith("en")
    rows = [
        (
            (each.task.programme.title_en if english else "") or each.task.programme.title_vi,
            each.task.label,
            (each.task.title_en if english else "") or each.task.title_vi,
            each.leads,
            each.task.period_text,
            len(each.versions),
            each.actual,
            each.estimated,
            state_words(each.actual, each.estimated),
            "; ".join(each.silent_leads),
        )
        for each in task_states(national)
    ]
    return Sheet(
        _("Nhiệm vụ chương trình"),
        [
            _("Chương trình"),
            _("Số"),
            _("Nhiệm vụ"),
            _("Cơ quan chủ trì"),
            _("Thời gian"),
            _("Số cơ quan báo cáo"),
            _("Đã thực hiện"),
            _("Ước thực hiện"),
            _("Tình trạng"),
            _("Cơ quan chủ trì chưa có báo cáo"),
        ],
        rows,
        heading=[_("Nhiệm vụ theo chương trình, kế hoạch, năm %(year)d") % {"year": national.year}],
        widths=[40, 8, 60, 30, 16, 12, 12, 12, 26, 34],
    )


def state_words(actual: int, estimated: int) -> str:
    """The state of a programme task in the reader's language."""
    if actual:
        return _("Có kết quả")
    return _("Mới có số ước thực hiện") if estimated else _("Chưa có cơ quan nào báo cáo kết quả")


def _missing_sheet(national: National, compliance: Compliance) -> Sheet:
    lines: list[Line] = [
        (
            duty.name,
            duty.row.title_vi,
            duty.row.period,
            duty.row.derivation.due_on if duty.row.derivation else None,
            duty.status.label,
            duty.status.days,
        )
        for duty in compliance.duties
        if duty.status.code in SILENT
    ]
    rows = list(waiting(national.year))
    names = names_on({each.version.body_id for each in rows}, min(national.named_on, date(national.year, 12, 31)))
    lines += [
        (
            names[each.version.body_id].name_vi,
            each.version.filing.title,
            each.version.filing.period,
            None,
            _("Đã gửi, chưa được chấp nhận: %(state)s") % {"state": each.get_state_display()},
            None,
        )
        for each in rows
    ]
    told = national.records_by_section()
    for source in national.sources:
        empty = [_label(code) for code in SECTIONS if code not in told.get(source.version, {})]
        if empty:
            lines.append(
                (
                    source.name,
                    source.citation,
                    str(national.year),
                    None,
                    _("Không có số liệu ở: %(codes)s") % {"codes": ", ".join(empty)},
                    None,
                )
            )
    return Sheet(
        _("Còn thiếu"),
        [_("Cơ quan"), _("Văn bản"), _("Kỳ"), _("Hạn cuối"), _("Nội dung còn thiếu"), _("Số ngày chậm")],
        lines,
        heading=[
            _("Cơ quan chưa gửi và nội dung còn thiếu, tính đến %(day)s")
            % {"day": f"{compliance.at.astimezone(VIETNAM):%d/%m/%Y}"}
        ],
        widths=[36, 50, 10, 12, 50, 12],
    )
