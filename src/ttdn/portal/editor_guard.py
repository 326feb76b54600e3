"""The one gate in front of Wagtail's admin: what is not on the list below does not exist (see wagtail.md of the trial).

Wagtail treats whoever enters its admin as trusted: stock scoping leaked in more than half of the trial's probes, a gate
on every route in none. So every route is closed unless named here, and every named route that speaks of a page asks
whether the user may edit that page's draft.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from csp.constants import UNSAFE_INLINE
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.models import Page, Revision

from ttdn.portal.access import may_edit_draft
from ttdn.portal.models import DraftPage

Check = Callable[[HttpRequest, dict[str, Any]], None]
View = Callable[..., HttpResponseBase]

PUBLISHING_KEYS = (
    "action-publish",
    "action-submit",
    "action-workflow-action",
    "action-restart-workflow",
    "action-cancel-workflow",
    "go_live_at",
    "expire_at",
)


def _nothing(_request: HttpRequest, _kwargs: dict[str, Any]) -> None:
    """Routes that show nothing of anybody's content."""


def _whole_link_form(request: HttpRequest, _kwargs: dict[str, Any]) -> None:
    """A link form sent without its field makes Wagtail fail; it is answered as what does not exist."""
    if request.method == "POST" and not any(
        key.endswith(("-url", "-email_address", "-phone_number")) for key in request.POST
    ):
        raise Http404


def _own_page(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    page = Page.objects.filter(pk=kwargs["page_id"]).first()
    draft = None
    with suppress(
        ObjectDoesNotExist
    ):  # the database hides the text of another body's draft (`ttdn.portal.row_policies`)
        draft = page.specific if page else None
    if not isinstance(draft, DraftPage) or not may_edit_draft(request.user, draft):
        raise Http404
    if request.method == "POST" and any(request.POST.get(key) for key in PUBLISHING_KEYS):
        raise Http404


def _own_revision(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """The page is the user's, and the revisions named are of that page."""
    _own_page(request, kwargs)
    for name in ("revision_id", "revision_id_a", "revision_id_b"):
        wanted = str(kwargs.get(name, ""))
        if (
            wanted.isdigit()
            and not Revision.page_revisions.filter(pk=wanted, object_id=str(kwargs["page_id"])).exists()
        ):
            raise Http404


def _own_object(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """The pings of an open editor: pages only, and only own ones."""
    if not str(kwargs["object_id"]).isdigit():
        raise Http404
    _own_page(request, {"page_id": int(kwargs["object_id"])})


ALLOWED: dict[str, Check] = {
    "wagtailadmin_sprite": _nothing,
    "wagtailadmin_javascript_catalog": _nothing,
    "wagtailadmin_dismissibles": _nothing,
    "wagtailadmin_choose_page_external_link": _whole_link_form,
    "wagtailadmin_choose_page_email_link": _whole_link_form,
    "wagtailadmin_choose_page_phone_link": _whole_link_form,
    "wagtailadmin_pages:edit": _own_page,
    "wagtailadmin_pages:preview_on_edit": _own_page,
    "wagtailadmin_pages:history": _own_page,
    "wagtailadmin_pages:history_results": _own_page,
    "wagtailadmin_pages:revisions_revert": _own_revision,
    "wagtailadmin_pages:revisions_compare": _own_revision,  # positional: page, one revision, another
    "wagtailadmin_editing_sessions:ping": _own_object,
    "wagtailadmin_editing_sessions:release": _nothing,
    # the chooser narrows itself to the user's own libraries (ttdn.portal.media_chooser)
    "portal_media_chooser:choose": _nothing,
    "portal_media_chooser:choose_results": _nothing,
    "portal_media_chooser:chosen": _nothing,
    "portal_media_chooser:chosen_multiple": _nothing,
}
OWN_CHECKED: dict[str, View] = {
    "wagtailadmin_pages:history": PageHistoryView.as_view(permission_policy=None),
    "wagtailadmin_pages:history_results": PageHistoryView.as_view(permission_policy=None, results_only=True),
}
"""Views that ask Wagtail's own groups, which nobody here is in, besides the page: the gate has asked the page."""
LED_HOME = {"wagtailadmin_home", "wagtailadmin_explore", "wagtailadmin_explore_root", "wagtailadmin_account"}
"""Routes that Wagtail's own pages link to: they lead to the content workspace instead."""
COMPARED = ("page_id", "revision_id_a", "revision_id_b")
PAGE_CHOOSER = {"wagtailadmin_choose_page", "wagtailadmin_choose_page_child"}
"""Links inside the site are made by permanent address, as outside links: the tree of drafts is not browsed."""


def guarded(view: View) -> View:
    """A view of Wagtail's admin behind the gate."""

    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        if name in LED_HOME:
            return redirect("portal_content")
        if name in PAGE_CHOOSER:
            query = request.GET.urlencode()
            return redirect(f"{reverse('wagtailadmin_choose_page_external_link')}?{query}")
        check = ALLOWED.get(name)
        if check is None:
            raise Http404
        check(request, kwargs or dict(zip(COMPARED, args, strict=False)))
        # Wagtail's menu asks for a first name, else it shows the e-mail; names stand in the order they were entered
        request.user.first_name = request.user.full_name  # type: ignore[attr-defined]  # set for this request only
        return _styled(OWN_CHECKED.get(name, view)(request, *args, **kwargs))

    return gate


def _styled(response: HttpResponseBase) -> HttpResponseBase:
    """The editor's text fields set styles on their elements; here, and nowhere else, the browser lets them."""
    response._csp_update = {"style-src": [UNSAFE_INLINE]}  # type: ignore[attr-defined]  # django-csp reads it
    return response
