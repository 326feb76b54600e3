"""Refusals of files."""

from ttdn.web.errors import UserError


class RefusedFile(UserError):
    """The file was not kept; the sentence says why and what to do."""


class SecretMark(RefusedFile):
    """The text or file carries a mark of a state secret: it must not enter the product."""
