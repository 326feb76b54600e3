"""Forms of the content workspace."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ttdn.organisations.models import Body
from ttdn.portal.actions.drafting import Details
from ttdn.portal.choices import Audience, Kind, Rights
from ttdn.portal.languages import content_languages
from ttdn.portal.models import Edition, Item
from ttdn.web.forms import DayField, TtdnForm

Options = list[tuple[str, str]]


class ListFilter(TtdnForm):
    """What the list is narrowed to."""

    kind = forms.ChoiceField(label=_("Loại"), required=False)
    language = forms.ChoiceField(label=_("Ngôn ngữ"), required=False)
    state = forms.ChoiceField(label=_("Tình trạng"), required=False)
    body = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, data: Any, *, bodies: Options) -> None:
        """Offer what there is."""
        super().__init__(data)
        everything = ("", _("Tất cả"))
        self.fields["kind"].choices = [everything, *Kind.choices]  # type: ignore[attr-defined]
        self.fields["language"].choices = [everything, *language_options()]  # type: ignore[attr-defined]
        self.fields["state"].choices = [everything, *STATES]  # type: ignore[attr-defined]
        self.fields["body"].choices = [everything, *bodies]  # type: ignore[attr-defined]


STATES = (
    ("draft", pgettext_lazy("state of content", "Nháp")),
    ("in_review", pgettext_lazy("state of content", "Chờ đọc")),
    ("reviewed", pgettext_lazy("state of content", "Chờ duyệt")),
    ("approved", pgettext_lazy("state of content", "Chờ đăng")),
    ("scheduled", pgettext_lazy("state of content", "Hẹn giờ")),
    ("published", pgettext_lazy("state of content", "Đang đăng")),
    ("withdrawn", pgettext_lazy("state of content", "Đã rút")),
)


def language_options() -> Options:
    """The content languages of the deployment, each by its own name."""
    return [(each.code, each.name) for each in content_languages().values()]


class DetailsForm(TtdnForm):
    """What an item is said to be for."""

    channel = forms.ChoiceField(label=_("Phương thức (Điều 5)"))
    audience = forms.ChoiceField(label=_("Dành cho"), choices=Audience.choices, initial=Audience.PUBLIC)
    rights = forms.ChoiceField(label=_("Quyền dùng lại"), choices=Rights.choices, initial=Rights.OFFICIAL)
    unit = forms.ModelChoiceField(
        label=_("Đơn vị soạn"), queryset=Body.objects.none(), to_field_name="public_id", required=False
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Chủ đề"),
        queryset=Item.objects.none(),
        to_field_name="public_id",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        channels: Options,
        units: Any,
        unit_names: dict[int, Any],
        topics: dict[int, str],
        **kwargs: Any,
    ) -> None:
        """Offer the channels of the law for this kind of body, its units, and the topics."""
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]
        unit, chosen = self.fields["unit"], self.fields["topics"]
        unit.queryset = units  # type: ignore[attr-defined]
        unit.label_from_instance = lambda body: unit_names[body.pk].label if body.pk in unit_names else body.code  # type: ignore[attr-defined]
        chosen.queryset = Item.objects.filter(pk__in=topics)  # type: ignore[attr-defined]
        chosen.label_from_instance = lambda item: topics[item.pk]  # type: ignore[attr-defined]
        if not topics:
            del self.fields["topics"]

    def details(self) -> Details:
        """What was chosen."""
        data = self.cleaned_data
        return Details(
            channel=data["channel"],
            audience=data["audience"],
            rights=data["rights"],
            topics=tuple(data.get("topics") or ()),
            unit=data["unit"],
        )


class NewItemForm(DetailsForm):
    """A new item."""

    kind = forms.ChoiceField(label=_("Loại"))
    language = forms.ChoiceField(
        label=_("Ngôn ngữ của bản gốc"), help_text=_("Các bản dịch được làm từ ngôn ngữ này."), initial="vi"
    )
    title = forms.CharField(label=_("Tiêu đề"), max_length=250)
    field_order = ["kind", "language", "title", "channel", "audience", "rights", "unit", "topics"]

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        """Offer some kinds and all content languages."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(each, Kind(each).label) for each in kinds]  # type: ignore[attr-defined]
        self.fields["language"].choices = language_options()  # type: ignore[attr-defined]


