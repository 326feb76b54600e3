"""Refusals of activities, as sentences."""

from ttdn.web.errors import Clash, NotAllowed, UserError


class InvalidActivity(UserError):
    """What was typed does not fit the kind; `problems` gives sentences by field."""

    def __init__(self, sentence: str, problems: dict[str, list[str]]) -> None:
        """Keep the sentences by field."""
        super().__init__(sentence)
        self.problems = problems


class ActivityClash(Clash):
    """Somebody changed the activity meanwhile; nothing was written, what was typed stays on screen."""


class ImportRefused(UserError):
    """The sheet has errors; nothing was written. `errors` names row and column of each."""

    def __init__(self, sentence: str, errors: list[str]) -> None:
        """Keep every error found."""
        super().__init__(sentence)
        self.errors = errors


__all__ = ["ActivityClash", "Clash", "ImportRefused", "InvalidActivity", "NotAllowed", "UserError"]
