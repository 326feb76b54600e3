"""The list of purges, kept outside the database and its backups: what was erased must not come back with a restore.

One JSON line per purge, without a word of what was erased, signed with the site's key so that nobody adds a line by hand.
"""

import datetime
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext as _

from ttdn.purging.models import Purge
from ttdn.web.errors import UserError

SALT = "ttdn.purging.ledger"


@dataclass(frozen=True)
class Line:
    """A purge as the ledger keeps it."""

    purge: uuid.UUID
    kind: str
    object_id: uuid.UUID
    chain: uuid.UUID
    reason: str
    document: str
    requested_by: uuid.UUID
    requested_name: str
    requested_at: datetime.datetime
    approved_by: uuid.UUID
    approved_name: str


def _line_of(purge: Purge) -> str:
    values = {
        "purge": str(purge.public_id),
        "kind": purge.object_kind,
        "object_id": str(purge.object_id),
        "chain": str(purge.chain),
        "reason": purge.reason,
        "document": purge.document,
        "requested_by": str(purge.requested_by),
        "requested_name": purge.requested_name,
        "requested_at": purge.requested_at.isoformat(),
        "approved_by": str(purge.approved_by),
        "approved_name": purge.approved_name,
    }
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return json.dumps(values | {"signature": Signer(salt=SALT).signature(text)}, ensure_ascii=False, sort_keys=True)


def path() -> Path:
    """Where the ledger lies (TTDN_PURGE_LEDGER)."""
    return Path(settings.PURGE_LEDGER)


def keep(purge: Purge) -> None:
    """Add a purge, once; on disk before this returns."""
    place = path()
    if place.exists() and any(
        f'"purge": "{purge.public_id}"' in line for line in place.read_text(encoding="utf-8").splitlines()
    ):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as file:  # noqa: PTH123  (mode at birth)
        file.write(_line_of(purge) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read(place: Path) -> list[Line]:
    """The lines of a ledger; none where there is no file.

    Raises:
        UserError: a line is damaged, or was not written by this site (another key).
    """
    if not place.exists():
        return []
    return [_read(text, number, place) for number, text in enumerate(_texts(place), start=1)]


def _texts(place: Path) -> list[str]:
    return [line for line in place.read_text(encoding="utf-8").splitlines() if line.strip()]


def _read(text: str, number: int, place: Path) -> Line:
    try:
        values = json.loads(text)
        signature = values.pop("signature")
        told = json.dumps(values, ensure_ascii=False, sort_keys=True)
        Signer(salt=SALT).unsign(f"{told}:{signature}")
        return Line(
            purge=uuid.UUID(values["purge"]),
            kind=values["kind"],
            object_id=uuid.UUID(values["object_id"]),
            chain=uuid.UUID(values["chain"]),
            reason=values["reason"],
            document=values["document"],
            requested_by=uuid.UUID(values["requested_by"]),
            requested_name=values["requested_name"],
            requested_at=datetime.datetime.fromisoformat(values["requested_at"]),
            approved_by=uuid.UUID(values["approved_by"]),
            approved_name=values["approved_name"],
        )
    except (BadSignature, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            _("Sổ xóa %(path)s, dòng %(number)s: hỏng, hoặc không do trang này ký (TTDN_SECRET_KEY khác?).")
            % {"path": place, "number": number}
        ) from error
