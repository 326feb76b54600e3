"""Forms of the consolidation screens."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.consolidation.board import GROUPS
from ttdn.obligations.choices import StatusCode
from ttdn.organisations.choices import BodyKind


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
