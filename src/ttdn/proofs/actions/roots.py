"""Signing the roots of the public log."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.proofs import jws, log
from ttdn.proofs.actions.keys import ensure_key
from ttdn.proofs.actions.log import locked_head
from ttdn.proofs.errors import KeyRefused
from ttdn.proofs.keys import active_key, holder
from ttdn.proofs.models import LogRoot
from ttdn.proofs.seal import stamp

ROOT_TYPE = "ttdn-root+jws"


def _payload(log_id: uuid.UUID, tree: log.Tree, day: datetime.date | None, at: datetime.datetime) -> dict[str, Any]:
    return {
        "log": str(log_id),
        "day": day.isoformat() if day else None,
        "size": tree.size,
        "root": tree.root,
        "signed_at": stamp(at),
    }


def end_of(day: datetime.date) -> datetime.datetime:
    """The exclusive end of a day in the time zone of the site."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), timezone.get_default_timezone())


@transaction.atomic(durable=True)
def sign_day(*, day: datetime.date, at: datetime.datetime) -> LogRoot | None:
    """Sign the root over everything logged up to the end of a day; a day is signed once.

    Gives None while there is nothing to sign: the log was empty then, or a later day is signed already (a root never
    goes back in time). A day on which nothing was logged is signed again: it says so.

    Raises:
        KeyRefused: the day is not over.
    """
    if at < end_of(day):
        raise KeyRefused(_("Ngày %(day)s chưa kết thúc, chưa ký được gốc của nhật ký.") % {"day": f"{day:%d/%m/%Y}"})
    head = locked_head()
    if found := LogRoot.objects.filter(day=day).first():
        return found
    size = log.size_before(end_of(day))
    if size == 0 or LogRoot.objects.filter(day__gt=day).exists():
        return None
    key = ensure_key(body=None, acting_user=None, at=at)
    tree = log.tree_at(size)
    token = jws.sign(ROOT_TYPE, _payload(head.public_id, tree, day, at), holder(key))
    return LogRoot.objects.create(day=day, size=size, root_hash=tree.root, signed_at=at, jws=token)


def sign_head(tree: log.Tree, *, at: datetime.datetime, history: str) -> str | None:
    """A signed root over a state of the log, kept nowhere: for a proof that is made now.

    Args:
        tree: the log as it is now.
        at: now.
        history: hash of what the proof lists (`bundle.history_hash`); signed too, so that nothing can be left out of it.

    None while the log is empty or has no key.
    """
    head, key = log.head(), active_key(None)
    if head is None or key is None:
        return None
    return jws.sign(ROOT_TYPE, _payload(head.public_id, tree, None, at) | {"history": history}, holder(key))
