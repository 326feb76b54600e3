"""Refusals of the filing, as sentences."""

import uuid

from ttdn.web.errors import Clash, NotAllowed, UserError


class WrongState(UserError):
    """The version is not in a state in which this can be done."""

    status = 409


class Incomplete(UserError):
    """The form is not complete; `missing` names each section."""

    def __init__(self, sentence: str, missing: tuple[str, ...] = ()) -> None:
        """Keep the sentence and the codes of the sections that are missing."""
        super().__init__(sentence)
        self.missing = missing


class HashMismatch(UserError):
    """What was approved is not what is there now."""

    status = 409


class SectionClash(Clash):
    """Somebody saved the section meanwhile; both texts are here, neither is lost."""

    def __init__(self, sentence: str, *, code: str, mine: str, theirs: str, lock: int, by: str) -> None:
        """Keep both texts, the lock to save with next, and who saved the other one."""
        super().__init__(sentence)
        self.code = code
        self.mine = mine
        self.theirs = theirs
        self.lock = lock
        self.by = by


class RowClash(Clash):
    """Somebody saved the table row meanwhile; both rows are here."""

    def __init__(self, sentence: str, *, row: uuid.UUID, mine: list[str], theirs: list[str] | None, lock: int) -> None:
        """Keep both rows of cells; `theirs` is None when the row was deleted."""
        super().__init__(sentence)
        self.row = row
        self.mine = mine
        self.theirs = theirs
        self.lock = lock


__all__ = ["Clash", "HashMismatch", "Incomplete", "NotAllowed", "RowClash", "SectionClash", "UserError", "WrongState"]
