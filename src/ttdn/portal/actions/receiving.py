"""Taking in what another instance or repository published: its approval happened there, its checks happen before this.

What is received is shown as what it is: an item of its body, under its own permanent id, marked with its source. It is not
sealed again here: the seal of the body that issued it stays the evidence and is kept with the words, so that the check of
authenticity finds a pasted text.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.organisations.models import Body
from ttdn.portal.actions.locking import write_audit
from ttdn.portal.actions.media_release import publish_media, release_media
from ttdn.portal.actions.releasing import end_published, next_sequence, show
from ttdn.portal.choices import Audience, Change, Kind, Rights, Standing, State
from ttdn.portal.errors import ContentChanged, Incomplete
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.models import Edition, Item, PublicRecord
from ttdn.portal.publishing import ITEM_KIND
from ttdn.portal.snapshots import hash_of
from ttdn.proofs.actions.receiving import CheckedSeal, keep_received
from ttdn.proofs.canonical import Statement


@dataclass(frozen=True)
class Incoming:
    """One item in one language as its source has it now.

    `snapshot` and `content_hash`: the content of the edition; `ordinal`: the number of that edition at the source;
    `standing`: in force or replaced there; `first_at`, `edition_at`: when readers there first had the item, this edition;
    `statement`: its words as they were sealed there; `seal`: their seal with its check, None from a source without seals.
    """

    item: uuid.UUID
    language: str
    body: Body
    snapshot: dict[str, Any]
    content_hash: str
    ordinal: int
    standing: str
    reason: str
    first_at: datetime
    edition_at: datetime
    statement: Statement
    seal: CheckedSeal | None


@transaction.atomic
def receive(*, incoming: Incoming, source: uuid.UUID, at: datetime) -> tuple[PublicRecord, bool]:
    """Building block: show what a source publishes; gives the record and whether anything changed for readers.

    Raises:
        Incomplete: the item is our own, or another source gave it first, or its edition says something else than before.
        ContentChanged: the content has not the hash that came with it.
        AlreadySealed: its words are others than those received before under the same number of edition.
    """
    if hash_of(incoming.snapshot) != incoming.content_hash:
        raise ContentChanged
    item = _item(incoming, source, at)
    record = PublicRecord.objects.select_for_update().filter(item=item, language=incoming.language).first()
    known = Edition.objects.filter(item=item, language=incoming.language, ordinal=incoming.ordinal).first()
    if known is not None and known.content_hash != incoming.content_hash:
        raise Incomplete(_("Nguồn gửi nội dung khác cho một bản đã gửi trước đó."))
    keep_received(
        statement=incoming.statement,
        item_kind=ITEM_KIND,
        item=incoming.item,
        edition=incoming.ordinal,
        source=source,
        published_at=incoming.edition_at,
        at=at,
        seal=incoming.seal,
    )
    if record is not None and known is not None and record.edition_id == known.pk:
        return _standing(record, incoming.standing, incoming.reason, at)
    edition = known or _edition(item, incoming)
    end_published(item, incoming.language, at, "")
    edition.state, edition.ended_at = State.PUBLISHED, None
    edition.sequence = next_sequence(at)
    edition.save()
    record = show(edition, at, first=incoming.first_at)
    publish_media(record, at)
    write_audit(
        "received",
        item,
        acting_user=None,
        at=at,
        after={"language": incoming.language, "ordinal": incoming.ordinal, "content_hash": incoming.content_hash},
    )
    if incoming.standing != Standing.IN_FORCE:
        _standing(record, incoming.standing, incoming.reason, at)
    tell_public_change([record.pk], at)
    return record, True


@transaction.atomic
def withdraw_received(*, record: PublicRecord, reason: str, at: datetime) -> bool:
    """Building block: the source withdrew an item; readers here are told so. Gives whether anything changed."""
    locked = (
        PublicRecord.objects.select_for_update(of=("self",)).select_related("item__body", "edition").get(pk=record.pk)
    )
    return _standing(locked, Standing.WITHDRAWN, reason, at)[1]


def _item(incoming: Incoming, source: uuid.UUID, at: datetime) -> Item:
    snapshot = incoming.snapshot
    item, made = Item.objects.get_or_create(
        public_id=incoming.item,
        defaults={
            "kind": Kind(snapshot["kind"]),
            "body": incoming.body,
            "channel": str(snapshot["channel"])[:40],
            "audience": Audience(snapshot["audience"]),
            "rights": Rights(snapshot["rights"]),
            "source_language": snapshot["source_language"],
            "number": str(snapshot["number"])[:80],
            "number_on": date.fromisoformat(snapshot["number_on"]) if snapshot["number_on"] else None,
            "harvested_from": source,
            "is_demo": bool(snapshot["is_demo"]),
            "created_at": at,
        },
    )
    if not made and item.harvested_from != source:
        raise Incomplete(_("Bài này là của hệ thống này hoặc đã nhận từ nguồn khác."))
    if not made and (item.kind != snapshot["kind"] or item.body_id != incoming.body.pk):
        raise Incomplete(_("Bài này trước đây thuộc loại khác hoặc cơ quan khác."))
    item.topics.set(Item.objects.filter(public_id__in=snapshot["topics"], kind=Kind.TOPIC))
    return item


def _edition(item: Item, incoming: Incoming) -> Edition:
    """The edition as the source froze it; its approval there is what makes it publishable here."""
    return Edition(
        item=item,
        language=incoming.language,
        ordinal=incoming.ordinal,
        change=Change.FIRST if incoming.edition_at == incoming.first_at else Change.CORRECTION,
        public_reason=incoming.reason if incoming.standing == Standing.IN_FORCE else "",
        snapshot=incoming.snapshot,
        content_hash=incoming.content_hash,
        title=incoming.snapshot["title"][:300],
        translated_from_hash=incoming.snapshot["translated_from"] or "",
        machine_draft=incoming.snapshot["machine_draft"],
        submitted_at=incoming.edition_at,
        approved_at=incoming.edition_at,
        approved_hash=incoming.content_hash,
        published_at=incoming.edition_at,
    )


def _standing(record: PublicRecord, standing: str, reason: str, at: datetime) -> tuple[PublicRecord, bool]:
    """Tell readers of a change of standing, once; the sentence of a correction is no change."""
    if record.standing == standing:
        return record, False
    record.standing, record.reason, record.changed_at = standing, reason, at
    record.sequence = next_sequence(at)
    record.save(update_fields=["standing", "reason", "changed_at", "sequence"])
    ended = State.WITHDRAWN if standing == Standing.WITHDRAWN else State.PUBLISHED
    record.edition.state, record.edition.ended_reason = ended, reason if ended == State.WITHDRAWN else ""
    record.edition.ended_at = at if ended == State.WITHDRAWN else None
    record.edition.save(update_fields=["state", "ended_at", "ended_reason"])
    if standing == Standing.WITHDRAWN:
        release_media(record)
    else:
        publish_media(record, at)
    tell_public_change([record.pk], at)
    return record, True
