"""Forms of the account screens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.web.forms import TtdnForm

ADMINISTRATOR_HINT = _("Quản lý tài khoản và cấu hình; không đọc được nội dung của cơ quan nào.")


class AccountForm(TtdnForm):
    """A new account."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    email = forms.EmailField(label=_("Thư điện tử công vụ"), max_length=254)
    is_system_administrator = forms.BooleanField(
        label=_("Quản trị viên hệ thống"), required=False, help_text=ADMINISTRATOR_HINT
    )


class AccountChangeForm(TtdnForm):
    """What may be corrected in an account; the address is its identity and stays."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    is_system_administrator = forms.BooleanField(
        label=_("Quản trị viên hệ thống"), required=False, help_text=ADMINISTRATOR_HINT
    )


class AccountFilter(TtdnForm):
    """What the list of accounts shows."""

    q = forms.CharField(label=_("Tên hoặc thư điện tử"), required=False)
    state = forms.ChoiceField(
        label=_("Tình trạng"),
        required=False,
        choices=[("", _("Tất cả")), ("active", _("Đang mở")), ("closed", _("Đã khóa"))],
    )
