"""The console script, the worker's clock and the server's port."""

import os
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from ttdn.config.console import overview, terminal_language
from ttdn.config.management.commands import worker
from ttdn.config.management.commands.worker import run_clock
from ttdn.config.wsgi import with_page_cache
from ttdn.law import VIETNAM
from ttdn.web import clock
from ttdn.web.pagecache import Environ, StartResponse
from ttdn.web.pagestore import Generation, number_of


def test_every_command_of_ours_says_what_it_does() -> None:
    lines = [line for line in overview().splitlines()[2:] if line.strip()]
    assert {"demo", "migrate", "serve", "worker", "national_report", "export_filing", "verify_audit"} <= {
        line.split()[0] for line in lines
    }
    assert [line for line in lines if len(line.split()) < 4] == []  # a name alone says nothing


@pytest.mark.parametrize(("value", "language"), [("en_US.UTF-8", "en"), ("vi_VN.UTF-8", "vi"), ("C", "vi"), ("", "vi")])
def test_the_terminal_chooses_the_language(monkeypatch: pytest.MonkeyPatch, value: str, language: str) -> None:
    for name in ("TTDN_LANG", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", value)
    assert terminal_language() == language


@pytest.mark.parametrize("port", ["tám nghìn", "0", "70000"])
def test_a_port_that_is_none_is_refused_with_a_sentence(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(CommandError, match="không phải là số cổng"):
        call_command("serve")


@pytest.mark.django_db
def test_a_broken_job_does_not_stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def broken(now: datetime) -> None:
        ran.append("broken")
        raise ValueError(now)

    jobs = {
        "a": clock.Job("a", clock.Every.MINUTE, broken),
        "b": clock.Job("b", clock.Every.DAY, lambda _now: ran.append("daily")),
    }
    monkeypatch.setattr(clock, "_jobs", jobs)
    last = run_clock(None)
    run_clock(last)
    assert ran == ["broken", "daily", "broken"]  # the daily one once a day, all of them at the first run


def test_daily_jobs_run_again_on_the_next_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_jobs", {"b": clock.Job("b", clock.Every.DAY, lambda _now: None)})
    now = datetime(2026, 11, 21, 23, 59, tzinfo=VIETNAM)
    assert clock.jobs_due(now, now) == []
    assert [job.name for job in clock.jobs_due(now, now + timedelta(minutes=2))] == ["b"]


@pytest.mark.django_db
def test_the_worker_runs_every_job_of_the_product_once() -> None:
    call_command("worker", "--once", stdout=StringIO())


@pytest.mark.parametrize(
    ("language", "words", "others"),
    [
        ("vi_VN.UTF-8", ["cách dùng: ", "tùy chọn", "Tính thời hạn"], ["usage", "--traceback"]),
        ("en_US.UTF-8", ["usage: ", "options", "Count a term"], ["cách dùng", "--traceback"]),
    ],
)
def test_help_speaks_the_language_of_the_terminal(language: str, words: list[str], others: list[str]) -> None:
    environment = {**os.environ, "LANG": language, "LC_ALL": "", "LC_MESSAGES": "", "TTDN_LANG": ""}
    answer = subprocess.run(
        [sys.executable, "-m", "ttdn.config.console", "due", "--help"],
        capture_output=True,
        check=True,
        env=environment,
        text=True,
    ).stdout
    assert [word for word in words if word not in answer] == []
    assert [word for word in others if word in answer] == []


def test_a_wrong_argument_is_refused_in_vietnamese() -> None:
    environment = {**os.environ, "LANG": "vi_VN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "TTDN_LANG": ""}
    answer = subprocess.run(
        [sys.executable, "-m", "ttdn.config.console", "due"],
        capture_output=True,
        check=False,
        env=environment,
        text=True,
    )
    assert answer.returncode != 0
    assert "thiếu tham số" in answer.stderr


@pytest.mark.django_db
def test_prompt_jobs_begin_with_the_minute_and_wait_for_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long job of the minute before, and the start of the worker in the middle of a minute, delay no release."""
    stopping = threading.Event()
    moments: list[float] = []

    def release(_now: datetime) -> None:
        moments.append(worker.time.time() % 60)
        if len(moments) == 2:
            stopping.set()

    begun = time.time()
    clocks = SimpleNamespace(time=lambda: 59.5 + time.time() - begun, monotonic=time.monotonic)
    monkeypatch.setattr(worker, "time", clocks)
    jobs = {
        "slow": clock.Job("slow", clock.Every.MINUTE, lambda _now: time.sleep(30)),
        "release": clock.Job("release", clock.Every.MINUTE, release, prompt=True),
    }
    monkeypatch.setattr(clock, "_jobs", jobs)
    threading.Thread(target=stopping.wait, args=(10,)).start()
    worker.keep_the_minute(stopping)
    assert moments[0] >= 59.5  # at the start, for what was missed
    assert 0 <= moments[1] < 0.5 or moments[1] > 59.99


@pytest.mark.django_db
def test_the_clock_can_leave_out_prompt_jobs_or_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    jobs = {
        name: clock.Job(name, clock.Every.MINUTE, lambda _now, name=name: ran.append(name), prompt=name == "prompt")
        for name in ("prompt", "other")
    }
    monkeypatch.setattr(clock, "_jobs", jobs)
    run_clock(None, prompt=True)
    run_clock(None, prompt=False)
    run_clock(None)
    assert ran == ["prompt", "other", "prompt", "other"]


def test_pages_are_renewed_by_hand(settings: Settings, tmp_path: Path) -> None:
    settings.PAGE_CACHE_ROOT = tmp_path
    generation = Generation(tmp_path)
    before = generation.now()
    call_command("renew_pages", stdout=StringIO())
    assert generation.now() != before
    assert generation.floor() == 0
    call_command("renew_pages", "--forget", stdout=StringIO())
    assert generation.floor() == number_of(generation.now())
    generation.close()


def test_a_site_whose_cache_cannot_be_written_answers_without(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be")
    settings.PAGE_CACHE_ROOT = tmp_path / "cache"

    def site(environ: Environ, start_response: StartResponse) -> list[bytes]:
        return []

    assert with_page_cache(site) is site
    settings.PAGE_CACHE_ROOT, settings.PAGE_CACHE_MEMORY = tmp_path / "other", 0
    assert with_page_cache(site) is site
