"""Forms of organisations; every choice of a body, unit or person is drawn from what the user may name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.accounts.models import User
from ttdn.organisations.changes import Change, NameFields
from ttdn.organisations.choices import BodyKind, ChannelKind, Function, MemberRole, Numbering, SuccessionKind
from ttdn.organisations.models import Body, Membership
from ttdn.organisations.queries import names_on
from ttdn.web.forms import DayField, TtdnForm


def _choices(bodies: Iterable[Body], on: date) -> list[tuple[str, str]]:
    found = list(bodies)
    names = names_on(found, on)
    return [(str(body.public_id), names[body.pk].label) for body in found if body.pk in names]


class BodyChoice(forms.TypedChoiceField):
    """One of some bodies, by public id; the value is the body (None: none chosen)."""

    def offer(self, bodies: Iterable[Body], on: date, empty: Any = "") -> None:
        """Set what may be chosen."""
        found = {str(body.public_id): body for body in bodies}
        self.choices = [("", empty or "—"), *_choices(found.values(), on)]
        self.coerce = found.__getitem__
        self.empty_value = None


class BodiesChoice(forms.TypedMultipleChoiceField):
    """Several of some bodies; the value is a list of bodies."""

    def offer(self, bodies: Iterable[Body], on: date) -> None:
        """Set what may be chosen."""
        found = {str(body.public_id): body for body in bodies}
        self.choices = _choices(found.values(), on)
        self.coerce = found.__getitem__


class RegisterFilter(TtdnForm):
    """What of the register is listed."""

    q = forms.CharField(label=_("Tên hoặc ký hiệu"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Loại"), required=False)
    on = DayField(label=_("Hoạt động ngày"), required=False)
    ended = forms.BooleanField(label=_("Kể cả cơ quan đã kết thúc"), required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        """All kinds but units."""
        super().__init__(data, **options)
        kinds = [choice for choice in BodyKind.choices if choice[0] != BodyKind.UNIT]
        self.fields["kind"] = forms.ChoiceField(label=_("Loại"), required=False, choices=[("", _("Tất cả")), *kinds])


class UnitForm(TtdnForm):
    """A unit's name and titles, from a day."""

    name_vi = forms.CharField(label=_("Tên đơn vị"), max_length=250)
    name_en = forms.CharField(label=_("Tên tiếng Anh"), max_length=250, required=False)
    symbol = forms.CharField(
        label=_("Ký hiệu"), max_length=40, required=False, help_text=_("Như ghi ở số, ký hiệu văn bản.")
    )
    short_vi = forms.CharField(label=_("Tên gọi tắt"), max_length=120, required=False)
    head_title_vi = forms.CharField(label=_("Chức danh người đứng đầu"), max_length=120, required=False)
    deputy_title_vi = forms.CharField(label=_("Chức danh cấp phó"), max_length=120, required=False)
    first_day = DayField(label=_("Từ ngày"))

    def name(self) -> NameFields:
        """The name as typed."""
        return NameFields(**{key: self.cleaned_data[key] for key in self.fields if key != "first_day"})


class CloseUnitForm(TtdnForm):
    """The end of a unit."""

    first_day = DayField(label=_("Thôi hoạt động từ ngày"))
    heir = BodyChoice(label=_("Đơn vị kế tục"))
    legal_act = forms.CharField(label=_("Văn bản quyết định"), max_length=300)

    def __init__(self, data: Any = None, *, heirs: Iterable[Body], on: date, **options: Any) -> None:
        """Units of the same body, or the body."""
        super().__init__(data, **options)
        _field(self, "heir", BodyChoice).offer(heirs, on)


