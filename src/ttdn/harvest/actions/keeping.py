"""One record of a source: read, checked, then shown, renewed or withdrawn here, or kept aside with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from ttdn.harvest.checking import Keys, check_content, check_words
from ttdn.harvest.choices import SourceKind, Stage
from ttdn.harvest.errors import HarvestFault
from ttdn.harvest.models import Fault, Harvested, Quarantined, Run, Source
from ttdn.harvest.protocol import Sent
from ttdn.harvest.reading import Received, place_of, read_foreign, read_ours
from ttdn.organisations.models import Body
from ttdn.portal.actions.receiving import Incoming, receive, withdraw_received
from ttdn.portal.languages import chrome_language
from ttdn.portal.publishing import statement_of
from ttdn.portal.tombstones import is_purged
from ttdn.proofs.actions.receiving import CheckedSeal
from ttdn.proofs.canonical import Statement
from ttdn.web.errors import UserError

LONGEST_RAW = 50_000
"""Characters of a record that are kept aside with it."""
MOST_FAULTS = 500
"""Faults of one visit that are written down one by one; beyond, they are only counted."""


@dataclass(frozen=True)
class Kept:
    """A record that is shown here, as it came: its pictures are taken after the words are in."""

    harvested: Harvested
    received: Received


def take(run: Run, sent: Sent, keys: Keys, at: datetime) -> Kept | None:
    """One record, whole or not at all; None: it shows nothing here (withdrawn, older than what we have, kept aside)."""
    try:
        with transaction.atomic(durable=True):
            column, kept = _keep(run.source, sent, keys, at)
            Quarantined.objects.filter(source=run.source, identifier=sent.identifier).delete()
            Run.objects.filter(pk=run.pk).update(seen=F("seen") + 1, **{column: F(column) + 1})
    except (HarvestFault, UserError) as error:
        stage = error.stage if isinstance(error, HarvestFault) else Stage.KEEP
        _keep_aside(run, sent, HarvestFault(stage, error.sentence), at)
        return None
    except (DataError, IntegrityError, ValidationError, ValueError, TypeError, KeyError) as error:
        # whatever a stranger wrote that no check above thought of: it stops this record and no other
        sentence = _("Bản ghi có giá trị không lưu được (%(kind)s).") % {"kind": type(error).__name__}
        _keep_aside(run, sent, HarvestFault(Stage.KEEP, sentence), at)
        return None
    return kept


@transaction.atomic(durable=True)
def _keep_aside(run: Run, sent: Sent, fault: HarvestFault, at: datetime) -> None:
    Quarantined.objects.update_or_create(
        source=run.source,
        identifier=sent.identifier,
        defaults={
            "datestamp": sent.datestamp,
            "stage": fault.stage,
            "reason": fault.sentence,
            "raw": sent.raw[:LONGEST_RAW],
            "at": at,
        },
    )
    if not run.faults.filter(identifier=sent.identifier, sentence=fault.sentence).exists():
        note(run, fault, at=at, identifier=sent.identifier)
    Run.objects.filter(pk=run.pk).update(seen=F("seen") + 1, refused=F("refused") + 1)


def note(run: Run, fault: HarvestFault, *, at: datetime, identifier: str = "") -> None:
    """Building block: write down what went wrong in a run."""
    if run.faults.count() < MOST_FAULTS:
        Fault.objects.create(run=run, stage=fault.stage, identifier=identifier, sentence=fault.sentence, at=at)


def _keep(source: Source, sent: Sent, keys: Keys, at: datetime) -> tuple[str, Kept | None]:
    """Show, renew or withdraw what a record tells of; gives the column of the run that counts it."""
    known = _known(source, sent.identifier)
    if known is not None and sent.datestamp < known.datestamp:
        return "unchanged", None  # an older word that came late
    if sent.deleted:
        return _withdraw(known, sent, at), None
    if source.kind == SourceKind.OURS:
        received = read_ours(sent, source.base_url)
        if place_of(sent.identifier) != (received.item, received.language):
            raise HarvestFault(Stage.PARSE, _("Mã của bản ghi không phải mã của bài bên trong."))
    else:
        before = (known.content_hash, known.record.edition.ordinal) if known else None
        received = read_foreign(sent, source, before, at=at)
    if is_purged(received.item):
        return "unchanged", None  # erased here by two people: neither shown nor kept aside again
    if known is not None and received.sequence < known.sequence:
        return "unchanged", None
    check_content(received)
    body = _body(source, received)
    statement, seal = _words(source, received, keys, body, at)
    record, changed = receive(
        incoming=Incoming(
            item=received.item,
            language=received.language,
            body=body,
            snapshot=received.snapshot,
            content_hash=received.content_hash,
            ordinal=received.ordinal,
            standing=received.standing,
            reason=received.reason,
            first_at=received.first_at,
            edition_at=received.edition_at,
            statement=statement,
            seal=seal,
        ),
        source=source.public_id,
        at=at,
    )
    harvested = known or Harvested(source=source, received_at=at, record=record)
    harvested.identifier, harvested.datestamp, harvested.seen_at = sent.identifier, sent.datestamp, at
    harvested.sequence, harvested.content_hash = received.sequence, received.content_hash
    harvested.original_url = received.original_url
    harvested.save()
    return ("kept" if changed else "unchanged"), Kept(harvested, received)


def _known(source: Source, identifier: str) -> Harvested | None:
    """What we hold of a record: under its identifier, or (our own kind) of the same item under the host it had before."""
    rows = (
        Harvested.objects.select_for_update(of=("self",))
        .select_related("record__item", "record__edition")
        .filter(source=source)
    )
    found = rows.filter(identifier=identifier).first()
    if found is None and source.kind == SourceKind.OURS and (place := place_of(identifier)):
        found = rows.filter(record__item__public_id=place[0], record__language=place[1]).first()
    return found


def _words(
    source: Source, received: Received, keys: Keys, body: Body, at: datetime
) -> tuple[Statement, CheckedSeal | None]:
    """The statement as it was sealed, with its seal; a foreign repository makes none."""
    if source.kind != SourceKind.OURS:
        return statement_of(received.snapshot, body, received.edition_at.date()), None
    words = check_words(received, keys, body, at=at)
    return words.statement, CheckedSeal(received.seal, words.check.code)


def _withdraw(known: Harvested | None, sent: Sent, at: datetime) -> str:
    """The source says that it withdrew an item; one that was never here needs nothing."""
    if known is None:
        return "unchanged"
    with translation.override(chrome_language(known.record.language)):  # readers of the item are told
        reason = _("Cơ quan đã rút bài tại nguồn.")
    changed = withdraw_received(record=known.record, reason=reason, at=at)
    known.datestamp, known.seen_at = sent.datestamp, at
    known.save(update_fields=["datestamp", "seen_at"])
    known.missing_pictures.all().delete()
    return "withdrawn" if changed else "unchanged"


def _body(source: Source, received: Received) -> Body:
    body = Body.objects.filter(code=received.body_code).first()
    if body is None or (source.body_id is not None and source.body_id != body.pk):
        raise HarvestFault(
            Stage.CHECK,
            _("Bài thuộc cơ quan “%(code)s”, không phải cơ quan của nguồn này.") % {"code": received.body_code[:80]},
        )
    return body
