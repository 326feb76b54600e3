"""A real site in a folder: its database, a newsroom that a test drives, and server processes as in production."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def get(port: int, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """One request over a connection of its own; the body is read into `.text`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(
        method, path, headers={"Host": "localhost"} | {k.replace("_", "-"): v for k, v in headers.items()}
    )
    response = connection.getresponse()
    response.text = response.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return response


class LiveSite:
    """The site: `tell` speaks to its newsroom, `serve` starts a server process and gives its port.

    Its folder holds the tables already (`lay_tables`).
    """

    def __init__(self, var: Path, stack: ExitStack, settings: str) -> None:
        """Start the newsroom."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TTDN_", "DJANGO_"))}
        self.var, self._stack = var, stack
        self.servers: list[int] = []
        self.environment = kept | {
            "DJANGO_SETTINGS_MODULE": settings,
            "TTDN_VAR": str(var),
            "TTDN_TASKS": "immediate",
            "TTDN_SECRET_KEY": "only-for-tests",
            "PYTHONWARNINGS": "ignore",
        }
        self._newsroom = stack.enter_context(
            subprocess.Popen(
                [sys.executable, str(HERE / "newsroom.py")],
                env=self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        stack.callback(self._newsroom.kill)
        self._answer()

    def ttdn(self, *words: str) -> None:
        """Run a command of the product."""
        subprocess.run([sys.executable, "-m", "ttdn.config.console", *words], env=self.environment, check=True)

    def _answer(self) -> dict[str, Any]:
        assert self._newsroom.stdout is not None
        answer: dict[str, Any] = json.loads(self._newsroom.stdout.readline())
        return answer

    def tell(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Have the newsroom do something; it is done, and committed, when this returns."""
        assert self._newsroom.stdin is not None
        self._newsroom.stdin.write(json.dumps([command, arguments]) + "\n")
        self._newsroom.stdin.flush()
        return self._answer()

    def serve(self, workers: int = 1, **variables: str) -> int:
        """Start granian with the arguments of `ttdn serve`, and wait until it answers."""
        from ttdn.config.management.commands.serve import server_command  # noqa: PLC0415  (Django's settings first)

        port = free_port()
        log = self._stack.enter_context((self.var / f"server-{port}.log").open("wb"))
        server = self._stack.enter_context(
            subprocess.Popen(
                server_command("127.0.0.1", port, workers), env=self.environment | variables, stdout=log, stderr=log
            )
        )
        self._stack.callback(server.terminate)
        self.servers.append(server.pid)
        deadline = time.monotonic() + 60
        while True:
            try:
                if get(port, "/vi/").status == 200:
                    return port
            except OSError:
                pass
            assert time.monotonic() < deadline, (self.var / f"server-{port}.log").read_text()
            time.sleep(0.1)

    def start_worker(self) -> None:
        """Start `ttdn worker`."""
        worker = self._stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "ttdn.config.console", "worker"], env=self.environment, stdout=subprocess.DEVNULL
            )
        )
        self._stack.callback(worker.terminate)


@contextmanager
def live_site(var: Path, settings: str = "ttdn.config.test_settings") -> Iterator[LiveSite]:
    """A site in a folder; its processes end with the block."""
    with ExitStack() as stack:
        yield LiveSite(var, stack, settings)
