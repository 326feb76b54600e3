"""The filters of the list of activities."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.activities.catalogue import Catalogue, words
from ttdn.activities.models import Activity
from ttdn.activities.queries import Filters
from ttdn.organisations.models import Body
from ttdn.web.forms import TtdnForm

EARLIEST = 2015


class FilterForm(TtdnForm):
    """Year, month, kind, section, unit, channel, words; every choice is one the person may read."""

    q = forms.CharField(label=gettext_lazy("Tìm trong tên, địa điểm"), required=False, max_length=100)
    year = forms.ChoiceField(label=gettext_lazy("Năm"), required=False)
    month = forms.ChoiceField(label=gettext_lazy("Tháng"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), required=False)
    section = forms.ChoiceField(label=gettext_lazy("Mục báo cáo"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Phương thức"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị"), required=False)
    body = forms.ChoiceField(label=gettext_lazy("Cơ quan"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Trạng thái"), required=False)

    def __init__(
        self,
        *args: Any,
        catalogue: Catalogue,
        units: Sequence[Body],
        bodies: Sequence[Body],
        names: Mapping[int, str],
        on: date,
        **options: Any,
    ) -> None:
        """Fill the choices."""
        self.keys: dict[str, int] = {str(each.public_id): each.pk for each in (*units, *bodies)}
        super().__init__(*args, **options)
        sections = sorted({kind.section for kind in catalogue.kinds if kind.section})
        self._choose("year", [("all", _("Mọi năm")), *((str(y), str(y)) for y in range(on.year + 1, EARLIEST, -1))], "")
        self._choose("month", [(str(m), str(m)) for m in range(1, 13)], _("Cả năm"))
        self._choose("kind", [(kind.code, words(kind)) for kind in catalogue.kinds], _("Mọi loại"))
        self._choose("section", [(code, code.replace("dd", "đ")) for code in sections], _("Mọi mục"))
        self._choose(
            "channel",
            [(item.code, _short(item.label, words(item))) for item in catalogue.channels],
            _("Mọi phương thức"),
        )
        self._choose("unit", _named(units, names), _("Mọi đơn vị"))
        self._choose("body", _named(bodies, names), _("Mọi cơ quan"))
        self._choose("state", list(Activity.State.choices), "")
        for name, few in (("unit", not units), ("body", len(bodies) < 2)):  # noqa: PLR2004
            if few:
                del self.fields[name]
        self.initial.setdefault("year", str(on.year))
        self.initial.setdefault("state", Activity.State.RECORDED.value)

    def _choose(self, name: str, choices: list[Any], every: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (our own fields)
        field.choices = [("", every), *choices] if every else choices


def asked(query: QueryDict, on: date) -> QueryDict | None:
    """What was asked for, this year where no year was named; None when nothing was."""
    if not query:
        return None
    data = query.copy()
    data.setdefault("year", str(on.year))
    data.setdefault("state", Activity.State.RECORDED.value)
    return data


def read_filters(form: FilterForm, on: date) -> Filters:
    """What the form narrows to; this year where nothing was asked; a choice that is none of ours narrows nothing."""
    if not form.is_bound:
        return Filters(year=on.year)
    form.is_valid()
    values = form.cleaned_data
    year = values.get("year") or ""
    return Filters(
        year=None if year == "all" else int(year) if year else on.year,
        month=int(values["month"]) if values.get("month") else None,
        kind=values.get("kind") or "",
        section=values.get("section") or "",
        unit=form.keys.get(values.get("unit") or ""),
        body=form.keys.get(values.get("body") or ""),
        channel=values.get("channel") or "",
        text=values.get("q") or "",
        state=values.get("state") or Activity.State.RECORDED,
    )


def _named(bodies: Iterable[Body], names: Mapping[int, str]) -> list[tuple[str, str]]:
    return [(str(each.public_id), names.get(each.pk, each.code)) for each in bodies]


def _short(label: str | None, text: str) -> str:
    words_of = f"{label}. {text}" if label else text
    return words_of if len(words_of) <= 60 else f"{words_of[:59]}…"  # noqa: PLR2004
