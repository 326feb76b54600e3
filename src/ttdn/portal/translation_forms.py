"""Forms of the translation pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.portal.translation_queries import Source
from ttdn.web.forms import TtdnForm

_KINDS = {
    "public": _("Bản người đọc đang có"),
    "approved": _("Bản đã duyệt, chờ đăng"),
    "draft": _("Bản thảo hiện nay"),
}


class BeginForm(TtdnForm):
    """Which version of the source to translate."""

    source = forms.ChoiceField(
        label=_("Dịch từ"),
        help_text=_("Bản dịch gắn với đúng bản gốc này; bản gốc đổi thì người đọc bản dịch được báo."),
    )

    def __init__(self, data: Any = None, *, sources: list[Source]) -> None:
        """Offer what there is, the best first."""
        super().__init__(data)
        field = self.fields["source"]
        field.choices = [(each.hash, _KINDS[each.kind]) for each in sources]  # type: ignore[attr-defined]
        field.initial = sources[0].hash if sources else None


class FileForm(TtdnForm):
    """A file that came back from a translator."""

    file = forms.FileField(
        label=_("Tệp PO hoặc XLIFF 2.0"),
        help_text=_(
            "Chỉ nhận tệp tải từ trang này, đúng bài, đúng bản gốc. Đoạn để trống trong tệp giữ nguyên chữ đang có."
        ),
    )
