"""The page cache: a WSGI layer around the application that answers readers from memory.

It keeps what the application itself calls public, nothing else, and asks on every request whether anything public
changed since (one comparison of shared memory, `ttdn.web.pagestore.Generation`). When the application cannot answer,
readers get the last good copy of the page. docs/explanation/page-cache.md tells why it is built so.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, time
from typing import Any

from ttdn.web.pageentry import Entry, Headers, Memory, header, make_entry, matches, takes_gzip, unchanged_since
from ttdn.web.pagestore import Generation, Kept, Key, PageStore, number_of

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

LARGEST_PAGE = 1024 * 1024
KEPT_STATUSES = ("200", "301", "302")
SERVER_ERROR = 500
_NEVER = re.compile(r"\b(private|no-store|no-cache)\b", re.IGNORECASE)
log = logging.getLogger("ttdn.pagecache")


@dataclass(frozen=True)
class Policy:
    """What may be kept, and for how long.

    Attributes:
        hosts: names of the site; a request for another one passes by.
        passed: beginnings of paths that always pass by (staff, static files, media).
        queries: names of the one query parameter that a kept page may have.
        lasts: seconds after which a page is made anew although nothing changed (the day, the name of a body).
        patience: seconds that the application has for a page of which there is a last good copy.
        memory: bytes of each process.
        behind_https: the proxy in front says in X-Forwarded-Proto how the reader came.
        short_patience: the same right after the application was found slow.
        most_waiting: so many pages of a process may be waited for at once; for others the last good copy is sent.
    """

    hosts: frozenset[str]
    passed: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    lasts: float = 60
    patience: float = 3
    memory: int = 64 * 1024 * 1024
    behind_https: bool = False
    short_patience: float = 0.5
    most_waiting: int = 4


@dataclass
class _Captured:
    """What the application answered: the whole body, or (`stream`) what is too long or not ours to hold."""

    status: str = ""
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    stream: Iterable[bytes] | None = None

    @property
    def failed(self) -> bool:
        return not self.status or int(self.status[:3]) >= SERVER_ERROR


class PageCache:
    """The application with the page cache around it."""

    def __init__(self, application: Application, folder: Path, policy: Policy) -> None:
        """Wrap an application; `folder` is shared by all processes of the machine.

        A process that starts counts as a change: templates, settings and catalogs may be others than before.
        """
        self.application = application
        self.policy = policy
        self.generation = Generation(folder)
        self.store = PageStore(folder / "pages", self.generation)
        self.generation.bump()
        self._pages = Memory(policy.memory * 7 // 8)
        self._asked = Memory(policy.memory // 8)
        # A query is one known name and one value of plain letters; anything else is answered and not kept.
        self._known_query = re.compile(rf"(?:{'|'.join(policy.queries) or '(?!)'})=[A-Za-z0-9_.%=-]{{1,300}}")
        self._look_again = monotonic()
        self._writing: queue.Queue[tuple[Key, Kept]] = queue.Queue(maxsize=200)
        self._writer: threading.Thread | None = None
        self._waiting = threading.Semaphore(policy.most_waiting)
        self._slow_until = 0.0
        self._told_at, self._untold = 0.0, 0

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or from the application."""
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ or "HTTP_RANGE" in environ:
            return self.application(environ, start_response)
        scheme = environ.get("HTTP_X_FORWARDED_PROTO") if self.policy.behind_https else environ["wsgi.url_scheme"]
        query = environ["QUERY_STRING"]
        key: Key = (scheme, environ.get("HTTP_HOST", ""), environ["PATH_INFO"], query)  # type: ignore[assignment]
        entry = (self._asked if query else self._pages).get(key)
        now = monotonic()
        if now > self._look_again:
            self._look_again = now + 0.5
            self.generation.still_there()
        if entry is None or entry.stamp != self.generation.now() or now > entry.until:
            if not self._ours(environ, key):
                return self.application(environ, start_response)
            return self._miss(environ, start_response, key, entry)
        return _send(environ, start_response, entry)

    def _ours(self, environ: Environ, key: Key) -> bool:
        """Whether a page of this address may be kept at all."""
        scheme, host, path, query = key
        name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        if not colon:
            name = host
        elif port != str(environ.get("SERVER_PORT")):
            return False
        if scheme not in {"http", "https"} or name not in self.policy.hosts or path.startswith(self.policy.passed):
            return False
        return not query or self._known_query.fullmatch(query) is not None

    def _miss(
        self, environ: Environ, start_response: StartResponse, key: Key, expired: Entry | None
    ) -> Iterable[bytes]:
        """Ask the application, keep what it calls public, and fall back on the last good copy when it fails."""
        stamp = self.generation.now()
        kept = None if key[3] else self.store.get(key)
        if kept is not None and kept.stamp == stamp and (left := self.policy.lasts - (time() - kept.stored)) > 0:
            entry = Entry(kept, monotonic() + left)  # another process made it
            self._remember(key, entry)
            return _send(environ, start_response, entry)
        before = kept or (expired.kept if expired else None)
        if kept is None or number_of(kept.stamp) < self.generation.floor():
            captured, made = self._ask(environ, key, stamp, before)
        else:
            answered = self._within_patience(environ, key, stamp, before)
            if answered is None or answered[0].failed:
                if answered is not None:
                    _close(answered[0].stream)
                return self._send_stale(environ, start_response, key, kept)
            captured, made = answered
        if made is None:
            return _pass_on(environ, start_response, captured)
        return _send(environ, start_response, made)

    def _ask(self, environ: Environ, key: Key, stamp: bytes, before: Kept | None) -> tuple[_Captured, Entry | None]:
        """What the application says now, and the entry made of it when it may be kept."""
        captured = self._capture(environ)
        if not self._storable(environ, captured):
            return captured, None
        lasts = self.policy.lasts
        entry = make_entry(captured.status, captured.headers, captured.body, stamp=stamp, before=before, lasts=lasts)
        self._remember(key, entry)
        if not key[3]:
            self._write(key, entry.kept)
        return captured, entry

    def _capture(self, environ: Environ) -> _Captured:
        """Run the application for the whole page: conditions and HEAD are ours to answer."""
        asked = {
            name: value
            for name, value in environ.items()
            if name not in {"HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"}
        }
        asked["REQUEST_METHOD"] = "GET"
        captured = _Captured()

        def start(status: str, headers: Headers, _exc_info: Any = None) -> None:
            captured.status, captured.headers = status, headers

        body = self.application(asked, start)
        length = header(captured.headers, "content-length")
        if not length.isdigit() or int(length) > LARGEST_PAGE:
            captured.stream = body
            return captured
        try:
            captured.body = b"".join(body)
        finally:
            _close(body)
        return captured

    def _storable(self, environ: Environ, captured: _Captured) -> bool:
        """Whether an answer is public, whole, and the same for every reader."""
        headers = captured.headers
        control = header(headers, "cache-control")
        if captured.stream is not None or captured.status[:3] not in KEPT_STATUSES or "HTTP_COOKIE" in environ:
            return False
        if "public" not in control.lower() or _NEVER.search(control):
            return False
        names = {name.lower() for name, _value in headers}
        if names & {"set-cookie", "content-encoding", "content-range"}:
            return False
        if "nonce-" in header(headers, "content-security-policy"):
            return False
        vary = {each.strip().lower() for name, value in headers if name.lower() == "vary" for each in value.split(",")}
        return vary <= {"accept-encoding", ""}

    def _within_patience(
        self, environ: Environ, key: Key, stamp: bytes, before: Kept | None
    ) -> tuple[_Captured, Entry | None] | None:
        """Like `_ask`, in a thread; None: it failed, takes too long, or so many are waiting already that nobody asks.

        What comes too late for this reader is kept for the next.
        """
        if not self._waiting.acquire(blocking=False):
            return None
        done = threading.Event()
        answered: list[tuple[_Captured, Entry | None]] = []

        def work() -> None:
            try:
                answered.append(self._ask(environ, key, stamp, before))
            except Exception:  # whatever it was: the reader gets the last good copy
                log.exception("Không làm được trang %s.", key[2])
            finally:
                self._waiting.release()
                done.set()

        threading.Thread(target=work, name="ttdn-page", daemon=True).start()
        slow = monotonic() < self._slow_until
        if not done.wait(self.policy.short_patience if slow else self.policy.patience):
            self._slow_until = monotonic() + 5
            return None
        return answered[0] if answered else None

    def _send_stale(self, environ: Environ, start_response: StartResponse, key: Key, kept: Kept) -> Iterable[bytes]:
        """The last good copy, which says that it is one and how old."""
        now, age = monotonic(), max(0, int(time() - kept.stored))
        self._untold += 1
        if now - self._told_at > 10:  # noqa: PLR2004  (seconds: one line for many readers)
            log.warning("Ứng dụng không trả lời: đã gửi %d bản lưu gần nhất (%s, %d giây).", self._untold, key[2], age)
            self._told_at, self._untold = now, 0
        extra = [("Age", str(age)), ("Warning", '110 - "Response is Stale"')]
        return _send(environ, start_response, Entry(kept, now), extra=extra)

    def _remember(self, key: Key, entry: Entry) -> None:
        (self._asked if key[3] else self._pages).put(key, entry)

    def _write(self, key: Key, kept: Kept) -> None:
        """Put the copy on disk without keeping the reader waiting; under a flood some copies are left out."""
        if self._writer is None:
            self._writer = threading.Thread(target=self._write_all, name="ttdn-pages", daemon=True)
            self._writer.start()
        with contextlib.suppress(queue.Full):
            self._writing.put_nowait((key, kept))

    def _write_all(self) -> None:
        written = 0
        while True:
            key, kept = self._writing.get()
            try:
                self.store.put(key, kept)
                written += 1
                if written % 50 == 1:
                    self.store.tidy(key)
            except OSError:
                log.exception("Không lưu được bản gần nhất của trang %s.", key[2])
            finally:
                self._writing.task_done()

    def settle(self) -> None:
        """Wait until every copy made so far lies on disk."""
        self._writing.join()


