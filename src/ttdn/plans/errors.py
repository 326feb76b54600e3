"""Refusals of plans, as sentences."""

from ttdn.web.errors import Clash, NotAllowed, UserError


class TaskClash(Clash):
    """Somebody changed the task meanwhile; `mine` is what the person typed, `lock` the lock to save with next."""

    def __init__(self, sentence: str, *, mine: dict[str, object], lock: int) -> None:
        """Keep what was typed, so that nothing is lost."""
        super().__init__(sentence)
        self.mine = mine
        self.lock = lock


class PlanExists(UserError):
    """The body has a plan for these years already."""

    status = 409


class TaskInUse(UserError):
    """Activities hang on the task; it can only be marked as not carried out."""

    status = 409


__all__ = ["Clash", "NotAllowed", "PlanExists", "TaskClash", "TaskInUse", "UserError"]
