"""Refusals of the collection rounds."""

from ttdn.web.errors import Clash, NotAllowed, UserError


class RoundRefused(UserError):
    """What was asked cannot be done in this state; the sentence says why."""


class NotYours(NotAllowed):
    """The person holds no role for this."""


class ItemClash(Clash):
    """Somebody saved or removed the line meanwhile: nothing is written; `lock` is the lock to save with next."""

    def __init__(self, sentence: str, *, lock: int) -> None:
        """Keep the lock of the line as it stands now."""
        super().__init__(sentence)
        self.lock = lock
