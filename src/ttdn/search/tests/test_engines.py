"""One contract for every engine."""

import datetime
import multiprocessing
import shutil
import sqlite3
import unicodedata
import uuid
from typing import Any

import pytest
import tantivy

from ttdn.search.engines import ENGINES, current_engine
from ttdn.search.engines.opensearch import OpenSearchEngine
from ttdn.search.engines.protocol import IndexBusyError, Question
from ttdn.search.registry import SearchDocument
from ttdn.search.tests.opensearch_fake import running
from ttdn.search.typed import tokenise_question

A, B = frozenset({"body:a"}), frozenset({"body:b"})


def document(title: Any, text: Any = "", *, kind: Any = "filing", scopes: Any = A, **fields: Any) -> Any:
    return SearchDocument(
        kind=kind, id=uuid.uuid5(uuid.NAMESPACE_OID, title), title=title, text=text, scopes=scopes, **fields
    )


PLAN = document("Kế hoạch thông tin đối ngoại năm 2024", "Tổ chức tập huấn cho báo chí.", on=datetime.date(2024, 3, 5))
REPORT = document(
    "Báo cáo kết quả năm 2024", "Đã thực hiện kế hoạch; căn cứ Nghị định 72/2015/NĐ-CP.", on=datetime.date(2024, 11, 20)
)
DECREE = document("Nghị định về hoạt động đối ngoại", "Quản lý hoạt động.", kind="instrument", number="72/2015/NĐ-CP")
HUNGER = document("Chương trình xóa đói", "Ngoại thành và nông thôn.")
THEIRS = document("Kế hoạch thông tin đối ngoại của cơ quan khác", scopes=B)
LAO = document("ການຮ່ວມມື", "ຄວາມຮ່ວມມືດ້ານຂ່າວສານ", language="lo")
CHINESE = document("对外新闻合作", "越南与中国的对外新闻合作计划", language="zh")
ALL = [PLAN, REPORT, DECREE, HUNGER, THEIRS, LAO, CHINESE]


@pytest.fixture(params=[*sorted(ENGINES), "opensearch"])
def engine(request: Any, tmp_path: Any) -> Any:
    """Every engine in turn; OpenSearch before a server in this process that knows the documented requests only."""
    if request.param == "opensearch":
        with running() as (address, _fake):
            made = OpenSearchEngine(f"{address}/thu")
            made.rebuild(ALL)
            yield made
    else:
        made = ENGINES[request.param](tmp_path)
        made.rebuild(ALL)
        yield made


def titles(engine: Any, text: Any, *, scopes: Any = A, **fields: Any) -> Any:
    found = engine.query(Question(tokens=tokenise_question(text), scopes=scopes, **fields))
    stored = engine.stored(found.keys)
    return [stored[key].title for key in found.keys]


@pytest.mark.parametrize(
    "typed",
    [
        "thông tin đối ngoại",
        "thong tin doi ngoai",
        "THÔNG TIN ĐỐI NGOẠI",
        unicodedata.normalize("NFD", "thông tin đối ngoại"),
    ],
)
def test_words_are_found_with_and_without_marks(engine: Any, typed: Any) -> None:
    assert titles(engine, typed)[0] == PLAN.title


def test_marks_decide_between_words_that_fold_alike(engine: Any) -> None:
    assert titles(engine, "xóa đói")[0] == HUNGER.title
    assert titles(engine, "xoá đói")[0] == HUNGER.title


@pytest.mark.parametrize("typed", ["72/2015/NĐ-CP", "72/2015/nd-cp", "nghị định 72 / 2015 / NĐ - CP", "72/2015/NĐ–CP"])
def test_a_document_number_finds_its_document_first(engine: Any, typed: Any) -> None:
    assert titles(engine, typed)[:2] == [DECREE.title, REPORT.title]


def test_scripts_without_spaces_are_found_inside_runs(engine: Any) -> None:
    assert titles(engine, "新闻") == [CHINESE.title]
    assert titles(engine, "ຮ່ວມມື") == [LAO.title]


def test_scopes_never_leak(engine: Any) -> None:
    assert THEIRS.title not in titles(engine, "kế hoạch thông tin đối ngoại")
    assert titles(engine, "kế hoạch thông tin đối ngoại", scopes=B) == [THEIRS.title]
    assert titles(engine, "kế hoạch", scopes=frozenset()) == []
    assert titles(engine, "kế hoạch", scopes=frozenset({"body"})) == []
    counted = engine.query(Question(tokens=tokenise_question("kế hoạch"), scopes=B))
    assert counted.total == 1


def test_kinds_and_days_narrow(engine: Any) -> None:
    assert titles(engine, "hoạt động đối ngoại", kinds=frozenset({"instrument"})) == [DECREE.title]
    assert titles(engine, "kế hoạch", kinds=frozenset()) == []
    march, november = datetime.date(2024, 3, 5).toordinal(), datetime.date(2024, 11, 20).toordinal()
    assert set(titles(engine, "kế hoạch năm 2024 chương trình", since=march, until=november)) == {
        PLAN.title,
        REPORT.title,
    }
    assert titles(engine, "kế hoạch năm 2024 chương trình", since=march + 1) == [REPORT.title]
    assert titles(engine, "kế hoạch năm 2024 chương trình", until=march) == [PLAN.title]


