"""Searching as a user: access asked again in the database, extracts, facets, keeping in step."""

import datetime
import json
import uuid
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.template.loader import render_to_string

from ttdn.search import registry
from ttdn.search.actions import index_later, rebuild
from ttdn.search.extracts import highlighter
from ttdn.search.queries import search
from ttdn.search.registry import SearchDocument, Source
from ttdn.search.tokens import number_key, number_keys, tokenise

ON = datetime.date(2026, 11, 21)
A, B = frozenset({"body:a"}), frozenset({"body:b"})
CORPUS = [
    {"id": "1", "title": "Kế hoạch đối ngoại", "text": "Kế hoạch năm"},
    {"id": "2", "title": "Thời tiết", "text": "Mưa to"},
]


class Shelf:
    """A source in memory: what an app's rows and access would be."""

    def __init__(self, kind: Any, label: Any) -> None:
        self.documents, self.open, self.asked = {}, None, 0
        registry.register(Source(kind, label, self.documents.values, self.documents.get, self.access))
        self.kind = kind

    def access(self, user: Any, ids: Any, on: Any) -> Any:
        self.asked += 1
        return set(ids) if self.open is None else set(ids) & self.open

    def put(self, title: Any, text: Any = "", *, scopes: Any = A, **fields: Any) -> Any:
        made = SearchDocument(kind=self.kind, id=uuid.uuid4(), title=title, text=text, scopes=scopes, **fields)
        self.documents[made.id] = made
        return made


@pytest.fixture(autouse=True, params=["tantivy", "fts5"])
def _engine(request: Any, settings: Any, tmp_path: Any, monkeypatch: Any) -> None:
    settings.SEARCH_ENGINE, settings.SEARCH_ROOT = request.param, tmp_path
    monkeypatch.setattr(registry, "_sources", {})


@pytest.fixture
def filings() -> Any:
    return Shelf("filing", "Văn bản")


def ask(text: Any = "kế hoạch", **fields: Any) -> Any:
    return search(**({"user": None, "scopes": A, "text": text, "on": ON} | fields))


def test_hits_carry_what_a_page_needs(filings: Any) -> None:
    made = filings.put("Kế hoạch năm 2024", "Nội dung <b>kế hoạch</b>", number="12/KH-BNG", url="/lam-viec/x/", on=ON)
    rebuild()
    results = ask()
    hit = results.hits[0]
    assert (hit.id, hit.label, hit.number, hit.url, hit.on) == (made.id, "Văn bản", "12/KH-BNG", "/lam-viec/x/", ON)
    assert hit.title == "<mark>Kế</mark> <mark>hoạch</mark> năm 2024"
    assert "&lt;b&gt;<mark>kế</mark> <mark>hoạch</mark>&lt;/b&gt;" in hit.extract
    assert (results.total, results.more) == (1, False)


def test_what_the_database_refuses_is_neither_shown_nor_counted(filings: Any) -> None:
    mine, stale = filings.put("Kế hoạch của tôi"), filings.put("Kế hoạch đã thu hồi quyền")
    filings.open = {mine.id}
    rebuild()
    results = ask()
    assert [hit.id for hit in results.hits] == [mine.id]
    assert results.total == 1
    assert [facet.count for facet in results.facets] == [1]
    assert stale.id not in {hit.id for hit in results.hits}


def test_scopes_never_leak_into_hits_totals_or_facets(filings: Any) -> None:
    filings.put("Kế hoạch của cơ quan khác", scopes=B)
    rebuild()
    for scopes in (A, frozenset()):
        results = ask(scopes=scopes)
        assert (results.hits, results.total, results.facets, results.more) == ([], 0, [], False)


def test_access_is_asked_once_per_kind_however_many_documents(filings: Any) -> None:
    for number in range(40):
        filings.put(f"Kế hoạch {number}")
    rebuild()
    assert ask().total == 40
    assert filings.asked == 1


def test_pages_follow_each_other(filings: Any) -> None:
    for number in range(25):
        filings.put(f"Kế hoạch {number}")
    rebuild()
    first, second = ask(), ask(offset=20)
    assert (len(first.hits), len(second.hits)) == (20, 5)
    assert not {hit.id for hit in first.hits} & {hit.id for hit in second.hits}


def test_kinds_narrow_hits_while_facets_count_all(filings: Any) -> None:
    tasks = Shelf("task", "Nhiệm vụ")
    filings.put("Kế hoạch một")
    tasks.put("Kế hoạch hai")
    rebuild()
    results = ask(kinds=["task"])
    assert [hit.kind for hit in results.hits] == ["task"]
    assert {(facet.label, facet.count, facet.chosen) for facet in results.facets} == {
        ("Văn bản", 1, False),
        ("Nhiệm vụ", 1, True),
    }


