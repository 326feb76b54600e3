"""Two instances on one machine: what one publishes the other shows, checked, agreed on, and never more than that."""

import hashlib
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

    def tell(self, *words: str) -> Any:
        """Have one process of this instance do something, or several things one after the other; gives the last value."""
        return self.tell_all(*words)[-1]

    def tell_all(self, *words: str) -> list[Any]:
        """The same; gives every value."""
        done = subprocess.run(
            [sys.executable, "-m", "ttdn.harvest.tests.instance", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return list(json.loads(done.stdout.strip().splitlines()[-1]))


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


WORDS = "Bài một\nTóm tắt của Bài một.\nNội dung của Bài một."
OTHER_WORDS = WORDS.replace("một", "hai")


def test_what_one_publishes_corrects_and_withdraws_the_other_shows_and_nothing_that_is_not_sealed(
    publisher: Instance, national: Instance
) -> None:
    """One walk through both instances: each step is a process of one of them, and those are what costs."""
    url = f"http://127.0.0.1:{publisher.port}/oai"
    first, second = publisher.tell_all("publish", "Bài một", "Quang cảnh", "--", "publish", "Bài hai")
    told, found = national.tell_all("harvest", url, "--", "read", first, WORDS)
    assert (told["state"], told["kept"], told["refused"], told["agreement"]) == ("done", 2, 0, "agreed"), told
    assert told["records"]["Bài một"] == ["in_force", "Tóm tắt của Bài một."]
    assert told["missing_pictures"] == []
    _readers_find_it(publisher, first, found)

    third = publisher.tell(
        *("correct", second, "Câu đã đính chính.", "--", "take_back", first, "--", "publish", "Bài thật")
    )
    told, gone, corrected, again = national.tell_all(
        *("harvest", url, "--", "read", first, WORDS, "--", "read", second, OTHER_WORDS),
        *("--", "harvest", url, "full"),
    )
    assert (told["kept"], told["withdrawn"], told["agreement"]) == (2, 1, "agreed"), told
    assert told["records"] == {
        "Bài một": ["withdrawn", "Tóm tắt của Bài một."],
        "Bài hai": ["in_force", "Câu đã đính chính."],
        "Bài thật": ["in_force", "Tóm tắt của Bài thật."],
    }
    assert "Không: cơ quan đã rút lại văn bản này." in gone["check"]
    assert set(gone["gone"]) == set(found["pictures"])  # what was withdrawn there is not served here either
    assert "Không: bản này đã được đính chính." in corrected["check"]
    assert again["kept"] == 0

    publisher.tell("spoil", third, "--", "new_key", "--", "publish", "Bài bằng khóa mới")
    told = national.tell("harvest", url)
    assert told["agreement"] == "different"
    reasons = " ".join(told["aside"])
    assert (len(told["aside"]), "lời của bài" in reasons, "khóa không có" in reasons) == (2, True, True), told["aside"]
    assert told["records"]["Bài thật"] == ["in_force", "Tóm tắt của Bài thật."]
    assert "Bài bằng khóa mới" not in told["records"]  # nobody here has trusted the new key yet


def _readers_find_it(publisher: Instance, item: str, found: dict[str, Any]) -> None:
    """A journalist checks a collected text, sees its pictures, and reads where it came from."""
    there = f"http://127.0.0.1:{publisher.port}"
    for said in (
        "Đúng: đây là một đoạn nguyên văn",
        "Còn: theo nguồn",
        "Bộ Thử nghiệm",
        "Thu thập từ nguồn “Cổng A”",
        f"{there}/s/{item}/vi",
    ):
        assert said in found["check"], said
    assert "Carries the authenticity seal of the source system" in found["english"]
    assert f'<link rel="canonical" href="{there}/s/{item}/vi">' in found["page"]
    assert "Dấu xác thực của hệ thống nguồn đã được kiểm và đúng." in found["page"]
    assert found["credits"] == [["Quang cảnh", "Trần Văn A", "editorial"]]
    assert not found["given_on"]
    assert len(found["pictures"]) > 3
    for address, digest in found["pictures"].items():
        assert f"/tep/{digest}/" in address
        with urlopen(there + address, timeout=5) as answer:  # the very bytes of the source, its credentials inside
            assert hashlib.sha256(answer.read()).hexdigest() == digest
