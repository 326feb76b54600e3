"""Forms of the collection rounds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.activities.catalogue import Catalogue, promotes, words
from ttdn.law import Form
from ttdn.organisations.models import Body
from ttdn.plans.models import Task
from ttdn.rounds.choices import Ask, ResultState
from ttdn.web.forms import DayField, MoneyField, TtdnForm


class RoundForm(TtdnForm):
    """What to ask, of whom, by when."""

    title = forms.CharField(label=_("Tên đợt thu thập"), max_length=200)
    year = forms.IntegerField(label=_("Cho năm"), min_value=2018, max_value=2100)
    asks = forms.MultipleChoiceField(
        label=_("Nội dung đề nghị"), choices=Ask.choices, widget=forms.CheckboxSelectMultiple
    )
    due_on = DayField(label=_("Hạn nội bộ"), help_text=_("Trước hạn theo pháp luật, để còn thời gian tổng hợp."))
    note = forms.CharField(label=_("Hướng dẫn cho đơn vị"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    units = forms.ModelMultipleChoiceField(
        label=_("Đơn vị được hỏi"),
        queryset=Body.objects.none(),
        to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, units: Any, names: dict[int, Any], **kwargs: Any) -> None:
        """Offer the units of the body."""
        super().__init__(*args, **kwargs)
        field = self.fields["units"]
        field.queryset = units  # type: ignore[attr-defined]  # a model choice field has one
        field.label_from_instance = lambda body: names[body.pk].label if body.pk in names else body.code  # type: ignore[attr-defined]


class TaskItemForm(TtdnForm):
    """A task that the unit proposes."""

    title = forms.CharField(label=_("Nhiệm vụ"), max_length=500)
    section_code = forms.ChoiceField(label=_("Mục của kế hoạch"))
    output = forms.CharField(label=_("Sản phẩm"), max_length=300, required=False)
    starts_on = DayField(label=_("Từ ngày"), required=False)
    ends_on = DayField(label=_("Đến ngày"), required=False)
    remark = forms.CharField(label=_("Ghi chú"), required=False)

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        """Offer the sections of the plan that hold tasks."""
        super().__init__(*args, **kwargs)
        self.fields["section_code"].choices = [  # type: ignore[attr-defined]  # a choice field has them
            (each.code, f"{each.label or ''} {each.heading_vi}".strip())
            for each in form.sections
            if "plans.tasks" in each.sources
        ]

    def clean(self) -> dict[str, Any]:
        """The days stand in order."""
        return _days_in_order(self, super().clean() or {})


class EstimateItemForm(TtdnForm):
    """Money that the unit needs."""

    title = forms.CharField(label=_("Nội dung chi"), max_length=500)
    amount = MoneyField(label=_("Dự toán (đồng)"))
    source = forms.ChoiceField(label=_("Nguồn kinh phí"))
    remark = forms.CharField(label=_("Ghi chú"), required=False)

    def __init__(self, *args: Any, catalogue: Catalogue, **kwargs: Any) -> None:
        """Offer the sources of the law book."""
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(each.code, words(each)) for each in catalogue.sources]  # type: ignore[attr-defined]


class ActivityItemForm(TtdnForm):
    """An activity that the unit held."""

    kind = forms.ChoiceField(label=_("Loại hoạt động"))
    title = forms.CharField(label=_("Tên hoạt động"), max_length=500)
    starts_on = DayField(label=_("Từ ngày"))
    ends_on = DayField(label=_("Đến ngày"), required=False)
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    channels = forms.MultipleChoiceField(
        label=_("Phương thức"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Bắt buộc với hoạt động quảng bá hình ảnh."),
    )
    amount = MoneyField(label=_("Kinh phí (đồng)"), required=False)

    def __init__(self, *args: Any, catalogue: Catalogue, kind: str = "", **kwargs: Any) -> None:
        """Offer the kinds, and the figures of the kind chosen."""
        super().__init__(*args, **kwargs)
        self.catalogue = catalogue
        self.fields["kind"].choices = [(each.code, words(each)) for each in catalogue.kinds]  # type: ignore[attr-defined]
        self.fields["channels"].choices = [(each.code, words(each)) for each in catalogue.channels]  # type: ignore[attr-defined]
        for figure in catalogue.figures(kind):
            self.fields[f"figure_{figure.code}"] = forms.IntegerField(
                label=words(figure), min_value=0, required=figure.required
            )

    def clean(self) -> dict[str, Any]:
        """Days in order; a promoting activity names its channels."""
        data = _days_in_order(self, super().clean() or {})
        kind = self.catalogue.kind(data.get("kind", ""))
        if kind is not None and promotes(kind) and not data.get("channels"):
            self.add_error("channels", _("Hoạt động quảng bá phải ghi ít nhất một phương thức (Điều 5)."))
        return data


class ResultItemForm(TtdnForm):
    """What became of a task."""

    task = forms.ModelChoiceField(label=_("Nhiệm vụ"), queryset=Task.objects.none(), to_field_name="public_id")
    result = forms.ChoiceField(label=_("Tình trạng"), choices=ResultState.choices)
    remark = forms.CharField(label=_("Kết quả, lý do"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, tasks: list[Task], **kwargs: Any) -> None:
        """Offer the tasks the unit may report on."""
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = Task.objects.filter(pk__in=[task.pk for task in tasks])  # type: ignore[attr-defined]


class ReturnForm(TtdnForm):
    """Why an answer goes back."""

    reason = forms.CharField(label=_("Lý do trả lại"), widget=forms.Textarea(attrs={"rows": 2}))


def _days_in_order(form: forms.Form, data: dict[str, Any]) -> dict[str, Any]:
    starts, ends = data.get("starts_on"), data.get("ends_on")
    if starts and ends and ends < starts:
        form.add_error("ends_on", _("Ngày kết thúc phải bằng hoặc sau ngày bắt đầu."))
    return data
