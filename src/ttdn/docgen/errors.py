"""What can go wrong; callers put it into the user's words."""

from typing import Literal

Reason = Literal["too_large", "wrong_kind", "broken", "encrypted"]


class UnreadableFileError(ValueError):
    """A file cannot be read; `reason` says why."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason


class RenderError(ValueError):
    """A document could not be laid out; the message is Typst's own, for the log."""
