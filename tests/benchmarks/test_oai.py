"""OAI-PMH over 100,000 records: records a second and memory, first to last page, on the database of the settings.

Run: pytest tests/benchmarks/test_oai.py -s
"""

import re
import resource
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from ttdn.organisations.choices import BodyKind
from ttdn.organisations.models import Body
from ttdn.portal.choices import Kind, State
from ttdn.portal.models import Edition, Item, PublicRecord
from ttdn.portal.outgoing_queries import Selection, agreement
from ttdn.portal.snapshots import SCHEMA, hash_of
from ttdn.proofs.actions.keys import ensure_key
from ttdn.proofs.choices import EntryKind
from ttdn.proofs.models import LogEntry, SealedText, SigningKey

RECORDS = 100_000
AT = datetime(2026, 1, 1, tzinfo=UTC)
TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)</resumptionToken>")
TEXT = "<p>Bộ thông tin về công tác tháng mười một, hợp tác quốc tế và lễ hội.</p>" * 10
SLOWEST, MOST_GROWTH_KB, SEAL_LENGTH = 2000, 40_000, 900


def fill() -> None:
    body = Body.objects.create(code="bo-do", kind=BodyKind.MINISTRY, sort_key="bo-do")
    key = ensure_key(body=body.public_id, acting_user=None, at=AT)
    for start in range(0, RECORDS, 5000):
        numbers = range(start + 1, start + 5001)
        items = Item.objects.bulk_create(Item(kind=Kind.NEWS, body=body, created_at=AT) for _number in numbers)
        editions, records = [], []
        for number, item in zip(numbers, items, strict=True):
            at = AT + timedelta(minutes=number)
            snapshot = {
                "schema": SCHEMA, "item": str(item.public_id), "kind": "news", "language": "vi", "slug": f"b-{number}",
                "title": f"Bài số {number}", "lead": "Bộ thông tin.", "blocks": [{"type": "paragraph", "html": TEXT}],
                "fields": {}, "body": str(body.public_id), "topics": [], "number": "", "number_on": None,
                "id": str(uuid.uuid4()),
            }  # fmt: skip
            digest = hash_of(snapshot)
            editions.append(
                Edition(
                    item=item,
                    language="vi",
                    ordinal=1,
                    state=State.PUBLISHED,
                    snapshot=snapshot,
                    content_hash=digest,
                    approved_hash=digest,
                    title=snapshot["title"],
                    submitted_at=at,
                    approved_at=at,
                    published_at=at,
                    sequence=number,
                )
            )
        for number, edition in zip(numbers, Edition.objects.bulk_create(editions), strict=True):
            at = AT + timedelta(minutes=number)
            records.append(
                PublicRecord(
                    item=edition.item,
                    language="vi",
                    edition=edition,
                    kind=Kind.NEWS,
                    body=body,
                    title=edition.title,
                    lead="Bộ thông tin.",
                    path=f"/vi/bo-do/tin/2026/b-{number}/",
                    first_published_at=at,
                    changed_at=at,
                    sequence=number,
                )
            )
        PublicRecord.objects.bulk_create(records)
        seal(records, key)


def seal(records: list[PublicRecord], key: SigningKey) -> None:
    """A sealed text for each record, with a seal as long as a real one."""
    entries = LogEntry.objects.bulk_create(
        LogEntry(
            index=record.sequence, kind=EntryKind.RELEASE, body=key.body, item_kind="portal.item",
            item=record.item.public_id, language="vi", edition=1, content_hash=record.edition.content_hash,
            leaf_hash=record.edition.content_hash, at=record.changed_at,
        )
        for record in records
    )  # fmt: skip
    SealedText.objects.bulk_create(
        SealedText(
            item_kind="portal.item", item=entry.item, language="vi", edition=1, body=key.body, title="", published_at=entry.at,
            sealed_at=entry.at, canonical="", content_hash=entry.content_hash, words_hash=entry.content_hash,
            seal="e" * SEAL_LENGTH, key=key, entry=entry,
        )
        for entry in entries
    )  # fmt: skip


def harvest(arguments: str) -> tuple[int, float, float]:
    """Records, seconds of the processor, seconds on the wall."""
    client, found, query = Client(), 0, arguments
    wall, processor = time.perf_counter(), time.process_time()
    while query:
        content = client.get(f"/oai?{query}").content
        found += content.count(b"<header")
        token = TOKEN.search(content)
        query = f"{arguments.split('&', maxsplit=1)[0]}&resumptionToken={token.group(1).decode()}" if token else ""
    return found, time.process_time() - processor, time.perf_counter() - wall


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.django_db
def test_a_hundred_thousand_records() -> None:
    fill()
    harvest("verb=ListRecords&metadataPrefix=oai_dc&from=2026-03-11")  # what is made once is made
    before = peak()
    slowest = float("inf")
    for name, arguments in (
        ("ListRecords oai_dc", "verb=ListRecords&metadataPrefix=oai_dc"),
        ("ListRecords oai_dc from, set", "verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&set=lang:vi"),
        ("ListRecords ttdn", "verb=ListRecords&metadataPrefix=ttdn"),
        ("ListIdentifiers", "verb=ListIdentifiers&metadataPrefix=oai_dc"),
    ):
        found, processor, wall = harvest(arguments)
        assert found == RECORDS
        slowest = min(slowest, found / wall)
        print(f"| {name} | {found / processor:,.0f} | {found / wall:,.0f} | {peak() - before:,} kB |", flush=True)
    assert peak() - before <= MOST_GROWTH_KB
    started = time.process_time()
    assert agreement(Selection()).count == RECORDS
    print(f"| agreement | {RECORDS / (time.process_time() - started):,.0f} | | {peak() - before:,} kB |", flush=True)
    assert slowest >= SLOWEST