def _close(body: Iterable[bytes] | None) -> None:
    if body is not None and hasattr(body, "close"):
        body.close()


def _send(
    environ: Environ, start_response: StartResponse, entry: Entry, extra: Sequence[tuple[str, str]] = ()
) -> Iterable[bytes]:
    """The answer of an entry to this request. The proxy in front (ops/nginx) may keep it to the end of this second."""
    get = environ.get
    status, headers, body = entry.answer(
        packed=takes_gzip(get("HTTP_ACCEPT_ENCODING", "")),
        none_match=get("HTTP_IF_NONE_MATCH"),
        since=get("HTTP_IF_MODIFIED_SINCE"),
    )
    if extra:
        headers = [*headers, *extra]
    elif "HTTP_X_TTDN_FRONT" in environ:
        headers = [*headers, ("X-Accel-Expires", f"@{int(time())}")]
    start_response(status, headers)
    return body if environ["REQUEST_METHOD"] == "GET" else []


def _pass_on(environ: Environ, start_response: StartResponse, captured: _Captured) -> Iterable[bytes]:
    """An answer that is not kept, with the conditions that were taken off the request."""
    etag, modified = header(captured.headers, "etag"), header(captured.headers, "last-modified")
    none_match, since = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE")
    known = matches(none_match, etag) if none_match is not None else unchanged_since(since or "", modified)
    if captured.status.startswith("200") and known:
        _close(captured.stream)
        kept = {"etag", "last-modified", "cache-control", "vary", "expires", "content-location", "set-cookie"}
        start_response("304 Not Modified", [each for each in captured.headers if each[0].lower() in kept])
        return []
    start_response(captured.status, captured.headers)
    if environ["REQUEST_METHOD"] == "HEAD":
        _close(captured.stream)
        return []
    return [captured.body] if captured.stream is None else captured.stream
