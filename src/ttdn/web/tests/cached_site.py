"""A small application and its readers, for the tests of the page cache."""

from collections.abc import Callable, Iterable
from typing import Any

from ttdn.web.pagecache import Application, Policy

PAGE = ("<p>Họp báo thường kỳ</p>" * 60).encode()
PUBLIC = [("Cache-Control", "public, max-age=0, must-revalidate"), ("Content-Type", "text/html; charset=utf-8")]


class Site:
    """An application that counts how often it is asked and answers what the test puts into it."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.closed = 0
        self.status = "200 OK"
        self.headers = list(PUBLIC)
        self.body = PAGE
        self.length = True
        self.before: Callable[[], None] = lambda: None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append(environ)
        status, headers, body = self.status, list(self.headers), self.body
        self.before()
        if self.length:
            headers.append(("Content-Length", str(len(body))))
        start_response(status, headers)
        return _Body(self, body)


class _Body(list[bytes]):
    def __init__(self, site: Site, body: bytes) -> None:
        super().__init__([body])
        self.site = site

    def close(self) -> None:
        self.site.closed += 1


class Answer:
    """What a reader got."""

    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.body = status, {name.lower(): value for name, value in headers}, body


def ask(cache: Application, path: str = "/vi/", *, method: str = "GET", query: str = "", **headers: str) -> Answer:
    """One request, as granian hands it over."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "ttdn.example.vn",
        "SERVER_PORT": "8000",
        "wsgi.url_scheme": "http",
    }
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    got: list[Any] = []
    body = cache(environ, lambda status, headers, _info=None: got.extend([status, headers]))
    answer = Answer(int(got[0][:3]), got[1], b"".join(body))
    if hasattr(body, "close"):
        body.close()
    return answer


POLICY = Policy(
    hosts=frozenset({"ttdn.example.vn", "localhost"}),
    passed=("/lam-viec/", "/static/"),
    queries=("trang",),
    patience=0.3,
    short_patience=0.05,
)
