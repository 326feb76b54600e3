"""Sentences for actions: every app registers, from `ready`, what its actions are called on screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _

_sentences: dict[str, "Promise | str"] = {}
_kinds: dict[str, "Promise | str"] = {}
_fields: dict[str, "Promise | str"] = {}


def register(action: str, sentence: "Promise | str") -> None:
    """Name an action, e.g. `register("filings.version.issued", _("Phát hành văn bản"))`."""
    _sentences[action] = sentence


def register_kind(object_kind: str, label: "Promise | str") -> None:
    """Name a kind of object for the audit screen, e.g. `register_kind("filings.filing", _("Văn bản"))`."""
    _kinds[object_kind] = label


def register_fields(labels: "dict[str, Promise | str]") -> None:
    """Name fields that entries keep, e.g. `{"issued_on": _("Ngày ban hành")}`."""
    _fields.update(labels)


def field_label(name: str) -> str:
    """The words for a field (its code when nobody named it)."""
    return str(_fields.get(name, name))


def sentence(action: str) -> str:
    """The words for an action; an action nobody named is shown as such, with its code."""
    found = _sentences.get(action)
    return str(found) if found is not None else _("Thao tác %(code)s") % {"code": action}


def kind_label(object_kind: str) -> str:
    """The words for a kind of object (its code when nobody named it)."""
    return str(_kinds.get(object_kind, object_kind))


def sentences() -> dict[str, str]:
    """Every named action with its words in the reader's language."""
    return {action: str(words) for action, words in sorted(_sentences.items())}
