"""The files of bulk download: all of a language, and what changed in it day by day, made by the worker.

The file lies under a name of its own content; the row that names it is written last, so nobody ever gets half a file.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from ttdn.api.models import BulkFile
from ttdn.api.queries import bulk_folder, is_current, last_withdrawals
from ttdn.api.representations import bulk_line
from ttdn.portal.models import PublicRecord
from ttdn.portal.outgoing_queries import Selection, public_state, published_languages, walk

KEPT_DAYS = 31
"""So many days of changes are kept beside the whole file."""


def make_daily_files(at: datetime) -> int:
    """The whole file of each language, and the changes of the day before; gives how many files were made. Late runs catch up."""
    yesterday = timezone.localtime(at).date() - timedelta(days=1)
    made = 0
    for language in published_languages():
        last = _last_number(language, before=_midnight_after(yesterday))
        newest = BulkFile.objects.filter(language=language).exclude(day=None).aggregate(last=Max("last"))["last"] or 0
        if last > newest and not BulkFile.objects.filter(language=language, day=yesterday).exists():
            _make(language, yesterday, first=newest + 1, last=last, at=at)
            made += 1
        _make(language, None, first=1, last=public_state().sequence, at=at)
        made += 1
    _drop_old(timezone.localtime(at).date())
    return made


def renew_stale_files(at: datetime) -> int:
    """After a withdrawal: make again every file that may hold the withdrawn words; gives how many."""
    gone = last_withdrawals()
    return _renew([row for row in BulkFile.objects.all() if not is_current(row, gone)], at)


def renew_all_files(at: datetime) -> int:
    """After a purge: make every file again, also those that hold an earlier edition; gives how many."""
    return _renew(list(BulkFile.objects.all()), at)


def _renew(stale: list[BulkFile], at: datetime) -> int:
    for row in stale:
        last = public_state().sequence if row.day is None else row.last
        _make(row.language, row.day, first=row.first, last=last, at=at)
    return len(stale)


def _midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), timezone.get_current_timezone())


def _last_number(language: str, *, before: datetime) -> int:
    rows = PublicRecord.objects.filter(language=language, changed_at__lt=before)
    return int(rows.aggregate(last=Max("sequence"))["last"] or 0)


def _make(language: str, day: date | None, *, first: int, last: int, at: datetime) -> BulkFile:
    """Write one file beside its place, move it there, and name it."""
    folder = bulk_folder()
    folder.mkdir(parents=True, exist_ok=True)
    gone = last_withdrawals().get(language, 0)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as raw:
        records = _write(raw, language, first, last)
        raw.flush()
        os.fsync(raw.fileno())
    path = Path(raw.name)
    digest = _digest(path)
    path.chmod(0o644)
    path.replace(folder / f"{digest}.jsonl.gz")
    values = {
        "first": first, "last": last, "text_gone_at": gone, "records": records,
        "size": (folder / f"{digest}.jsonl.gz").stat().st_size, "sha256": digest, "made_at": at,
    }  # fmt: skip
    old = BulkFile.objects.filter(language=language, day=day).values_list("sha256", flat=True).first()
    with transaction.atomic():
        row, _made = BulkFile.objects.update_or_create(language=language, day=day, defaults=values)
    if old and old != digest:
        _forget(old)
    return row


def _write(raw: IO[bytes], language: str, first: int, last: int) -> int:
    """The lines, compressed; the same records always give the same bytes."""
    records = 0
    with gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed:
        for record in walk(Selection(language=language), after=first - 1, upto=last):
            line = json.dumps(bulk_line(record, settings.SITE_ORIGIN), ensure_ascii=False, separators=(",", ":"))
            packed.write(line.encode("utf-8", "replace") + b"\n")
            records += 1
    return records


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _drop_old(today: date) -> None:
    limit = Q(day__lt=today - timedelta(days=KEPT_DAYS))
    old = list(BulkFile.objects.filter(limit).values_list("sha256", flat=True))
    BulkFile.objects.filter(limit).delete()
    for digest in old:
        _forget(digest)


def _forget(digest: str) -> None:
    if not BulkFile.objects.filter(sha256=digest).exists():
        (bulk_folder() / f"{digest}.jsonl.gz").unlink(missing_ok=True)
