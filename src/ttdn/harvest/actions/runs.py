"""One visit to a source: take the list, keep or put aside each record, take pictures, try again what failed, agree.

Every record is its own transaction and every page of the list is noted, so a run that is killed goes on where it was.
A source that is silent loses nothing: only its own word that an item is deleted withdraws it here.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from ttdn.harvest.actions.agreeing import agree
from ttdn.harvest.actions.keeping import note, take
from ttdn.harvest.actions.pictures import MOST_TRIES, take_pictures
from ttdn.harvest.actions.trust import keys_of, seals_checked_again
from ttdn.harvest.checking import Keys
from ttdn.harvest.choices import RunState, SourceKind, Stage
from ttdn.harvest.errors import HarvestFault, TokenExpired
from ttdn.harvest.models import MissingPicture, Quarantined, Run, Source
from ttdn.harvest.protocol import Page, look_back, moment_of, one_record, pages
from ttdn.portal.hooks import tell_public_change

_log = logging.getLogger(__name__)
ABANDONED = timedelta(minutes=30)
"""A run without a sign of life for so long was killed; the next one goes on from its place."""
PAUSE_AFTER_FAULT = timedelta(minutes=10)
MOST_RETRIED = 20
"""Records kept aside, and pictures that did not come, that one visit asks for again."""
_PREFIX = {SourceKind.OURS: "ttdn", SourceKind.FOREIGN: "oai_dc"}


def run_due(at: datetime) -> int:
    """Visit every source whose time has come (a job of the clock); gives how many were visited.

    A visit that breaks off for a reason that nobody thought of is logged, and the others go on.
    """
    visited = 0
    for source in Source.objects.filter(paused_at=None, next_run_at__lte=at).order_by("next_run_at", "pk"):
        try:
            visited += run_source(source, at=at) is not None
        except Exception:  # noqa: BLE001  (one source must not keep the others from their visits)
            _log.exception("The visit to the source %s broke off.", source.public_id)
    return visited


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
    try:
        _Visit(run, at).make()
    except HarvestFault as fault:
        note(run, fault, at=at)
        _end(run, RunState.FAILED, at, wait=max(PAUSE_AFTER_FAULT, timedelta(seconds=fault.retry_after)))
    except Exception:
        note(run, HarvestFault(Stage.KEEP, _("Lần lấy dừng vì một lỗi của hệ thống này; xem nhật ký.")), at=at)
        _end(run, RunState.FAILED, at, wait=PAUSE_AFTER_FAULT)
        raise
    else:
        _end(run, RunState.DONE, at, wait=timedelta(minutes=run.source.every_minutes))
    return run


@transaction.atomic(durable=True)
def _begin(source: Source, at: datetime, *, full: bool) -> Run | None:
    locked = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
    open_runs = locked.runs.filter(state=RunState.RUNNING)
    if open_runs.filter(alive_at__gt=at - ABANDONED).exists():
        return None
    open_runs.update(state=RunState.FAILED, ended_at=at)
    if full:
        locked.datestamp = locked.resumption = ""
        locked.save(update_fields=["datestamp", "resumption"])
    return Run.objects.create(source=locked, full=full or not locked.datestamp, started_at=at, alive_at=at)


class _Visit:
    """The steps of one visit, and what they share: the run, its moment, the keys."""

    def __init__(self, run: Run, at: datetime) -> None:
        self.run, self.source, self.at = run, run.source, at
        self.prefix = _PREFIX[SourceKind(run.source.kind)]
        self.keys = Keys({}, frozenset())
        self._began = time.monotonic()

    def make(self) -> None:
        """Take what is new, what failed before, and compare both sides."""
        if self.source.kind == SourceKind.OURS:
            self.keys = keys_of(self.source)
            seals_checked_again(self.source, self.keys, at=self.at)
        size = self._take_all(self.source.datestamp)
        self._try_again()
        differs = agree(self.run, size if self.run.full else None, at=self.at)
        if differs and not self.run.full and differs != self.source.disputed:
            # the other side has something that its incremental list did not tell: take its whole list once
            differs = agree(self.run, self._take_all(""), at=self.at)
        self.source.disputed = differs
        self.source.save(update_fields=["disputed"])

    def _take_all(self, since: str) -> int | None:
        """Take every page of the list since a datestamp; gives the size of the list where the source told it."""
        for _attempt in range(2):
            try:
                size = self._take_list(since)
            except TokenExpired as expired:
                note(self.run, expired, at=self.at)
                self._remember("")
                continue
            self._finish_list()
            return size
        raise HarvestFault(Stage.FETCH, _("Nguồn quên chỗ lấy dở nhiều lần trong một lần lấy; sẽ thử lại sau."))

    def _take_list(self, since: str) -> int | None:
        size = None
        for page in self._pages(since):
            size = page.size if page.size is not None else size
            kept = [each for sent in page.records if (each := take(self.run, sent, self.keys, self.at))]
            self._refuse_unreadable(page.unreadable)
            for each in kept:
                take_pictures(self.run, each, self.at)
                self._alive()
            self._remember(page.token)
            self._alive()
        return size

    def _pages(self, since: str) -> Iterator[Page]:
        yield from pages(
            self.source.base_url,
            prefix=self.prefix,
            set_spec=self.source.set_spec,
            since=look_back(since, self.at) if since else "",
            token=self.source.resumption,
        )

    def _refuse_unreadable(self, count: int) -> None:
        """Records that say neither what they are nor when they changed cannot be kept aside; the visit tells of them."""
        if count:
            note(
                self.run, HarvestFault(Stage.PARSE, _("Một bản ghi của nguồn thiếu mã hoặc mốc thời gian.")), at=self.at
            )
            Run.objects.filter(pk=self.run.pk).update(seen=F("seen") + count, refused=F("refused") + count)

    def _remember(self, token: str) -> None:
        """Note the place in the list."""
        self.source.resumption = token
        self.source.save(update_fields=["resumption"])

    def _alive(self) -> None:
        now = self.at + timedelta(seconds=time.monotonic() - self._began)
        Run.objects.filter(pk=self.run.pk).update(alive_at=now)

    def _finish_list(self) -> None:
        """The whole list was taken: the next visit begins at the newest datestamp seen, at the latest at this visit.

        A datestamp of the future (the source's clock runs ahead) would hide what is published between two visits.
        """
        newest = self.source.harvested.aggregate(newest=Max("datestamp"))["newest"] or ""
        if newest and moment_of(newest) > self.at:
            newest = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ" if "T" in newest else "%Y-%m-%d")
        self.source.datestamp = max(self.source.datestamp, newest)
        self.source.resumption = ""
        self.source.save(update_fields=["datestamp", "resumption"])

    def _try_again(self) -> None:
        """Ask once more for some records that were kept aside and some items whose pictures did not come.

        What stood in their way may be gone (a body that was not known here, a key that was not trusted yet, a file that
        was not made yet) without the source having changed the record. A source that does not answer this is let be.
        """
        waiting = MissingPicture.objects.filter(harvested__source=self.source, tries__lt=MOST_TRIES, at__lt=self.at)
        aside = Quarantined.objects.filter(source=self.source, at__lt=self.at)
        wanted = list(aside.order_by("at", "pk").values_list("identifier", flat=True)[:MOST_RETRIED])
        wanted += list(waiting.order_by("at", "pk").values_list("harvested__identifier", flat=True)[:MOST_RETRIED])
        for identifier in dict.fromkeys(wanted):
            try:
                sent = one_record(self.source.base_url, identifier, self.prefix)
            except HarvestFault:
                return
            if sent is None:  # the source has no such record any more: there is nothing left to keep aside
                aside.filter(identifier=identifier).delete()
            elif sent.identifier == identifier and (kept := take(self.run, sent, self.keys, self.at)):
                take_pictures(self.run, kept, self.at)
            self._alive()


@transaction.atomic(durable=True)
def _end(run: Run, state: str, at: datetime, *, wait: timedelta) -> None:
    Run.objects.filter(pk=run.pk).update(state=state, ended_at=at)
    fields = {"next_run_at": at + wait}
    if state == RunState.DONE:
        fields["last_success_at"] = at
        tell_public_change([], at)  # pages say when a source was last seen
    Source.objects.filter(pk=run.source_id).update(**fields)
    run.refresh_from_db()
