"""The public log and the check of pasted text with 1,000 and with 100,000 texts in place.

Run on demand: pytest tests/benchmarks/test_proofs.py -s
"""

import datetime
import hashlib
import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.db import connection, transaction

from ttdn.proofs import fingerprints, log, merkle
from ttdn.proofs.actions.keys import ensure_key
from ttdn.proofs.actions.log import append
from ttdn.proofs.actions.sealing import seal_statement
from ttdn.proofs.canonical import Statement, body_text, canonical_hash, canonical_text
from ttdn.proofs.choices import EntryKind
from ttdn.proofs.matching import match_text
from ttdn.proofs.models import Fingerprint, LogEntry, LogHead, LogNode, SealedText, SigningKey
from ttdn.proofs.words import Word, cut, words_hash

AT = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
BODY = uuid.UUID(int=7)
SMALL, LARGE, ROUNDS = 1_000, 100_000, 200
WORDS_OF_A_TEXT = 80
KIND = "bench.statement"
VOCABULARY = [
    head + tail
    for head in ["b", "c", "d", "đ", "g", "h", "kh", "l", "m", "n", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"]
    for tail in ["a", "ao", "ác", "ài", "ạnh", "ân", "âu", "ế", "êu", "ong", "ông", "ơi", "ư", "ưới", "uyên", "iệt", "inh", "òa", "ữ", "ăm"]
]  # fmt: skip


def texts(count: int, seed: int = 1) -> Iterator[Statement]:
    """Give statements of words drawn as unevenly as in a language, all with the same opening."""
    draw = random.Random(seed)
    weights = [1 / (rank + 5) for rank in range(len(VOCABULARY))]
    for number in range(count):
        words = draw.choices(VOCABULARY, weights, k=WORDS_OF_A_TEXT)
        opening = "Bộ Văn hóa, Thể thao và Du lịch thông báo như sau:"
        yield Statement(
            " ".join(words[:10]), (opening, " ".join(words[10:50]), " ".join(words[50:])), "vi", "Bộ", f"{number}/TB"
        )


@cache
def known_word(word: str) -> tuple[Word, ...]:
    """Give the words of a piece between blanks, cut once for all texts."""
    return tuple(cut(word))


def known_words(statement: Statement) -> list[Word]:
    """Give what cutting the title and the paragraphs gives, but for the places."""
    return [each for word in body_text(statement).split() for each in known_word(word)]


def fill(count: int) -> list[Statement]:
    """Put texts into the tables directly, as sealing leaves them but for the seals; give a few of them."""
    head = LogHead.objects.get_or_create(pk=1)[0]
    key = SigningKey.objects.get(body=BODY)
    entries, nodes, rows = [], [], []
    frontier, size = [bytes.fromhex(each) for each in head.frontier], head.size
    for statement in texts(count, seed=head.size):
        entry = LogEntry(
            index=size, kind=EntryKind.RELEASE, body=BODY, item_kind=KIND, item=uuid.uuid4(), language="vi", edition=1,
            content_hash=canonical_hash(canonical_text(statement)), at=AT,
        )  # fmt: skip
        digest = log.leaf_hash(entry)
        entry.leaf_hash = digest.hex()
        entries.append(entry)
        frontier, made = merkle.append(frontier, size, digest)
        nodes += [LogNode(level=level, position=position, hash=each.hex()) for (level, position), each in made]
        size += 1
        rows.append((statement, entry))
    LogEntry.objects.bulk_create(entries, batch_size=2000)
    LogNode.objects.bulk_create(nodes, batch_size=2000)
    for start in range(0, count, 2000):
        part = [
            SealedText(
                item_kind=KIND, item=entry.item, language="vi", edition=1, body=BODY, title=statement.title,
                issuer_name="Bộ", number=statement.number, published_at=AT, sealed_at=AT, canonical=canonical_text(statement),
                content_hash=entry.content_hash, words_hash=words_hash(known_words(statement)), seal="-", key=key, entry=entry,
            )
            for statement, entry in rows[start : start + 2000]
        ]  # fmt: skip
        SealedText.objects.bulk_create(part)
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO proofs_fingerprint (text_id, hash) VALUES (%s, %s)",
                [
                    (text.pk, each)
                    for text, (statement, _entry) in zip(part, rows[start : start + 2000], strict=True)
                    for each in fingerprints.of_text(known_words(statement)[:10], known_words(statement))
                ],
            )
    head.frontier, head.size, head.last_at = [each.hex() for each in frontier], size, AT
    head.save()
    return [statement for statement, _entry in rows[:: max(1, count // 60)]]


def reference() -> None:
    """Do work that no size of the log changes: what the machine gives at this moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(40):
            cursor.execute("SELECT %s", [number])
            hashlib.sha256(str(number).encode() * 100).digest()


def cost(work: Callable[[int], object], rounds: int) -> tuple[float, float]:
    """Give milliseconds of the processor, and how many times the reference they are; both run in turns, best tenth of each."""
    ours, theirs = [], []
    for number in range(rounds):
        start = time.process_time()
        work(number)
        middle = time.process_time()
        reference()
        ours.append(middle - start)
        theirs.append(time.process_time() - middle)
    tenth = rounds // 10
    return 1000 * sorted(ours)[tenth], sorted(ours)[tenth] / sorted(theirs)[tenth]


def appended(number: int) -> None:
    with transaction.atomic():
        append(EntryKind.WITHDRAWAL, item_kind=KIND, item=uuid.UUID(int=number), body=BODY, at=AT)


def measure() -> dict[str, tuple[float, float]]:
    """Times with what is in place now."""
    ready = list(texts(ROUNDS, seed=-LogHead.objects.get().size))

    def sealed(number: int) -> None:
        with transaction.atomic():
            seal_statement(
                statement=ready[number], item_kind=KIND, item=uuid.uuid4(), edition=1, kind=EntryKind.RELEASE, body=BODY,
                published_at=AT, acting_user=None, at=AT,
            )  # fmt: skip

    size = LogHead.objects.get().size
    return {
        "append": cost(appended, ROUNDS),
        "seal": cost(sealed, ROUNDS),
        "inclusion proof": cost(lambda number: log.inclusion_path(number * size // ROUNDS, size), ROUNDS),
        "consistency proof": cost(lambda number: log.consistency_path(1 + number * (size - 1) // ROUNDS, size), ROUNDS),
    }


@pytest.mark.django_db
def test_the_log_costs_the_same_when_it_is_long() -> None:
    with transaction.atomic():
        ensure_key(body=BODY, acting_user=None, at=AT)
    fill(SMALL)
    measure()  # warm
    small = measure()
    kept = fill(LARGE)
    large = measure()
    print("\n| what | 1,000 | 100,000 | ratio |\n| --- | --- | --- | --- |")
    for name, before in small.items():
        print(f"| {name} | {before[0]:.2f} ms | {large[name][0]:.2f} ms | {large[name][1] / before[1]:.2f} |")
    print(f"| fingerprints | | {Fingerprint.objects.count():,} | |")
    walls = []
    for statement in kept:
        words = body_text(statement).split()
        for pasted in (" ".join(words), " ".join(words[30:70]), " ".join([*words[20:60], "khác", *words[62:90]])):
            start = time.perf_counter()
            match = match_text(pasted)[0]
            walls.append(1000 * (time.perf_counter() - start))
            assert match.text.number == statement.number
    walls.sort()
    print(
        f"| pasted text: p50 {statistics.median(walls):.1f} ms, p95 {walls[int(len(walls) * 0.95)]:.1f} ms on the wall | | | |"
    )
    assert large["append"][1] <= 1.2 * small["append"][1]
    assert large["seal"][1] <= 1.2 * small["seal"][1]
    assert walls[int(len(walls) * 0.95)] <= 50
