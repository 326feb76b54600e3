"""What stands between two machines: addresses inside the house, redirects, bombs, drops, and answers that are none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from ttdn.harvest.actions.runs import run_due, run_source
from ttdn.harvest.choices import Agreement, RunState, Stage
from ttdn.harvest.errors import HarvestFault
from ttdn.harvest.fetching import resolve
from ttdn.harvest.models import Run, Source
from ttdn.harvest.tests.conftest import AT
from ttdn.harvest.tests.sources import Repository, bomb, dublin, listing

pytestmark = pytest.mark.django_db
MakeSource = Callable[..., Source]


def _run(source: Source, **options: bool) -> Run:
    run = run_source(source, at=AT, **options)
    assert run is not None
    source.refresh_from_db()
    return run


@pytest.mark.parametrize(
    "data",
    [
        b"not xml",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><OAI-PMH>&a;</OAI-PMH>",
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><OAI-PMH>&a;</OAI-PMH>',
        b"<html>hello</html>",
    ],
)
def test_what_is_no_answer_of_the_protocol_stops_the_visit_with_a_sentence(
    repository: Repository, make_source: MakeSource, data: bytes
) -> None:
    repository.says(data)
    source = make_source(repository.url)
    run = _run(source)
    assert run.state == RunState.FAILED
    assert run.faults.get().sentence
    assert source.next_run_at == AT + timedelta(minutes=10)


def test_a_bomb_is_not_unpacked(repository: Repository, make_source: MakeSource) -> None:
    repository.says(bomb(64 * 1024 * 1024), Content_Encoding="gzip")
    run = _run(make_source(repository.url))
    assert run.state == RunState.FAILED
    assert "quá nhiều dữ liệu" in run.faults.get().sentence


def test_a_busy_source_is_left_alone_as_long_as_it_asks(repository: Repository, make_source: MakeSource) -> None:
    repository.says(b"", status=503, Retry_After="7200")
    source = make_source(repository.url)
    assert _run(source).state == RunState.FAILED
    assert source.next_run_at == AT + timedelta(hours=2)
    assert run_due(AT + timedelta(hours=1)) == 0


def test_a_redirect_without_end_stops(repository: Repository, make_source: MakeSource) -> None:
    repository.says(b"", status=302, Location="/oai?again=1")
    run = _run(make_source(repository.url))
    assert "chuyển hướng" in run.faults.get().sentence


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/oai",
        "http://localhost/oai",
        "http://[::1]/oai",
        "http://10.1.2.3/oai",
        "http://169.254.169.254/latest/meta-data",
        "http://0.0.0.0/oai",
        "file:///etc/passwd",
        "ftp://example.org/",
        "http://user:pass@example.org/",
        "http:///oai",
        "http://x:99999999/",
        "http://[::1",
        "http://224.0.0.1/oai",
        "http://[64:ff9b::7f00:1]/oai",
        "http://[2002:7f00:1::]/oai",
        "http://[::ffff:10.0.0.1]/oai",
    ],
)
def test_addresses_inside_the_house_are_refused(url: str) -> None:
    with pytest.raises(HarvestFault):
        resolve(url)


def test_a_list_that_goes_round_in_circles_stops(repository: Repository, make_source: MakeSource) -> None:
    repository.says(listing(dublin("oai:x:1", "Bài một"), token="lại"))
    run = _run(make_source(repository.url))
    assert run.state == RunState.FAILED
    assert "lặp lại một trang" in run.faults.get().sentence


@pytest.mark.parametrize("size", ["²", "9" * 5000, "-1", "many"])
def test_a_size_that_is_no_number_is_left_out(repository: Repository, make_source: MakeSource, size: str) -> None:
    page = listing(dublin("oai:x:1", "Bài một"), size=77).replace(b'"77"', f'"{size}"'.encode())
    repository.says(page)
    source = make_source(repository.url)
    assert _run(source).state == RunState.DONE
    assert source.agreement == Agreement.UNKNOWN


@pytest.mark.parametrize(
    ("told", "wait"),
    [
        ("9" * 30, timedelta(minutes=10)),
        ("99999999", timedelta(days=1)),
        ("²", timedelta(minutes=10)),
        ("Sun, 22 Nov 2026 04:00:00 GMT", timedelta(hours=3)),
        ("Sun, 22 Nov 2020 04:00:00 GMT", timedelta(minutes=10)),
    ],
)
def test_however_a_busy_source_says_how_long(
    repository: Repository, make_source: MakeSource, told: str, wait: timedelta
) -> None:
    from ttdn.harvest.fetching import wait_of  # noqa: PLC0415  (one test)

    headers = {"Retry-After": told, "Date": "Sun, 22 Nov 2026 01:00:00 GMT"}
    assert max(timedelta(minutes=10), timedelta(seconds=wait_of(headers))) == wait


def test_a_redirect_into_the_house_is_not_followed(
    repository: Repository, make_source: MakeSource, settings: Any
) -> None:
    def leading_in(asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        settings.HARVEST_PRIVATE_ALLOWED = False  # the first address was a public one; this one is not
        return 302, {"Location": f"{repository.url}?secret=1"}, b""

    repository.answer = leading_in
    run = _run(make_source(repository.url))
    assert "mạng nội bộ" in run.faults.get().sentence
    assert [each for each in repository.asked if "secret" in each] == []


@pytest.mark.parametrize("location", ["", "http://[::1", "gopher://x/", "http://x:99999999/"])
def test_a_redirect_to_nowhere_is_a_sentence(repository: Repository, make_source: MakeSource, location: str) -> None:
    repository.says(b"", status=302, Location=location)
    run = _run(make_source(repository.url))
    assert run.state == RunState.FAILED
    assert run.faults.get().stage == Stage.FETCH


def test_from_an_encrypted_address_no_redirect_leads_to_a_plain_one() -> None:
    from ttdn.harvest.fetching import next_address  # noqa: PLC0415  (one test)

    assert next_address("https://a.example/oai", "/b") == "https://a.example/b"
    assert next_address("http://a.example/oai", "https://a.example/oai") == "https://a.example/oai"
    with pytest.raises(HarvestFault):
        next_address("https://a.example/oai", "http://a.example/oai")


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        (bomb(1024)[:-9], {"Content_Encoding": "gzip"}),
        (b"not packed", {"Content_Encoding": "gzip"}),
        (b"x", {"Content_Encoding": "br"}),
        (bomb(10), {"Content_Encoding": "gzip, gzip"}),
        (b"<short/>", {"Content_Length": "5000"}),
    ],
    ids=["cut", "unpacked", "brotli", "packed twice", "short"],  # packed bytes carry the time: no name for a test
)
def test_an_answer_that_breaks_off_or_is_packed_in_other_ways(
    repository: Repository, make_source: MakeSource, data: bytes, headers: dict[str, str]
) -> None:
    repository.says(data, **headers)
    run = _run(make_source(repository.url))
    assert run.state == RunState.FAILED
    assert run.faults.get().stage == Stage.FETCH


def test_an_answer_that_comes_drop_by_drop_ends(
    repository: Repository, make_source: MakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ttdn.harvest.fetching.LONGEST", -1)
    repository.says(listing())
    assert "quá chậm" in _run(make_source(repository.url)).faults.get().sentence


def test_entities_that_grow_are_not_unfolded(repository: Repository, make_source: MakeSource) -> None:
    grown = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    repository.says(f'<!DOCTYPE x [<!ENTITY a0 "ha">{grown}]><OAI-PMH>&a11;</OAI-PMH>'.encode())
    run = _run(make_source(repository.url))
    assert run.state == RunState.FAILED
    assert run.faults.get().stage == Stage.PARSE
