"""What apps above show on the page of a duty: they register a maker from `ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ttdn.obligations.models import Obligation
    from ttdn.organisations.queries import Reach


@dataclass(frozen=True)
class Panel:
    """A template of the app above, and what it shows (as `panel`)."""

    template: str
    shown: dict[str, Any]


Maker = Callable[["Reach", "Obligation", datetime], Panel | None]
_makers: list[Maker] = []


def register(maker: Maker) -> None:
    """Add a maker once; it gives None where it has nothing to show to this reader."""
    if maker not in _makers:
        _makers.append(maker)


def panels_for(reach: "Reach", duty: "Obligation", at: datetime) -> list[Panel]:
    """The panels of a duty for a reader, in the order registered."""
    made = (maker(reach, duty, at) for maker in _makers)
    return [panel for panel in made if panel is not None]
