"""Copies of the page cache: how many it holds, which it drops, and what readers get when nothing answers."""

import logging
import threading
import time
from pathlib import Path

import pytest

from ttdn.web.pagecache import PageCache, Policy
from ttdn.web.pagestore import Generation, PageStore
from ttdn.web.tests.cached_site import PAGE, POLICY, Site, ask


def test_memory_is_bounded_and_the_least_used_goes_first(site: Site, tmp_path: Path) -> None:
    cache = PageCache(site, tmp_path, Policy(hosts=POLICY.hosts, memory=160_000, lasts=60))
    for number in range(200):
        ask(cache, "/vi/")
        ask(cache, f"/vi/{number}/")
        cache.settle()
    assert 10 < len(cache._pages) < 60
    assert cache._pages.held <= 140_000
    Path(tmp_path / "pages").rename(tmp_path / "away")
    asked = len(site.asked)
    ask(cache, "/vi/")
    assert len(site.asked) == asked
    ask(cache, "/vi/0/")
    assert len(site.asked) == asked + 1


def test_lists_by_query_cannot_push_pages_out(site: Site, tmp_path: Path) -> None:
    cache = PageCache(site, tmp_path, Policy(hosts=POLICY.hosts, queries=("trang",), memory=160_000))
    ask(cache, "/vi/")
    for number in range(300):
        ask(cache, "/vi/muc/news/", query=f"trang={number}")
    asked = len(site.asked)
    ask(cache, "/vi/")
    assert len(site.asked) == asked
    cache.settle()
    assert len([path for path in (tmp_path / "pages").rglob("*") if path.is_file()]) == 1


def test_a_page_is_made_anew_after_its_time_and_a_process_takes_what_another_made(site: Site, tmp_path: Path) -> None:
    one, two = (PageCache(site, tmp_path, Policy(hosts=POLICY.hosts, lasts=0.4)) for _process in range(2))
    ask(two, "/en/")
    ask(one)
    one.settle()
    assert ask(two).body == PAGE
    assert len(site.asked) == 2
    time.sleep(0.5)
    ask(two)
    assert len(site.asked) == 3


def test_disk_holds_no_more_than_its_bound(cache: PageCache, site: Site, tmp_path: Path) -> None:
    store = PageStore(tmp_path / "few", cache.generation, most=256)  # one page on each of the 256 shelves
    ask(cache)
    cache.settle()
    kept = cache.store.get(("http", "ttdn.example.vn", "/vi/", ""))
    assert kept is not None
    for number in range(1500):
        key = ("http", "ttdn.example.vn", f"/{number}/", "")
        store.put(key, kept)
        store.tidy(key)
    assert len([path for path in (tmp_path / "few").rglob("*") if path.is_file()]) <= 256


@pytest.mark.parametrize("trouble", ["500", "error", "slow"])
def test_the_last_good_page_is_served_when_the_application_fails(
    cache: PageCache, site: Site, tmp_path: Path, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    ask(cache)
    cache.settle()
    released = threading.Event()

    def fail() -> None:
        if trouble == "slow":
            released.wait(5)
        if trouble == "error":
            raise ConnectionError("could not connect to server")

    site.before, site.body = fail, b"broken"
    site.status = "500 Internal Server Error" if trouble == "500" else "200 OK"
    Generation(tmp_path).bump()
    with caplog.at_level(logging.WARNING, "ttdn.pagecache"):
        for _reader in range(8):  # more than may wait for a slow application at once
            answer = ask(cache)
            assert answer.body == PAGE
            assert answer.headers["warning"] == '110 - "Response is Stale"'
            assert int(answer.headers["age"]) >= 0
        assert ask(cache, method="HEAD").status == 200
    assert len([line for line in caplog.messages if "bản lưu gần nhất" in line]) == 1
    if trouble == "error":
        with pytest.raises(ConnectionError):
            ask(cache, "/vi/never-seen/")
    released.set()
    site.before, site.status, site.body = (lambda: None), "200 OK", b"well again"
    deadline = time.monotonic() + 10
    Generation(tmp_path).bump()
    while (answer := ask(cache)).body != b"well again":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert "warning" not in answer.headers


def test_a_404_is_no_failure(cache: PageCache, site: Site, tmp_path: Path) -> None:
    ask(cache)
    cache.settle()
    Generation(tmp_path).bump()
    site.status = "404 Not Found"
    assert ask(cache).status == 404


def test_nothing_from_before_a_withdrawal_ever_comes_back(cache: PageCache, site: Site, tmp_path: Path) -> None:
    for path in ("/vi/", "/vi/bai/"):
        ask(cache, path)
    cache.settle()
    site.status, site.body = "500 Internal Server Error", b"broken"
    generation = Generation(tmp_path)
    generation.bump()
    PageStore(tmp_path / "pages", generation).drop(["/vi/bai/"])
    assert ask(cache, "/vi/bai/").status == 500
    assert ask(cache, "/vi/").body == PAGE
    generation.bump(forget=True)
    assert ask(cache, "/vi/").status == 500


def test_addresses_in_any_script_are_dropped_however_they_are_spelt(
    cache: PageCache, site: Site, tmp_path: Path
) -> None:
    path = "/lo/ຂ່າວ/"
    ask(cache, path.encode().decode("latin-1"))
    cache.settle()
    cache.store.drop([path])
    assert not [each for each in (tmp_path / "pages").rglob("*") if each.is_file()]


def test_broken_copies_on_disk_are_no_copies(cache: PageCache, site: Site, tmp_path: Path) -> None:
    ask(cache)
    cache.settle()
    (copy,) = [path for path in (tmp_path / "pages").rglob("*") if path.is_file()]
    assert copy.stat().st_mode & 0o077 == 0
    whole = copy.read_bytes()
    Generation(tmp_path).bump()
    site.status = "500 Internal Server Error"
    for broken in (whole[:-1], b"", b"{}\n", b"\xff" + whole, b"[1]\n" + whole):
        copy.write_bytes(broken)
        assert ask(cache).status == 500


def test_a_removed_generation_file_is_noticed(cache: PageCache, site: Site, tmp_path: Path) -> None:
    ask(cache)
    cache.settle()
    (tmp_path / "generation").unlink()
    site.body = b"new"
    Generation(tmp_path).bump()
    deadline = time.monotonic() + 1
    while ask(cache).body != b"new":
        assert time.monotonic() < deadline
        time.sleep(0.05)
