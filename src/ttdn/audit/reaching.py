"""Whose rows the database shows right now: the value that the row-level security of PostgreSQL reads.

The first belt is `visible_to`; this is the second one, for the query that somebody forgot to narrow. A session of the
database has a setting `ttdn.reach`: the ids of the bodies that the reader reaches, or `all` for work that no reader asked
for (commands, the worker, migrations). Nothing set means nothing shown. The policies are in `ttdn.audit.row_security`.

SQLite has no such thing: nothing is sent there.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

SETTING = "ttdn.reach"
ALL = "all"
NOTHING = ""
_KEPT = "_ttdn_reach"

_wanted: ContextVar[str | None] = ContextVar("reach_wanted", default=None)
_default = [ALL]


def close_by_default() -> None:
    """For the web server: outside a request of a signed-in person nothing is shown (called once, by `config.wsgi`)."""
    _default[0] = NOTHING


def wanted() -> str:
    """What the setting should be at this moment."""
    here = _wanted.get()
    return _default[0] if here is None else here


@contextmanager
def only(bodies: Iterable[int]) -> Iterator[None]:
    """Show the rows of these bodies (ids) and what was issued to them, and afterwards what was shown before.

    For a request; and for an answer to somebody who is not signed in but was let in for one body.
    """
    yield from _shown(_listed(bodies))


@contextmanager
def everything() -> Iterator[None]:
    """Show every row: for an action that by law works on rows of bodies its user does not reach (a merger, a keyed paper).

    The action has authorised itself before; keep the block as small as it can be.
    """
    yield from _shown(ALL)


def narrow(bodies: Iterable[int]) -> None:
    """Inside `only`: what is shown from now on, until that block ends."""
    _wanted.set(_listed(bodies))
    _send()


def _listed(bodies: Iterable[int]) -> str:
    return ",".join(str(body) for body in sorted(bodies))


def _shown(value: str) -> Iterator[None]:
    token = _wanted.set(value)
    try:
        _send()
        yield
    finally:
        _wanted.reset(token)
        _send()


def _send() -> None:
    """Tell every open connection what is wanted."""
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None:
            apply(connection)


def apply(connection: BaseDatabaseWrapper) -> None:
    """Make the session show what is wanted; silent when it does already.

    A change inside a transaction is undone with it, so it is not remembered: the next call sends it again. A transaction
    that failed takes no statement; its session goes back to what it showed before, and it is told again afterwards.
    """
    raw: Any = connection.connection
    if connection.vendor != "postgresql" or raw is None or raw.closed:
        return
    value = wanted()
    if getattr(raw, _KEPT, NOTHING) == value:
        return
    if raw.info.transaction_status.name == "INERROR":
        setattr(raw, _KEPT, None)
        return
    with raw.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", (SETTING, value))
    setattr(raw, _KEPT, None if connection.in_atomic_block else value)


def on_connected(sender: Any, connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """connection_created: also a connection taken back from the pool, which may still show what an earlier one wanted."""
    apply(connection)
