"""The page cache learns of every public change: in every process at once, and for good when something lost its force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from ttdn.portal.choices import Standing
from ttdn.portal.models import PublicPath, PublicRecord
from ttdn.web.pagestore import Generation, PageStore


def renew_pages(records: Sequence[int], at: datetime) -> None:
    """Make every kept page old, and remove the last good copies of the items that changed.

    After a withdrawal or a replacement no copy from before is shown any more, of no page: a list may have named the
    item. (Called after the commit, first of all hooks and once more when they are done: search and feeds follow them.)
    """
    generation = Generation(settings.PAGE_CACHE_ROOT)
    try:
        generation.bump()  # first: nothing below may keep readers from the change
        changed = PublicRecord.objects.filter(pk__in=records)
        if changed.exclude(standing=Standing.IN_FORCE).exists():
            generation.bump(forget=True)
        paths = list(PublicPath.objects.filter(item__records__in=records).values_list("path", flat=True).distinct())
        for public_id, language in changed.values_list("item__public_id", "language"):
            paths += [f"/s/{public_id}", f"/s/{public_id}/{language}"]
        PageStore(settings.PAGE_CACHE_ROOT / "pages", generation).drop(paths)
    finally:
        generation.close()


def renew_pages_again(records: Sequence[int], at: datetime) -> None:
    """What was made while the other hooks still worked (an index of search not yet written) is old as well."""
    generation = Generation(settings.PAGE_CACHE_ROOT)
    try:
        generation.bump()
    finally:
        generation.close()
