"""Two instances on one machine: what one publishes the other shows, checked, agreed on, and never more than that."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest


@dataclass
class Instance:
    """One instance: its folder and the port that it serves on."""

    var: Path
    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process this instance."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TTDN_", "DJANGO_"))}
        return kept | {
            "TTDN_VAR": str(self.var),
            "TTDN_HARVEST_PRIVATE": "1",
            "TTDN_TASKS": "immediate",
            "TTDN_ORIGINS": f"http://127.0.0.1:{self.port}",
            "TTDN_HOSTS": "127.0.0.1",
            "PORT": str(self.port),
        }

    def tell(self, verb: str, *arguments: str) -> Any:
        """Have a process of this instance do something."""
        done = subprocess.run(
            [sys.executable, "-m", "ttdn.harvest.tests.instance", verb, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.strip().splitlines()[-1])


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, lay_tables: Callable[[Path], None]) -> Path:
    """The folder of an instance that was made ready once."""
    var = tmp_path_factory.mktemp("san-sang")
    lay_tables(var)
    Instance(var, 0).tell("prepare")
    return var


@pytest.fixture
def publisher(empty: Path, tmp_path: Path) -> Iterator[Instance]:
    """The instance of a ministry, served."""
    instance = Instance(Path(shutil.copytree(empty, tmp_path / "bo")), _free_port())
    serving = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(instance.port), "ttdn.config.wsgi:application"),
        ],
        env=instance.environment | {"DJANGO_SETTINGS_MODULE": "ttdn.config.settings"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _try in range(200):
        try:
            with urlopen(f"http://127.0.0.1:{instance.port}/oai?verb=Identify", timeout=5) as answer:
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.2)
    else:
        serving.kill()
        raise AssertionError("The instance did not begin to serve.")
    yield instance
    serving.kill()
    serving.wait()


@pytest.fixture
def national(empty: Path, tmp_path: Path) -> Instance:
    """The national instance: the same body under an id of its own."""
    return Instance(Path(shutil.copytree(empty, tmp_path / "quoc-gia")), _free_port())


def test_what_one_publishes_corrects_and_withdraws_the_other_shows(publisher: Instance, national: Instance) -> None:
    url = f"http://127.0.0.1:{publisher.port}/oai"
    first = publisher.tell("publish", "Bài một")
    second = publisher.tell("publish", "Bài hai")
    told = national.tell("harvest", url)
    assert (told["state"], told["kept"], told["refused"], told["agreement"]) == ("done", 2, 0, "agreed"), told
    assert told["records"]["Bài một"] == ["in_force", "Tóm tắt của Bài một."]

    publisher.tell("correct", first, "Câu đã đính chính.")
    publisher.tell("take_back", second)
    told = national.tell("harvest", url)
    assert (told["kept"], told["withdrawn"], told["agreement"]) == (1, 1, "agreed"), told
    assert told["records"] == {
        "Bài một": ["in_force", "Câu đã đính chính."],
        "Bài hai": ["withdrawn", "Tóm tắt của Bài hai."],
    }
    assert national.tell("harvest", url, "full")["kept"] == 0


def test_a_text_that_the_seal_does_not_cover_is_kept_aside(publisher: Instance, national: Instance) -> None:
    url = f"http://127.0.0.1:{publisher.port}/oai"
    item = publisher.tell("publish", "Bài thật")
    assert national.tell("harvest", url)["agreement"] == "agreed"
    publisher.tell("spoil", item)
    told = national.tell("harvest", url)
    assert told["refused"] >= 1
    assert told["aside"]
    assert told["agreement"] == "different"
    assert told["records"]["Bài thật"] == ["in_force", "Tóm tắt của Bài thật."]


def test_keys_are_pinned_and_a_leaked_one_seals_nothing_more(publisher: Instance, national: Instance) -> None:
    url = f"http://127.0.0.1:{publisher.port}/oai"
    publisher.tell("publish", "Bài đầu")
    assert national.tell("harvest", url)["kept"] == 1
    publisher.tell("new_key")
    publisher.tell("publish", "Bài bằng khóa mới")
    told = national.tell("harvest", url)
    assert told["refused"] >= 1, told  # nobody here has trusted the new key yet
    assert "Bài bằng khóa mới" not in told["records"]
    assert told["records"]["Bài đầu"][0] == "in_force"


def test_a_seal_of_a_key_that_was_compromised_before_is_refused(publisher: Instance, national: Instance) -> None:
    url = f"http://127.0.0.1:{publisher.port}/oai"
    publisher.tell("publish", "Bài bằng khóa bị lộ")
    publisher.tell("new_key", "compromised")
    told = national.tell("harvest", url)
    assert (told["kept"], told["refused"] >= 1) == (0, True), told
    assert told["records"] == {}
