"""Measuring an engine on a judged set: how good, how fast, how large, and what one more document costs."""

import json
import math
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ttdn.law.text import fold
from ttdn.search.engines import ENGINES
from ttdn.search.engines.protocol import FACETS, Engine, Question
from ttdn.search.queries import WINDOW
from ttdn.search.registry import PUBLIC_SCOPE, SearchDocument
from ttdn.search.typed import tokenise_question

DEPTH = 10
SMALL = 1_000
"""Documents of the index that the cost of one more document is compared with."""
_ROUNDS = 40
_NUMBERS = 25
_SENTENCES = 4
_SCOPES = frozenset({PUBLIC_SCOPE})


@dataclass(frozen=True)
class Judged:
    """A question and the ids of the documents that answer it."""

    query: str
    relevant: frozenset[uuid.UUID]


@dataclass(frozen=True)
class Quality:
    """Means over the questions, and milliseconds: for ten hits, and for a page (its window of hits and all facets).

    `spent` is time of the processor, which other work on the machine does not lengthen.
    """

    form: str
    recall: float
    reciprocal_rank: float
    gain: float
    p50: float
    p95: float
    spent_p95: float
    page_p95: float
    page_spent_p95: float


@dataclass(frozen=True)
class OneMore:
    """What putting in one more document costs (medians, milliseconds) in the index and in one of SMALL documents."""

    wall: float
    processor: float
    small_wall: float
    small_processor: float


@dataclass(frozen=True)
class Report:
    """What was measured of one engine."""

    engine: str
    documents: int
    questions: int
    index_seconds: float
    megabytes: float
    qualities: list[Quality]
    one_more: OneMore
    numbers_first: float


def _public_id(name: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, name)


def read_corpus(path: Path) -> list[SearchDocument]:
    """Documents of a file of JSON lines with id, title, text."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [
        SearchDocument(kind="benchmark", id=_public_id(row["id"]), title=row["title"], text=row["text"], scopes=_SCOPES)
        for row in rows
    ]


def read_queries(path: Path) -> list[Judged]:
    """Questions of a file of JSON lines with query, relevant_ids."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Judged(row["query"], frozenset(map(_public_id, row["relevant_ids"]))) for row in rows]


