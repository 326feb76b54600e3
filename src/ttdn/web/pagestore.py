"""What the page cache keeps on disk: the generation that every process shares, and the last good copy of each page.

No Django here: the page cache (`ttdn.web.pagecache`) stands in front of it. Two things lie in one folder:

- `generation`: two numbers of eight bytes, read through shared memory. The first rises with every public change, in
  every process at once; what was made under an earlier one is no longer fresh. The second is the floor: nothing older
  than it is shown even when nothing else can be (a withdrawn text never comes back).
- `pages/`: the last good copy of each page, whole files put in place by renaming, of bounded number.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import struct
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

Key = tuple[str, str, str, str]
"""Scheme, host, path and query of a page."""

_NUMBER = struct.Struct("<Q")
_LENGTH = 2 * _NUMBER.size
_FORMAT = 1
_SHELVES = 256


def number_of(stamp: bytes) -> int:
    """A generation as a number, so that two of them can be compared."""
    value: int = _NUMBER.unpack(stamp)[0]
    return value


class Generation:
    """The shared count of public changes; `now()` costs a copy of eight bytes."""

    def __init__(self, folder: Path) -> None:
        """Open the file in `folder`, or make it.

        Raises:
            OSError: the folder cannot be written.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path = folder / "generation"
        self._threads = threading.RLock()
        self._open()

    def _open(self) -> None:
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            if os.fstat(self._file).st_size < _LENGTH:
                # A file that was lost must not count from one again: what was made before would look fresh.
                os.pwrite(self._file, os.urandom(6) + bytes(2) + _NUMBER.pack(0), 0)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._shared = mmap.mmap(self._file, _LENGTH, prot=mmap.PROT_READ)

    def now(self) -> bytes:
        """The generation of this moment."""
        return self._shared[:8]

    def floor(self) -> int:
        """The oldest generation that may still be shown when no newer copy can be had."""
        return number_of(self._shared[8:16])

    def still_there(self) -> bool:
        """Whether the file is the one opened; when somebody removed it, open the new one and say no."""
        try:
            if self.path.stat().st_ino == os.fstat(self._file).st_ino:
                return True
        except FileNotFoundError:
            pass
        with self._threads:
            self.close()
            self._open()
        return False

    def close(self) -> None:
        """Let go of the file."""
        self._shared.close()
        os.close(self._file)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else changes the generation, or puts a page on disk, until the block ends."""
        with self._threads:
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def bump(self, *, forget: bool = False) -> bytes:
        """Count one more change, and give the new generation.

        Args:
            forget: nothing from before is ever shown again, whatever happens.
        """
        self.still_there()
        with self.held():
            new = _NUMBER.pack(number_of(self.now()) + 1)
            if forget:
                os.pwrite(self._file, new, 8)
            os.pwrite(self._file, new, 0)
        return new


@dataclass(frozen=True)
class Kept:
    """A page as it lies on disk: `stored` and `modified` are seconds since 1970."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    stamp: bytes
    stored: float
    modified: int


def _name(path: str) -> str:
    """A path as a name on disk; WSGI gives the bytes of an address as Latin letters, so both spellings are one page."""
    with suppress(UnicodeEncodeError, UnicodeDecodeError):
        path = path.encode("latin-1").decode()
    return sha256(path.encode(errors="backslashreplace")).hexdigest()


class PageStore:
    """The last good copies of pages, shared by the processes of a machine."""

    def __init__(self, folder: Path, generation: Generation, *, most: int = 50_000) -> None:
        """Keep at most about `most` pages under `folder`."""
        self.folder = folder
        self.generation = generation
        self.most_on_shelf = max(1, most // _SHELVES)

    def _place(self, key: Key) -> Path:
        scheme, host, path, query = key
        page = _name(path)
        who = sha256(f"{scheme}\n{host}\n{query}".encode(errors="backslashreplace")).hexdigest()[:16]
        return self.folder / page[:2] / f"{page[2:40]}.{who}"

    def get(self, key: Key) -> Kept | None:
        """The copy of a page; None: there is none that can be read."""
        try:
            head, _, body = self._place(key).read_bytes().partition(b"\n")
            meta = json.loads(head)
            if meta["format"] != _FORMAT or meta["key"] != list(key) or meta["length"] != len(body):
                return None
            return Kept(
                meta["status"],
                [(name, value) for name, value in meta["headers"]],
                body,
                meta["etag"],
                bytes.fromhex(meta["stamp"]),
                meta["stored"],
                meta["modified"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: Key, page: Kept) -> bool:
        """Put a page in place of its last copy, unless something public changed since it was made."""
        place = self._place(key)
        meta = {
            "format": _FORMAT,
            "key": key,
            "status": page.status,
            "headers": page.headers,
            "etag": page.etag,
            "stamp": page.stamp.hex(),
            "stored": page.stored,
            "modified": page.modified,
            "length": len(page.body),
        }
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=place.parent, prefix="new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(json.dumps(meta).encode() + b"\n" + page.body)
            with self.generation.held():
                if page.stamp != self.generation.now():
                    return False
                Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)
        return True

    def drop(self, paths: Iterable[str]) -> None:
        """Remove every copy, of every host, of the pages at some paths: called after the generation was bumped."""
        for path in paths:
            page = _name(path)
            for copy in (self.folder / page[:2]).glob(f"{page[2:40]}.*"):
                copy.unlink(missing_ok=True)

    def empty(self) -> None:
        """Remove every copy of every page: called after the generation was bumped with `forget`."""
        for shelf in self.folder.glob("*"):
            for copy in shelf.glob("*"):
                copy.unlink(missing_ok=True)

    def tidy(self, key: Key) -> None:
        """Keep the shelf on which a page lies within its bounds: the copies renewed longest ago go first."""
        shelf = self._place(key).parent
        found = []
        for each in os.scandir(shelf):
            try:
                found.append((each.stat().st_mtime, each.path))
            except FileNotFoundError:
                continue
        for _moment, path in sorted(found)[: max(0, len(found) - self.most_on_shelf)]:
            Path(path).unlink(missing_ok=True)
