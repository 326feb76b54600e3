"""What the pattern page shows: every component in every state, with data that tries its edges."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.web.forms import DayField, MoneyField, MultipleChoice, TtdnForm
from ttdn.web.paging import Page

LONG = gettext_lazy("Cục Thông tin cơ sở và Thông tin đối ngoại, Bộ Văn hóa, Thể thao và Du lịch")
CHANNELS = [
    ("press", gettext_lazy("Báo chí")),
    ("web", gettext_lazy("Trang thông tin điện tử")),
    ("book", gettext_lazy("Xuất bản phẩm")),
    ("event", gettext_lazy("Sự kiện, hội thảo, tọa đàm")),
]


class PatternForm(TtdnForm):
    """One field of each kind."""

    title = forms.CharField(label=gettext_lazy("Tên nhiệm vụ"), max_length=40)
    on = DayField(label=gettext_lazy("Ngày"), help_text=gettext_lazy("Ngày ghi trên văn bản."))
    cost = MoneyField(label=gettext_lazy("Kinh phí (đồng)"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Loại"), choices=[("", "–"), *CHANNELS])
    channels = MultipleChoice(label=gettext_lazy("Phương thức"), choices=CHANNELS, required=False)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Độ khẩn"),
        widget=forms.RadioSelect,
        choices=[("n", gettext_lazy("Thường")), ("k", gettext_lazy("Khẩn"))],
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label=gettext_lazy("Tệp minh chứng"), required=False)
    sure = forms.BooleanField(label=gettext_lazy("Số liệu đã được kiểm tra"), required=False)


def context() -> dict[str, Any]:
    """Everything the page needs."""
    months = [f"{month:02d}" for month in range(1, 13)]
    units = [_("Vụ Hợp tác quốc tế"), str(LONG), _("Văn phòng")]
    moment = datetime(2024, 11, 15, 17, 0, tzinfo=timezone(timedelta(hours=7)))
    return {
        "empty_form": PatternForm(auto_id="empty_%s"),
        "wrong_form": PatternForm(
            {"title": "x" * 60, "on": "31/02/2024", "cost": "-5", "urgency": "?"}, auto_id="wrong_%s"
        ),
        "badges": [
            ("ok", _("Đúng hạn")),
            ("late", _("Quá hạn 12 ngày")),
            ("soon", _("Còn 3 ngày")),
            ("info", _("Đang trình")),
            ("muted", _("Chưa đến hạn")),
        ],
        "buttons": [
            ("btn", _("Nút thường")),
            ("btn btn--primary", _("Ký duyệt")),
            ("btn btn--quiet", _("Thôi")),
            ("btn btn--danger", _("Thu hồi")),
            ("btn btn--small", _("Nút nhỏ")),
        ],
        "alerts": [
            ("info", _("Hướng dẫn năm nay đặt hạn 20/11.")),
            ("ok", _("Đã gửi báo cáo tới Bộ Văn hóa, Thể thao và Du lịch.")),
            ("warn", _("Số liệu tháng 12 là ước thực hiện.")),
            ("error", _("Không lưu được: mục 3 vừa có người khác sửa. Hãy xem bản của họ rồi lưu lại.")),
        ],
        "rows": [
            (units[index], amount, badge)
            for index, (amount, badge) in enumerate([(1_250_000_000, "ok"), (98_500_000, "late"), (0, "muted")])
        ],
        "page": Page(rows=[], next_cursor="sau", previous_cursor="truoc"),
        "day": date(2024, 11, 5),
        "moment": moment,
        "figure": 1234567.8,
        "bars": [(units[0], 42), (units[1], 17), (units[2], 0)],
        "stack_series": [_("Đúng hạn"), _("Trễ"), _("Chưa gửi")],
        "stack_rows": [("2022", [40, 12, 11]), ("2023", [48, 9, 6]), ("2024", [5, 3, 55])],
        "months": months,
        "lines": [
            (_("Kế hoạch"), [4, 6, 9, 12, 15, 20, 24, 28, 33, 37, 41, 45]),
            (_("Thực hiện"), [2, 5, 9, 10, 16, 18, 25, 27, 30, 34, None, None]),
        ],
        "trail": [{"label": _("Văn bản"), "url": "/"}, {"label": _("Báo cáo năm 2024"), "url": ""}],
        "steps": [
            _("Điều 20 khoản 2 Nghị định 72/2015/NĐ-CP: báo cáo trước ngày 20 tháng 11."),
            _("20/11/2024 là thứ Tư, ngày làm việc: hạn không lùi."),
        ],
    }
