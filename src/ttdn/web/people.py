"""The little that the platform apps may know of a person; `accounts.User` fits it."""

import uuid
from typing import Protocol


class Person(Protocol):
    """Somebody who acts or is told: the fields of `accounts.User` that apps below `accounts` use."""

    @property
    def pk(self) -> int:
        """Internal key, for foreign keys only."""

    @property
    def public_id(self) -> uuid.UUID:
        """Identifier that may leave the database."""

    @property
    def full_name(self) -> str:
        """The name in the order it was entered."""

    @property
    def email(self) -> str:
        """Address for notices."""

    @property
    def language(self) -> str:
        """Language of letters to this person: `vi` or `en`."""
