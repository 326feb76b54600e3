"""What apps above may do when a version is issued, received, accepted, returned, recalled.

A hook runs inside the action's transaction, after the change: when it raises, nothing happened.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ttdn.filings.models import Delivery, FilingVersion

VersionHook = Callable[["FilingVersion", datetime], None]
DeliveryHook = Callable[["Delivery", datetime], None]


class VersionHooks:
    """Hooks that get the version and the time."""

    def __init__(self) -> None:
        """Start with none."""
        self._hooks: list[VersionHook] = []

    def register(self, hook: VersionHook) -> None:
        """Add a hook once (from `AppConfig.ready`)."""
        if hook not in self._hooks:
            self._hooks.append(hook)

    def run(self, version: "FilingVersion", at: datetime) -> None:
        """Call every hook in the order registered."""
        for hook in self._hooks:
            hook(version, at)


class DeliveryHooks:
    """Hooks that get the delivery and the time."""

    def __init__(self) -> None:
        """Start with none."""
        self._hooks: list[DeliveryHook] = []

    def register(self, hook: DeliveryHook) -> None:
        """Add a hook once (from `AppConfig.ready`)."""
        if hook not in self._hooks:
            self._hooks.append(hook)

    def run(self, delivery: "Delivery", at: datetime) -> None:
        """Call every hook in the order registered."""
        for hook in self._hooks:
            hook(delivery, at)


on_issued = VersionHooks()
on_recalled = VersionHooks()
on_received = DeliveryHooks()
on_accepted = DeliveryHooks()
on_returned = DeliveryHooks()
