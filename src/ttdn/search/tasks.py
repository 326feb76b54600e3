"""Work done later: indexing what changed."""

import uuid
from collections.abc import Iterable

from django_tasks import task

from ttdn.search import registry
from ttdn.search.engines import current_engine
from ttdn.search.engines.protocol import WAIT_SECONDS, Key
from ttdn.search.registry import SearchDocument


def bring_up_to_date(keys: Iterable[Key], *, wait: float = WAIT_SECONDS) -> None:
    """Put the present state of objects in the index, in one commit; take out those that their source no longer gives.

    Raises:
        IndexBusyError: another process was still writing after so many seconds.
        SearchDownError: the search server is not to be had.
    """
    present: list[SearchDocument] = []
    gone: list[Key] = []
    for kind, public_id in keys:
        source = registry.source(kind)
        document = source.one(public_id) if source else None
        if document is None:
            gone.append((kind, public_id))
        else:
            present.append(document)
    if gone:
        current_engine().delete(gone, wait=wait)
    if present:
        current_engine().index(present, wait=wait)


@task()
def index_documents(keys: list[list[str]]) -> None:
    """Bring the index up to date with some objects, given as [kind, public id]."""
    bring_up_to_date([(kind, uuid.UUID(public_id)) for kind, public_id in keys])
