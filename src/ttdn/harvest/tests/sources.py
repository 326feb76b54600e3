"""Small OAI-PMH repositories on this machine, which say what a test wants them to say."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[[dict[str, str]], tuple[int, dict[str, str], bytes]]


def envelope(inner: str) -> bytes:
    """An answer of the protocol around a list, a record, an error."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-11-22T00:00:00Z</responseDate><request>x</request>{inner}</OAI-PMH>"
    ).encode()


def dublin(identifier: str, title: str, *, day: str = "2026-11-20T00:00:00Z", address: str = "", more: str = "") -> str:
    """A Dublin Core record."""
    address = address or f"https://thu-vien.example/{identifier}"
    return (
        f"<record><header><identifier>{identifier}</identifier><datestamp>{day}</datestamp></header><metadata>"
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:identifier>{address}</dc:identifier>{more}</oai_dc:dc></metadata></record>"
    )


def deleted(identifier: str, day: str = "2026-11-21T00:00:00Z") -> str:
    """The word of a source that it withdrew a record."""
    return f'<record><header status="deleted"><identifier>{identifier}</identifier><datestamp>{day}</datestamp></header></record>'


def listing(*records: str, token: str = "", size: int | None = None) -> bytes:
    """An answer to ListRecords."""
    told = f' completeListSize="{size}"' if size is not None else ""
    tail = f"<resumptionToken{told}>{token}</resumptionToken>" if token or told else ""
    return envelope(f"<ListRecords>{''.join(records)}{tail}</ListRecords>")


@dataclass
class Repository:
    """A server whose answers a test sets; it remembers what it was asked."""

    answer: Answer = field(default=lambda _asked: (200, {}, listing()))
    asked: list[dict[str, str]] = field(default_factory=list)
    server: Any = None

    def start(self) -> Repository:
        """Serve on a free port of this machine."""
        repository = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
                asked["path"] = urlsplit(self.path).path
                repository.asked.append(asked)
                status, headers, data = repository.answer(asked)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self.server.server_port}/oai"

    def stop(self) -> None:
        """Close the door."""
        self.server.shutdown()
        self.server.server_close()

    def says(self, data: bytes, *, status: int = 200, **headers: str) -> None:
        """One answer to everything."""
        self.answer = lambda _asked: (status, {key.replace("_", "-"): value for key, value in headers.items()}, data)


def bomb(size: int) -> bytes:
    """So many bytes of nothing, packed small."""
    return gzip.compress(b" " * size)