class FocalForm(TtdnForm):
    """The focal unit or officer."""

    unit = BodyChoice(label=_("Đơn vị đầu mối"), required=False)
    officer = forms.TypedChoiceField(label=_("Cán bộ phụ trách có tài khoản"), required=False)
    officer_name = forms.CharField(label=_("Tên cán bộ, nếu chưa có tài khoản"), max_length=120, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)
    email = forms.EmailField(label=_("Thư điện tử công vụ"), required=False)
    document_number = forms.CharField(label=_("Số văn bản phân công"), max_length=60, required=False)
    document_date = DayField(label=_("Ngày văn bản"), required=False)
    first_day = DayField(label=_("Phân công từ ngày"))

    def __init__(
        self, data: Any = None, *, units: Iterable[Body], people: Iterable[User], on: date, **options: Any
    ) -> None:
        """Units and people of the body."""
        super().__init__(data, **options)
        _field(self, "unit", BodyChoice).offer(units, on)
        _offer_people(_field(self, "officer", forms.TypedChoiceField), people)


class ChannelForm(TtdnForm):
    """How documents reach the body."""

    kind = forms.ChoiceField(label=_("Kênh"), choices=ChannelKind.choices)
    address = forms.CharField(label=_("Địa chỉ"), max_length=250, required=False)
    verified_on = DayField(label=_("Đã kiểm tra ngày"), required=False)


class NumberingForm(TtdnForm):
    """Which register numbers documents."""

    numbering = forms.ChoiceField(label=_("Số văn bản"), choices=Numbering.choices, widget=forms.RadioSelect)
    number_start = forms.IntegerField(label=_("Số bắt đầu, nếu hệ thống này cấp"), min_value=1)


class MembershipForm(TtdnForm):
    """A person's role at the body."""

    email = forms.EmailField(label=_("Thư điện tử của tài khoản"))
    role = forms.ChoiceField(label=_("Vai trò"))
    unit = BodyChoice(label=_("Trong đơn vị"), required=False, help_text=_("Để trống: vai trò ở toàn cơ quan."))
    first_day = DayField(label=_("Từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"), required=False)

    def __init__(
        self, data: Any = None, *, roles: frozenset[str], units: Iterable[Body], on: date, **options: Any
    ) -> None:
        """Roles the user may give; units of the body."""
        super().__init__(data, **options)
        given = [choice for choice in MemberRole.choices if choice[0] in roles]
        _field(self, "role", forms.ChoiceField).choices = given
        _field(self, "unit", BodyChoice).offer(units, on, _("Toàn cơ quan"))

    def clean_email(self) -> User:
        """The account of the address."""
        return _account(self.cleaned_data["email"])


class EndForm(TtdnForm):
    """The last day of a role or delegation."""

    last_day = DayField(label=_("Ngày cuối"))


class HandOverForm(TtdnForm):
    """Who takes a role over, from when."""

    email = forms.EmailField(label=_("Thư điện tử của người nhận"))
    first_day = DayField(label=_("Người nhận bắt đầu từ ngày"))

    def clean_email(self) -> User:
        """The account of the address."""
        return _account(self.cleaned_data["email"])


class DelegationForm(TtdnForm):
    """Who may do for some days what another may do."""

    membership = forms.TypedChoiceField(label=_("Người ủy quyền và vai trò"))
    user = forms.TypedChoiceField(label=_("Người được ủy quyền"))
    first_day = DayField(label=_("Từ ngày"))
    last_day = DayField(label=_("Đến hết ngày"))
    document = forms.CharField(label=_("Văn bản ủy quyền (số, ngày)"), max_length=200)

    def __init__(
        self, data: Any = None, *, memberships: Iterable[Membership], people: Iterable[User], **options: Any
    ) -> None:
        """Roles that the user may delegate; people of the body."""
        super().__init__(data, **options)
        field = _field(self, "membership", forms.TypedChoiceField)
        found = {str(row.public_id): row for row in memberships}
        field.choices = [(key, f"{row.user.full_name} – {MemberRole(row.role).label}") for key, row in found.items()]
        field.coerce = found.__getitem__
        _offer_people(_field(self, "user", forms.TypedChoiceField), people)


