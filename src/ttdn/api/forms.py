"""The form of a new API key."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.api.limits import PER_MINUTE


class KeyForm(forms.Form):
    """Whose key it is, and how much it allows."""

    owner = forms.CharField(label=_("Người, tổ chức dùng khóa"), max_length=200)
    contact = forms.EmailField(label=_("Thư điện tử liên hệ"))
    per_minute = forms.IntegerField(
        label=_("Số lần hỏi trong một phút"), min_value=PER_MINUTE, max_value=60_000, initial=1200
    )
