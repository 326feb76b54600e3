"""Who may manage accounts."""

from typing import Protocol


class Holder(Protocol):
    """What the rule looks at."""

    @property
    def is_active(self) -> bool:
        """The account is open."""

    @property
    def is_system_administrator(self) -> bool:
        """The account administers the system."""


def may_manage_accounts(user: Holder) -> bool:
    """True for an active system administrator."""
    return user.is_active and user.is_system_administrator
