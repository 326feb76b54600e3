"""Any OAI-PMH repository: what comes in, what is refused, and what silence never does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from ttdn.harvest.actions.runs import run_source
from ttdn.harvest.choices import Agreement, RunState, Stage
from ttdn.harvest.models import Harvested, Quarantined, Run, Source
from ttdn.harvest.protocol import look_back
from ttdn.harvest.tests.conftest import AT
from ttdn.harvest.tests.sources import Repository, deleted, dublin, envelope, listing
from ttdn.portal.choices import Standing
from ttdn.portal.models import PublicRecord

pytestmark = pytest.mark.django_db
MakeSource = Callable[..., Source]


def _run(source: Source, **options: bool) -> Run:
    run = run_source(source, at=AT, **options)
    assert run is not None
    source.refresh_from_db()
    return run


def test_records_come_in_are_read_and_lead_to_their_original(
    repository: Repository, make_source: MakeSource, client: Client
) -> None:
    repository.says(listing(dublin("oai:x:1", "Bài một"), dublin("oai:x:2", "Bài hai"), size=2))
    source = make_source(repository.url)
    run = _run(source)
    assert (run.state, run.seen, run.kept, run.refused) == (RunState.DONE, 2, 2, 0)
    assert source.agreement == Agreement.AGREED
    assert source.datestamp == "2026-11-20T00:00:00Z"
    record = PublicRecord.objects.get(title="Bài một")
    page = client.get(record.path)
    assert page.status_code == 200
    assert Harvested.objects.get(record=record).original_url == "https://thu-vien.example/oai:x:1"


def test_the_next_visit_asks_from_a_little_before_the_last(repository: Repository, make_source: MakeSource) -> None:
    repository.says(listing(dublin("oai:x:1", "Bài một")))
    source = make_source(repository.url)
    _run(source)
    repository.says(envelope('<error code="noRecordsMatch">nothing</error>'))
    again = _run(source)
    assert repository.asked[-1]["from"] == look_back("2026-11-20T00:00:00Z", AT) == "2026-11-19T23:55:00Z"
    assert (again.state, again.seen) == (RunState.DONE, 0)
    assert PublicRecord.objects.get().standing == Standing.IN_FORCE  # silence never deletes


def test_only_the_word_of_the_source_withdraws(repository: Repository, make_source: MakeSource, client: Client) -> None:
    repository.says(listing(dublin("oai:x:1", "Bài một")))
    source = make_source(repository.url)
    _run(source)
    repository.says(listing(deleted("oai:x:1"), deleted("oai:x:never-here")))
    run = _run(source)
    assert (run.withdrawn, run.unchanged) == (1, 1)
    record = PublicRecord.objects.get()
    assert record.standing == Standing.WITHDRAWN
    assert "Cơ quan đã rút bài tại nguồn." in client.get(record.path).content.decode()


def test_a_changed_record_is_a_new_edition_at_the_same_address(repository: Repository, make_source: MakeSource) -> None:
    repository.says(listing(dublin("oai:x:1", "Bài một")))
    source = make_source(repository.url)
    _run(source)
    first = PublicRecord.objects.get()
    repository.says(listing(dublin("oai:x:1", "Bài một, đã sửa", day="2026-11-21T00:00:00Z")))
    assert _run(source).kept == 1
    record = PublicRecord.objects.get()
    assert (record.title, record.path, record.edition.ordinal) == ("Bài một, đã sửa", first.path, 2)
    assert _run(source).unchanged == 1


def test_a_source_that_dies_in_the_middle_goes_on_from_its_place(
    repository: Repository, make_source: MakeSource
) -> None:
    def dying(asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "resumptionToken" in asked:
            return 500, {}, b""
        return 200, {}, listing(dublin("oai:x:1", "Bài một"), token="hai")

    repository.answer = dying
    source = make_source(repository.url)
    run = _run(source)
    assert (run.state, run.kept, source.resumption, source.datestamp) == (RunState.FAILED, 1, "hai", "")
    assert [fault.stage for fault in run.faults.all()] == [Stage.FETCH]
    repository.says(listing(dublin("oai:x:2", "Bài hai")))
    again = _run(source)
    assert repository.asked[-1]["resumptionToken"] == "hai"
    assert (again.state, again.kept) == (RunState.DONE, 1)
    assert PublicRecord.objects.count() == 2


def test_a_killed_run_is_taken_up_again(repository: Repository, make_source: MakeSource) -> None:
    source = make_source(repository.url)
    killed = Run.objects.create(source=source, started_at=AT - timedelta(hours=2), alive_at=AT - timedelta(minutes=10))
    assert run_source(source, at=AT) is None  # it may still be at work
    Run.objects.filter(pk=killed.pk).update(alive_at=AT - timedelta(hours=1))
    assert _run(source).state == RunState.DONE
    killed.refresh_from_db()
    assert killed.state == RunState.FAILED


def test_a_forgotten_token_begins_the_list_again(repository: Repository, make_source: MakeSource) -> None:
    def forgetful(asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "resumptionToken" in asked:
            return 200, {}, envelope('<error code="badResumptionToken">expired</error>')
        return 200, {}, listing(dublin("oai:x:1", "Bài một"))

    repository.answer = forgetful
    source = make_source(repository.url, resumption="cũ")
    run = _run(source)
    assert (run.state, run.kept, source.resumption) == (RunState.DONE, 1, "")


@pytest.mark.parametrize(
    ("record", "stage"),
    [
        (dublin("oai:x:9", ""), Stage.PARSE),
        (dublin("oai:x:9", "Bài", address="javascript:alert(1)"), Stage.PARSE),
        (
            "<record><header><identifier>oai:x:9</identifier><datestamp>2026-11-20</datestamp></header></record>",
            Stage.PARSE,
        ),
    ],
)
def test_a_bad_record_is_kept_aside_with_its_reason(
    repository: Repository, make_source: MakeSource, record: str, stage: str
) -> None:
    repository.says(listing(record, dublin("oai:x:1", "Bài tốt")))
    source = make_source(repository.url)
    run = _run(source)
    assert (run.state, run.kept, run.refused) == (RunState.DONE, 1, 1)
    aside = Quarantined.objects.get()
    assert (aside.identifier, aside.stage) == ("oai:x:9", stage)
    assert aside.reason
    repository.says(listing(dublin("oai:x:9", "Đã sửa đúng")))
    _run(source)
    assert not Quarantined.objects.exists()


def test_hostile_words_are_only_words(repository: Repository, make_source: MakeSource, client: Client) -> None:
    repository.says(
        listing(
            dublin(
                "oai:x:1",
                "&lt;script&gt;alert(1)&lt;/script&gt;",
                more="<dc:description>&lt;img src=x onerror=alert(1)&gt;</dc:description>",
            )
        )
    )
    _run(make_source(repository.url))
    text = client.get(PublicRecord.objects.get().path).content.decode()
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_a_record_that_says_nothing_of_itself_is_counted_and_the_others_go_on(
    repository: Repository, make_source: MakeSource
) -> None:
    nameless = "<record><header/></record>"
    no_day = "<record><header><identifier>x</identifier><datestamp>2026-13-45</datestamp></header></record>"
    repository.says(listing(nameless, no_day, dublin("oai:x:1", "Bài tốt")))
    run = _run(make_source(repository.url))
    assert (run.state, run.kept, run.refused) == (RunState.DONE, 1, 2)
    assert "thiếu mã hoặc mốc thời gian" in run.faults.get().sentence


def test_a_size_that_does_not_match_is_said(repository: Repository, make_source: MakeSource) -> None:
    repository.says(listing(dublin("oai:x:1", "Bài một"), size=5))
    source = make_source(repository.url)
    run = _run(source)
    assert source.agreement == Agreement.DIFFERENT
    assert "Nguồn có 5 bài, ở đây có 1." in [fault.sentence for fault in run.faults.all()]


def test_the_public_page_tells_every_source_and_its_faults(
    repository: Repository, make_source: MakeSource, client: Client
) -> None:
    repository.says(listing(dublin("oai:x:9", "")))
    _run(make_source(repository.url))
    page = client.get("/vi/nguon/")
    assert page.status_code == 200
    assert "Thư viện" in page.content.decode()
    assert "Đọc: 1" in page.content.decode()


def test_a_pasted_text_of_a_source_without_seals_is_never_called_authentic(
    repository: Repository, make_source: MakeSource, client: Client
) -> None:
    words = "Thư viện giới thiệu bộ sưu tập bản đồ cổ về Biển Đông tại phòng đọc số hai."
    repository.says(listing(dublin("oai:x:1", "Bài một", more=f"<dc:description>{words}</dc:description>")))
    _run(make_source(repository.url))
    page = client.post("/vi/xac-thuc/", {"van-ban": f"Bài một\n{words}"}).content.decode()
    assert "Bản thu thập này không mang dấu xác thực." in page
    assert "không chứng minh được là nguyên văn" in page
    assert "Nguồn ghi, không có dấu xác thực để kiểm:" in page
    assert 'href="https://thu-vien.example/oai:x:1"' in page
    assert "Đúng:" not in page
    assert "Bản chứng thực của nguồn" not in page
    assert "Không trùng với bản thu thập" in (
        client.post("/vi/xac-thuc/", {"van-ban": words.replace("hai", "ba")}).content.decode()
    )
    item = client.get(PublicRecord.objects.get().path).content.decode()
    assert "Bản thu thập này không mang dấu xác thực." in item
    assert "Còn hiệu lực" not in item  # nobody vouches for that
    assert '<link rel="canonical" href="https://thu-vien.example/oai:x:1">' in item


def test_a_source_whose_clock_runs_ahead_is_still_asked_for_what_is_new(
    repository: Repository, make_source: MakeSource
) -> None:
    repository.says(listing(dublin("oai:x:1", "Bài của năm sau", day="2099-01-01T00:00:00Z")))
    source = make_source(repository.url)
    _run(source)
    assert PublicRecord.objects.get().first_published_at == AT
    _run(source)
    asked = [each["from"] for each in repository.asked if "from" in each]
    assert asked == ["2026-11-22T01:55:00Z"]  # our clock, less the overlap


def test_the_older_of_two_records_under_one_identifier_changes_nothing(
    repository: Repository, make_source: MakeSource
) -> None:
    new, old = dublin("oai:x:1", "Mới"), dublin("oai:x:1", "Cũ", day="2026-11-19T00:00:00Z")
    repository.says(listing(new, old, deleted("oai:x:1", day="2026-11-18T00:00:00Z")))
    run = _run(make_source(repository.url))
    record = PublicRecord.objects.get()
    assert (run.kept, run.unchanged, run.withdrawn) == (1, 2, 0)
    assert (record.title, record.standing) == ("Mới", Standing.IN_FORCE)


def test_a_token_forgotten_again_and_again_is_no_whole_list(repository: Repository, make_source: MakeSource) -> None:
    def forgetful(asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "resumptionToken" in asked:
            return 200, {}, envelope('<error code="badResumptionToken">expired</error>')
        return 200, {}, listing(dublin("oai:x:1", "Bài một"), token="hai")

    repository.answer = forgetful
    source = make_source(repository.url)
    run = _run(source)
    assert run.state == RunState.FAILED
    assert (source.datestamp, source.last_success_at) == ("", None)  # the next visit begins at the beginning
