"""Template tags of the design system (loaded in every template)."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ttdn.web import charts

register = template.Library()


@register.simple_tag
def once_token() -> SafeString:
    """A hidden field `once` that is different in every form shown; `claim_once` gives the form one effect."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4().hex)


@register.filter
def dmy(value: date | datetime | None) -> str:
    """A day as dd/mm/yyyy (an instant is told in Vietnamese time); nothing for no value."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


@register.filter
def dmy_hm(value: datetime | None) -> str:
    """An instant as "HH:MM dd/mm/yyyy" in Vietnamese time; nothing for no value."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local.hour:02d}:{local.minute:02d} {dmy(local)}"


@register.filter
def num(value: float | Decimal | str | None) -> str:
    """A number with the reader's separators: 1.234.567,8 in Vietnamese, 1,234,567.8 in English."""
    if value is None or value == "":
        return ""
    return str(number_format(value, use_l10n=True, force_grouping=True))


@register.filter
def vnd(value: float | Decimal | None) -> str:
    """An amount of đồng: 1.234.567 đ; nothing for no value."""
    text = num(value)
    return f"{text}\u00a0đ" if text else ""


@register.simple_tag
def chart_bars(title: str, rows: Sequence[tuple[str, float]], unit: str = "", description: str = "") -> SafeString:
    """A bar chart of (label, value) rows with its data table."""
    return charts.bar_chart(title=title, rows=rows, unit=unit, description=description)


@register.simple_tag
def chart_stacked(
    title: str,
    series: Sequence[str],
    rows: Sequence[tuple[str, Sequence[float]]],
    unit: str = "",
    description: str = "",
) -> SafeString:
    """A chart of stacked bars: one row per (label, one value per series)."""
    return charts.stacked(title=title, series=series, rows=rows, unit=unit, description=description)


@register.simple_tag
def chart_lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    unit: str = "",
    description: str = "",
) -> SafeString:
    """A line chart: labels along the bottom, one line per (name, values)."""
    return charts.line_chart(title=title, labels=labels, series=series, unit=unit, description=description)
