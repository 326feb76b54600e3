"""Pages read and editions at every step of the flow, for the tests of the workspace's screens."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.test import Client

from ttdn.accounts.models import User
from ttdn.portal.actions.releasing import release, schedule
from ttdn.portal.actions.review import approve, pass_review, submit
from ttdn.portal.choices import State
from ttdn.portal.models import Edition
from ttdn.portal.tests.conftest import AT, Newsroom

SignedIn = Callable[[User], Client]


def text_of(answer: Any) -> str:
    """What a page says."""
    return str(answer.content.decode())


def edition_in(newsroom: Newsroom, state: str) -> Edition:
    """An edition brought to that state."""
    page = newsroom.draft()
    edition = submit(item=page.item, language="vi", acting_user=newsroom.editor, at=AT)
    if state == State.IN_REVIEW:
        return edition
    edition = pass_review(edition=edition, acting_user=newsroom.officer, at=AT)
    if state == State.REVIEWED:
        return edition
    edition = approve(edition=edition, content_hash=edition.content_hash, acting_user=newsroom.leader, at=AT)
    if state == State.SCHEDULED:
        schedule(edition=edition, release_at=AT + timedelta(hours=2), acting_user=newsroom.editor, at=AT)
    if state == State.PUBLISHED:
        release(edition=edition, acting_user=newsroom.editor, at=AT)
    edition.refresh_from_db()
    return edition
