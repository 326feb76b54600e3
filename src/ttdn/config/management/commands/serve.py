"""`ttdn serve`: the production server (granian) with the worker beside it."""

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from ttdn.config.env import env

HIGHEST_PORT = 65535


class Command(BaseCommand):
    """Serve the site."""

    help = _("Chạy trang web và tiến trình nền.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Address, port, processes."""
        parser.add_argument("--host", default="127.0.0.1", help=_("Địa chỉ lắng nghe."))
        parser.add_argument("--port", type=int, default=None, help=_("Cổng (mặc định: biến PORT, 8000)."))
        parser.add_argument("--workers", type=int, default=2, help=_("Số tiến trình phục vụ."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Start both, and stop both when one of them ends or a signal comes."""
        port = options["port"] or _port()
        call_command("collectstatic", interactive=False, verbosity=0)
        server = server_command(options["host"], port, options["workers"])
        self.stdout.write(
            _("Mở http://%(host)s:%(port)d/ trong trình duyệt. Nhấn Ctrl+C để dừng.")
            % {"host": "localhost", "port": port}
        )
        self.stdout.flush()
        processes = [
            subprocess.Popen(server),  # noqa: S603  (our own arguments)
            subprocess.Popen([sys.executable, "-m", "ttdn.config.console", "worker"]),
        ]
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            os.wait()
        except KeyboardInterrupt:
            pass
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(timeout=20)


def server_command(host: str, port: int, workers: int) -> list[str]:
    """The command line of granian.

    One thread of Python in each process: more would take turns (p99 rises, and PostgreSQL sees more connections). HTTP/1
    only, without upgrade to web sockets: neither readers nor nginx use anything else, and looking for it costs.
    """
    words = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", str(workers)]
    words += ["--blocking-threads", "1", "--http", "1", "--no-ws", "--respawn-failed-workers", "--log-level", "warning"]
    return [sys.executable, "-m", "granian", *words, "ttdn.config.wsgi:application"]


def _port() -> int:
    """The port of the environment. Raises CommandError when it is no port."""
    text = env("PORT")
    if not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        raise CommandError(_("PORT=%(text)s không phải là số cổng. Hãy đặt một số từ 1 đến 65535.") % {"text": text})
    return int(text)
