"""Errors that are sentences for people: what is wrong, where, what to do."""


class UserError(Exception):
    """A refusal that the user can read and act on; `RequestFloor` shows it as a page or an htmx message.

    Attributes:
        status: HTTP status of the answer.
        ways: label and address of each place where the reader can mend it.
    """

    status = 400
    ways: tuple[tuple[str, str], ...] = ()

    def __init__(self, sentence: str) -> None:
        """Keep the sentence (already translated for the reader)."""
        super().__init__(sentence)
        self.sentence = sentence


class NotAllowed(UserError):
    """The user may see the object but not do this to it."""

    status = 403


class Clash(UserError):
    """Somebody else changed the object meanwhile; nothing was written."""

    status = 409


def require(allowed: bool, sentence: str) -> None:
    """Refuse with a sentence (already translated) unless allowed.

    Raises:
        NotAllowed: not allowed.
    """
    if not allowed:
        raise NotAllowed(sentence)
