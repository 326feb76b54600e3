"""Keeping the index in step with the database."""

import logging
import uuid
from collections.abc import Callable, Iterator

from django.db import transaction

from ttdn.search import registry
from ttdn.search.engines import current_engine
from ttdn.search.engines.protocol import IndexBusyError, Key
from ttdn.search.errors import SearchDownError
from ttdn.search.registry import SearchDocument
from ttdn.search.tasks import bring_up_to_date, index_documents

PATIENCE = 0.5
"""So many seconds `index_now` waits for another writer before it leaves the work to the worker."""

_log = logging.getLogger(__name__)


class _Batch:
    """What one transaction changed, indexed together once it has committed: one commit of the index, not many."""

    def __init__(self, work: Callable[[list[Key]], None]) -> None:
        self.work = work
        self.keys: dict[Key, None] = {}

    def __call__(self) -> None:
        self.work(list(self.keys))


def index_later(kind: str, public_id: uuid.UUID) -> None:
    """Building block: index an object again (or take it out when it is gone) once the transaction has committed.

    The worker does it; all objects of a transaction in one commit of the index.
    """
    _after_commit(_enqueue, (kind, public_id))


def index_now(kind: str, public_id: uuid.UUID) -> None:
    """Building block for publishing and withdrawing: like `index_later`, but done by this process right after the commit.

    Every process finds the new state with its next question. When another process is writing for longer than PATIENCE,
    or the index cannot be written, the worker does it; the transaction is committed either way.
    """
    _after_commit(_at_once, (kind, public_id))


def _after_commit(work: Callable[[list[Key]], None], key: Key) -> None:
    connection = transaction.get_connection()
    savepoints = set(connection.savepoint_ids)
    for waiting_savepoints, waiting, *_rest in connection.run_on_commit:
        if isinstance(waiting, _Batch) and waiting.work is work and waiting_savepoints == savepoints:
            waiting.keys[key] = None  # rolled back together with it
            return
    batch = _Batch(work)
    batch.keys[key] = None
    transaction.on_commit(batch)


def _enqueue(keys: list[Key]) -> None:
    index_documents.enqueue([[kind, str(public_id)] for kind, public_id in keys])


def _at_once(keys: list[Key]) -> None:
    try:
        bring_up_to_date(keys, wait=PATIENCE)
    except (IndexBusyError, SearchDownError) as error:
        _log.warning("The index could not be written at once, the worker will: %s", error)
        _enqueue(keys)
    except Exception:  # noqa: BLE001  (published is published: a broken index must not answer it with an error)
        _log.exception("The index could not be written at once, the worker will try")
        _enqueue(keys)


def _all_documents() -> Iterator[SearchDocument]:
    for source in registry.sources():
        yield from source.rows()


def rebuild() -> int:
    """Make the index again from the database; gives the number of documents."""
    return current_engine().rebuild(_all_documents())