class ChangeForm(TtdnForm):
    """A merger, split, renaming or transfer by a legal act."""

    kind = forms.ChoiceField(label=_("Loại thay đổi"), choices=SuccessionKind.choices)
    predecessors = BodiesChoice(
        label=_("Cơ quan thay đổi"),
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=_("Hợp nhất, sáp nhập: chọn mọi cơ quan kết thúc hoạt động."),
    )
    effective_on = DayField(label=_("Có hiệu lực từ ngày"))
    legal_act = forms.CharField(
        label=_("Văn bản quyết định"), max_length=300, help_text=_("Loại, số, ngày và cơ quan ban hành.")
    )
    successor = BodyChoice(
        label=_("Cơ quan kế tục"),
        required=False,
        help_text=_("Chia, tách: cơ quan nhận công tác thông tin đối ngoại. Để trống nếu là cơ quan mới."),
    )
    others = BodiesChoice(
        label=_("Cơ quan nhận phần còn lại (khi chia, tách)"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    function = forms.ChoiceField(
        label=_("Chức năng chuyển (khi chuyển chức năng)"),
        choices=[choice for choice in Function.choices if choice[0] != Function.ALL],
    )
    name_vi = forms.CharField(label=_("Tên mới (khi đổi tên hoặc lập cơ quan mới)"), max_length=250, required=False)
    name_en = forms.CharField(label=_("Tên mới bằng tiếng Anh"), max_length=250, required=False)
    symbol = forms.CharField(label=_("Ký hiệu mới"), max_length=40, required=False)
    short_vi = forms.CharField(label=_("Tên gọi tắt mới"), max_length=120, required=False)
    place_vi = forms.CharField(label=_("Địa danh ghi trên văn bản"), max_length=80, required=False)
    head_title_vi = forms.CharField(label=_("Chức danh người đứng đầu"), max_length=120, required=False)
    deputy_title_vi = forms.CharField(label=_("Chức danh cấp phó"), max_length=120, required=False)
    new_kind = forms.ChoiceField(label=_("Loại cơ quan mới"), required=False)
    note = forms.CharField(
        label=_("Ghi chú"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, data: Any = None, *, bodies: Iterable[Body], on: date, **options: Any) -> None:
        """Bodies that exist."""
        super().__init__(data, **options)
        found = list(bodies)
        _field(self, "predecessors", BodiesChoice).offer(found, on)
        _field(self, "successor", BodyChoice).offer(found, on, _("Cơ quan mới"))
        _field(self, "others", BodiesChoice).offer(found, on)
        kinds = [choice for choice in BodyKind.choices if choice[0] != BodyKind.UNIT]
        _field(self, "new_kind", forms.ChoiceField).choices = [("", "—"), *kinds]

    def change(self, units: tuple[Body, ...] = ()) -> Change:
        """The change as typed."""
        clean = self.cleaned_data
        name = NameFields(**{key: clean[key] for key in NameFields.__dataclass_fields__})
        return Change(
            kind=clean["kind"],
            predecessors=tuple(clean["predecessors"]),
            effective_on=clean["effective_on"],
            legal_act=clean["legal_act"],
            note=clean["note"],
            successor=clean["successor"],
            others=tuple(clean["others"]),
            function=clean["function"],
            name=name if name.name_vi else None,
            new_kind=clean["new_kind"],
            units=units,
        )


def _field(form: TtdnForm, name: str, kind: type[Any]) -> Any:
    """A field of a form with the type it was declared with."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(name)
    return field


def _offer_people(field: Any, people: Iterable[User]) -> None:
    found = {str(person.public_id): person for person in people}
    field.choices = [("", "—"), *((key, person.full_name) for key, person in found.items())]
    field.coerce = found.__getitem__
    field.empty_value = None


def _account(email: str) -> User:
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise forms.ValidationError(_("Chưa có tài khoản với địa chỉ này; hãy nhờ quản trị hệ thống tạo tài khoản."))
    return user
