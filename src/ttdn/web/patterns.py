"""What the pattern page shows: every component in every state, with data that tries its edges."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

from django import forms
from django.utils.translation import pgettext, pgettext_lazy

from ttdn.web.forms import DayField, MoneyField, MultipleChoice, TtdnForm
from ttdn.web.paging import Page

LONG = pgettext_lazy("mẫu", "Cục Thông tin cơ sở và Thông tin đối ngoại, Bộ Văn hóa, Thể thao và Du lịch")
CHANNELS = [
    ("press", pgettext_lazy("mẫu", "Báo chí")),
    ("web", pgettext_lazy("mẫu", "Trang thông tin điện tử")),
    ("book", pgettext_lazy("mẫu", "Xuất bản phẩm")),
    ("event", pgettext_lazy("mẫu", "Sự kiện, hội thảo, tọa đàm")),
]


class PatternForm(TtdnForm):
    """One field of each kind."""

    title = forms.CharField(label=pgettext_lazy("mẫu", "Tên nhiệm vụ"), max_length=40)
    on = DayField(label=pgettext_lazy("mẫu", "Ngày"), help_text=pgettext_lazy("mẫu", "Ngày ghi trên văn bản."))
    cost = MoneyField(label=pgettext_lazy("mẫu", "Kinh phí (đồng)"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("mẫu", "Loại"), choices=[("", "–"), *CHANNELS])
    channels = MultipleChoice(label=pgettext_lazy("mẫu", "Phương thức"), choices=CHANNELS, required=False)
    urgency = forms.ChoiceField(
        label=pgettext_lazy("mẫu", "Độ khẩn"),
        widget=forms.RadioSelect,
        choices=[("n", pgettext_lazy("mẫu", "Thường")), ("k", pgettext_lazy("mẫu", "Khẩn"))],
    )
    note = forms.CharField(
        label=pgettext_lazy("mẫu", "Ghi chú"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    file = forms.FileField(label=pgettext_lazy("mẫu", "Tệp minh chứng"), required=False)
    sure = forms.BooleanField(label=pgettext_lazy("mẫu", "Số liệu đã được kiểm tra"), required=False)


def context() -> dict[str, Any]:
    """Everything the page needs."""
    months = [f"{month:02d}" for month in range(1, 13)]
    units = [pgettext("mẫu", "Vụ Hợp tác quốc tế"), str(LONG), pgettext("mẫu", "Văn phòng")]
    moment = datetime(2024, 11, 15, 17, 0, tzinfo=timezone(timedelta(hours=7)))
    return {
        "empty_form": PatternForm(auto_id="empty_%s"),
        "wrong_form": PatternForm(
            {"title": "x" * 60, "on": "31/02/2024", "cost": "-5", "urgency": "?"}, auto_id="wrong_%s"
        ),
        "badges": [
            ("ok", pgettext("mẫu", "Đúng hạn")),
            ("late", pgettext("mẫu", "Quá hạn 12 ngày")),
            ("soon", pgettext("mẫu", "Còn 3 ngày")),
            ("info", pgettext("mẫu", "Đang trình")),
            ("muted", pgettext("mẫu", "Chưa đến hạn")),
        ],
        "buttons": [
            ("btn", pgettext("mẫu", "Nút thường")),
            ("btn btn--primary", pgettext("mẫu", "Ký duyệt")),
            ("btn btn--quiet", pgettext("mẫu", "Thôi")),
            ("btn btn--danger", pgettext("mẫu", "Thu hồi")),
            ("btn btn--small", pgettext("mẫu", "Nút nhỏ")),
        ],
        "alerts": [
            ("info", pgettext("mẫu", "Hướng dẫn năm nay đặt hạn 20/11.")),
            ("ok", pgettext("mẫu", "Đã gửi báo cáo tới Bộ Văn hóa, Thể thao và Du lịch.")),
            ("warn", pgettext("mẫu", "Số liệu tháng 12 là ước thực hiện.")),
            ("error", pgettext("mẫu", "Không lưu được: mục 3 vừa có người khác sửa. Hãy xem bản của họ rồi lưu lại.")),
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
        "stack_series": [pgettext("mẫu", "Đúng hạn"), pgettext("mẫu", "Trễ"), pgettext("mẫu", "Chưa gửi")],
        "stack_rows": [("2022", [40, 12, 11]), ("2023", [48, 9, 6]), ("2024", [5, 3, 55])],
        "months": months,
        "lines": [
            (pgettext("mẫu", "Kế hoạch"), [4, 6, 9, 12, 15, 20, 24, 28, 33, 37, 41, 45]),
            (pgettext("mẫu", "Thực hiện"), [2, 5, 9, 10, 16, 18, 25, 27, 30, 34, None, None]),
        ],
        "trail": [
            {"label": pgettext("mẫu", "Văn bản"), "url": "/"},
            {"label": pgettext("mẫu", "Báo cáo năm 2024"), "url": ""},
        ],
        "steps": [
            pgettext("mẫu", "Điều 20 khoản 2 Nghị định 72/2015/NĐ-CP: báo cáo trước ngày 20 tháng 11."),
            pgettext("mẫu", "20/11/2024 là thứ Tư, ngày làm việc: hạn không lùi."),
        ],
    }
