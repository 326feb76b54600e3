"""How the audit list names items, release groups and spokespersons, to whoever may open them."""

import uuid
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from ttdn.accounts.signed_in import user_of
from ttdn.audit.registry import Named
from ttdn.organisations.requests import reach_in
from ttdn.portal.actions.people import KIND as SPOKESPERSON_KIND
from ttdn.portal.content_queries import content_bodies, groups_of
from ttdn.portal.models import Item, MediaAsset, Spokesperson

GROUP_KIND = "portal.group"


def items_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The title of the source draft (two queries)."""
    items = Item.objects.visible_to(user_of(request), on, reach_in(request, on)).filter(public_id__in=ids)
    languages = dict(items.values_list("public_id", "source_language"))
    pages = Page.objects.filter(translation_key__in=languages).values_list(
        "translation_key", "locale__language_code", "draft_title"
    )
    titles = {key: title for key, language, title in pages if languages[key] == language}
    return {key: Named(title, reverse("portal_item", args=[key])) for key, title in titles.items()}


def groups_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The title of the group (one query)."""
    found = groups_of(reach_in(request, on)).filter(public_id__in=ids)
    return {each.public_id: Named(each.title, reverse("portal_group", args=[each.public_id])) for each in found}


def media_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The title in the library (one query)."""
    own = MediaAsset.objects.visible_to(user_of(request), on, reach_in(request, on)).filter(public_id__in=ids)
    return {each.public_id: Named(each.title, reverse("portal_media_page", args=[each.public_id])) for each in own}


def spokespersons_named(request: HttpRequest, ids: list[uuid.UUID], on: date) -> dict[uuid.UUID, Named]:
    """The person's name (one query)."""
    found = Spokesperson.objects.filter(public_id__in=ids, body__in=content_bodies(reach_in(request, on)))
    return {each.public_id: Named(each.name, reverse("portal_spokespersons")) for each in found}


__all__ = ["GROUP_KIND", "SPOKESPERSON_KIND", "groups_named", "items_named", "media_named", "spokespersons_named"]
