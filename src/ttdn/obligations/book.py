"""The composed law book: the shipped files and what the coordinator keyed in over them (decisions.md 6)."""

import uuid
from functools import lru_cache

from ttdn.law import Book, OverlayEntry, shipped_book
from ttdn.obligations.models import LawOverlay


def overlay_entries() -> list[OverlayEntry]:
    """The overlay rows as the book takes them, in the order they were recorded."""
    return [
        OverlayEntry(
            kind=row.kind,
            id=row.rule_id,
            content=row.content,
            decision=row.decision,
            author=row.author.full_name if row.author else "",
        )
        for row in LawOverlay.objects.select_related("author")
    ]


def current_book() -> Book:
    """The book in force here now. One small query; composed again only when the overlay grew."""
    latest = LawOverlay.objects.order_by("-pk").values_list("public_id", flat=True).first()
    return _composed(latest) if latest else shipped_book()


@lru_cache(maxsize=4)
def _composed(_latest: uuid.UUID) -> Book:
    return shipped_book().with_overlay(overlay_entries())
