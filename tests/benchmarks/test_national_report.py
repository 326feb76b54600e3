"""The national report and the screens over 1,000,000 facts and activities of 5,000 bodies.

Run on demand: pytest tests/benchmarks/test_national_report.py -s
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
BODIES, FACTS_PER_BODY = 5000, 200
ROUNDS = 3
LIMIT_MS = 150
"""Milliseconds of the processor a page may take, as the clock on the wall tells of other work as well."""
SCANNED = {"activities by words not found"}
"""No index finds words within a text: all of the reader's own records of the year, 100,000 here, are read through."""
SCAN_LIMIT_MS = 500


def run(folder: Path, *words: str) -> Any:
    """A measurement in a process of its own."""
    environment = os.environ | {
        "TTDN_VAR": str(folder),
        "TTDN_SECRET_KEY": "only-for-benchmarks",
        "TTDN_TASKS": "immediate",
        "DJANGO_SETTINGS_MODULE": "ttdn.config.settings",
    }
    command = [sys.executable, str(HERE / "national_measure.py"), *words]
    if words[0] == "migrate":
        command = [sys.executable, "-m", "django", "migrate", "-v", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout) if done.stdout.strip() else None


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database with its million facts; TTDN_BENCH_VAR names a folder that holds one already."""
    if kept := os.environ.get("TTDN_BENCH_VAR"):
        return Path(kept)
    folder = tmp_path_factory.mktemp("country")
    run(folder, "migrate")
    made = run(folder, "data", str(BODIES), str(FACTS_PER_BODY))
    assert made["facts"] == BODIES * FACTS_PER_BODY
    print(made)
    return folder


def test_report_takes_at_most_twice_the_bare_work(country: Path) -> None:
    ours, bare = [], []
    for _ in range(ROUNDS):
        ours.append(run(country, "report"))
        bare.append(run(country, "bare"))
    for each in (*ours, *bare):
        print(each)
    ratio = statistics.median(each["seconds"] for each in ours) / statistics.median(each["seconds"] for each in bare)
    peak = max(each["peak_mb"] for each in ours)
    print(f"ratio {ratio:.2f}, peak {peak:.0f} MB")
    assert ratio <= 2
    assert peak < 400


def test_pages_stay_within_their_budget(country: Path) -> None:
    pages = run(country, "pages")
    for each in pages:
        print(each)
    assert [each["page"] for each in pages if each["status"] != 200] == []
    assert [each["page"] for each in pages if each["queries"] > 20] == []
    assert [each["page"] for each in pages if each["bytes"] > 150_000] == []
    limits = {each["page"]: SCAN_LIMIT_MS if each["page"] in SCANNED else LIMIT_MS for each in pages}
    assert [each["page"] for each in pages if each["cpu_ms"] > limits[each["page"]]] == []
