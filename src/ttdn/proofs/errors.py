"""Refusals of the seal, the keys and the log, as sentences for people."""

from ttdn.web.errors import Clash, NotAllowed, UserError


class KeyRefused(UserError):
    """A key cannot be made, opened, retired or revoked as asked."""


class NotKeyKeeper(NotAllowed):
    """The person does not keep keys for this body."""


class AlreadySealed(Clash):
    """This edition of this text was sealed before; what was sealed never changes."""


class NotSealed(UserError):
    """There is no sealed text to act on."""

    status = 404


class PastedTextRefused(UserError):
    """The pasted text cannot be looked up: empty, too short or too long."""
