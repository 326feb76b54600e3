"""What a reader sees beside the hits: the public's view, facets, other spellings, extracts in every script, freshness."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.template.loader import render_to_string

from ttdn.search import actions, registry
from ttdn.search.actions import index_later, index_now, rebuild
from ttdn.search.engines import current_engine
from ttdn.search.engines.protocol import IndexBusyError
from ttdn.search.extracts import highlighter
from ttdn.search.queries import search
from ttdn.search.registry import SearchDocument, Source

ON = datetime.date(2026, 11, 22)
PUBLIC, INSIDE, OTHERS = frozenset({"public"}), frozenset({"body:a"}), frozenset({"body:b"})
HOME, AWAY = uuid.UUID(int=1), uuid.UUID(int=2)


class Shelf:
    """A source in memory: what an app's rows and access would be; `shut` holds what the database refuses."""

    def __init__(self, kind: Any, *, public: Any = False) -> None:
        self.kind, self.documents, self.shut, self.users = kind, {}, set(), []
        registry.register(
            Source(kind, kind.title(), self.documents.values, self.documents.get, self.access, public=public)
        )

    def access(self, user: Any, ids: Any, on: Any) -> Any:
        self.users.append(user)
        return set(ids) - self.shut

    def put(self, title: Any, text: Any = "", **fields: Any) -> Any:
        given = {"scopes": PUBLIC} | fields
        made = SearchDocument(kind=self.kind, id=uuid.uuid4(), title=title, text=text, **given)
        self.documents[made.id] = made
        return made


@pytest.fixture(autouse=True, params=["tantivy", "fts5"])
def _engine(request: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> None:
    settings.SEARCH_ENGINE, settings.SEARCH_ROOT = request.param, tmp_path
    monkeypatch.setattr(registry, "_sources", {})
    monkeypatch.setattr(registry, "_names", {})


@pytest.fixture
def news() -> Any:
    return Shelf("news", public=True)


def public(text: Any = "hội nghị", **fields: Any) -> Any:
    return search(text=text, on=ON, public=True, **fields)


def inside(text: Any = "hội nghị", **fields: Any) -> Any:
    return search(**({"text": text, "on": ON, "user": "người dùng", "scopes": INSIDE} | fields))


def test_everybody_finds_what_is_public_and_nothing_else(news: Any) -> None:
    filings = Shelf("filing")
    shown = news.put("Hội nghị báo chí")
    news.put("Hội nghị chưa đăng", scopes=INSIDE)
    filings.put("Hội nghị nội bộ", scopes=INSIDE)
    filings.put("Hội nghị đánh dấu nhầm là công khai", scopes=PUBLIC)
    rebuild()
    results = public()
    assert [hit.id for hit in results.hits] == [shown.id]
    assert [(facet.value, facet.count) for facet in results.facets] == [("news", 1)]
    assert set(news.users) == {None}
    assert filings.users == []
    assert public(kinds=["filing"]).total == 0


def test_what_the_database_no_longer_gives_the_public_is_gone_from_everything(news: Any) -> None:
    news.put("Hội nghị báo chí", body=HOME, topics=frozenset({"press"}))
    withdrawn = news.put("Hội nghị đã gỡ", body=AWAY, topics=frozenset({"press", "gone"}), language="vi")
    rebuild()
    news.shut = {withdrawn.id}
    results = public()
    assert results.total == 1
    assert [(each.value, each.count) for each in results.bodies] == [(str(HOME), 1)]
    assert [(each.value, each.count) for each in results.topics] == [("press", 1)]
    assert [(each.value, each.count) for each in results.languages] == [("vi", 1)]


@pytest.mark.parametrize("given", [{"user": "ai đó"}, {"scopes": INSIDE}])
def test_a_public_search_takes_no_user_and_no_scopes(given: Any) -> None:
    with pytest.raises(ValueError, match="neither a user nor scopes"):
        public(**given)


def test_each_facet_is_counted_without_its_own_filter(news: Any) -> None:
    news.put("Hội nghị một", body=HOME, topics=frozenset({"press"}))
    news.put("Hội nghị hai", body=AWAY, topics=frozenset({"press", "asean"}))
    news.put("Hội nghị ba", body=AWAY, language="lo")
    rebuild()
    registry.register_names("body", lambda values: {each: f"Cơ quan {each[-1]}" for each in values})
    results = public(bodies=[AWAY], languages=["vi"])
    assert [hit.title for hit in results.hits] == ["<mark>Hội</mark> <mark>nghị</mark> hai"]
    assert (results.hits[0].body, results.hits[0].topics) == (AWAY, ["asean", "press"])
    assert [(each.label, each.count, each.chosen) for each in results.bodies] == [
        ("Cơ quan 1", 1, False),
        ("Cơ quan 2", 1, True),
    ]
    assert [(each.value, each.count, each.chosen) for each in results.languages] == [("lo", 1, False), ("vi", 1, True)]
    assert [(each.value, each.count) for each in results.topics] == [("asean", 1), ("press", 1)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("thông tinn đối ngoại", "thông tin đối ngoại"),
        ("thong tni doi ngoai", "thong tin doi ngoai"),
        ("Thông tin đối ngoaij", "Thông tin đối ngoại"),
        ("thôg tin", "thông tin"),
        ("ngoại", ""),
        ("thông tin", ""),
        ("zzzzzz", ""),
        ("", ""),
        ("thông " * 13 + "tinn", ""),
        ("对外 thông tinn", "对外 thông tin"),
    ],
)
def test_another_spelling_is_offered_for_words_nothing_holds(news: Any, typed: Any, meant: Any) -> None:
    news.put("Thông tin đối ngoại", "Công tác thông tin đối ngoại của cơ quan.")
    news.put("Tình hình", "Tin tức, tình hình.")
    rebuild()
    assert public(typed).suggestion == meant


