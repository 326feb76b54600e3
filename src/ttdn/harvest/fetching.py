"""Fetching from an address that somebody else controls: public hosts only, bounded in time, bytes and redirects.

The name of the host is resolved once and the connection goes to that very address, so a name that changes its mind
between the check and the connection (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit, urlunsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from ttdn.harvest.choices import Stage
from ttdn.harvest.errors import HarvestFault

TIMEOUT = (5, 30)
"""Seconds to connect, and between two pieces of the answer."""
LONGEST = 180
"""Seconds for a whole answer, so that one that comes drop by drop ends as well."""
MOST_BYTES = 32 * 1024 * 1024
MOST_REDIRECTS = 3
LONGEST_WAIT = 86_400
"""Seconds that a source may ask to be left alone; it is asked again after a day at the latest."""
_WAIT = 600
_CHUNK = 64 * 1024
_BUSY = {429, 503}
_MOVED = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Address:
    """A web address with the one IP address that it was resolved to."""

    url: str
    host: str
    ip: str


class _Pinned(HTTPAdapter):
    """Connects to the address that was checked, while the certificate is asked for the name."""

    def __init__(self, address: Address) -> None:
        self.address = address
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """The pool asks for the name in TLS, whatever address it connects to."""
        if urlsplit(self.address.url).scheme == "https":
            kwargs |= {"assert_hostname": self.address.host, "server_hostname": self.address.host}
        super().init_poolmanager(*args, **kwargs)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send to the pinned address."""
        parts = urlsplit(request.url or "")
        host = f"[{self.address.ip}]" if ":" in self.address.ip else self.address.ip
        port = f":{parts.port}" if parts.port else ""
        request.headers["Host"] = f"{self.address.host}{port}"
        request.url = urlunsplit(parts._replace(netloc=f"{host}{port}"))
        return super().send(request, *args, **kwargs)


