"""What publishing does outside the tables of the portal: the release is sealed and logged."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from ttdn.accounts.models import User
from ttdn.organisations.models import Body
from ttdn.organisations.queries import name_on
from ttdn.portal.choices import Change, Standing
from ttdn.portal.languages import KNOWN
from ttdn.portal.models import Edition, PublicRecord
from ttdn.portal.snapshots import media_of, plain_paragraphs
from ttdn.proofs import standing
from ttdn.proofs.actions.sealing import log_replacement, log_withdrawal, seal_statement
from ttdn.proofs.canonical import Statement
from ttdn.proofs.choices import EntryKind, StandingState

ITEM_KIND = "portal.item"


def statement_of(snapshot: dict[str, Any], body: Body, on: date) -> Statement:
    """What a snapshot says, as it is sealed: its words, its number and date, and who issues it under the name of that day."""
    name = name_on(body, on)
    language = snapshot["language"]
    return Statement(
        title=snapshot["title"],
        paragraphs=tuple(plain_paragraphs(snapshot)),
        language=KNOWN[language].code,
        issuer=name.name_vi if language == "vi" or not name.name_en else name.name_en,
        number=snapshot["number"],
        date=date.fromisoformat(snapshot["number_on"]) if snapshot["number_on"] else None,
    )


def seal_release(edition: Edition, *, acting_user: User | None, at: datetime, on: date) -> None:
    """Building block: seal the canonical text of an edition and enter its release into the public log."""
    item = edition.item
    files = {each["sha256"]: each["title"] for each in media_of(edition.snapshot) if each["kind"] == "document"}
    seal_statement(
        statement=statement_of(edition.snapshot, item.body, on),
        item_kind=ITEM_KIND,
        item=item.public_id,
        edition=edition.ordinal,
        kind=EntryKind.CORRECTION if edition.change == Change.CORRECTION else EntryKind.RELEASE,
        body=item.body.public_id,
        published_at=at,
        acting_user=acting_user,
        at=at,
        files=files,
    )


def log_end(record: PublicRecord, at: datetime, *, replaced_by: uuid.UUID | None = None) -> None:
    """Building block: enter into the public log that a record was withdrawn, or replaced by another item."""
    place: dict[str, Any] = {
        "item_kind": ITEM_KIND,
        "item": record.item.public_id,
        "body": record.body.public_id,
        "language": record.language,
    }
    if replaced_by is None:
        log_withdrawal(at=at, **place)
    else:
        log_replacement(at=at, replaced_by=replaced_by, **place)


_STATES = {
    Standing.IN_FORCE: StandingState.IN_FORCE,
    Standing.WITHDRAWN: StandingState.WITHDRAWN,
    Standing.REPLACED: StandingState.REPLACED,
}


def standing_of(item: uuid.UUID, language: str) -> standing.Standing | None:
    """Whether readers may rely on an item in a language today, for the check of authenticity."""
    record = PublicRecord.objects.select_related("edition").filter(item__public_id=item, language=language).first()
    if record is None:
        return None
    return standing.Standing(
        state=_STATES[Standing(record.standing)],
        since=record.changed_at,
        reason=record.reason,
        current_edition=record.edition.ordinal,
        url=record.path,
    )
