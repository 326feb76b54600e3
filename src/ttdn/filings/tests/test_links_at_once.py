"""Two people confirm the same link at the same moment, in real processes: one document, one effect."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

WORKER = [sys.executable, "-m", "ttdn.filings.tests.link_worker"]


def _start(folder: Path, word: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "TTDN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "ttdn.config.test_settings"}
    environment.pop("TTDN_DATABASE_URL", None)
    return subprocess.Popen([*WORKER, word], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_two_at_once_send_one_document(tmp_path: Path) -> None:
    made = _start(tmp_path, "prepare")
    made.communicate(timeout=240)
    assert made.returncode == 0
    senders = [_start(tmp_path, "send") for _number in range(3)]
    for each in senders:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    for each in senders:
        assert each.stdin is not None
        each.stdin.write("go\n")
        each.stdin.flush()
    said = sorted(each.communicate(timeout=240)[0].strip() for each in senders)
    assert said == ["sent", "used", "used"]
    path = next(path for path in tmp_path.rglob("*") if path.suffix in (".sqlite3", ".db"))
    with closing(sqlite3.connect(path)) as database:
        for table, count in (("filings_filingversion", 1), ("filings_delivery", 1), ("filings_attachment", 1)):
            assert database.execute(f"SELECT count(*) FROM {table}").fetchone() == (count,)
        used = database.execute("SELECT count(*) FROM filings_answerlink WHERE used_at IS NOT NULL").fetchone()
        assert used == (1,)
        answered = "SELECT count(*) FROM audit_auditentry WHERE action = 'filings.link.answered'"
        assert database.execute(answered).fetchone() == (1,)
