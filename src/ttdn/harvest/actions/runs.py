"""One visit to a source: take the list, check each record, keep or quarantine it, agree at the end.

Every record is its own transaction and every page of the list is noted, so a run that is killed goes on where it was.
A source that is silent loses nothing: only its own word that an item is deleted withdraws it here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from ttdn.harvest.actions.agreeing import agree
from ttdn.harvest.checking import Keys, check_content, check_words
from ttdn.harvest.choices import RunState, SourceKind, Stage
from ttdn.harvest.errors import HarvestFault, TokenExpired
from ttdn.harvest.fetching import fetch
from ttdn.harvest.models import Fault, Harvested, Quarantined, Run, Source
from ttdn.harvest.protocol import Page, Sent, look_back, pages
from ttdn.harvest.reading import Received, read_foreign, read_ours
from ttdn.organisations.models import Body
from ttdn.portal.actions.receiving import Incoming, receive, withdraw_received
from ttdn.web.errors import UserError

ABANDONED = timedelta(minutes=30)
"""A run without a sign of life for so long was killed; the next one goes on from its place."""
PAUSE_AFTER_FAULT = timedelta(minutes=10)
KEYS_PATH = "/.well-known/ttdn-keys.json"
LONGEST_RAW = 200_000


def run_due(at: datetime) -> int:
    """Visit every source whose time has come (a job of the clock); gives how many were visited."""
    due = Source.objects.filter(paused_at=None, next_run_at__lte=at).order_by("next_run_at", "pk")
    return sum(run_source(source, at=at) is not None for source in due)


def run_source(source: Source, *, at: datetime, full: bool = False) -> Run | None:
    """Visit one source now; None: another process is visiting it.

    Args:
        source: whom to visit.
        at: the moment of the visit.
        full: take the whole list, not what changed since the last visit.
    """
    run = _begin(source, at, full=full)
    if run is None:
        return None
    fresh = run.source
    try:
        keys = _keys(fresh) if fresh.kind == SourceKind.OURS else Keys({}, frozenset())
        size = _take_all(run, keys, at)
        _finish_list(fresh)
        differs = agree(run, size, at=at)
        if differs and not full:
            # the other side has something that its incremental list did not tell: take its whole list once
            _take_all(run, keys, at, since="")
            _finish_list(fresh)
            agree(run, size, at=at)
    except HarvestFault as fault:
        note(run, fault, at=at)
        _end(run, RunState.FAILED, at, wait=max(PAUSE_AFTER_FAULT, timedelta(seconds=fault.retry_after)))
    else:
        _end(run, RunState.DONE, at, wait=timedelta(minutes=fresh.every_minutes))
    return run


@transaction.atomic(durable=True)
def _begin(source: Source, at: datetime, *, full: bool) -> Run | None:
    locked = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    open_runs = locked.runs.filter(state=RunState.RUNNING)
    if open_runs.filter(started_at__gt=at - ABANDONED).exists():
        return None
    open_runs.update(state=RunState.FAILED, ended_at=at)
    if full:
        locked.datestamp = locked.resumption = ""
        locked.save(update_fields=["datestamp", "resumption"])
    return Run.objects.create(source=locked, full=full or not locked.datestamp, started_at=at)


def _keys(source: Source) -> Keys:
    """The key document of a source; the keys of its first answer are pinned, later ones wait for a person to trust them."""
    parts = urlsplit(source.base_url)
    try:
        document = json.loads(fetch(f"{parts.scheme}://{parts.netloc}{KEYS_PATH}", most=2**20))
        known = {str(key["kid"]) for key in document["keys"]}
    except (ValueError, TypeError, KeyError) as error:
        raise HarvestFault(Stage.CHECK, _("Không đọc được khóa công khai của nguồn.")) from error
    if not source.trusted_keys:
        source.trusted_keys = sorted(known)
        Source.objects.filter(pk=source.pk).update(trusted_keys=source.trusted_keys)
    return Keys(document, frozenset(source.trusted_keys))


def _lists(source: Source, *, since: str) -> Iterator[Page]:
    prefix = "ttdn" if source.kind == SourceKind.OURS else "oai_dc"
    yield from pages(
        source.base_url,
        prefix=prefix,
        set_spec=source.set_spec,
        since=look_back(since) if since else "",
        token=source.resumption,
    )


def _take_all(run: Run, keys: Keys, at: datetime, *, since: str | None = None) -> int | None:
    """Take every page of the list; gives the size of the whole list where the source told it."""
    source, size = run.source, None
    begin = source.datestamp if since is None else since
    for _attempt in range(2):
        try:
            for page in _lists(source, since=begin):
                size = page.size if page.size is not None else size
                for sent in page.records:
                    _take(run, sent, keys, at)
                source.resumption = page.token
                source.save(update_fields=["resumption"])
        except TokenExpired as expired:
            note(run, expired, at=at)
            source.resumption = ""
            source.save(update_fields=["resumption"])
            continue
        break
    return size if run.full or since == "" else None


def _take(run: Run, sent: Sent, keys: Keys, at: datetime) -> None:
    """One record, whole or not at all."""
    try:
        with transaction.atomic(durable=True):
            column = _keep(run.source, sent, keys, at)
            Quarantined.objects.filter(source=run.source, identifier=sent.identifier).delete()
            Run.objects.filter(pk=run.pk).update(seen=F("seen") + 1, **{column: F(column) + 1})
    except (HarvestFault, UserError) as error:
        stage = error.stage if isinstance(error, HarvestFault) else Stage.KEEP
        with transaction.atomic(durable=True):
            Quarantined.objects.update_or_create(
                source=run.source,
                identifier=sent.identifier,
                defaults={
                    "datestamp": sent.datestamp,
                    "stage": stage,
                    "reason": error.sentence,
                    "raw": sent.raw[:LONGEST_RAW],
                    "at": at,
                },
            )
            note(run, HarvestFault(stage, error.sentence), at=at, identifier=sent.identifier)
            Run.objects.filter(pk=run.pk).update(seen=F("seen") + 1, refused=F("refused") + 1)


def _keep(source: Source, sent: Sent, keys: Keys, at: datetime) -> str:
    """Show, renew or withdraw what a record tells of; gives the column of the run that counts it."""
    known = (
        Harvested.objects.select_for_update(of=("self",))
        .select_related("record__item", "record__edition")
        .filter(source=source, identifier=sent.identifier)
        .first()
    )
    if sent.deleted:
        return _withdraw(known, sent, at)
    if source.kind == SourceKind.OURS:
        received = read_ours(sent)
    else:
        received = read_foreign(sent, source, (known.content_hash, known.record.edition.ordinal) if known else None)
    if known is not None and received.sequence < known.sequence:
        return "unchanged"  # an older word that came late
    check_content(received)
    body = _body(source, received)
    code = check_words(received, keys, body, at=at).code if source.kind == SourceKind.OURS else ""
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
        ),
        source=source.public_id,
        at=at,
    )
    Harvested.objects.update_or_create(
        source=source,
        identifier=sent.identifier,
        defaults={
            "datestamp": sent.datestamp,
            "sequence": received.sequence,
            "content_hash": received.content_hash,
            "record": record,
            "original_url": received.original_url,
            "seal": received.seal,
            "seal_code": code,
            "checked_at": at if code else None,
        },
    )
    return "kept" if changed else "unchanged"


def _withdraw(known: Harvested | None, sent: Sent, at: datetime) -> str:
    """The source says that it withdrew an item; one that was never here needs nothing."""
    if known is None:
        return "unchanged"
    changed = withdraw_received(record=known.record, reason=_("Cơ quan đã rút bài tại nguồn."), at=at)
    known.datestamp = max(known.datestamp, sent.datestamp)
    known.save(update_fields=["datestamp"])
    return "withdrawn" if changed else "unchanged"


def _body(source: Source, received: Received) -> Body:
    body = Body.objects.filter(code=received.body_code).first()
    if body is None or (source.body_id is not None and source.body_id != body.pk):
        raise HarvestFault(
            Stage.CHECK,
            _("Bài thuộc cơ quan “%(code)s”, không phải cơ quan của nguồn này.") % {"code": received.body_code},
        )
    return body


def _finish_list(source: Source) -> None:
    """The whole list was taken: the next visit begins at the newest datestamp seen."""
    newest = source.harvested.aggregate(newest=Max("datestamp"))["newest"] or ""
    source.datestamp = max(source.datestamp, newest)
    source.resumption = ""
    source.save(update_fields=["datestamp", "resumption"])


def note(run: Run, fault: HarvestFault, *, at: datetime, identifier: str = "") -> None:
    """Building block: write down what went wrong in a run."""
    Fault.objects.create(run=run, stage=fault.stage, identifier=identifier, sentence=fault.sentence, at=at)


@transaction.atomic(durable=True)
def _end(run: Run, state: str, at: datetime, *, wait: timedelta) -> None:
    Run.objects.filter(pk=run.pk).update(state=state, ended_at=at)
    fields = {"next_run_at": at + wait}
    if state == RunState.DONE:
        fields["last_success_at"] = at
    Source.objects.filter(pk=run.source_id).update(**fields)
    run.refresh_from_db()
