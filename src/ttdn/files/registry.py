"""Who may download a file: the app that owns the object answers."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404

Access = Callable[[Any, uuid.UUID, datetime.date], object]
"""Takes the user, the public id of the owner object and the date; raises Http404 when the user may not see it."""

_owners: dict[str, Access] = {}


def register(owner_kind: str, access: Access) -> None:
    """Say who may download the files of a kind of object (from an app's `ready`): usually its `access_<thing>`."""
    _owners[owner_kind] = access


def check_access(user: Any, owner_kind: str, owner_id: uuid.UUID, on: datetime.date) -> None:
    """Pass when the user may see the owner object.

    Raises:
        Http404: the owner is missing, foreign, or of a kind that nobody registered.
    """
    access = _owners.get(owner_kind)
    if access is None:
        raise Http404
    access(user, owner_id, on)