def web_parts(url: str) -> SplitResult | None:
    """The parts of a web address with a host and without a password; None: it is none."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.username is None and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def resolve(url: str) -> Address:
    """The address behind a web address, if it is a public one.

    Raises:
        HarvestFault: no http(s), unknown host, or an address inside a private network.
    """
    parts = web_parts(url)
    if parts is None or not parts.hostname:
        raise HarvestFault(Stage.FETCH, _("Địa chỉ “%(url)s” không phải địa chỉ web dùng được.") % {"url": url[:200]})
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 80, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as error:
        raise HarvestFault(
            Stage.FETCH,
            _("Không tìm thấy máy chủ “%(host)s”. Hãy kiểm tra địa chỉ của nguồn.") % {"host": parts.hostname},
        ) from error
    addresses = [str(each[4][0]) for each in found]
    if not settings.HARVEST_PRIVATE_ALLOWED:
        for each in addresses:
            if not _is_public(each):
                raise HarvestFault(
                    Stage.FETCH,
                    _("Máy chủ “%(host)s” ở trong mạng nội bộ nên không được lấy dữ liệu.") % {"host": parts.hostname},
                )
    return Address(url, parts.hostname, addresses[0])


_TRANSLATED = (
    ipaddress.ip_network("64:ff9b::/32"),
    ipaddress.ip_network("2002::/16"),
    ipaddress.ip_network("fec0::/10"),
)
"""IPv6 addresses behind which a gateway reaches an IPv4 address of its choice, and the old private ones."""


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text)
    if isinstance(address, ipaddress.IPv6Address) and any(address in each for each in _TRANSLATED):
        return False
    return address.is_global and not address.is_multicast


def fetch(url: str, arguments: dict[str, str] | None = None, *, most: int = MOST_BYTES) -> bytes:
    """The bytes behind an address.

    Args:
        url: http or https.
        arguments: of the query.
        most: more bytes than this (after decompression) are refused.

    Raises:
        HarvestFault: unreachable, too slow, too large, moved too often, an error of the server.
    """
    asked = f"{url}?{urlencode(arguments)}" if arguments else url
    ends = time.monotonic() + LONGEST
    for _hop in range(MOST_REDIRECTS + 1):
        address = resolve(asked)
        with requests.Session() as session:
            session.trust_env = False  # a proxy of the environment would resolve the name again
            session.mount(f"{urlsplit(asked).scheme}://", _Pinned(address))
            try:
                with session.get(
                    asked, timeout=TIMEOUT, stream=True, allow_redirects=False, headers={"Accept-Encoding": "gzip"}
                ) as answer:
                    if answer.status_code in _MOVED:
                        asked = next_address(asked, answer.headers.get("Location", ""))
                        continue
                    _refuse_errors(answer)
                    return b"".join(_bounded(answer, most, ends))
            except (requests.RequestException, HTTPError, zlib.error, OSError, ValueError) as error:
                raise HarvestFault(
                    Stage.FETCH,
                    _("Không lấy được dữ liệu từ “%(host)s”: máy chủ không trả lời hoặc ngắt giữa chừng.")
                    % {"host": address.host},
                ) from error
    raise HarvestFault(Stage.FETCH, _("Nguồn chuyển hướng quá nhiều lần. Hãy hỏi nguồn địa chỉ đúng."))


def next_address(asked: str, location: str) -> str:
    """Where a redirect leads; what was asked under encryption is not asked again without it.

    Raises:
        HarvestFault: nowhere, or to a plain address.
    """
    try:
        found = urljoin(asked, location)
    except ValueError:
        found = ""
    if not location or (asked.startswith("https:") and not found.startswith("https:")):
        raise HarvestFault(Stage.FETCH, _("Nguồn chuyển hướng tới một địa chỉ không dùng được hoặc không mã hóa."))
    return found


def _refuse_errors(answer: requests.Response) -> None:
    if answer.status_code in _BUSY:
        raise HarvestFault(
            Stage.FETCH,
            _("Nguồn đang bận (mã %(code)s) và xin chờ.") % {"code": answer.status_code},
            retry_after=wait_of(answer.headers),
        )
    if answer.status_code != requests.codes.ok:
        raise HarvestFault(Stage.FETCH, _("Nguồn trả lời mã lỗi %(code)s.") % {"code": answer.status_code})
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in {"identity", "gzip"}:
        raise HarvestFault(Stage.FETCH, _("Nguồn nén dữ liệu theo cách không nhận; chỉ nhận gzip."))


def wait_of(headers: Mapping[str, str]) -> int:
    """Seconds that a busy source asks us to wait (a number, or a moment on its own clock), a day at most."""
    told = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", told):
        return min(int(told), LONGEST_WAIT)
    try:
        its_clock = parsedate_to_datetime(headers.get("Date", ""))
        seconds = (parsedate_to_datetime(told) - its_clock).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return _WAIT
    return int(min(max(seconds, 0), LONGEST_WAIT))


def _bounded(answer: requests.Response, most: int, ends: float) -> Iterator[bytes]:
    """The decoded pieces of an answer, stopped as soon as they grow over the limit (a gzip bomb included).

    They are unpacked here, a bounded piece at a time: what a library unpacks on its own it unpacks whole.
    """
    packed = answer.headers.get("Content-Encoding", "").strip().lower() == "gzip"
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16) if packed else None
    came = given = 0
    while data := answer.raw.read1(_CHUNK, decode_content=False):
        came += len(data)
        if time.monotonic() > ends:
            raise HarvestFault(Stage.FETCH, _("Nguồn trả lời quá chậm; đã dừng lấy."))
        for piece in _unpacked(data, unpacking) if unpacking else (data,):
            given += len(piece)
            if max(given, came) > most:
                raise HarvestFault(Stage.FETCH, _("Nguồn trả về quá nhiều dữ liệu trong một lần; đã dừng lấy."))
            yield piece
    if unpacking and not unpacking.eof:
        raise zlib.error("The packed answer ends too early.")


def _unpacked(data: bytes, unpacking: Any) -> Iterator[bytes]:
    """What some packed bytes hold, in pieces of a bounded size; what follows the packed part is dropped."""
    while data and not unpacking.eof:
        yield unpacking.decompress(data, 16 * _CHUNK)
        data = unpacking.unconsumed_tail
