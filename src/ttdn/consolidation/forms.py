"""Forms of the consolidation screens."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.consolidation.board import GROUPS
from ttdn.obligations.choices import StatusCode
from ttdn.organisations.choices import BodyKind
from ttdn.web.forms import DayField, TtdnForm


class BoardFilter(forms.Form):
    """Filters of the board; anything unknown counts as no filter."""

    year = forms.IntegerField(required=False, min_value=2015, max_value=2100)
    kind = forms.ChoiceField(required=False, choices=[(kind.value, kind.label) for kind in GROUPS])
    status = forms.ChoiceField(required=False, choices=[("", _("Tất cả")), *StatusCode.choices])
    acts = forms.BooleanField(required=False)
    form_id = forms.CharField(required=False)

    def chosen_kind(self) -> str:
        """The group asked for; the ministries when none was."""
        return self.cleaned_data.get("kind") or BodyKind.MINISTRY.value


class BatchForm(TtdnForm):
    """What every letter of a batch says alike."""

    answer_by = DayField(label=_("Đề nghị gửi chậm nhất ngày"))
    signer_name = forms.CharField(
        label=_("Người ký"),
        max_length=120,
        help_text=_("Họ và tên người ký, in dưới chữ ký của mọi công văn trong đợt."),
    )


class IssueBatchForm(TtdnForm):
    """What the clerk gives the letters of a batch."""

    issued_on = DayField(label=_("Ngày ban hành"))
    first_number = forms.IntegerField(
        label=_("Số đầu tiên"),
        required=False,
        min_value=1,
        help_text=_("Cơ quan lấy số từ sổ văn thư của mình: ghi số đầu của dãy số liên tiếp đã được cấp."),
    )

    def __init__(self, *args: object, external: bool, on: date, **kwargs: object) -> None:
        """`external`: the numbers come from the body's own register."""
        super().__init__(*args, **kwargs)
        self.fields["issued_on"].initial = on
        if external:
            self.fields["first_number"].required = True
        else:
            del self.fields["first_number"]


class RemarkForm(TtdnForm):
    """A remark on a report."""

    section = forms.ChoiceField(label=_("Về mục"), required=False)
    text = forms.CharField(label=_("Nhận xét"), widget=forms.Textarea(attrs={"rows": 6}), max_length=4000)

    def __init__(self, *args: object, sections: list[tuple[str, str]], **kwargs: object) -> None:
        """`sections`: code and heading of the sections that may be spoken of."""
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("Toàn bộ báo cáo")), *sections]
