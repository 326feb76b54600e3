"""The OpenSearch engine's own duties: the alias, failures, the login. Its answers to questions are in the shared contract."""

import uuid
from typing import Any

import pytest

from ttdn.search.engines import current_engine
from ttdn.search.engines.opensearch import BATCH, OpenSearchEngine
from ttdn.search.engines.protocol import Found, Question
from ttdn.search.errors import SearchDownError
from ttdn.search.registry import SearchDocument
from ttdn.search.tests.opensearch_fake import running
from ttdn.search.tokens import RECIPE
from ttdn.search.typed import tokenise_question

SCOPE = frozenset({"public"})


def document(number: Any = 0, kind: Any = "news") -> Any:
    return SearchDocument(kind=kind, id=uuid.UUID(int=number), title=f"Tin {number}", text="", scopes=SCOPE)


@pytest.fixture
def server() -> Any:
    with running() as made:
        yield made


def ask(engine: Any) -> Any:
    return engine.query(Question(tokens=tokenise_question("tin"), scopes=SCOPE))


def test_before_anything_is_indexed_nothing_is_found(server: Any) -> None:
    engine = OpenSearchEngine(server[0])
    assert ask(engine) == Found([], 0)
    assert (engine.count(), engine.size(), engine.stored([("news", uuid.uuid4())])) == (0, 0, {})


def test_the_first_document_makes_the_index_behind_the_alias(server: Any) -> None:
    address, fake = server
    engine = OpenSearchEngine(address)
    engine.index([document()])
    assert ask(engine).keys == [("news", uuid.UUID(int=0))]
    assert len(fake.indices) == 1
    assert next(iter(fake.aliases[f"ttdn-r{RECIPE}"])).startswith(f"ttdn-r{RECIPE}-")


def test_a_rebuild_changes_over_at_once_and_removes_the_old_index(server: Any) -> None:
    address, fake = server
    engine = OpenSearchEngine(address)
    engine.index([document()])
    before = set(fake.indices)
    assert engine.rebuild(document(number) for number in range(BATCH + 1)) == BATCH + 1
    assert len(fake.indices) == 1
    assert not before & set(fake.indices)
    assert sum(path.endswith("/_bulk") for _method, path in fake.requests) == 3


def test_a_refused_document_fails_the_rebuild_and_keeps_the_old_index(server: Any) -> None:
    address, fake = server
    engine = OpenSearchEngine(address)
    engine.rebuild([document(1)])
    fake.refuse = "bad"
    with pytest.raises(SearchDownError, match="mapper_parsing_exception"):
        engine.rebuild([document(2), document(3, kind="bad")])
    assert len(fake.indices) == 1
    assert ask(engine).keys == [("news", uuid.UUID(int=1))]
    with pytest.raises(SearchDownError, match="mapper_parsing_exception"):
        engine.index([document(3, kind="bad")])


def test_a_server_that_fails_is_a_sentence_for_the_reader(server: Any) -> None:
    address, fake = server
    fake.down = True
    with pytest.raises(SearchDownError, match="503") as caught:
        ask(OpenSearchEngine(address))
    assert caught.value.status == 503
    assert "Tìm kiếm đang tạm ngừng" in caught.value.sentence
    with pytest.raises(SearchDownError, match="ConnectionError"):
        ask(OpenSearchEngine("http://127.0.0.1:9"))


def test_name_and_password_are_sent_and_never_shown(server: Any) -> None:
    address, fake = server
    engine = OpenSearchEngine(address.replace("://", "://ten:m%40t@") + "/khac")
    engine.index([document()])
    assert set(fake.logins) == {"Basic dGVuOm1AdA=="}
    assert list(fake.aliases) == [f"khac-r{RECIPE}"]
    fake.down = True
    with pytest.raises(SearchDownError) as caught:
        ask(engine)
    assert "m@t" not in str(caught.value)
    assert "m%40t" not in str(caught.value)


@pytest.mark.parametrize("address", ["ftp://x", "https://", "x"])
def test_an_address_that_is_none_is_told(address: Any) -> None:
    with pytest.raises(ValueError, match="opensearch:https://user:password@host:9200/name"):
        OpenSearchEngine(address)


def test_the_setting_names_the_server(settings: Any, server: Any) -> None:
    settings.SEARCH_ENGINE = f"opensearch:{server[0]}/ten"
    current_engine().index([document()])
    assert list(server[1].aliases) == [f"ten-r{RECIPE}"]
