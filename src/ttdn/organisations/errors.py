"""Refusals of organisations, each a sentence for the user."""

from ttdn.web.errors import NotAllowed, UserError


class NoSuccessor(UserError):
    """A body ended and nothing says who carries its work on."""

    status = 409


class NoHolder(UserError):
    """Nobody holds a State role on the day asked for."""

    status = 409


class WrongSuccession(UserError):
    """The change of bodies as typed contradicts the register."""


class WrongEntry(UserError):
    """A name, assignment, channel or membership as typed cannot be recorded."""


class MayNot(NotAllowed):
    """The user sees the body but may not change this of it."""
