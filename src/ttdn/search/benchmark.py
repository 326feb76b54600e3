"""Measuring an engine on a judged set: how good, how fast, how large."""

import json
import math
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ttdn.law.text import fold
from ttdn.search.engines import ENGINES
from ttdn.search.engines.protocol import Engine, Question
from ttdn.search.registry import SearchDocument
from ttdn.search.typed import tokenise_question

DEPTH = 10
_SCOPES = frozenset({"benchmark"})


@dataclass(frozen=True)
class Judged:
    """A question and the ids of the documents that answer it."""

    query: str
    relevant: frozenset[uuid.UUID]


@dataclass(frozen=True)
class Quality:
    """Means over the questions, and latencies in milliseconds."""

    form: str
    recall: float
    reciprocal_rank: float
    gain: float
    p50: float
    p95: float


@dataclass(frozen=True)
class Report:
    """What was measured of one engine."""

    engine: str
    documents: int
    questions: int
    index_seconds: float
    megabytes: float
    qualities: list[Quality]


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


def measure(name: str, corpus: list[SearchDocument], queries: list[Judged]) -> Report:
    """Build an index of the corpus in a temporary folder and ask every question with and without marks."""
    with tempfile.TemporaryDirectory(prefix="ttdn-benchmark-") as folder:
        engine = ENGINES[name](Path(folder))
        began = time.perf_counter()
        engine.rebuild(corpus)
        seconds = time.perf_counter() - began
        forms: list[tuple[str, Callable[[str], str]]] = [("with marks", str), ("without marks", fold)]
        return Report(
            engine=name,
            documents=engine.count(),
            questions=len(queries),
            index_seconds=seconds,
            megabytes=engine.size() / 1_000_000,
            qualities=[_quality(form, engine, queries, change) for form, change in forms],
        )


def _quality(form: str, engine: Engine, queries: Iterable[Judged], change: Callable[[str], str]) -> Quality:
    recalls, ranks, gains, times = [], [], [], []
    for judged in queries:
        typed = change(judged.query)
        began = time.perf_counter()
        found = engine.query(Question(tokens=tokenise_question(typed), scopes=_SCOPES, limit=DEPTH))
        times.append((time.perf_counter() - began) * 1000)
        hits = [public_id in judged.relevant for _kind, public_id in found.keys]
        recalls.append(sum(hits) / len(judged.relevant))
        ranks.append(next((1 / place for place, hit in enumerate(hits, 1) if hit), 0.0))
        ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(judged.relevant), DEPTH) + 1))
        gains.append(sum(1 / math.log2(place + 1) for place, hit in enumerate(hits, 1) if hit) / ideal)
    times.sort()
    return Quality(
        form,
        statistics.fmean(recalls),
        statistics.fmean(ranks),
        statistics.fmean(gains),
        statistics.median(times),
        times[min(len(times) - 1, int(len(times) * 0.95))],
    )
