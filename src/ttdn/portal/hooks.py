"""What happens when readers get something else than before: page cache, search, harvest. One list, called after commit."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

ChangeHook = Callable[[Sequence[int], datetime], None]
_hooks: list[ChangeHook] = []


def on_public_change(hook: ChangeHook) -> None:
    """Add a hook once (from `AppConfig.ready`): it gets the ids of the public records that changed, and when."""
    if hook not in _hooks:
        _hooks.append(hook)


def tell_public_change(records: Sequence[int], at: datetime) -> None:
    """Building block: call every hook when, and only if, the transaction commits."""
    for hook in _hooks:
        transaction.on_commit(partial(hook, list(records), at))
