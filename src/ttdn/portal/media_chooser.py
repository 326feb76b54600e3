"""The media chooser of the editor: the user's own bodies' libraries, nothing else, in every view of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from ttdn.law.text import fold
from ttdn.portal.choices import MediaKind
from ttdn.portal.models import MediaAsset


class MediaFilterForm(BaseFilterForm):
    """Words of the title, and the kind."""

    q = forms.CharField(label=_("Tên tư liệu"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Loại"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the kinds."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Tất cả")), *MediaKind.choices]

    def filter(self, objects: QuerySet[MediaAsset]) -> QuerySet[MediaAsset]:
        """The media asked for."""
        words, kind = self.cleaned_data.get("q"), self.cleaned_data.get("kind")
        if words:
            objects = objects.filter(folded__contains=fold(words))
            self.is_searching, self.search_query = True, words
        return objects.filter(kind=kind) if kind else objects


class LookColumn(Column):
    """The small private picture of a medium; its address asks who looks."""

    def get_value(self, instance: MediaAsset) -> SafeString | str:
        """An image, or nothing for kinds without a picture."""
        if instance.preview_id is None:
            return ""
        return format_html(
            '<img src="{}" width="96" height="64" alt="" loading="lazy" class="show-transparency">',
            reverse("portal_media_look", args=[instance.public_id]),
        )


class OwnMedia:
    """Narrows every listing and lookup of the chooser to the user's own bodies."""

    request: Any
    filter_form_class = MediaFilterForm

    @property
    def columns(self) -> list[Column]:
        """The picture, the title, the kind, whom to credit."""
        return [
            LookColumn("look", label=_("Ảnh"), width="110px"),
            *super().columns,  # type: ignore[misc]  # of the chooser view that this is mixed into
            Column("get_kind_display", label=_("Loại")),
            Column("credit", label=_("Tác giả, nguồn")),
        ]

    def get_object_list(self) -> QuerySet[MediaAsset]:
        """The media that the user may choose from."""
        own = MediaAsset.objects.visible_to(self.request.user, timezone.localdate())  # noqa: TID251  (a view)
        return own.filter(retired_at=None, harvested_from=None).order_by("-pk")

    def get_object(self, pk: Any) -> MediaAsset:
        """One of them; a foreign one does not exist."""
        return self.get_object_list().get(pk=pk)

    def get_objects(self, pks: Any) -> QuerySet[MediaAsset]:
        """Several of them; foreign ones do not exist."""
        return self.get_object_list().filter(pk__in=pks)


class OwnChooseView(OwnMedia, ChooseView):
    """The first page of the chooser."""


class OwnResultsView(OwnMedia, ChooseResultsView):
    """Its following pages."""


class OwnChosenView(OwnMedia, ChosenView):
    """What was chosen."""


class OwnChosenMultipleView(OwnMedia, ChosenMultipleView):
    """What was chosen, several at once."""


class MediaChooserViewSet(ChooserViewSet):
    """The chooser as Wagtail wants it."""

    model = MediaAsset
    icon = "image"
    choose_one_text = _("Chọn tư liệu")
    choose_another_text = _("Chọn tư liệu khác")
    edit_item_text = _("Sửa tư liệu")
    choose_view_class = OwnChooseView
    choose_results_view_class = OwnResultsView
    chosen_view_class = OwnChosenView
    chosen_multiple_view_class = OwnChosenMultipleView
    register_widget = False


media_chooser_viewset = MediaChooserViewSet("portal_media_chooser")
