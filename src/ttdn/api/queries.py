"""Reading keys and bulk files."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Max, QuerySet
from django.http import Http404

from ttdn.accounts.models import User
from ttdn.accounts.permissions import may_manage_accounts
from ttdn.api.actions.keys import hash_of_key
from ttdn.api.models import ApiKey, BulkFile
from ttdn.portal.choices import Standing
from ttdn.portal.models import PublicRecord


def keys_for(user: User) -> QuerySet[ApiKey]:
    """Every key, for the administrator; the page does not exist for others."""
    if not may_manage_accounts(user):
        raise Http404
    return ApiKey.objects.select_related("made_by")


def access_key(user: User, public_id: UUID) -> ApiKey:
    """One key, for the administrator; missing and foreign are the same 404."""
    found = keys_for(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def key_in_use(key: str) -> ApiKey | None:
    """The row of a key that counts (one query)."""
    return ApiKey.objects.filter(key_hash=hash_of_key(key), revoked_at=None).first()


def bulk_folder() -> Path:
    """Where the files of bulk download lie."""
    return Path(settings.BULK_ROOT)


def last_withdrawals() -> dict[str, int]:
    """The number of the last withdrawal in each language (one query)."""
    rows = PublicRecord.objects.filter(standing=Standing.WITHDRAWN).order_by().values_list("language")
    return dict(rows.annotate(last=Max("sequence")))


def bulk_files() -> list[BulkFile]:
    """Every file that may be given now, the whole ones first (two queries)."""
    gone = last_withdrawals()
    rows = BulkFile.objects.order_by("language", "-day")
    return sorted((row for row in rows if is_current(row, gone)), key=lambda row: (row.day is not None, row.language))


def is_current(file: BulkFile, gone: dict[str, int]) -> bool:
    """Whether nothing was withdrawn since the file was made that may stand in it."""
    return file.text_gone_at >= gone.get(file.language, 0)


def bulk_file_named(name: str) -> BulkFile | None:
    """The file of a name (`vi.jsonl.gz`, `vi-2026-11-22.jsonl.gz`); None: there is none (one query)."""
    return next((row for row in BulkFile.objects.all() if row.name == name), None)
