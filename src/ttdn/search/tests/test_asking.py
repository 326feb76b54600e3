"""What every engine must find, and in which order: phrases, exclusions, marks, numbers, facets, languages."""

import datetime
import uuid
from typing import Any

import pytest

from ttdn.search.engines import ENGINES
from ttdn.search.engines.opensearch import OpenSearchEngine
from ttdn.search.engines.protocol import FACETS, Question
from ttdn.search.registry import SearchDocument
from ttdn.search.tests.opensearch_fake import running
from ttdn.search.tokens import tokenise
from ttdn.search.typed import Phrase, tokenise_question

EVERYBODY, THEIRS = frozenset({"public"}), frozenset({"body:b"})
ONE_BODY, OTHER_BODY = uuid.UUID(int=1), uuid.UUID(int=2)


def document(title: Any, text: Any = "", **fields: Any) -> Any:
    given = {"kind": "news", "scopes": EVERYBODY} | fields
    return SearchDocument(id=uuid.uuid5(uuid.NAMESPACE_OID, title), title=title, text=text, **given)


FOREIGN = document("Đối ngoại", "Công tác trong năm.", body=ONE_BODY, topics=frozenset({"asean", "press"}))
HUNGRY = document("Đói nghèo", "đói đói đói", body=OTHER_BODY, topics=frozenset({"asean"}))
APART = document("Đối với người ngoại quốc", "Hướng dẫn.", kind="event", body=ONE_BODY)
HIDDEN = document("Đối ngoại của cơ quan khác", "mậttrấn", scopes=THEIRS, body=OTHER_BODY, topics=frozenset({"x"}))
STATEMENT = document("Official statements on fishing", "The spokesperson answered.", language="en")
FRENCH = document("Déclarations officielles", "Les journalistes étrangers.", language="fr")
RUSSIAN = document("Новые соглашения", "Подписанные документы.", language="ru")
SPANISH = document("Acuerdos firmados", "Las declaraciones.", language="es")
KOREAN = document("베트남 외교부", "대외정보 협력", language="ko")
JAPANESE = document("ベトナム外務省", "対外情報協力計画", language="ja")
THAI = document("กระทรวงการต่างประเทศ", "ข้อมูลข่าวสาร", language="th")
KHMER = document("ក្រសួងការបរទេស", "ព័ត៌មាន", language="km")
DECREE = document("Nghị định", number="72/2015/NĐ-CP", on=datetime.date(2015, 9, 7))
PARTY = document("Kết luận", number="57-KL/TW")
CITING = document("Thi hành 72/2015/NĐ-CP và 57-KL/TW", "Theo 72/2015/NĐ-CP, 57-KL/TW. " * 5)
ALL = [
    FOREIGN, HUNGRY, APART, HIDDEN, STATEMENT, FRENCH, RUSSIAN, SPANISH, KOREAN, JAPANESE, THAI, KHMER, DECREE, PARTY,
    CITING,
]  # fmt: skip


@pytest.fixture(scope="module", params=[*sorted(ENGINES), "opensearch"])
def engine(request: Any, tmp_path_factory: Any) -> Any:
    if request.param == "opensearch":
        with running() as (address, _fake):
            made = OpenSearchEngine(address)
            made.rebuild(ALL)
            yield made
    else:
        made = ENGINES[request.param](tmp_path_factory.mktemp("index"))
        made.rebuild(ALL)
        yield made


def titles(engine: Any, text: Any, **fields: Any) -> Any:
    found = engine.query(Question(tokens=tokenise_question(text), **({"scopes": EVERYBODY} | fields)))
    stored = engine.stored(found.keys)
    return [stored[key].title for key in found.keys]


@pytest.mark.parametrize("typed", ["“đối ngoại”", '"đối ngoại"', "«ĐỐI NGOẠI»", '"doi ngoai"'])
def test_a_phrase_wants_its_words_side_by_side(engine: Any, typed: Any) -> None:
    assert titles(engine, typed) == [FOREIGN.title]
    assert APART.title in titles(engine, typed.strip('“”"«»'))


