"""Charts made on the server: SVG that follows the page's colours, with a title, a description and its data table.

Horizontal measures are percentages, so a chart fits a phone and a wide screen with letters of the same size.
No inline style: colours are classes of `site.css`.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import count, pairwise

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

ROW_HEIGHT = 46
PLOT_HEIGHT = 220
LABEL_LENGTH = 64
SERIES = 6
LINE_LEFT, LINE_WIDTH = 8.0, 90.0

Number = float | int | Decimal
_ids = count(1)


def bar_chart(*, title: str, rows: Sequence[tuple[str, Number]], unit: str = "", description: str = "") -> SafeString:
    """Horizontal bars, one per (label, value); values below zero are drawn as zero, the table tells the truth."""
    return stacked(
        title=title,
        series=[unit or _("Số lượng")],
        rows=[(label, [value]) for label, value in rows],
        unit=unit,
        description=description,
    )


def stacked(
    *,
    title: str,
    series: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Number]]],
    unit: str = "",
    description: str = "",
) -> SafeString:
    """Horizontal bars, each the sum of one value per series."""
    top = max((sum(max(float(value), 0) for value in values) for _label, values in rows), default=0) or 1
    body = format_html_join(
        "", "{}", ((_bar(label, values, index, top, unit),) for index, (label, values) in enumerate(rows))
    )
    table = _table(title, series, rows)
    return _figure(
        title=title,
        description=description,
        body=body,
        height=ROW_HEIGHT * len(rows),
        legend=series if len(series) > 1 else (),
        table=table,
    )


def line_chart(
    *,
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[Number | None]]],
    unit: str = "",
    description: str = "",
) -> SafeString:
    """Lines over `labels` (left to right), one per (name, values); a missing value (None) breaks the line."""
    top = nice_top(max((float(value) for _name, values in series for value in values if value is not None), default=0))
    grid = format_html_join(
        "",
        '<line class="chart__grid" x1="{}%" x2="100%" y1="{}" y2="{}"/>'
        '<text class="chart__axis" x="{}%" y="{}" text-anchor="end">{}</text>',
        (
            (
                LINE_LEFT,
                _y(part * top, top),
                _y(part * top, top),
                LINE_LEFT - 1,
                _y(part * top, top) + 4,
                _words(part * top),
            )
            for part in (0, 0.5, 1)
        ),
    )
    marks = format_html_join(
        "",
        '<text class="chart__axis" x="{}%" y="{}" text-anchor="middle">{}</text>',
        ((_x(index, len(labels)), PLOT_HEIGHT + 4, label) for index, label in enumerate(labels)),
    )
    lines = format_html_join("", "{}", ((_line(values, number, top),) for number, (_name, values) in enumerate(series)))
    rows = [(label, [values[index] for _name, values in series]) for index, label in enumerate(labels)]
    names = [name for name, _values in series]
    shown = f"{title} ({unit})" if unit else title
    return _figure(
        title=shown,
        description=description,
        body=grid + marks + lines,
        height=PLOT_HEIGHT + 14,
        legend=names,
        table=_table(shown, names, rows),
    )


def nice_top(highest: float) -> float:
    """The end of an axis: the next of 1, 2, 4, 6, 8, 10 times a power of ten; 2 for nothing."""
    if highest <= 2:  # noqa: PLR2004  (an axis of 0, 1, 2)
        return 2
    power = 10 ** (len(str(int(highest))) - 1)
    return float(next(step * power for step in (1, 2, 4, 6, 8, 10, 20) if step * power >= highest))


def _bar(label: str, values: Sequence[Number], index: int, top: float, unit: str) -> SafeString:
    """One row: the label above, the parts from left to right, the total at the end of the track."""
    y, left, parts = index * ROW_HEIGHT, 0.0, []
    for number, value in enumerate(values):
        width = round(max(float(value), 0) / top * 100, 3)
        parts.append((round(left, 3), y + 22, width, number % SERIES + 1))
        left += width
    total = sum(values)
    drawn = format_html_join("", '<rect x="{}%" y="{}" width="{}%" height="14" rx="2" class="chart__s{}"/>', parts)
    return format_html(
        '<svg class="chart__label" x="0" y="{}" width="78%" height="22"><text x="0" y="16">{}</text></svg>'
        '<text x="100%" y="{}" text-anchor="end">{}{}</text>'
        '<rect class="chart__track" x="0" y="{}" width="100%" height="14" rx="2"/>{}',
        y,
        _short(label),
        y + 16,
        _words(total),
        f" {unit}" if unit else "",
        y + 22,
        drawn,
    )


def _line(values: Sequence[Number | None], number: int, top: float) -> SafeString:
    """One line: a segment between each two neighbouring values, a dot on each."""
    points = [
        None if value is None else (_x(index, len(values)), _y(float(value), top)) for index, value in enumerate(values)
    ]
    name = f"chart__s{number % SERIES + 1}"
    segments = [(name, a[0], a[1], b[0], b[1]) for a, b in pairwise(points) if a and b]
    return format_html_join(
        "", '<line class="chart__line {}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>', segments
    ) + format_html_join(
        "", '<circle class="{}" cx="{}%" cy="{}" r="4"/>', ((name, *point) for point in points if point)
    )


def _x(index: int, number: int) -> float:
    """Where a label stands, in percent of the width."""
    return round(LINE_LEFT + LINE_WIDTH * (index + 0.5) / max(number, 1), 3)


def _y(value: float, top: float) -> float:
    """Where a value stands, in pixels from the top."""
    return round(12 + (PLOT_HEIGHT - 32) * (1 - max(value, 0) / top), 2)


def _short(label: str) -> str:
    """A label that fits on a line; the table keeps the whole."""
    return label if len(label) <= LABEL_LENGTH else label[: LABEL_LENGTH - 1].rstrip() + "…"


def _words(value: Number | None) -> str:
    """A number as the reader writes it; a dash for none."""
    if value is None:
        return "–"
    whole = int(value) if float(value).is_integer() else round(float(value), 2)
    return str(number_format(whole, use_l10n=True, force_grouping=True))


def _table(title: str, series: Sequence[str], rows: Sequence[tuple[str, Sequence[Number | None]]]) -> SafeString:
    """The same figures as a table, for whoever would rather read or cannot see."""
    head = format_html_join("", '<th scope="col" class="num">{}</th>', ((name,) for name in series))
    lines = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (label, format_html_join("", '<td class="num">{}</td>', ((_words(value),) for value in values)))
            for label, values in rows
        ),
    )
    return format_html(
        '<details class="disclosure"><summary>{}</summary><div class="table-wrap"><table class="table table--compact">'
        '<caption class="visually-hidden">{}</caption><thead><tr><th scope="col">{}</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div></details>",
        _("Xem số liệu"),
        title,
        pgettext("biểu đồ", "Mục"),
        head,
        lines,
    )


def _figure(
    *, title: str, description: str, body: SafeString, height: int, legend: Sequence[str], table: SafeString
) -> SafeString:
    """The figure around a plot."""
    number = next(_ids)
    names = format_html_join(
        "",
        '<li><svg aria-hidden="true" viewBox="0 0 14 14"><rect class="chart__s{}" width="14" height="14" rx="2"/></svg>'
        "{}</li>",
        ((index % SERIES + 1, name) for index, name in enumerate(legend)),
    )
    shown = format_html('<ul class="chart__legend">{}</ul>', names) if legend else ""
    return format_html(
        '<figure class="chart"><figcaption class="chart__title">{title}</figcaption>{legend}'
        '<svg class="chart__plot" role="img" height="{height}" aria-labelledby="chart-{n}-title chart-{n}-desc">'
        '<title id="chart-{n}-title">{title}</title><desc id="chart-{n}-desc">{description}</desc>{body}</svg>'
        "{table}</figure>",
        title=title,
        legend=shown,
        height=height,
        n=number,
        description=description or _("Số liệu có trong bảng dưới biểu đồ."),
        body=body,
        table=table,
    )
