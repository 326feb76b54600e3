"""Telling people."""

import datetime
import functools
import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise

from ttdn.notifications.models import Notice
from ttdn.notifications.tasks import mail_notice
from ttdn.web.ids import uuid7
from ttdn.web.people import Person


def notify(
    user: Person,
    *,
    kind: str,
    subject: str | Promise,
    text: str | Promise,
    url: str,
    at: datetime.datetime,
    key: str = "",
    values: Mapping[str, object] | None = None,
) -> Notice | None:
    """Building block: put a notice in a person's list and mail it, both only if the transaction commits.

    Args:
        user: who is told.
        kind: code of the app and event, e.g. `filings.returned`.
        subject: one line: a lazy translation, said in the person's language, or somebody's words, left as they are.
        text: a few sentences, likewise.
        url: path of the page to open, e.g. `/lam-viec/van-ban/…/`.
        at: when it happened.
        key: what makes the notice the same notice (`filings.late:<id>:T-7`); the same key never tells a person twice.
        values: what stands in the `%(…)s` of the lazy translations; may be lazy themselves.

    Returns:
        The notice, or None when the person was told already.
    """
    with translation.override(user.language):
        said, words = (
            str(each) % values if values and isinstance(each, Promise) else str(each) for each in (subject, text)
        )
    with transaction.atomic():
        notice, created = Notice.objects.get_or_create(
            user_id=user.pk,
            key=key or str(uuid7()),
            defaults={"kind": kind, "subject": said[:250], "text": words, "url": url, "at": at},
        )
    if not created:
        return None
    transaction.on_commit(functools.partial(_enqueue, notice.public_id))
    return notice


def notify_all(
    people: Iterable[Person],
    *,
    kind: str,
    subject: str | Promise,
    text: str | Promise,
    url: str,
    at: datetime.datetime,
    key: str,
    values: Mapping[str, object] | None = None,
    but: Person | None = None,
) -> int:
    """Building block: `notify` to each of several people in their own language, but not to the doer (`but`).

    Returns:
        How many were told now; those told before are not counted.
    """
    told = [
        notify(person, kind=kind, subject=subject, text=text, url=url, at=at, key=key, values=values)
        for person in people
        if but is None or person.pk != but.pk
    ]
    return len([notice for notice in told if notice is not None])


def _enqueue(public_id: uuid.UUID) -> None:
    mail_notice.enqueue(str(public_id))


def mark_read(user: Person, public_ids: list[uuid.UUID] | None, *, at: datetime.datetime) -> int:
    """Mark some of a person's notices as read (None: all); gives how many were unread. Foreign ids have no effect."""
    unread = Notice.objects.filter(user_id=user.pk, read_at=None)
    if public_ids is not None:
        unread = unread.filter(public_id__in=public_ids)
    return unread.update(read_at=at)
