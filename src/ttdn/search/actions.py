"""Keeping the index in step with the database."""

import functools
import uuid
from collections.abc import Iterator

from django.db import transaction

from ttdn.search import registry
from ttdn.search.engines import current_engine
from ttdn.search.registry import SearchDocument
from ttdn.search.tasks import index_document


def index_later(kind: str, public_id: uuid.UUID) -> None:
    """Building block: index an object again (or take it out when it is gone) once the transaction has committed."""
    transaction.on_commit(functools.partial(_enqueue, kind, public_id))


def _enqueue(kind: str, public_id: uuid.UUID) -> None:
    index_document.enqueue(kind, str(public_id))


def _all_documents() -> Iterator[SearchDocument]:
    for source in registry.sources():
        yield from source.rows()


def rebuild() -> int:
    """Make the index again from the database; gives the number of documents."""
    return current_engine().rebuild(_all_documents())
