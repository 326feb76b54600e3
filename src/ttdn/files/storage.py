"""Bytes on disk by content: FILES_ROOT/ab/cd/<sha256>, readable by the server only, never under MEDIA."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def keep(data: bytes) -> str:
    """Write the bytes once and give their SHA-256. Either the whole file is there or nothing (rename after fsync)."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    if path.exists():
        path.touch()
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{sha256}.{secrets.token_hex(4)}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123  (mode at birth)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return sha256


def open_bytes(sha256: str) -> BinaryIO:
    """The bytes of a hash, opened for reading; FileNotFoundError when they are gone."""
    return path_of(sha256).open("rb")


def kept() -> Iterator[Path]:
    """Every file under FILES_ROOT, unfinished ones included."""
    root = Path(settings.FILES_ROOT)
    if root.exists():
        yield from (path for path in root.rglob("*") if path.is_file())