def test_days_narrow(filings: Any) -> None:
    filings.put("Kế hoạch cũ", on=datetime.date(2023, 1, 5))
    filings.put("Kế hoạch mới", on=datetime.date(2024, 1, 5))
    rebuild()
    assert ask(since=datetime.date(2024, 1, 1)).total == 1
    assert ask(until=datetime.date(2023, 12, 31)).total == 1


def test_a_kind_nobody_registers_any_more_is_not_found(filings: Any, monkeypatch: Any) -> None:
    filings.put("Kế hoạch")
    rebuild()
    monkeypatch.setattr(registry, "_sources", {})
    assert ask().total == 0


@pytest.mark.django_db(transaction=True)
def test_the_index_follows_the_database_after_commit(filings: Any) -> None:
    with transaction.atomic():
        made = filings.put("Kế hoạch mới lập")
        index_later("filing", made.id)
        assert ask().total == 0
    assert ask().total == 1
    with transaction.atomic():
        del filings.documents[made.id]
        index_later("filing", made.id)
    assert ask().total == 0


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_indexed(filings: Any) -> None:
    made = filings.put("Kế hoạch bị bỏ")
    with transaction.atomic():
        index_later("filing", made.id)
        transaction.set_rollback(True)
    assert ask().total == 0


def test_the_rebuild_command_says_how_many(filings: Any) -> None:
    filings.put("Kế hoạch")
    out = StringIO()
    call_command("rebuild_search", stdout=out)
    assert "Đã đưa 1 tài liệu vào chỉ mục" in out.getvalue()


def test_results_are_shown_with_words_for_none_one_and_many(filings: Any) -> None:
    filings.put("Kế hoạch <script>", "chi tiết")
    rebuild()
    page = render_to_string("search/results.html", {"results": ask(), "query": "kế hoạch"})
    assert "Tìm thấy 1 kết quả." in page
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "Không tìm thấy gì" in render_to_string("search/results.html", {"results": ask("zzz"), "query": "zzz"})
    assert render_to_string("search/results.html", {"results": ask(""), "query": ""}).strip() == ""


def test_extract_takes_the_window_with_most_words() -> None:
    filler = "việc khác " * 200
    text = f"đối {filler} hợp tác thông tin đối ngoại với Lào {filler}"
    extract = highlighter("thông tin đối ngoại").extract(text)
    assert "<mark>thông</mark> <mark>tin</mark> <mark>đối</mark> <mark>ngoại</mark> với Lào" in extract
    assert extract.startswith("… ")
    assert extract.endswith(" …")


def test_highlights_respect_marks_that_were_typed() -> None:
    assert highlighter("đối").whole("đói đối doi") == "đói <mark>đối</mark> <mark>doi</mark>"
    assert highlighter("doi").whole("đói đối") == "<mark>đói</mark> <mark>đối</mark>"
    assert highlighter("").whole("a & b") == "a &amp; b"


def test_token_stream() -> None:
    tokens = tokenise("Hoà bình, NĐ 72/2015/NĐ-CP")
    assert tokens.folded == ["hoa", "binh", "nd", "72", "2015", "nd", "cp"]
    assert tokens.pairs[:2] == ["hoa_binh", "binh_nd"]
    assert tokens.exact == ["hòa", "bình", "nđ", "72", "2015", "nđ", "cp"]
    assert tokens.numbers == ["72_2015_nd_cp"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Công văn 3616/BTTTT-TTĐN ngày 06/10/2017", ["3616_btttt_ttdn"]),
        ("Nghị quyết 190/2025/QH15", ["190_2025_qh15"]),
        ("ngày 05/11/2026", []),
        ("32/100", []),
    ],
)
def test_document_numbers_are_told_from_dates(text: Any, keys: Any) -> None:
    assert number_keys(text) == keys


def test_number_keys_do_not_depend_on_spelling() -> None:
    assert number_key("72/2015/NĐ-CP") == number_key("72 / 2015 / nd – cp")


def test_benchmark_prints_figures(tmp_path: Any) -> None:
    corpus, queries = tmp_path / "c.jsonl", tmp_path / "q.jsonl"
    corpus.write_text("\n".join(json.dumps(row) for row in CORPUS), encoding="utf-8")
    queries.write_text(json.dumps({"query": "kế hoạch đối ngoại", "relevant_ids": ["1"]}), encoding="utf-8")
    out = StringIO()
    call_command("search_benchmark", str(corpus), str(queries), "--engine", "fts5", stdout=out)
    assert "| fts5 | with marks | 1.000 | 1.000 | 1.000 |" in out.getvalue()
    assert "| fts5 | without marks | 1.000 | 1.000 | 1.000 |" in out.getvalue()
    with pytest.raises(CommandError, match="Không có tệp"):
        call_command("search_benchmark", "khong-co", str(queries))
