"""`ttdn worker`: the queue and the clock in one process."""

import logging
import signal
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from ttdn.web.clock import jobs_due

log = logging.getLogger("ttdn.worker")


class Command(BaseCommand):
    """Run queued work, and the jobs of the clock every minute."""

    help = _("Chạy hàng đợi công việc và đồng hồ (nhắc hạn, niêm phong nhật ký hằng ngày).")

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once, for tests and cron."""
        parser.add_argument("--once", action="store_true", help=_("Chạy các việc đến giờ một lần rồi dừng."))

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until told to stop."""
        if options["once"]:
            run_clock(None)
            return
        queue = None
        if "Database" in settings.TASKS["default"]["BACKEND"]:
            queue = subprocess.Popen(
                [sys.executable, "-m", "ttdn.config.console", "db_worker", "--interval", "1", "-v", "0"]
            )
        stopping = threading.Event()

        def stop(*_: object) -> None:
            stopping.set()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        self.stdout.write(_("Đang chạy hàng đợi và đồng hồ. Nhấn Ctrl+C để dừng."))
        prompt = threading.Thread(target=keep_the_minute, args=(stopping,), name="ttdn-minute")
        prompt.start()
        last: datetime | None = None
        beat = 0.0
        while not stopping.is_set():
            if time.monotonic() >= beat:
                last = run_clock(last, prompt=False)
                beat = time.monotonic() + 60
            stopping.wait(0.5)
        prompt.join(timeout=10)
        if queue is not None:
            queue.terminate()
            queue.wait(timeout=10)


def keep_the_minute(stopping: threading.Event) -> None:
    """Run the prompt jobs at the start and then at the beginning of each minute of the clock on the wall."""
    last: datetime | None = None
    while not stopping.is_set():
        last = run_clock(last, prompt=True)
        stopping.wait(60 - time.time() % 60)


def run_clock(last: datetime | None, *, prompt: bool | None = None) -> datetime:
    """Run the jobs that are due; one that fails is logged and does not stop the others. Returns the moment.

    Args:
        last: when it last ran.
        prompt: only the prompt jobs, or only the others; None: all.
    """
    now = timezone.localtime()
    for job in jobs_due(last, now):
        if prompt is not None and job.prompt is not prompt:
            continue
        try:
            job.run(now)
        except Exception:  # one broken job must not stop the clock
            log.exception("Việc theo giờ “%s” bị lỗi; sẽ chạy lại ở lượt sau.", job.name)
        finally:
            close_old_connections()
    return now
