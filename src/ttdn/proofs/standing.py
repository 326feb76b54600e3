"""Is it still in force? The app that owns a kind of item says so, from its `ready`."""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from ttdn.proofs.choices import StandingState


@dataclass(frozen=True)
class Standing:
    """Whether an item is in force: since when, why (the public reason), which edition is current, where to read on."""

    state: StandingState
    since: datetime.datetime | None = None
    reason: str = ""
    current_edition: int | None = None
    url: str = ""


UNKNOWN = Standing(StandingState.UNKNOWN)
Asked = Callable[[uuid.UUID, str], Standing | None]

_owners: dict[str, Asked] = {}


def register(item_kind: str, asked: Asked) -> None:
    """Name the function `(item, language) -> Standing | None` that answers for a kind of item."""
    _owners[item_kind] = asked


def of(item_kind: str, item: uuid.UUID, language: str) -> Standing:
    """The standing of an item; unknown when nobody owns the kind or its owner does not know the item."""
    asked = _owners.get(item_kind)
    return (asked(item, language) if asked else None) or UNKNOWN
