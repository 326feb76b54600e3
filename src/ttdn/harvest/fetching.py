"""Fetching from an address that somebody else controls: public hosts only, bounded in time, bytes and redirects.

The name of the host is resolved once and the connection goes to that very address, so a name that changes its mind
between the check and the connection (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from ttdn.harvest.choices import Stage
from ttdn.harvest.errors import HarvestFault

TIMEOUT = (5, 30)
"""Seconds to connect, and between two pieces of the answer."""
MOST_BYTES = 32 * 1024 * 1024
MOST_REDIRECTS = 3
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


def resolve(url: str) -> Address:
    """The address behind a web address, if it is a public one.

    Raises:
        HarvestFault: no http(s), unknown host, or an address inside a private network.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise HarvestFault(Stage.FETCH, _("Địa chỉ “%(url)s” không phải địa chỉ web dùng được.") % {"url": url})
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
            if not ipaddress.ip_address(each).is_global:
                raise HarvestFault(
                    Stage.FETCH,
                    _("Máy chủ “%(host)s” ở trong mạng nội bộ nên không được lấy dữ liệu.") % {"host": parts.hostname},
                )
    return Address(url, parts.hostname, addresses[0])


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
                        asked = urljoin(asked, answer.headers.get("Location", ""))
                        continue
                    _refuse_errors(answer)
                    return b"".join(_bounded(answer, most))
            except (requests.RequestException, HTTPError, zlib.error) as error:
                raise HarvestFault(
                    Stage.FETCH,
                    _("Không lấy được dữ liệu từ “%(host)s”: máy chủ không trả lời hoặc ngắt giữa chừng.")
                    % {"host": address.host},
                ) from error
    raise HarvestFault(Stage.FETCH, _("Nguồn chuyển hướng quá nhiều lần. Hãy hỏi nguồn địa chỉ đúng."))


def _refuse_errors(answer: requests.Response) -> None:
    if answer.status_code in _BUSY:
        wait = answer.headers.get("Retry-After", "")
        raise HarvestFault(
            Stage.FETCH,
            _("Nguồn đang bận (mã %(code)s) và xin chờ.") % {"code": answer.status_code},
            retry_after=int(wait) if wait.isdigit() else 600,
        )
    if answer.status_code != requests.codes.ok:
        raise HarvestFault(Stage.FETCH, _("Nguồn trả lời mã lỗi %(code)s.") % {"code": answer.status_code})


def _bounded(answer: requests.Response, most: int) -> Iterator[bytes]:
    """The decoded pieces of an answer, stopped as soon as they grow over the limit (a gzip bomb included)."""
    total = 0
    for piece in answer.iter_content(_CHUNK):
        total += len(piece)
        if total > most:
            raise HarvestFault(Stage.FETCH, _("Nguồn trả về quá nhiều dữ liệu trong một lần; đã dừng lấy."))
        yield piece
