"""The filter form of the audit screen."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ttdn.audit import registry
from ttdn.audit.queries import Filters
from ttdn.web.forms import TtdnForm


def _offer(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class FilterForm(TtdnForm):
    """Narrows the list; every field may be left empty."""

    chain = forms.ChoiceField(label=_("Cơ quan"), required=False)
    object = forms.UUIDField(label=_("Mã đối tượng"), required=False)
    action = forms.ChoiceField(label=_("Thao tác"), required=False)
    actor = forms.CharField(label=_("Người thực hiện"), required=False, max_length=120)
    since = forms.DateField(label=_("Từ ngày"), required=False)
    until = forms.DateField(label=_("Đến ngày"), required=False)

    def __init__(self, data: Any, *, chains: dict[uuid.UUID, str]) -> None:
        """Offer only the chains that the user may read."""
        super().__init__(data)
        _offer(
            self.fields["chain"], [("", _("Mọi cơ quan được xem")), *((str(key), name) for key, name in chains.items())]
        )
        _offer(self.fields["action"], [("", _("Mọi thao tác")), *registry.sentences().items()])

    def filters(self) -> Filters:
        """What was asked for."""
        found = self.cleaned_data
        return Filters(
            chain=uuid.UUID(found["chain"]) if found["chain"] else None,
            object_id=found["object"],
            action=found["action"],
            actor=found["actor"],
            since=found["since"],
            until=found["until"],
        )
