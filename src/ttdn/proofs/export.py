"""The whole public log as JSON lines, for mirrors: a head, every entry, every daily root, every key."""

from collections.abc import Iterator
from typing import Any

from ttdn.proofs import log
from ttdn.proofs.bundle import root_document
from ttdn.proofs.keys import jwks_document
from ttdn.proofs.models import LogEntry, LogRoot

FORMAT = "ttdn-log-1"


def log_lines(*, start: int = 0) -> Iterator[dict[str, Any]]:
    """The lines of the export, one object each; entries from the index `start` on. Memory does not grow with the log."""
    head, tree = log.head(), log.current()
    yield {
        "format": FORMAT,
        "log": str(head.public_id) if head else None,
        "size": tree.size,
        "root": tree.root,
        "start": start,
    }
    rows = LogEntry.objects.filter(index__gte=start, index__lt=tree.size).order_by("index")
    for entry in rows.iterator(chunk_size=2000):
        yield {"entry": log.leaf(entry)}
    for root in LogRoot.objects.filter(size__lte=tree.size).order_by("day").iterator():
        yield {"root": root_document(root)}
    yield {"keys": jwks_document()["keys"]}
