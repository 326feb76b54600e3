"""Forms of the obligations screens."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ttdn.law import Book
from ttdn.obligations.actions.overlay import CalendarRow
from ttdn.obligations.choices import ReliefKind, StatusCode
from ttdn.organisations.models import Body
from ttdn.web.forms import TtdnForm

CALENDAR_KINDS = [
    ("holiday", _("Ngày nghỉ lễ")),
    ("compensation", _("Ngày nghỉ bù")),
    ("swapped_off", _("Ngày nghỉ hoán đổi")),
    ("swapped_work", _("Ngày làm việc bù (thứ Bảy, Chủ nhật)")),
]


class DutyFilter(forms.Form):
    """Filters of the list of duties; anything unknown counts as no filter."""

    year = forms.IntegerField(required=False, min_value=2015, max_value=2100)
    status = forms.ChoiceField(required=False, choices=[("", ""), *StatusCode.choices])


class ReliefForm(TtdnForm):
    """Waive or extend, with the document that says so."""

    kind = forms.ChoiceField(label=_("Hình thức"), choices=ReliefKind.choices, widget=forms.RadioSelect)
    new_due_on = forms.DateField(
        label=_("Hạn mới (khi gia hạn)"), required=False, help_text=_("Ngày cuối cùng còn đúng hạn.")
    )
    document_number = forms.CharField(label=_("Số, ký hiệu văn bản"), max_length=80)
    document_date = forms.DateField(label=_("Ngày văn bản"))
    reason = forms.CharField(label=_("Lý do"), widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """An extension needs its new day."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") == ReliefKind.EXTENDED and not data.get("new_due_on"):
            self.add_error("new_due_on", _("Gia hạn thì phải ghi hạn mới."))
        return data


class ActForm(TtdnForm):
    """When the act was done, and by which document."""

    done_on = forms.DateField(label=_("Ngày thực hiện"))
    document = forms.CharField(
        label=_("Văn bản hoặc nội dung"), max_length=200, help_text=_("Số, ký hiệu, ngày văn bản hoặc mô tả ngắn.")
    )


class RequestForm(TtdnForm):
    """An ad hoc request to one or many bodies."""

    title = forms.CharField(label=_("Nội dung yêu cầu"), max_length=280)
    text = forms.CharField(label=_("Yêu cầu cụ thể"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    form_id = forms.ChoiceField(label=_("Mẫu báo cáo"))
    document_number = forms.CharField(label=_("Số, ký hiệu văn bản yêu cầu"), max_length=80)
    document_date = forms.DateField(label=_("Ngày văn bản"))
    due_on = forms.DateField(label=_("Hạn gửi"), help_text=_("Ngày cuối cùng còn đúng hạn."))
    bodies = forms.ModelMultipleChoiceField(
        label=_("Cơ quan nhận yêu cầu"),
        queryset=Body.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, book: Book, on: date, bodies: Any, names: dict[int, Any], **kwargs: Any) -> None:
        """Offer the forms in force on the day and the bodies that may be asked."""
        super().__init__(*args, **kwargs)
        english = (get_language() or "vi").startswith("en")
        titles = [(form.id, form.title_en if english else form.title_vi) for form in book.forms(on)]
        self.fields["form_id"].choices = titles  # type: ignore[attr-defined]
        self.fields["form_id"].initial = "ad_hoc_report"
        field = self.fields["bodies"]
        field.queryset = bodies  # type: ignore[attr-defined]
        field.label_from_instance = lambda body: names[body.pk].label if body.pk in names else body.code  # type: ignore[attr-defined]


class CalendarForm(TtdnForm):
    """One day of the working calendar, with its decision."""

    day = forms.DateField(label=_("Ngày"))
    kind = forms.ChoiceField(label=_("Loại ngày"), choices=CALENDAR_KINDS)
    name_vi = forms.CharField(label=_("Tên ngày"), max_length=120)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=120)
    instrument = forms.ChoiceField(label=_("Căn cứ trong danh mục văn bản"))
    decision = forms.CharField(
        label=_("Văn bản quyết định"), max_length=180, help_text=_("Số, ký hiệu, ngày, cơ quan ban hành.")
    )

    def __init__(self, *args: Any, book: Book, **kwargs: Any) -> None:
        """Offer the instruments of the book."""
        super().__init__(*args, **kwargs)
        options = [
            (each.id, f"{each.number or each.title_vi} — {each.title_vi[:80]}") for each in book.instruments.values()
        ]
        self.fields["instrument"].choices = sorted(options, key=lambda option: option[1])  # type: ignore[attr-defined]
        self.fields["instrument"].initial = "bo-luat-lao-dong-2019"

    def row(self) -> CalendarRow:
        """What was keyed in, as the action takes it."""
        return CalendarRow(**self.cleaned_data)


class CalculatorForm(TtdnForm):
    """Count a term from a day, as `ttdn due` does."""

    term = forms.ChoiceField(label=_("Thời hạn"))
    anchor = forms.DateField(label=_("Ngày mốc"))
    hour = forms.TimeField(label=_("Giờ (với thời hạn tính bằng giờ)"), required=False)

    def __init__(self, *args: Any, book: Book, language: str, **kwargs: Any) -> None:
        """Offer every term of the book that is counted from a day."""
        super().__init__(*args, **kwargs)
        options = []
        for term_id in book.ids("terms"):
            value = [each for each in book.values("terms", term_id).values() if each][-1]
            title = getattr(value, "title_en" if language.startswith("en") else "title_vi")
            options.append((term_id, title))
        self.fields["term"].choices = options  # type: ignore[attr-defined]
