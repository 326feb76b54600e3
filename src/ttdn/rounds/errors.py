"""Refusals of the collection rounds."""

from ttdn.web.errors import NotAllowed, UserError


class RoundRefused(UserError):
    """What was asked cannot be done in this state; the sentence says why."""


class NotYours(NotAllowed):
    """The person holds no role for this."""
