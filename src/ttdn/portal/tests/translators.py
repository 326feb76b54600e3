"""Translating machines for the tests, as `MACHINE_TRANSLATOR` names them."""


def shout(texts: list[str], source_language: str, language: str) -> list[str]:
    """A translator for the tests; it breaks the placeholders of none."""
    return [text.upper() for text in texts]


def fail(texts: list[str], source_language: str, language: str) -> list[str]:
    """A translator that is down."""
    raise OSError("down")


def forget(texts: list[str], source_language: str, language: str) -> list[str]:
    """A translator that loses a text."""
    return texts[1:]