@pytest.mark.parametrize(
    "typed", ["", "   ", "?!*", '"', "AND OR NOT", "kế* (hoạch", "title:x", "-kế", "' OR 1=1 --", "x" * 10_000]
)
def test_nothing_typed_can_break_the_question(engine: Any, typed: Any) -> None:
    assert isinstance(titles(engine, typed), list)


def test_limit_and_total(engine: Any) -> None:
    found = engine.query(Question(tokens=tokenise_question("kế hoạch hoạt động chương trình"), scopes=A, limit=1))
    assert len(found.keys) == 1
    assert found.total > 1


def test_a_document_indexed_again_takes_the_place_of_the_old_one(engine: Any) -> None:
    before = engine.count()
    changed = SearchDocument(kind=PLAN.kind, id=PLAN.id, title="Tên mới hẳn", text="nội dung khác", url="/x/", scopes=B)
    engine.index([changed])
    assert engine.count() == before
    assert titles(engine, "tập huấn") == []
    assert titles(engine, "tên mới hẳn", scopes=B)[0] == "Tên mới hẳn"
    assert "Tên mới hẳn" not in titles(engine, "tên mới hẳn")


def test_deleted_documents_are_gone_and_unknown_ones_ignored(engine: Any) -> None:
    engine.delete([(PLAN.kind, PLAN.id), ("filing", uuid.uuid4())])
    assert PLAN.title not in titles(engine, "kế hoạch thông tin đối ngoại")
    assert engine.count() == len(ALL) - 1


def test_rebuilding_replaces_everything(engine: Any) -> None:
    assert engine.rebuild([DECREE, DECREE]) == 1
    assert engine.count() == 1
    assert titles(engine, "kế hoạch") == []


def test_a_rebuild_that_fails_leaves_the_old_index(engine: Any) -> Any:
    def broken() -> Any:
        yield DECREE
        raise RuntimeError("nguồn hỏng")

    with pytest.raises(RuntimeError, match="nguồn hỏng"):
        engine.rebuild(broken())
    assert engine.count() == len(ALL)
    assert titles(engine, "kế hoạch")


def test_stored_keeps_what_is_shown(engine: Any) -> None:
    key = (REPORT.kind, REPORT.id)
    stored = engine.stored([key, ("filing", uuid.uuid4())])
    assert list(stored) == [key]
    assert stored[key].day == REPORT.on.toordinal()
    assert stored[key].text == REPORT.text
    assert engine.size() > 0


def test_an_index_that_was_thrown_away_is_made_again(tmp_path: Any) -> None:
    for name, kind in ENGINES.items():
        made = kind(tmp_path / name)
        made.rebuild(ALL)
        shutil.rmtree(tmp_path / name)
        assert made.count() == 0
        made.rebuild(ALL)
        assert made.count() == len(ALL)


def test_a_damaged_tantivy_index_is_rebuilt(tmp_path: Any) -> None:
    made = ENGINES["tantivy"](tmp_path)
    made.rebuild(ALL)
    (next(tmp_path.glob("tantivy-*")) / "meta.json").write_text("{", encoding="utf-8")
    fresh = ENGINES["tantivy"](tmp_path)
    assert fresh.rebuild(ALL) == len(ALL)
    assert titles(fresh, "kế hoạch")


def _write_some(folder: Any, name: Any, start: Any, count: Any) -> None:
    engine = ENGINES[name](folder)
    for number in range(start, start + count):
        engine.index([document(f"Tài liệu số {number}")])


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_processes_that_write_at_once_lose_nothing_and_readers_see_it(name: Any, tmp_path: Any) -> None:
    reader = ENGINES[name](tmp_path)
    reader.rebuild([DECREE])
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_some, args=(tmp_path, name, start, 5)) for start in (0, 100)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert reader.count() == 11


def test_a_writer_that_never_lets_go_is_an_error_and_not_a_hang(tmp_path: Any) -> None:
    engine = ENGINES["tantivy"](tmp_path)
    engine.rebuild([DECREE])
    other = tantivy.Index.open(str(next(tmp_path.glob("tantivy-*"))))
    held = other.writer(heap_size=15_000_000, num_threads=1)
    with pytest.raises(IndexBusyError):
        engine.index([PLAN], wait=0.2)
    held.wait_merging_threads()
    assert engine.index([PLAN]) == 1


def test_a_locked_sqlite_index_is_an_error_and_not_a_hang(tmp_path: Any) -> None:
    engine = ENGINES["fts5"](tmp_path)
    engine.rebuild([DECREE])
    held = sqlite3.connect(next(tmp_path.glob("fts5-*.sqlite3")), isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    with pytest.raises(IndexBusyError):
        engine.index([PLAN], wait=0.2)
    held.execute("ROLLBACK")
    held.close()
    assert engine.index([PLAN]) == 1


def test_the_settings_choose_the_engine(settings: Any, tmp_path: Any) -> None:
    settings.SEARCH_ROOT = tmp_path
    settings.SEARCH_ENGINE = "fts5"
    assert isinstance(current_engine(), ENGINES["fts5"])
    settings.SEARCH_ENGINE = "tantivy"
    assert isinstance(current_engine(), ENGINES["tantivy"])
    settings.SEARCH_ENGINE = "lucene"
    with pytest.raises(ValueError, match="'lucene' is not an engine we know; use fts5, tantivy or opensearch"):
        current_engine()