def test_a_phrase_typed_with_marks_wants_these_marks(engine: Any) -> None:
    assert titles(engine, '"đói ngoại"') == []
    assert titles(engine, '"đói"') == [HUNGRY.title]
    assert set(titles(engine, '"doi"')) == {FOREIGN.title, HUNGRY.title, APART.title}


def test_a_phrase_in_a_script_without_spaces(engine: Any) -> None:
    assert titles(engine, "“对外情報”") == []
    assert titles(engine, "“対外情報”") == [JAPANESE.title]


@pytest.mark.parametrize("typed", ["đối -ngoại", "doi -ngoai", 'đối -"ngoại"'])
def test_what_must_not_occur_is_left_out(engine: Any, typed: Any) -> None:
    assert titles(engine, typed) == [HUNGRY.title]


def test_a_phrase_that_must_not_occur(engine: Any) -> None:
    assert set(titles(engine, 'đối -"đối ngoại"')) == {APART.title, HUNGRY.title}
    assert titles(engine, "-đối") == []


def test_the_marks_typed_come_first_however_often_others_occur(engine: Any) -> None:
    assert titles(engine, "đói")[0] == HUNGRY.title
    found = titles(engine, "đối")
    assert set(found[:2]) == {FOREIGN.title, APART.title}
    assert found[2] == HUNGRY.title
    assert titles(engine, "doi")[0] == HUNGRY.title


@pytest.mark.parametrize(
    "typed",
    ["72/2015/NĐ-CP", "72/2015/nd-cp", "72/2015/NĐ -CP", "72 2015 nd cp", "nghị định số 72/2015/NĐ–CP của Chính phủ"],
)
def test_a_number_of_the_state_comes_first(engine: Any, typed: Any) -> None:
    assert titles(engine, typed)[:2] == [DECREE.title, CITING.title]


@pytest.mark.parametrize("typed", ["57-KL/TW", "57-kl/tw", "57 - KL / TW", "kết luận 57-KL/TW thi hành"])
def test_a_number_of_the_party_comes_first(engine: Any, typed: Any) -> None:
    assert titles(engine, typed)[0] == PARTY.title


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("statement", STATEMENT),
        ("fish", STATEMENT),
        ("declaration officielle", FRENCH),
        ("déclaration", FRENCH),
        ("étrangère", FRENCH),
        ("соглашение", RUSSIAN),
        ("новый", RUSSIAN),
        ("declaración", SPANISH),
        ("외교", KOREAN),
        ("정보", KOREAN),
        ("外務", JAPANESE),
        ("ต่างประเทศ", THAI),
        ("ការបរទេស", KHMER),
    ],
)
def test_every_language_is_found_its_own_way(engine: Any, typed: Any, found: Any) -> None:
    assert titles(engine, typed)[0] == found.title


def test_stems_keep_to_the_languages_asked_for(engine: Any) -> None:
    tokens = tokenise_question("statement", frozenset({"fr"}))
    assert engine.query(Question(tokens=tokens, scopes=EVERYBODY)).keys == []
    assert tokenise_question("đối ngoại").stems == []


def test_bodies_topics_and_languages_narrow(engine: Any) -> None:
    assert set(titles(engine, "đối ngoại", bodies=frozenset({ONE_BODY}))) == {FOREIGN.title, APART.title}
    assert set(titles(engine, "đối ngoại", topics=frozenset({"asean", "x"}))) == {FOREIGN.title, HUNGRY.title}
    assert titles(engine, "đối ngoại", topics=frozenset({"press"})) == [FOREIGN.title]
    assert titles(engine, "statements đối ngoại", languages=frozenset({"en"})) == [STATEMENT.title]
    assert titles(engine, "đối ngoại", bodies=frozenset()) == []


def test_facets_are_counted_under_the_scopes_and_the_filters(engine: Any) -> None:
    question = Question(tokens=tokenise_question("đối ngoại"), scopes=EVERYBODY, facets=frozenset(FACETS), limit=1)
    assert engine.query(question).facets == {
        "kind": {"news": 2, "event": 1},
        "body": {str(ONE_BODY): 2, str(OTHER_BODY): 1},
        "topic": {"asean": 2, "press": 1},
        "language": {"vi": 3},
    }
    narrowed = Question(
        tokens=tokenise_question("đối ngoại"),
        scopes=EVERYBODY,
        kinds=frozenset({"event"}),
        facets=frozenset({"body", "topic"}),
    )
    assert engine.query(narrowed).facets == {"body": {str(ONE_BODY): 1}, "topic": {}}


