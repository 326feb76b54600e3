"""Work done later: indexing one object."""

import uuid

from django_tasks import task

from ttdn.search import registry
from ttdn.search.engines import current_engine


@task()
def index_document(kind: str, public_id: str) -> None:
    """Put the object's present state in the index, or take it out when the source no longer gives it."""
    source = registry.source(kind)
    document = source.one(uuid.UUID(public_id)) if source else None
    if document is None:
        current_engine().delete([(kind, uuid.UUID(public_id))])
    else:
        current_engine().index([document])
