"""Public bytes on disk: `PUBLIC_MEDIA_ROOT/tep/<sha256>/<name>`, exactly the address, so that nginx can serve them.

Each is a hard link to the private bytes of the same content (`ttdn.files.storage`): nothing is copied, and taking a
link away makes the bytes private again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from ttdn.files.storage import path_of

_READABLE, _OPEN = 0o644, 0o755


def public_path(sha256: str, name: str) -> Path:
    """Where public bytes lie."""
    return Path(settings.PUBLIC_MEDIA_ROOT) / "tep" / sha256 / name


def open_to_public(sha256: str, name: str) -> None:
    """Let the web server serve the bytes of a hash under a name. Missing private bytes: nothing happens."""
    path, private = public_path(sha256, name), path_of(sha256)
    if path.exists() or not private.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=_OPEN)
    part = path.with_name(f".{name}.{os.getpid()}.part")
    try:
        try:
            os.link(private, part)
        except OSError:  # another disk, or one without links
            shutil.copyfile(private, part)
        part.chmod(_READABLE)  # the folders of the private side stay closed
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def close_to_public(sha256: str, name: str) -> None:
    """Take the bytes of a hash away from the web server."""
    path = public_path(sha256, name)
    path.unlink(missing_ok=True)
    if path.parent.exists() and not any(path.parent.iterdir()):
        path.parent.rmdir()


def reconcile(wanted: Iterable[tuple[str, str]]) -> tuple[int, int]:
    """Make the public folder hold exactly what is wanted, pairs of hash and name; gives how many were added and removed."""
    keep = set(wanted)
    root = Path(settings.PUBLIC_MEDIA_ROOT) / "tep"
    there = {(path.parent.name, path.name) for path in root.glob("*/*") if path.is_file()} if root.exists() else set()
    for sha256, name in there - keep:
        close_to_public(sha256, name)
    for sha256, name in keep - there:
        open_to_public(sha256, name)
    return len(keep - there), len(there - keep)