@pytest.mark.parametrize(
    "typed",
    ["đối ngoại", "official statement", "72/2015/NĐ-CP thi hành", '"đối ngoại" -x', "対外情報", "đói nghèo năm"],
)
def test_facets_count_exactly_the_documents_found(engine: Any, typed: Any) -> None:
    found = engine.query(
        Question(tokens=tokenise_question(typed), scopes=EVERYBODY, facets=frozenset({"kind"}), limit=1)
    )
    assert found.total > 0
    assert sum(found.facets["kind"].values()) == found.total


def test_words_are_tallied_under_the_scopes(engine: Any) -> None:
    words = {"doi", "mattran", "khongco"}
    asked = Question(tokens=tokenise_question(""), scopes=EVERYBODY)
    assert engine.tally("folded", words, asked) == {"doi": 3}
    theirs = Question(tokens=tokenise_question(""), scopes=THEIRS)
    assert engine.tally("folded", words, theirs) == {"doi": 1, "mattran": 1}
    assert engine.tally("pairs", ["doi_ngoai"], asked) == {"doi_ngoai": 1}
    assert engine.tally("folded", words, Question(tokens=tokenise_question(""), scopes=frozenset())) == {}


def test_what_is_stored_of_facets(engine: Any) -> None:
    key = (FOREIGN.kind, FOREIGN.id)
    kept = engine.stored([key])[key]
    assert (kept.body, kept.topics, kept.language) == (str(ONE_BODY), ["asean", "press"], "vi")


def test_what_was_typed_is_read_into_its_parts() -> None:
    asked = tokenise_question("hợp tác “thông tin” -Lào -'x' 12/QĐ-TTg")
    assert asked.phrases == [Phrase("exact", ("thông", "tin"))]
    assert asked.numbers == ["12_qd_ttg"]
    assert "lao" in asked.folded  # beside a number a dash is read as part of the number, never as an exclusion
    assert tokenise_question("hợp tác -Lào").without == [Phrase("exact", ("lào",))]
    assert tokenise_question("ASEAN -“biển đông”").without == [Phrase("exact", ("biển", "đông"))]
    assert tokenise_question('"" «»').phrases == []


def test_tokens_of_other_languages() -> None:
    assert tokenise("베트남 외교", "ko").folded == ["베트", "트남", "외교"]
    assert tokenise("対外情報", "ja").folded == ["対外", "外情", "情報"]
    assert tokenise("Statements", "en").stems == ["en_statement"]
    assert tokenise("Statements", "en-GB").stems == ["en_statement"]
    assert tokenise("Statements", "vi").stems == []


def test_everybody_never_gets_what_is_not_everybodys(engine: Any) -> None:
    """Also for a document whose scopes try to pass for everybody's, and after it changed hands."""
    forged = document("Đối ngoại giả", scopes=frozenset({"-public", "public:x"}))
    engine.index([forged])
    assert forged.title not in titles(engine, "đối ngoại giả")
    assert HIDDEN.title not in titles(engine, "đối ngoại", scopes=frozenset({"-public"}))
    assert titles(engine, "đối ngoại giả", scopes=frozenset({"public:x"})) == [forged.title]
    both = frozenset({"public", "body:b"})
    assert set(titles(engine, "đối ngoại", scopes=both)) == {FOREIGN.title, HUNGRY.title, APART.title, HIDDEN.title}
    engine.index([document("Đối ngoại giả", scopes=EVERYBODY)])
    assert forged.title in titles(engine, "đối ngoại giả")
    engine.delete([(forged.kind, forged.id)])
    assert titles(engine, "giả") == []


def test_a_kind_is_told_from_hundreds_of_others(engine: Any) -> None:
    many = [document(f"Chung {number}", kind=f"kind{number}") for number in range(300)]
    engine.index(many)
    assert titles(engine, "chung", kinds=frozenset({"kind7"}), limit=100) == ["Chung 7"]
    engine.delete([(each.kind, each.id) for each in many])
