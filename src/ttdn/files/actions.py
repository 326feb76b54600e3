"""Keeping files."""

from __future__ import annotations

import datetime
import uuid
from typing import BinaryIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ttdn.files import storage
from ttdn.files.inspection import inspect
from ttdn.files.kinds import ANY, DOCUMENTS, IMAGES
from ttdn.files.models import StoredFile
from ttdn.files.names import clean_name
from ttdn.files.uploads import TooLargeUpload
from ttdn.web.people import Person

__all__ = ["ANY", "DOCUMENTS", "IMAGES", "open_stored", "store_bytes", "store_upload"]


def store_upload(
    upload: UploadedFile[bytes],
    *,
    owner_kind: str,
    owner_id: uuid.UUID,
    body_public_id: uuid.UUID | None,
    acting_user: Person | None,
    at: datetime.datetime,
    allowed: frozenset[str] = DOCUMENTS,
) -> StoredFile:
    """Building block: keep an uploaded file after all checks. Nothing reaches a disk before the last check passed.

    Args:
        upload: the file of the form.
        owner_kind: kind of the object it belongs to (registered in `ttdn.files.registry`).
        owner_id: public id of that object.
        body_public_id: body whose file it is; None: of no body.
        acting_user: who sent it.
        at: when.
        allowed: kinds of file that may be sent here: DOCUMENTS, IMAGES or ANY of `ttdn.files.kinds`.

    Raises:
        RefusedFile: too large, empty, of a wrong kind, harmful, unreadable, or carrying a mark of a state secret.
    """
    size = upload.size or 0
    data = b"" if isinstance(upload, TooLargeUpload) else upload.read()
    kind = inspect(data, upload.name or "", allowed=allowed, size=size)
    return _keep(
        data,
        clean_name(upload.name or "", kind.extension),
        kind.mime,
        owner_kind=owner_kind,
        owner_id=owner_id,
        body_public_id=body_public_id,
        acting_user=acting_user,
        at=at,
    )


def store_bytes(
    data: bytes,
    name: str,
    mime: str,
    *,
    owner_kind: str,
    owner_id: uuid.UUID,
    body_public_id: uuid.UUID | None,
    acting_user: Person | None,
    at: datetime.datetime,
) -> StoredFile:
    """Building block: keep a file that the product made itself (a rendered DOCX or PDF); it is not inspected."""
    return _keep(
        data,
        clean_name(name),
        mime,
        owner_kind=owner_kind,
        owner_id=owner_id,
        body_public_id=body_public_id,
        acting_user=acting_user,
        at=at,
    )


def _keep(
    data: bytes,
    name: str,
    mime: str,
    *,
    owner_kind: str,
    owner_id: uuid.UUID,
    body_public_id: uuid.UUID | None,
    acting_user: Person | None,
    at: datetime.datetime,
) -> StoredFile:
    """Bytes first, row second: a row never points at nothing; bytes without a row are swept (`sweep_files`)."""
    sha256 = storage.keep(data)
    with transaction.atomic():
        return StoredFile.objects.create(
            sha256=sha256,
            size=len(data),
            mime=mime,
            name=name,
            owner_kind=owner_kind,
            owner_id=owner_id,
            body_public_id=body_public_id,
            uploaded_by_id=acting_user.pk if acting_user else None,
            at=at,
        )


def open_stored(file: StoredFile) -> BinaryIO:
    """The bytes of a kept file, opened for reading."""
    return storage.open_bytes(file.sha256)


def sweep(*, older_than: datetime.datetime) -> int:
    """Remove bytes without a row (left by an action that failed) and unfinished writes, when old enough; gives how many.

    Younger ones may belong to an upload that is being kept at this moment.
    """
    removed = 0
    known = set(StoredFile.objects.values_list("sha256", flat=True).iterator())
    for path in storage.kept():
        if path.name in known or path.stat().st_mtime >= older_than.timestamp():
            continue
        if not StoredFile.objects.filter(sha256=path.name).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed
