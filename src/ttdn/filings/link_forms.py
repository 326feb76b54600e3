"""Forms of answer links: making one, and answering through one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.web.forms import DayField, TtdnForm

DAYS = 14


class LinkForm(TtdnForm):
    """How long the link opens, and where it is mailed."""

    days = forms.IntegerField(
        label=_("Dùng được trong bao nhiêu ngày"),
        min_value=1,
        max_value=90,
        initial=DAYS,
        help_text=_("Từ 1 đến 90 ngày, hết ngày cuối cùng. Thường để 14 ngày."),
    )
    address = forms.ChoiceField(
        label=_("Gửi bằng thư điện tử"),
        required=False,
        help_text=_("Chỉ gửi đến địa chỉ đã xác minh trong danh bạ của cơ quan."),
    )

    def __init__(self, data: Any = None, *, addresses: Sequence[str]) -> None:
        """Offer the verified addresses of the body; the first is chosen."""
        super().__init__(data, initial={"address": addresses[0] if addresses else ""})
        self.fields["address"].choices = [  # type: ignore[attr-defined]
            *((each, each) for each in addresses),
            ("", _("Không gửi, tôi tự chuyển liên kết")),
        ]


class AnswerForm(TtdnForm):
    """The signed document and what stands on it."""

    upload = forms.FileField(
        label=_("Văn bản đã ký (PDF hoặc DOCX)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
    )
    number_text = forms.CharField(
        label=_("Số văn bản (không ghi ký hiệu)"), max_length=30, help_text=_("Chỉ ghi số, ví dụ 125.")
    )
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=60, help_text=_("Phần sau dấu “/”, ví dụ BC-UBND."))
    document_date = DayField(label=_("Ngày văn bản"))
    signer_name = forms.CharField(label=_("Họ và tên người ký"), max_length=120)
    contact_name = forms.CharField(
        label=_("Người liên hệ"), max_length=120, help_text=_("Người trả lời được khi cần hỏi thêm.")
    )
    contact_phone = forms.CharField(
        label=_("Điện thoại liên hệ"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    def __init__(self, data: Any = None, files: Any = None, *, kept_file: str = "", initial: Any = None) -> None:
        """The file is asked for once: `kept_file` names the one that waits already."""
        super().__init__(data, files, initial=initial)
        self.fields["upload"].required = not kept_file
        if kept_file:
            self.fields["upload"].help_text = _("Đã có tệp “%(name)s”. Chỉ chọn tệp khác khi muốn thay.") % {
                "name": kept_file
            }
