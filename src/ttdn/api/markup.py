"""XML written safely: no character that XML forbids, nothing unescaped, whatever a title holds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import escape

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_QUOTED = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def without_forbidden(value: str) -> str:
    """A text without the characters that XML forbids (control characters, lone surrogates)."""
    return _FORBIDDEN.sub("", value)


def text(value: object) -> str:
    """A value as the content of an element."""
    return escape(_FORBIDDEN.sub("", str(value)))


def attribute(value: object) -> str:
    """A value as the content of an attribute in double quotes."""
    return escape(_FORBIDDEN.sub("", str(value)), _QUOTED)


def element(name: str, value: object = "", /, **attributes: object) -> str:
    """`<name a="…">value</name>`; `_` in the name of an attribute is written as `:`. Empty elements close themselves."""
    return open_element(name, {key.replace("_", ":"): each for key, each in attributes.items()}, text(value))


def open_element(name: str, attributes: Mapping[str, object], inner: str) -> str:
    """An element around markup that is made already."""
    written = "".join(f' {key}="{attribute(each)}"' for key, each in attributes.items() if each is not None)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def json_as_text(canonical: str) -> str:
    """JSON as the content of an element: characters that XML forbids are written as JSON escapes, so no value changes."""
    return escape(_FORBIDDEN.sub(lambda found: _escaped(found.group()), canonical))


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