def test_a_word_that_exists_is_doubted_only_in_company_it_never_keeps(news: Any) -> None:
    for number in range(5):
        news.put(f"Báo cáo {number}", "Báo cáo công tác năm.")
    news.put("Cao nguyên")
    rebuild()
    assert public("bao gao").suggestion == "bao cao"
    assert public("cao").suggestion == ""


def test_a_spelling_is_never_taken_from_what_the_reader_may_not_see(news: Any) -> None:
    news.put("Việc khác", "Không có từ đó.")
    secret = news.put("Khẩn", "Chiến dịch Hoàngmai.", scopes=OTHERS)
    rebuild()
    assert public("hoangmay").suggestion == ""
    assert inside("hoangmay").suggestion == ""
    assert inside("hoangmay", scopes=OTHERS).suggestion == "hoangmai"
    news.shut = {secret.id}  # the index lags behind: the database decides
    assert inside("hoangmay", scopes=OTHERS).suggestion == ""


def test_the_page_offers_the_spelling_as_a_link(news: Any, rf: Any) -> None:
    news.put("Thông tin đối ngoại")
    rebuild()
    request = rf.get("/tim/", {"q": "thông tinn", "offset": "20"})
    results = public("thông tinn")
    page = render_to_string("search/results.html", {"results": results, "query": "thông tinn"}, request)
    assert "Có phải bạn muốn tìm" in page
    assert 'href="?q=th%C3%B4ng+tin"' in page
    nothing = render_to_string("search/results.html", {"results": public("tinnn"), "query": "tinnn"}, request)
    assert "Không tìm thấy gì" in nothing
    assert "Có phải bạn muốn tìm" not in nothing


@pytest.mark.parametrize(
    ("typed", "text", "language", "marked"),
    [
        ("对外新闻", "越南对外新闻合作", "zh", "越南<mark>对外新闻</mark>合作"),
        ("외교부", "베트남 외교부는", "ko", "베트남 <mark>외교부</mark>는"),
        ("ຮ່ວມມື", "ການຮ່ວມມືດ້ານ", "lo", "ການ<mark>ຮ່ວມມື</mark>ດ້ານ"),
        (
            "statement",
            "Two statements, one Statement.",
            "en",
            "Two <mark>statements</mark>, one <mark>Statement</mark>.",
        ),
        ("statement", "Two statements, one Statement.", "vi", "Two statements, one <mark>Statement</mark>."),
        ("соглашение", "новые соглашения", "ru", "новые <mark>соглашения</mark>"),
        ("tin", "tin tín tinh", "vi", "<mark>tin</mark> <mark>tín</mark> tinh"),
    ],
)
def test_extracts_mark_what_was_asked_for(typed: Any, text: Any, language: Any, marked: Any) -> None:
    assert highlighter(typed).extract(text, language) == marked


def test_an_extract_does_not_part_a_sign_from_its_letter() -> None:
    text = "ກ່" * 200
    assert highlighter("x").extract(text, "lo").removesuffix(" …").endswith("ກ່")


@pytest.mark.django_db(transaction=True)
def test_what_is_published_is_found_at_once_by_another_engine_object(
    news: Any, settings: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(actions, "_enqueue", lambda keys: pytest.fail("left to the worker"))
    news.put("Hội nghị cũ")
    rebuild()
    other = type(current_engine())(settings.SEARCH_ROOT)
    assert other.count() == 1
    with transaction.atomic():
        made = news.put("Hội nghị mới")
        index_now("news", made.id)
        assert public().total == 1
    assert public().total == 2
    assert other.count() == 2
    del news.documents[made.id]
    index_now("news", made.id)
    assert public().total == 1


@pytest.mark.django_db(transaction=True)
def test_a_busy_index_leaves_the_work_to_the_worker(news: Any, monkeypatch: Any) -> None:
    rebuild()
    left: list[Any] = []
    engine = current_engine()

    monkeypatch.setattr(actions, "_enqueue", left.extend)
    for failure in (IndexBusyError("LockBusy"), OSError("đĩa đầy")):

        def fails(*_args: Any, failure: Any = failure, **_options: Any) -> Any:
            raise failure

        monkeypatch.setattr(engine, "index", fails)
        with transaction.atomic():
            made = news.put("Hội nghị")
            index_now("news", made.id)
        assert left.pop() == ("news", made.id)


@pytest.mark.django_db(transaction=True)
def test_what_one_transaction_changed_is_one_piece_of_work(news: Any, monkeypatch: Any) -> None:
    pieces: list[Any] = []
    monkeypatch.setattr(actions, "index_documents", type("Task", (), {"enqueue": pieces.append}))
    one, two, lost = news.put("Một"), news.put("Hai"), news.put("Ba")
    with transaction.atomic():
        index_later("news", one.id)
        index_later("news", two.id)
        index_later("news", one.id)
        with transaction.atomic():
            index_later("news", lost.id)
            transaction.set_rollback(True)
    assert pieces == [[["news", str(one.id)], ["news", str(two.id)]]]
