"""The tree of drafts: language → body → section → year. Shelves are made when something is first put on them."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Locale, Page

from ttdn.organisations.models import Body
from ttdn.portal.choices import Kind
from ttdn.portal.models import ShelfPage

SECTIONS = {
    Kind.PROFILE: ("gioi-thieu", "about"),
    Kind.NEWS: ("tin", "news"),
    Kind.PRESS_RELEASE: ("thong-cao-bao-chi", "press-releases"),
    Kind.STATEMENT: ("phat-ngon", "statements"),
    Kind.CLARIFICATION: ("lam-ro", "clarifications"),
    Kind.PUBLICATION: ("an-pham", "publications"),
    Kind.EVENT: ("su-kien", "events"),
    Kind.FACT_SHEET: ("so-lieu", "facts"),
    Kind.GALLERY: ("thu-vien", "gallery"),
    Kind.TOPIC: ("chu-de", "topics"),
}
"""The word of each kind in addresses: Vietnamese, and English for every other language."""


def section_word(kind: str, language: str) -> str:
    """The word of a kind in the addresses of a language."""
    return SECTIONS[Kind(kind)][0 if language == "vi" else 1]


def locale_of(language: str) -> Locale:
    """The locale of a content language, made at its first use."""
    return Locale.objects.get_or_create(language_code=language)[0]


@transaction.atomic
def shelf_for(*, body: Body, kind: str, language: str, year: int) -> ShelfPage:
    """The shelf where a new draft goes: /<language>/<body>/<section>/<year>/.

    It is looked for among the shelves of its body, which costs the same however many drafts the tree holds.
    """
    place = f"/{language}/{body.code}/{section_word(kind, language)}/{year}/"
    if known := next(iter(ShelfPage.objects.filter(shelf_body=body, url_path=place)), None):
        return known
    root = Page.objects.filter(depth=1).first() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale_of("vi"))
    )
    shelf = _child(root, language, language, body=None)
    shelf = _child(shelf, body.code, language, body=body)
    shelf = _child(shelf, section_word(kind, language), language, body=body)
    return _child(shelf, str(year), language, body=body)


def _child(parent: Page, slug: str, language: str, *, body: Body | None) -> ShelfPage:
    found = ShelfPage.objects.child_of(parent).filter(slug=slug).first()
    if found:
        return found
    shelf = ShelfPage(title=slug, slug=slug, locale=locale_of(language), shelf_body=body, live=False)
    added: ShelfPage = parent.add_child(instance=shelf)
    return added
