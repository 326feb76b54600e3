"""One page in the memory of the page cache: its bytes plain and compressed, and its answers to every kind of asking."""

from __future__ import annotations

import gzip
import re
from collections import OrderedDict
from email.utils import formatdate, parsedate_to_datetime
from hashlib import sha256
from time import monotonic, time

from ttdn.web.pagestore import Kept, Key

Headers = list[tuple[str, str]]
Answer = tuple[str, Headers, list[bytes]]

SMALLEST_COMPRESSED = 600
_COMPRESSED = re.compile(r"^(text/|application/(.+\+)?(json|xml)|image/svg)", re.ASCII)
_REFUSED = re.compile(r"gzip\s*;\s*q=0(\.0*)?\s*(,|$)", re.ASCII)
_NOT_IN_304 = {"content-length", "content-type", "content-encoding"}
_OF_AN_ENTRY = 2_000
"""Bytes that an entry needs besides those of its page, about."""


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip."""
    return "gzip" in accepted and _REFUSED.search(accepted) is None


def header(headers: Headers, name: str) -> str:
    """The value of a header, empty when it is missing; `name` in small letters."""
    return next((value for each, value in headers if each.lower() == name), "")


def matches(asked: str, etag: str) -> bool:
    """Whether an If-None-Match header names an ETag; the compressed form of a page counts as the page."""
    if asked.strip() == "*":
        return True
    plain = etag.removeprefix("W/").strip('"')
    return any(
        each.strip().removeprefix("W/").strip('"').removesuffix("-gz") == plain for each in asked.split(",") if plain
    )


def unchanged_since(asked: str, modified: str) -> bool:
    """Whether an If-Modified-Since header is not before a Last-Modified header; what cannot be read counts as before."""
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(asked)
    except (TypeError, ValueError):
        return False


class Entry:
    """A page ready to be sent again and again."""

    __slots__ = ("_packed", "_plain", "_plain_unchanged", "etag", "kept", "last_modified", "size", "stamp", "until")

    def __init__(self, kept: Kept, until: float) -> None:
        """Prepare the answers; `until` is the monotonic moment at which the page is made anew in any case."""
        self.kept = kept
        self.stamp = kept.stamp
        self.until = until
        self.etag = kept.etag
        headers = [each for each in kept.headers if each[0].lower() not in {"etag", "content-length", "vary"}]
        self._plain: Answer = (
            kept.status,
            [*headers, ("ETag", kept.etag), ("Vary", "Accept-Encoding"), ("Content-Length", str(len(kept.body)))],
            [kept.body],
        )
        self._plain_unchanged = _unchanged(self._plain)
        self._packed: tuple[Answer, Answer] | None = None
        self.last_modified = header(headers, "last-modified")
        self.size = len(kept.body) + _OF_AN_ENTRY

    def answer(self, *, packed: bool, none_match: str | None, since: str | None) -> Answer:
        """The answer to a GET: the page, or 304 when the asker has it already."""
        full, unchanged = (
            (self._plain, self._plain_unchanged) if not packed else (self._packed or self._pack(full=self._plain))
        )
        if none_match is not None:
            return unchanged if matches(none_match, self.etag) else full
        if since is not None and self.last_modified and unchanged_since(since, self.last_modified):
            return unchanged
        return full

    def _pack(self, full: Answer) -> tuple[Answer, Answer]:
        """Compress once, when the first reader asks; small and already compressed pages stay as they are."""
        status, headers, (body,) = full
        small = b""
        if len(body) >= SMALLEST_COMPRESSED and _COMPRESSED.match(header(headers, "content-type")):
            small = gzip.compress(body, 6, mtime=0)
        if small and len(small) < len(body):
            kept = [each for each in headers if each[0] not in {"ETag", "Content-Length"}]
            etag = f'{self.etag[:-1]}-gz"'
            full = (
                status,
                [*kept, ("ETag", etag), ("Content-Encoding", "gzip"), ("Content-Length", str(len(small)))],
                [small],
            )
            self.size += len(small)
        self._packed = (full, _unchanged(full))
        return self._packed


def _unchanged(full: Answer) -> Answer:
    status, headers, _body = full
    if not status.startswith("200"):
        return full
    return "304 Not Modified", [each for each in headers if each[0].lower() not in _NOT_IN_304], []


def make_entry(status: str, headers: Headers, body: bytes, *, stamp: bytes, before: Kept | None, lasts: float) -> Entry:
    """An entry from what the application answered.

    Last-Modified says when these bytes were first seen here: what else a page shows (the standing of an item, the title
    of another) may have changed after the moment that the application names. It never falls, and two states of a page
    never share a second.

    Args:
        status: with its words.
        headers: as the application set them.
        body: the whole page.
        stamp: generation before the application was asked.
        before: the copy known until now.
        lasts: seconds.
    """
    now = time()
    etag = header(headers, "etag") or f'"{sha256(body).hexdigest()[:32]}"'
    modified = int(now)
    if before is not None:
        modified = before.modified if before.etag == etag else max(modified, before.modified + 1)
    if header(headers, "last-modified"):
        headers = [each for each in headers if each[0].lower() != "last-modified"]
        headers.append(("Last-Modified", formatdate(modified, usegmt=True)))
    return Entry(Kept(status, headers, body, etag, stamp, now, modified), monotonic() + lasts)


class Memory:
    """Entries by key within a bound of bytes; the one used longest ago goes first."""

    def __init__(self, most: int) -> None:
        """Hold at most about `most` bytes."""
        self.most = most
        self.held = 0
        self._entries: OrderedDict[Key, tuple[Entry, int]] = OrderedDict()

    def get(self, key: Key) -> Entry | None:
        """The entry, which thereby is the one used last."""
        found = self._entries.get(key)
        if found is None:
            return None
        try:
            self._entries.move_to_end(key)
        except KeyError:  # another thread has just made room
            return found[0]
        return found[0]

    def put(self, key: Key, entry: Entry) -> None:
        """Hold an entry, unless it alone would fill an eighth of the room. Its compressed form is counted beforehand."""
        size = entry.size + len(entry.kept.body) // 3
        if size > self.most // 8:
            return
        self.drop(key)
        self._entries[key] = (entry, size)
        self.held += size
        while self.held > self.most:
            try:
                _key, (_entry, freed) = self._entries.popitem(last=False)
            except KeyError:
                return
            self.held -= freed

    def drop(self, key: Key) -> None:
        """Let go of an entry."""
        found = self._entries.pop(key, None)
        if found is not None:
            self.held -= found[1]

    def __len__(self) -> int:
        return len(self._entries)
