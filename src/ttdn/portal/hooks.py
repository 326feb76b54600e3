"""What happens when readers get something else than before: page cache, search, harvest. One list, called after commit."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

ChangeHook = Callable[[Sequence[int], datetime], None]
_hooks: list[ChangeHook] = []
_last: list[ChangeHook] = []


def on_public_change(hook: ChangeHook, *, last: bool = False) -> None:
    """Add a hook once (from `AppConfig.ready`): it gets the ids of the public records that changed, and when.

    Args:
        hook: what to call; one that fails is logged and keeps no other from its work.
        last: after all hooks that are not last.
    """
    hooks = _last if last else _hooks
    if hook not in hooks:
        hooks.append(hook)


def tell_public_change(records: Sequence[int], at: datetime) -> None:
    """Building block: call every hook when, and only if, the transaction commits."""
    for hook in (*_hooks, *_last):
        transaction.on_commit(_calling(hook, list(records), at), robust=True)


def _calling(hook: ChangeHook, records: Sequence[int], at: datetime) -> Callable[[], None]:
    """A call of a hook under the name of the hook, which Django writes into the log when it fails."""

    def call() -> None:
        hook(records, at)

    call.__qualname__ = getattr(hook, "__qualname__", repr(hook))
    return call
