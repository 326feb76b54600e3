"""After the purge of an item: the files of bulk download are made again without it."""

from django.utils import timezone

from ttdn.api.actions.bulk import renew_all_files
from ttdn.portal.tombstones import ITEM
from ttdn.purging.registry import Trace


def clean(traces: list[Trace]) -> None:
    """Make every bulk file again when an item is among the traces. Repeatable."""
    if any(each.kind == ITEM for each in traces):
        renew_all_files(timezone.now())  # noqa: TID251  (a cleaner runs after the commit, like a task)
