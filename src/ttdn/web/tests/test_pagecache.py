"""The page cache in front of an application: what it keeps, what never, and what it says of a page."""

import gzip
import threading
import time
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from ttdn.web.pagecache import PageCache, Policy
from ttdn.web.pagestore import Generation, PageStore
from ttdn.web.tests.cached_site import PAGE, POLICY, PUBLIC, Site, ask


def _again(cache: PageCache, site: Site, **how: Any) -> int:
    """How often the application is asked when the same is asked twice."""
    before = len(site.asked)
    ask(cache, **how)
    ask(cache, **how)
    return len(site.asked) - before


def test_the_second_reader_gets_the_same_bytes_from_memory(cache: PageCache, site: Site) -> None:
    first, second = ask(cache), ask(cache)
    assert len(site.asked) == 1
    assert first.body == second.body == PAGE
    assert first.headers == second.headers
    assert second.headers["vary"] == "Accept-Encoding"
    assert second.headers["content-length"] == str(len(PAGE))
    assert site.closed == 1  # Django gives back its connections when the body is closed


def test_a_change_is_seen_by_the_next_request_of_every_process(site: Site, tmp_path: Path) -> None:
    caches = [PageCache(site, tmp_path, POLICY) for _process in range(2)]
    for each in caches:
        ask(each)
    site.body = b"new"
    assert {ask(each).body for each in caches} == {PAGE}
    Generation(tmp_path).bump()
    assert {ask(each).body for each in caches} == {b"new"}


def test_a_page_begun_before_a_change_is_never_kept_after_it(cache: PageCache, site: Site, tmp_path: Path) -> None:
    """The embargo race: the application reads, then something is published or withdrawn, then the page is stored."""
    site.before = lambda: Generation(tmp_path).bump()
    ask(cache)
    cache.settle()
    site.before, site.body = (lambda: None), b"after"
    assert ask(cache).body == b"after"
    store = PageStore(tmp_path / "pages", cache.generation)
    cache.settle()
    kept = store.get(("http", "ttdn.example.vn", "/vi/", ""))
    assert kept is not None
    assert kept.body == b"after"


def test_no_page_of_an_earlier_generation_survives_many_races(cache: PageCache, site: Site, tmp_path: Path) -> None:
    """Readers and publishing at once: after each publication nobody gets what was before it."""
    generation = Generation(tmp_path)
    published = [0]
    wrong: list[tuple[bytes, int]] = []
    stop = threading.Event()

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = str(published[0]).encode()
        time.sleep(0.0005)
        start_response("200 OK", [*PUBLIC, ("Content-Length", str(len(body)))])
        return [body]

    racing = PageCache(application, tmp_path, POLICY)

    def read() -> None:
        while not stop.is_set():
            told = visible[0]
            body = ask(racing).body
            if int(body) < told:
                wrong.append((body, told))

    visible = [0]
    readers = [threading.Thread(target=read) for _reader in range(3)]
    for each in readers:
        each.start()
    for number in range(1, 150):
        published[0] = number  # the commit
        generation.bump()
        visible[0] = number  # from here on readers may rely on it
        time.sleep(0.001)
    stop.set()
    for each in readers:
        each.join()
    assert wrong == []


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK", [("Cache-Control", "private, no-store")]),
        ("200 OK", [("Cache-Control", "public, no-cache")]),
        ("200 OK", []),
        ("200 OK", [*PUBLIC, ("Set-Cookie", "a=b")]),
        ("200 OK", [*PUBLIC, ("Vary", "Cookie")]),
        ("200 OK", [*PUBLIC, ("Vary", "Accept-Encoding, Accept-Language")]),
        ("200 OK", [*PUBLIC, ("Content-Encoding", "br")]),
        ("200 OK", [*PUBLIC, ("Content-Security-Policy", "script-src 'nonce-abc'")]),
        ("404 Not Found", PUBLIC),
        ("500 Internal Server Error", PUBLIC),
    ],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(
    cache: PageCache, site: Site, tmp_path: Path, status: str, headers: list[tuple[str, str]]
) -> None:
    site.status, site.headers = status, headers
    assert _again(cache, site) == 2
    cache.settle()
    assert not [path for path in (tmp_path / "pages").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "how",
    [
        {"path": "/lam-viec/"},
        {"method": "POST"},
        {"authorization": "Bearer x"},
        {"range": "bytes=0-9"},
        {"cookie": "sessionid=1"},
        {"host": "other.example"},
        {"host": "ttdn.example.vn:1234"},
        {"query": "x=1"},
        {"query": "trang=a&x=1"},
        {"query": "trang=<script>"},
        {"query": "trang=" + "a" * 400},
    ],
)
def test_what_is_private_or_strange_passes_by(cache: PageCache, site: Site, how: dict[str, str]) -> None:
    assert _again(cache, site, **how) == 2


def test_a_reader_with_a_cookie_gets_the_kept_page(cache: PageCache, site: Site) -> None:
    ask(cache)
    assert ask(cache, cookie="sessionid=1").body == PAGE
    assert len(site.asked) == 1


