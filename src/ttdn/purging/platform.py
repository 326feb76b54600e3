"""What the platform below keeps: files, notices, the index, the values of the audit trail."""

import uuid
from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ttdn.audit.models import SYSTEM_CHAIN, AuditEntry
from ttdn.files import storage
from ttdn.files.models import ERASED_SHA256, StoredFile
from ttdn.notifications.models import Notice
from ttdn.purging.registry import ERASED, Target, Trace
from ttdn.search.actions import rebuild

FILE = "files.file"
ENTRY = "audit.entry"


def traces_of_files(files: Iterable[StoredFile]) -> list[Trace]:
    """Kept files as traces, for objects that own them."""
    return [Trace(FILE, file.public_id, file.sha256) for file in files if not file.is_erased]


def blank_files(traces: Iterable[Trace]) -> None:
    """Names and the way to the bytes; the bytes themselves follow after the commit (`clean_files`)."""
    ids = [each.id for each in traces if each.kind == FILE]
    StoredFile.objects.filter(public_id__in=ids).update(name=ERASED, sha256=ERASED_SHA256)


def clean_files(traces: list[Trace]) -> None:
    """Remove the bytes that no other file shares."""
    hashes = {each.sha256 for each in traces if each.kind == FILE and each.sha256}
    shared = set(StoredFile.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))
    for sha256 in hashes - shared:
        storage.path_of(sha256).unlink(missing_ok=True)


def clean_index(_traces: list[Trace]) -> None:
    """Make the index again: a document taken out of it stays in its files until they are written anew."""
    rebuild()


def blank_notices(traces: list[Trace]) -> None:
    """Notices that lead to a purged object say no more than that."""
    ids = [each.id for each in traces if each.kind not in {FILE, ENTRY}]
    for start in range(0, len(ids), 50):
        leads = Q()
        for each in ids[start : start + 50]:
            leads |= Q(url__contains=str(each))
        Notice.objects.filter(leads).update(subject=ERASED, text="")


def _file_chain(public_id: uuid.UUID) -> uuid.UUID | None:
    file = StoredFile.objects.filter(public_id=public_id).first()
    return None if file is None else file.body_public_id or SYSTEM_CHAIN


def _entry_chain(public_id: uuid.UUID) -> uuid.UUID | None:
    return AuditEntry.objects.filter(public_id=public_id).values_list("chain", flat=True).first()


def _entry_traces(public_id: uuid.UUID) -> list[Trace]:
    return [Trace(ENTRY, public_id)]


FILES = Target(
    kind=FILE,
    label=_("Tệp"),
    chain=_file_chain,
    traces=lambda public_id: traces_of_files(StoredFile.objects.filter(public_id=public_id)),
    blank=blank_files,
)
ENTRIES = Target(
    kind=ENTRY,
    label=_("Dòng nhật ký"),
    chain=_entry_chain,
    traces=_entry_traces,
    blank=lambda _traces: None,  # the purge itself erases the values of every entry it meets
)
