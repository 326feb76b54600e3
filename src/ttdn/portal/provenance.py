"""Where a collected item came from: the app that collects says so, from its `ready` (down is a call, up is a registry)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ttdn.portal.models import PublicRecord
from ttdn.proofs.choices import SealCode


@dataclass(frozen=True)
class Provenance:
    """The source of a collected record, as readers are told of it.

    Attributes:
        source_name: name of the source.
        original_url: the page at the source.
        received_at: when it first came.
        seen_at: when the source last sent it, or last agreed with us on all that it has.
        seal_code: what the last check of its seal said; empty: the source makes no seals.
        checked_at: when that was.
    """

    source_name: str
    original_url: str
    received_at: datetime
    seen_at: datetime
    seal_code: str = ""
    checked_at: datetime | None = None

    @property
    def sealed(self) -> bool:
        """Whether the source seals what it publishes."""
        return bool(self.seal_code)

    @property
    def trusted(self) -> bool:
        """Whether its seal was true at the last check."""
        return self.seal_code == SealCode.VALID

    @property
    def seal_sentence(self) -> str:
        """The answer of the last check in the reader's language; empty without a seal."""
        return str(SealCode(self.seal_code).label) if self.seal_code else ""

    @property
    def proof_url(self) -> str:
        """Where the source gives the proof; empty: it gives none."""
        return f"{self.original_url}/proof.json" if self.sealed else ""


Asked = Callable[[PublicRecord], Provenance | None]
_asked: list[Asked] = []


def register(asked: Asked) -> None:
    """Name the function that knows where a collected record came from."""
    if asked not in _asked:
        _asked.append(asked)


def of(record: PublicRecord) -> Provenance | None:
    """Where a record came from; None: it was published here first."""
    if record.item.harvested_from is None:
        return None
    return next((found for asked in _asked if (found := asked(record)) is not None), None)
