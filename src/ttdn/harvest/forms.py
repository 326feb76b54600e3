"""The form that adds a source."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.harvest.choices import SourceKind
from ttdn.organisations.models import Body
from ttdn.organisations.queries import names_on
from ttdn.portal.languages import content_languages
from ttdn.web.forms import TtdnForm


class SourceForm(TtdnForm):
    """Where the source is, what it is and how often it is visited."""

    name = forms.CharField(label=_("Tên nguồn"), max_length=200)
    kind = forms.ChoiceField(label=_("Loại nguồn"), choices=SourceKind.choices)
    base_url = forms.CharField(
        label=_("Địa chỉ OAI-PMH"), max_length=300, help_text=_("Ví dụ: https://cong.bo.gov.vn/oai")
    )
    body = forms.ModelChoiceField(
        label=_("Cơ quan có nội dung"),
        queryset=Body.objects.none(),
        required=False,
        help_text=_("Bài của cơ quan khác sẽ bị cách ly. Bắt buộc với kho OAI-PMH khác."),
        to_field_name="public_id",
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ khi bản ghi không ghi"), initial="vi")
    set_spec = forms.CharField(label=_("Chỉ lấy tập (setSpec)"), required=False, max_length=120)
    every_minutes = forms.IntegerField(label=_("Lấy lại sau (phút)"), initial=60, min_value=5, max_value=10080)

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        """Offer the State bodies alive on a day."""
        super().__init__(*args, **kwargs)
        bodies = Body.objects.alive(on).exclude(kind="unit").order_by("sort_key")
        names = names_on(bodies, on)
        body: Any = self.fields["body"]
        body.queryset = bodies
        body.label_from_instance = lambda each: names[each.pk].label if each.pk in names else each.code
        language: Any = self.fields["language"]
        language.choices = [(code, each.name) for code, each in content_languages().items()]


class MoveForm(TtdnForm):
    """The new address of a source that moved."""

    base_url = forms.CharField(
        label=_("Địa chỉ OAI-PMH mới"),
        max_length=300,
        help_text=_("Các bài đã nhận và khóa được tin giữ nguyên; lần lấy tới xem lại toàn bộ danh sách."),
    )
