"""What Wagtail's editor shows: the draft and nothing else; and a second lock against publishing there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from ttdn.portal.media_chooser import MediaChooserViewSet, media_chooser_viewset
from ttdn.portal.models import DraftPage


@hooks.register("register_admin_viewset")
def media_chooser() -> MediaChooserViewSet:
    """The media chooser of the blocks."""
    return media_chooser_viewset


@hooks.register("construct_main_menu")
def way_back(request: HttpRequest, menu_items: list[Any]) -> None:
    """The editor has no menu of its own: one way leads back to the item in the workspace, another to all of them."""
    menu_items[:] = [MenuItem(_("Mọi bài"), reverse("portal_content"), name="content", icon_name="list-ul", order=2)]
    match = request.resolver_match
    page = Page.objects.filter(pk=match.kwargs["page_id"]).first() if match and "page_id" in match.kwargs else None
    draft = page.specific if page else None
    if isinstance(draft, DraftPage):
        address = reverse("portal_item", args=[draft.item.public_id])
        menu_items.insert(0, MenuItem(_("Về trang của bài"), address, name="item", icon_name="arrow-left", order=1))


@hooks.register("insert_global_admin_css")
def own_colours() -> SafeString:
    """The colours of the workspace."""
    return format_html('<link rel="stylesheet" href="{}">', static("portal/editor.css"))


@hooks.register("construct_page_action_menu")
def drafts_only(menu_items: list[Any], _request: HttpRequest, _context: dict[str, Any]) -> None:
    """The one button saves the draft."""
    menu_items[:] = [item for item in menu_items if item.name in {"action-save-draft", ""}]


@hooks.register("construct_page_listing_buttons")
def no_buttons(buttons: list[Any], *_args: Any, **_kwargs: Any) -> None:
    """No copying, moving, deleting."""
    buttons[:] = []


@hooks.register("before_publish_page")
def never_here(_request: HttpRequest, _page: Page) -> None:
    """Publication has its own actions (ttdn.portal.actions.releasing)."""
    raise PermissionDenied


@hooks.register("construct_admin_api")
def names_that_pages_reverse(router: Any) -> None:
    """Wagtail's pages reverse the addresses of its image and document libraries, which are not installed here.

    The names exist so that they can be reversed; the gate answers 404 behind every one of them.
    """
    for name in ("documents", "images"):
        router.register_endpoint(name, PagesAdminAPIViewSet)
