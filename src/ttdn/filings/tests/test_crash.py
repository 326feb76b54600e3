"""Kill -9 at any moment of issuing, and several processes at once: nothing or the whole, numbers without gaps."""

import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

WORKER = [sys.executable, "-m", "ttdn.filings.tests.crash_worker"]


def _start(folder: Path, *words: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "TTDN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "ttdn.config.test_settings"}
    environment.pop("TTDN_DATABASE_URL", None)
    return subprocess.Popen([*WORKER, *words], env=environment, stdout=subprocess.PIPE, text=True)


def _run(folder: Path, *words: str) -> None:
    process = _start(folder, *words)
    process.communicate(timeout=240)
    assert process.returncode == 0


def _database(folder: Path) -> sqlite3.Connection:
    path = next(path for path in folder.rglob("*") if path.suffix in (".sqlite3", ".db"))
    return sqlite3.connect(path)


def _check_whole(folder: Path) -> int:
    """Every version is approved and untouched, or issued and whole; gives how many are issued."""
    with closing(_database(folder)) as database:
        rows = database.execute(
            "SELECT v.id, v.state, v.series, v.number, v.number_text, v.snapshot_hash, v.document, d.sha256, p.sha256,"
            " (SELECT count(*) FROM filings_delivery x WHERE x.version_id = v.id),"
            " (SELECT count(*) FROM filings_facttotal x WHERE x.version_id = v.id),"
            " (SELECT count(*) FROM filings_fact x WHERE x.version_id = v.id),"
            " (SELECT count(*) FROM audit_auditentry a WHERE a.object_id = v.public_id"
            "  AND a.action = 'filings.version.issued')"
            " FROM filings_filingversion v LEFT JOIN files_storedfile d ON d.id = v.docx_id"
            " LEFT JOIN files_storedfile p ON p.id = v.pdf_id"
        ).fetchall()
        counters = dict(database.execute("SELECT series, next_number FROM filings_counter").fetchall())
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    numbers: dict[str, list[int]] = {}
    for row in rows:
        _id, state, series, number, number_text, snapshot, document, docx, pdf, deliveries, totals, facts, audits = row
        assert facts == 1
        if state == "approved":
            assert (number, number_text, snapshot, document, docx, pdf, deliveries, totals, audits) == (
                None,
                "",
                "",
                None,
                None,
                None,
                0,
                0,
                0,
            )
            continue
        assert state == "issued"
        assert len(snapshot) == 64
        assert document
        assert (deliveries, totals, audits) == (1, 1, 1)
        for sha256 in (docx, pdf):
            found = next(folder.rglob(sha256))
            assert hashlib.sha256(found.read_bytes()).hexdigest() == sha256
        numbers.setdefault(series, []).append(number)
    for series, found in numbers.items():
        assert sorted(found) == list(range(1, len(found) + 1))
        assert counters[series] == len(found) + 1
    return sum(map(len, numbers.values()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A database with twelve approved versions."""
    _run(tmp_path, "prepare", "12")
    assert _check_whole(tmp_path) == 0
    return tmp_path


def test_kill_9_while_issuing_leaves_nothing_or_the_whole(folder: Path) -> None:
    dice = random.Random(20261121)
    issued = 0
    for _round in range(6):
        process = _start(folder, "issue")
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0.0, 0.35))
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        process.stdout.close()
        now = _check_whole(folder)
        assert now >= issued
        issued = now
    _run(folder, "issue")
    assert _check_whole(folder) == 12


def test_processes_at_once_share_one_register_without_gaps(folder: Path) -> None:
    workers = [_start(folder, "issue") for _ in range(3)]
    for worker in workers:
        worker.communicate(timeout=240)
        assert worker.returncode == 0
    assert _check_whole(folder) == 12