class SubmitForm(TtdnForm):
    """Put a draft forward."""

    public_reason = forms.CharField(
        label=_("Lý do công bố cho người đọc"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bắt buộc khi đính chính hoặc thay thế bài đã đăng. Viết bằng ngôn ngữ của bản này."),
    )
    replaces = forms.ModelChoiceField(
        label=_("Thay thế bài đã đăng"),
        queryset=Item.objects.none(),
        to_field_name="public_id",
        required=False,
        help_text=_("Bài cũ vẫn đọc được ở địa chỉ cũ, ghi rõ đã được thay thế và dẫn tới bài này."),
    )

    def __init__(self, *args: Any, replaceable: dict[int, str], must_explain: bool, **kwargs: Any) -> None:
        """Offer the body's published items; a correction must say why."""
        super().__init__(*args, **kwargs)
        other = self.fields["replaces"]
        other.queryset = Item.objects.filter(pk__in=replaceable)  # type: ignore[attr-defined]
        other.label_from_instance = lambda item: replaceable[item.pk]  # type: ignore[attr-defined]
        self.fields["public_reason"].required = must_explain
        if not replaceable:
            del self.fields["replaces"]


class ReturnForm(TtdnForm):
    """Why an edition goes back to its writer."""

    reason = forms.CharField(label=_("Lý do trả lại"), widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(TtdnForm):
    """Why a published text loses its force; everybody reads it."""

    reason = forms.CharField(
        label=_("Lý do rút bài (công bố cho người đọc)"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Viết bằng ngôn ngữ của bản này."),
    )


class MinuteForm(TtdnForm):
    """The minute at which something becomes public, in Vietnamese time."""

    on = DayField(label=_("Ngày đăng"))
    at = forms.TimeField(
        label=_("Giờ đăng (giờ Việt Nam)"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "08:00", "autocomplete": "off"}),
        error_messages={"invalid": _("Giờ chưa đúng: hãy ghi giờ:phút, ví dụ 08:30.")},
    )

    def moment(self) -> datetime:
        """The instant."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]))


class GroupForm(TtdnForm):
    """A new release group."""

    title = forms.CharField(label=_("Tên đợt đăng"), max_length=200)


class MemberForm(TtdnForm):
    """An approved edition to put into a group."""

    edition = forms.ModelChoiceField(
        label=_("Bài đã duyệt"), queryset=Edition.objects.none(), to_field_name="public_id"
    )

    def __init__(self, *args: Any, editions: Any, **kwargs: Any) -> None:
        """Offer the approved editions of the body that are in no group."""
        super().__init__(*args, **kwargs)
        self.fields["edition"].queryset = editions  # type: ignore[attr-defined]
        self.fields["edition"].label_from_instance = lambda each: f"{each.title} ({each.language})"  # type: ignore[attr-defined]


class SpokespersonForm(TtdnForm):
    """Who speaks for the body."""

    name = forms.CharField(label=_("Họ và tên"), max_length=120)
    title_vi = forms.CharField(label=_("Chức vụ (tiếng Việt)"), max_length=200)
    title_en = forms.CharField(label=_("Chức vụ (tiếng Anh)"), max_length=200)
    phone = forms.CharField(label=_("Điện thoại công vụ"), max_length=60, required=False)
    email = forms.EmailField(label=_("Thư điện tử công vụ"), required=False)
    document_number = forms.CharField(label=_("Số, ký hiệu văn bản cử"), max_length=80, required=False)
    document_date = DayField(label=_("Ngày văn bản"), required=False)
    first_day = DayField(label=_("Phát ngôn từ ngày"))


class LastDayForm(TtdnForm):
    """Until when somebody speaks for the body."""

    last_day = DayField(label=_("Ngày cuối"))
