"""What Wagtail's editor shows: the draft and nothing else; and a second lock against publishing there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from ttdn.portal.media_chooser import MediaChooserViewSet, media_chooser_viewset


@hooks.register("register_admin_viewset")
def media_chooser() -> MediaChooserViewSet:
    """The media chooser of the blocks."""
    return media_chooser_viewset


@hooks.register("construct_main_menu")
def no_main_menu(_request: HttpRequest, menu_items: list[Any]) -> None:
    """The way around is the workspace; the editor has no menu of its own."""
    menu_items[:] = []


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