def multiplied(corpus: list[SearchDocument], items: int) -> Iterator[SearchDocument]:
    """The corpus, then as many documents again as are wanting: halves of its sentences put together, always the same ones."""
    yield from corpus
    chance = random.Random(2026)  # noqa: S311  (the same documents every time)
    sentences = [line.split() for each in corpus for line in each.text.splitlines() if line.strip()] or [["x"]]
    for number in range(len(corpus), items):
        halves = [chance.choice(sentences) for _ in range(2 * _SENTENCES)]
        spliced = [
            first[: len(first) // 2 + 1] + second[len(second) // 2 :]
            for first, second in zip(halves[::2], halves[1::2], strict=True)
        ]
        yield SearchDocument(
            kind=f"benchmark.{number % 6}",
            id=_public_id(f"made {number}"),
            title=" ".join(spliced[0][:12]),
            text="\n".join(" ".join(words[:60]) for words in spliced),
            scopes=_SCOPES,
            body=_public_id(f"body {chance.randrange(300)}"),
            topics=frozenset({f"topic {chance.randrange(40)}", f"topic {chance.randrange(40)}"}),
        )


def measure(name: str, corpus: list[SearchDocument], queries: list[Judged], items: int = 0) -> Report:
    """Build an index in a temporary folder and ask every question with and without marks.

    Args:
        name: one of ENGINES.
        corpus: the documents that the judgements speak of.
        queries: the questions.
        items: documents in the index; what the corpus lacks is made from it (`multiplied`).
    """
    with tempfile.TemporaryDirectory(prefix="ttdn-benchmark-") as folder:
        engine = ENGINES[name](Path(folder) / "large")
        documents = list(multiplied(corpus, items))
        began = time.perf_counter()
        engine.rebuild(documents)
        seconds = time.perf_counter() - began
        megabytes = engine.size() / 1_000_000
        small = ENGINES[name](Path(folder) / "small")
        small.rebuild(documents[:SMALL])
        forms: list[tuple[str, Callable[[str], str]]] = [("with marks", str), ("without marks", fold)]
        return Report(
            engine=name,
            documents=len(documents),
            questions=len(queries),
            index_seconds=seconds,
            megabytes=megabytes,
            qualities=[_quality(form, engine, queries, change) for form, change in forms],
            one_more=_one_more(engine, small, documents),
            numbers_first=_numbers_first(engine),
        )


class _Clock:
    """Milliseconds of each piece of work done inside it, on the wall and of this thread's processor."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.spent: list[float] = []
        self._began = (0.0, 0.0)

    def __enter__(self) -> None:
        self._began = (time.perf_counter(), time.thread_time())

    def __exit__(self, *_error: object) -> None:
        began, spent = self._began
        self.wall.append((time.perf_counter() - began) * 1000)
        self.spent.append((time.thread_time() - spent) * 1000)


def _percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _quality(form: str, engine: Engine, queries: Iterable[Judged], change: Callable[[str], str]) -> Quality:
    recalls, ranks, gains = [], [], []
    asked, paged = _Clock(), _Clock()
    for judged in queries:
        typed = change(judged.query)
        with asked:
            found = engine.query(Question(tokens=tokenise_question(typed), scopes=_SCOPES, limit=DEPTH))
        with paged:
            tokens = tokenise_question(typed)
            engine.query(Question(tokens=tokens, scopes=_SCOPES, limit=WINDOW, facets=frozenset(FACETS)))
        hits = [public_id in judged.relevant for _kind, public_id in found.keys]
        recalls.append(sum(hits) / len(judged.relevant))
        ranks.append(next((1 / place for place, hit in enumerate(hits, 1) if hit), 0.0))
        ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(judged.relevant), DEPTH) + 1))
        gains.append(sum(1 / math.log2(place + 1) for place, hit in enumerate(hits, 1) if hit) / ideal)
    return Quality(
        form,
        statistics.fmean(recalls),
        statistics.fmean(ranks),
        statistics.fmean(gains),
        _percentile(asked.wall, 0.5),
        _percentile(asked.wall, 0.95),
        _percentile(asked.spent, 0.95),
        _percentile(paged.wall, 0.95),
        _percentile(paged.spent, 0.95),
    )


def _one_more(large: Engine, small: Engine, documents: list[SearchDocument]) -> OneMore:
    """Put single documents into both indexes in turns, so that other work on the machine weighs on both alike."""
    walls: dict[bool, list[float]] = {True: [], False: []}
    processors: dict[bool, list[float]] = {True: [], False: []}
    for number in range(_ROUNDS):
        text = documents[number % len(documents)].text
        new = SearchDocument(kind="benchmark", id=_public_id(f"new {number}"), title="", text=text, scopes=_SCOPES)
        for is_large, engine in ((True, large), (False, small)) if number % 2 else ((False, small), (True, large)):
            began, spent = time.perf_counter(), time.process_time()
            engine.index([new])
            walls[is_large].append((time.perf_counter() - began) * 1000)
            processors[is_large].append((time.process_time() - spent) * 1000)
    for engine in (large, small):
        engine.delete([("benchmark", _public_id(f"new {number}")) for number in range(_ROUNDS)])
    return OneMore(
        statistics.median(walls[True]),
        statistics.median(processors[True]),
        statistics.median(walls[False]),
        statistics.median(processors[False]),
    )


def _numbers_first(engine: Engine) -> float:
    """The share of spellings of document numbers that bring their document before those that only mention it."""
    numbers = [f"{17 * place + 3}/{2000 + place}/NĐ-CP" for place in range(_NUMBERS)]
    numbers += [f"{place + 5}-KL/TW" for place in range(_NUMBERS)] + [
        f"{9 * place + 47}/BTTTT-TTĐN" for place in range(5)
    ]
    own = [
        SearchDocument(kind="number", id=_public_id(each), title="Văn bản", text="", number=each, scopes=_SCOPES)
        for each in numbers
    ]
    citing = [
        SearchDocument(
            kind="number",
            id=_public_id(f"cites {each}"),
            title=f"Văn bản thực hiện {each}",
            text=f"Căn cứ {each}. Theo {each} và theo {each}.",
            scopes=_SCOPES,
        )
        for each in numbers
    ]
    engine.index([*own, *citing])
    forms: list[Callable[[str], str]] = [str, str.lower, str.upper, fold, lambda each: each.replace("/", " / ")]
    firsts = [
        engine.query(Question(tokens=tokenise_question(form(each)), scopes=_SCOPES, limit=1)).keys
        == [("number", _public_id(each))]
        for each in numbers
        for form in forms
    ]
    engine.delete([(each.kind, each.id) for each in (*own, *citing)])
    return statistics.fmean(firsts)
