"""The page cache on a real site: two server processes, a newsroom that publishes, a database that goes away."""

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from live_site import LiveSite, get, live_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, lay_tables: Callable[[Path], None]) -> Iterator[LiveSite]:
    var = tmp_path_factory.mktemp("site")
    lay_tables(var)
    with live_site(var) as made:
        yield made


@pytest.fixture(scope="module")
def ports(site: LiveSite) -> list[int]:
    return [site.serve(), site.serve()]


def test_a_correction_is_read_everywhere_within_a_second(site: LiveSite, ports: list[int]) -> None:
    path = site.tell("publish", title="Họp báo")["path"]
    for port in ports:
        assert "Họp báo" in get(port, "/vi/").text
        assert get(port, path).text == get(port, path).text
    for number in range(5):
        site.tell("prepare", path=path, lead=f"Tóm tắt mới {number}.")
        assert all(f"Tóm tắt mới {number}." not in get(port, each).text for port in ports for each in ("/vi/", path))
        site.tell("release")
        done = time.monotonic()
        for port in ports:
            for each in ("/vi/", path):
                assert f"Tóm tắt mới {number}." in get(port, each).text
        assert time.monotonic() - done < 1


def test_answers_are_the_pages_of_the_site(site: LiveSite, ports: list[int]) -> None:
    path = site.tell("publish", title="Thông cáo")["path"]
    first = get(ports[0], path)
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert "Content-Security-Policy" in first.headers
    assert first.headers["Content-Language"] == "vi"
    assert first.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in first.headers
    again = get(ports[0], path, If_None_Match=first.headers["ETag"])
    assert (again.status, again.text) == (304, "")
    assert get(ports[0], path, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    head = get(ports[0], path, method="HEAD")
    assert (head.status, head.text, head.headers["Content-Length"]) == (200, "", first.headers["Content-Length"])
    assert get(ports[1], "/lam-viec/", Host="localhost").status == 302
    assert get(ports[0], "/vi/", Host="other.example").status == 400
    for page in (site.var / "cache" / "pages").rglob("*.*"):
        assert b'"/lam-viec/' not in page.read_bytes().split(b"\n", 1)[0]


def test_last_good_pages_are_served_while_the_database_is_down(site: LiveSite, ports: list[int]) -> None:
    path, kept_address = (site.tell("publish", title="Còn đọc được")[each] for each in ("path", "permanent"))
    gone = site.tell("publish", title="Sẽ bị rút")["path"]
    site.tell("withdraw", path=gone)
    whole = get(ports[0], path).text
    assert get(ports[0], kept_address).status == 302
    database, away = site.var / "ttdn.sqlite3", site.var / "away.sqlite3"
    time.sleep(0.3)  # copies are written behind the reader's back
    database.rename(away)
    database.mkdir()  # nothing can be opened there
    try:
        site.ttdn("renew_pages")  # nothing in memory is fresh any more
        for port in ports:
            page = get(port, path)
            assert (page.status, page.text) == (200, whole)
            assert page.headers["Warning"] == '110 - "Response is Stale"'
            assert int(page.headers["Age"]) >= 0
        assert get(ports[0], kept_address).status == 302
        assert get(ports[0], gone).status == 500
    finally:
        database.rmdir()
        away.rename(database)
    back = get(ports[0], path)
    assert (back.status, back.text) == (200, whole)
    assert "Warning" not in back.headers
    logs = "".join(each.read_text() for each in site.var.glob("server-*.log"))
    assert "bản lưu gần nhất" in logs


def test_a_withdrawn_text_is_nowhere_even_while_the_database_is_down(site: LiveSite, ports: list[int]) -> None:
    path = site.tell("publish", title="Bài bị rút")["path"]
    for port in ports:
        assert "Bài bị rút" in get(port, "/vi/").text
        get(port, path)
    time.sleep(0.3)
    site.tell("withdraw", path=path)
    for port in ports:
        assert "Bài bị rút" not in get(port, "/vi/").text
        assert "Đăng nhầm." in get(port, path).text
