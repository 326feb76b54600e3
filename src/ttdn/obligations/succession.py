"""What the recording of a merger, split or transfer does to duties."""

from collections.abc import Sequence
from datetime import datetime

from ttdn.obligations.actions.materialising import lay_year
from ttdn.obligations.book import current_book
from ttdn.obligations.models import Obligation
from ttdn.organisations.models import Succession


def succession_recorded(successions: Sequence[Succession], at: datetime) -> None:
    """Hook of organisations: open duties of ended bodies pass to their successors, new bodies get theirs.

    Years that were materialised before, from the first change on; what was due earlier stays where it was.
    """
    first = min((each.effective_on.year for each in successions), default=None)
    if first is None:
        return
    years = Obligation.objects.filter(year__gte=first).values_list("year", flat=True).distinct().order_by("year")
    book = current_book()
    for year in list(years):
        lay_year(year, book=book, at=at)