@pytest.mark.parametrize("how", [{"query": "trang=eyJ0.-_%3D"}, {"host": "localhost:8000"}, {"path": "/en/"}])
def test_the_known_query_and_every_name_of_the_site_are_kept(cache: PageCache, site: Site, how: dict[str, str]) -> None:
    assert _again(cache, site, **how) == 1


def test_hosts_and_schemes_are_apart(site: Site, tmp_path: Path) -> None:
    cache = PageCache(site, tmp_path, Policy(hosts=frozenset({"a.vn", "b.vn"}), behind_https=True))
    for host in ("a.vn", "b.vn"):
        for scheme in ("http", "https"):
            ask(cache, host=host, x_forwarded_proto=scheme)
    assert len(site.asked) == 4
    ask(cache, host="a.vn")  # a proxy that says nothing is none of ours
    ask(cache, host="a.vn")
    assert len(site.asked) == 6


def test_etag_304_and_head(cache: PageCache, site: Site) -> None:
    site.headers += [("ETag", '"abc"'), ("Set-Nothing", "1")]
    page = ask(cache)
    assert page.headers["etag"] == '"abc"'
    for asked in ('"abc"', 'W/"abc"', '"x", "abc"', "*", '"abc-gz"'):
        again = ask(cache, if_none_match=asked)
        assert (again.status, again.body) == (304, b""), asked
        assert again.headers["etag"] == '"abc"'
        assert "content-length" not in again.headers
        assert again.headers["cache-control"] == page.headers["cache-control"]
    assert ask(cache, if_none_match='"abcd"').status == 200
    head = ask(cache, method="HEAD")
    assert (head.status, head.body, head.headers) == (200, b"", page.headers)
    assert len(site.asked) == 1


def test_a_first_request_with_a_condition_fills_the_cache_all_the_same(cache: PageCache, site: Site) -> None:
    site.headers.append(("ETag", '"abc"'))
    assert ask(cache, method="HEAD", if_none_match='"abc"').status == 304
    assert "HTTP_IF_NONE_MATCH" not in site.asked[0]
    assert ask(cache).body == PAGE
    assert len(site.asked) == 1


def test_conditions_hold_for_what_is_not_kept(cache: PageCache, site: Site) -> None:
    site.headers, site.length = [("ETag", '"abc"'), ("Cache-Control", "public, no-cache")], False
    assert ask(cache, if_none_match='"abc"').status == 304
    assert ask(cache, if_none_match='"abd"').body == PAGE
    assert ask(cache, method="HEAD").body == b""
    assert site.closed == 3


def test_gzip_is_another_form_with_its_own_etag(cache: PageCache, site: Site) -> None:
    site.headers.append(("ETag", '"abc"'))
    packed = ask(cache, accept_encoding="br, gzip")
    assert gzip.decompress(packed.body) == PAGE
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["etag"] == '"abc-gz"'
    assert packed.headers["content-length"] == str(len(packed.body))
    assert ask(cache, accept_encoding="gzip;q=0").body == PAGE
    assert ask(cache).body == PAGE
    again = ask(cache, accept_encoding="gzip", if_none_match='"abc-gz"')
    assert (again.status, again.headers["etag"]) == (304, '"abc-gz"')
    assert len(site.asked) == 1


def test_last_modified_is_when_these_bytes_were_first_seen(cache: PageCache, site: Site, tmp_path: Path) -> None:
    """A page shows more than its item: an old date of the application must not hide a later change."""
    site.headers.append(("Last-Modified", "Mon, 02 Nov 2020 00:00:00 GMT"))
    first = ask(cache).headers["last-modified"]
    assert ask(cache, if_modified_since=first).status == 304
    assert ask(cache, if_modified_since="Mon, 02 Nov 2020 00:00:00 GMT").status == 200
    assert ask(cache, if_modified_since="yesterday").status == 200
    assert ask(cache, if_modified_since=first, if_none_match='"other"').status == 200
    cache.settle()
    Generation(tmp_path).bump()
    assert ask(cache).headers["last-modified"] == first  # the same bytes
    site.body = b"other"
    Generation(tmp_path).bump()
    changed = ask(cache, if_modified_since=first)
    assert changed.body == b"other"
    assert parsedate_to_datetime(changed.headers["last-modified"]) > parsedate_to_datetime(first)


def test_redirects_are_kept_too(cache: PageCache, site: Site) -> None:
    site.status, site.body = "302 Found", b""
    site.headers = [PUBLIC[0], ("Location", "/vi/tin/")]
    assert _again(cache, site, path="/s/1") == 1
    assert ask(cache, "/s/1", if_none_match="*").headers["location"] == "/vi/tin/"


def test_a_proxy_in_front_may_keep_a_page_to_the_end_of_the_second(cache: PageCache, site: Site) -> None:
    before = int(time.time())
    answer = ask(cache, x_ttdn_front="1")
    assert before <= int(answer.headers["x-accel-expires"].removeprefix("@")) <= time.time()
    assert "x-accel-expires" not in ask(cache).headers
    site.headers = [("Cache-Control", "private, no-store")]
    assert "x-accel-expires" not in ask(cache, "/other/", x_ttdn_front="1").headers
