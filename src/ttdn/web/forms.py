"""Forms as officials know them: day first, one spelling of every text, messages that say what to do."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ttdn.law.text import normalise


def _one_spelling(data: Any) -> Any:
    """Submitted data in the one spelling we store (some keyboards send letters and marks apart)."""
    if isinstance(data, QueryDict):
        clean = data.copy()
        for name, values in data.lists():
            clean.setlist(name, [normalise(value) for value in values])
        return clean
    if isinstance(data, Mapping):
        return {name: normalise(value) if isinstance(value, str) else value for name, value in data.items()}
    return data


class MultipleChoice(forms.MultipleChoiceField):
    """Several of a short list, ticked."""

    widget = forms.CheckboxSelectMultiple


class DayField(forms.DateField):
    """A day typed day first: 05/11/2026, 5-11-2026, 5.11.2026."""

    default_error_messages = {"invalid": _("Ngày chưa đúng: hãy ghi ngày/tháng/năm, ví dụ 05/11/2026.")}


class MoneyField(forms.IntegerField):
    """An amount of đồng, typed with or without separators: 1.500.000."""

    default_error_messages = {
        "invalid": _("Số tiền chưa đúng: hãy ghi số đồng, ví dụ 1.500.000."),
        "min_value": _("Số tiền không được nhỏ hơn 0."),
    }

    def __init__(self, **options: Any) -> None:
        """At least zero unless said otherwise."""
        options.setdefault("min_value", 0)
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> int | None:
        """The number without its separators and currency."""
        if isinstance(value, str):
            for mark in (".", ",", " ", "\u00a0", "đ", "₫"):
                value = value.replace(mark, "")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Shown with dots between thousands."""
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class _Manners(forms.BaseForm):
    """What every form of the site does; mixed into Django's two kinds of form."""

    def __init__(self, data: Any = None, files: Any = None, **options: Any) -> None:
        """Normalise what was sent, and prepare the fields."""
        options.setdefault("label_suffix", "")
        super().__init__(_one_spelling(data), files, **options)
        for field in self.fields.values():
            _prepare(field)


def _prepare(field: forms.Field) -> None:
    """Day-first dates and our words on one field."""
    field.error_messages["required"] = _("Chưa điền mục này.")
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        field.error_messages["required"] = _("Chưa chọn mục này.")
    if isinstance(field, forms.DateField):
        field.error_messages["invalid"] = DayField.default_error_messages["invalid"]
        field.widget.attrs.setdefault("placeholder", _("ngày/tháng/năm"))
        field.widget.attrs.setdefault("inputmode", "numeric")
        field.widget.attrs.setdefault("autocomplete", "off")
    if isinstance(field.widget, forms.NumberInput):
        field.widget.attrs.setdefault("inputmode", "numeric")


class TtdnForm(_Manners, forms.Form):
    """A form of the site. Show it with `web/components/form.html`."""


class TtdnModelForm(_Manners, forms.ModelForm):  # type: ignore[type-arg]  # the model is named by each form
    """A form over a model. Show it with `web/components/form.html`."""
