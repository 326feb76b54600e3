"""The media chooser of the editor: the user's own bodies' libraries, nothing else, in every view of it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic.chooser import (
    ChooseResultsView,
    ChooseView,
    ChosenMultipleView,
    ChosenView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from ttdn.portal.models import MediaAsset


class OwnMedia:
    """Narrows every listing and lookup of the chooser to the user's own bodies."""

    request: Any

    def get_object_list(self) -> QuerySet[MediaAsset]:
        """The media that the user may choose from."""
        own = MediaAsset.objects.visible_to(self.request.user, timezone.localdate())  # noqa: TID251  (a view)
        return own.filter(retired_at=None).order_by("-pk")

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
