"""Reading notices: a person sees only their own."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from ttdn.notifications.models import Notice


def notices_of(user: Any) -> "QuerySet[Notice]":
    """The notices of a person; order and paging are the caller's."""
    return Notice.objects.filter(user_id=user.pk)


def unread_count(user: Any) -> int:
    """How many notices a person has not read (one query)."""
    return notices_of(user).filter(read_at=None).count()


def access_notice(user: Any, public_id: uuid.UUID) -> Notice:
    """One notice of a person.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    notice = notices_of(user).filter(public_id=public_id).first()
    if notice is None:
        raise Http404
    return notice
