"""Publishing with 1,000 and with 100,000 items in place: the whole of `release()`, hooks after the commit included.

Run on demand: pytest tests/benchmarks/test_publishing.py -s
"""

import itertools
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from treebeard.mp_tree import MP_Node
from wagtail.models import Page

from ttdn.organisations.choices import BodyKind
from ttdn.organisations.models import Body, BodyName
from ttdn.portal.actions.releasing import release
from ttdn.portal.choices import Kind, State
from ttdn.portal.models import Edition, Item, NewsPage, PublicationClock, PublicPath, PublicRecord
from ttdn.portal.snapshots import SCHEMA, hash_of
from ttdn.portal.tests.conftest import Newsroom
from ttdn.portal.tree import shelf_for
from ttdn.proofs.actions.keys import ensure_key
from ttdn.proofs.models import LogHead

sys.path.insert(0, str(Path(__file__).resolve().parent))
from test_proofs import BODY
from test_proofs import fill as fill_log

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
SMALL, LARGE, ROUNDS = 1_000, 100_000, 60
WORDS = [
    "thông",
    "tin",
    "đối",
    "ngoại",
    "hợp",
    "tác",
    "quốc",
    "tế",
    "văn",
    "hóa",
    "du",
    "lịch",
    "kinh",
    "tế",
    "biển",
    "đảo",
    "lễ",
    "hội",
    "hội",
    "nghị",
    "báo",
    "chí",
]
_titles = itertools.count(1)


def snapshot(item: Item, number: int) -> dict[str, Any]:
    """The content of an item, as `snapshot_of` makes it."""
    words = [WORDS[(number * 7 + place * place) % len(WORDS)] for place in range(60)]
    return {
        "schema": SCHEMA, "item": str(item.public_id), "kind": Kind.NEWS.value, "language": "vi", "title": f"Tin số {number}",
        "lead": " ".join(words[:20]), "slug": f"tin-so-{number}", "body": str(item.body.public_id), "unit": None,
        "channel": "portal", "audience": "public", "rights": "official", "topics": [], "source_language": "vi", "number": "",
        "number_on": None, "origin": None, "translated_from": None, "machine_draft": False, "fields": {},
        "blocks": [{"type": "paragraph", "html": f"<p>{' '.join(words)}</p>"}], "is_demo": False,
    }  # fmt: skip


def fill(count: int, bodies: list[Body]) -> None:
    """Put published items into every table that publishing reads or writes, as publishing leaves them."""
    first = PublicationClock.objects.get_or_create(pk=1)[0].next_sequence
    numbers = range(first, first + count)
    for start in range(0, count, 2000):
        part = numbers[start : start + 2000]
        items = Item.objects.bulk_create(
            Item(kind=Kind.NEWS, body=bodies[number % len(bodies)], created_at=AT) for number in part
        )
        content = [snapshot(item, number) for item, number in zip(items, part, strict=True)]
        editions = Edition.objects.bulk_create(
            Edition(
                item=item, language="vi", ordinal=1, state=State.PUBLISHED, snapshot=each, content_hash=hash_of(each),
                approved_hash=hash_of(each), title=each["title"], submitted_at=AT, approved_at=AT, published_at=AT, sequence=number,
            )
            for item, each, number in zip(items, content, part, strict=True)
        )  # fmt: skip
        paths = [f"/vi/{item.body.code}/tin/2026/{each['slug']}/" for item, each in zip(items, content, strict=True)]
        PublicRecord.objects.bulk_create(
            PublicRecord(
                item=edition.item, language="vi", edition=edition, kind=Kind.NEWS, body=edition.item.body, title=edition.title,
                lead=edition.snapshot["lead"], path=path, first_published_at=AT + timedelta(seconds=number),
                changed_at=AT + timedelta(seconds=number), sequence=number,
            )
            for edition, path, number in zip(editions, paths, part, strict=True)
        )  # fmt: skip
        PublicPath.objects.bulk_create(
            PublicPath(path=path, item=item, language="vi") for item, path in zip(items, paths, strict=True)
        )
    PublicationClock.objects.filter(pk=1).update(next_sequence=first + count)
    fill_tree(items_of=bodies, count=count)


def fill_tree(items_of: list[Body], count: int) -> None:
    """Drafts in Wagtail's tree, on the shelf of each body."""
    each = count // len(items_of)
    for body in items_of:
        shelf = shelf_for(body=body, kind=Kind.NEWS, language="vi", year=2026)
        items = list(Item.objects.filter(body=body).order_by("-pk")[:each])
        begin = shelf.numchild
        rows = [
            (MP_Node._get_path(shelf.path, shelf.depth + 1, begin + number + 1), f"tin-{begin + number}", item)
            for number, item in enumerate(items)
        ]
        Page.objects.filter(pk=shelf.pk).update(numchild=begin + len(rows))
        model = NewsPage._meta.get_field("page_ptr").related_model
        kind = NewsPage(title="x", slug="x", item=items[0]).content_type_id
        made = model.objects.bulk_create(
            [
                Page(
                    title=slug, draft_title=slug, slug=slug, path=path, depth=shelf.depth + 1, live=False, content_type_id=kind,
                    locale=shelf.locale, url_path=f"{shelf.url_path}{slug}/", translation_key=uuid.uuid4(),
                )
                for path, slug, _item in rows
            ],
            batch_size=2000,
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {NewsPage._meta.db_table} (page_ptr_id, item_id, lead, body, translated_from_hash, machine_draft) "
                "VALUES (%s, %s, '', '[]', '', false)",
                [(page.pk, item.pk) for page, (_path, _slug, item) in zip(made, rows, strict=True)],
            )


@pytest.fixture
def bodies(newsroom: Newsroom) -> list[Body]:
    """Twenty bodies; the newsroom's is one of them."""
    found = [newsroom.body]
    for number in range(19):
        body = Body.objects.create(code=f"bo-{number}", kind=BodyKind.MINISTRY, sort_key=f"{number}")
        BodyName.objects.create(
            body=body, valid_from=date(2020, 1, 1), name_vi=f"Bộ {number}", name_en="", symbol=f"B{number}"
        )
        found.append(body)
    return found


def measure(newsroom: Newsroom, commit: Callable[..., Any]) -> dict[str, float]:
    """Milliseconds of writing a draft, of approving it and of releasing it, and the number of queries of a release."""
    times: dict[str, list[float]] = {"draft": [], "review": [], "release": [], "release, wall": []}

    def put_out(edition: Edition) -> None:
        with commit(execute=True):  # search, page cache and whatever else follows the commit
            release(edition=edition, acting_user=newsroom.editor, at=AT)

    def timed(name: str, work: Callable[[], Any]) -> Any:
        start, wall = time.process_time(), time.perf_counter()
        done = work()
        times[name].append(1000 * (time.process_time() - start))
        if name == "release":
            times["release, wall"].append(1000 * (time.perf_counter() - wall))
        return done

    for _round in range(ROUNDS):
        title = f"Họp báo {next(_titles)}"
        page = timed("draft", lambda title=title: newsroom.draft(title=title))
        edition = timed("review", lambda page=page: newsroom.approved(page))
        timed("release", lambda edition=edition: put_out(edition))
    edition = newsroom.approved(newsroom.draft(title=f"Đếm {next(_titles)}"))
    with CaptureQueriesContext(connection) as caught:
        put_out(edition)
    queries = len(caught)
    return {name: statistics.median(values) for name, values in times.items()} | {
        "queries of a release": float(queries)
    }


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[None]:
    """Search index and page cache of their own."""
    before = settings.SEARCH_ROOT, settings.PAGE_CACHE_ROOT
    settings.SEARCH_ROOT, settings.PAGE_CACHE_ROOT = tmp_path / "search", tmp_path / "cache"
    yield
    settings.SEARCH_ROOT, settings.PAGE_CACHE_ROOT = before


@pytest.mark.django_db
def test_publishing_costs_the_same_with_many_items_in_place(
    newsroom: Newsroom, bodies: list[Body], disk: None, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    newsroom.published(newsroom.draft(title="Bài đầu"))  # keys and shelves are made
    ensure_key(body=BODY, acting_user=None, at=AT)
    fill(SMALL, bodies)
    fill_log(SMALL)
    measure(newsroom, django_capture_on_commit_callbacks)  # warm
    small = measure(newsroom, django_capture_on_commit_callbacks)
    fill(LARGE, bodies)
    fill_log(LARGE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    measure(newsroom, django_capture_on_commit_callbacks)
    large = measure(newsroom, django_capture_on_commit_callbacks)
    print(f"\n| what | {SMALL:,} | {LARGE:,} | ratio |\n| --- | --- | --- | --- |")
    for name, before in small.items():
        print(f"| {name} | {before:.1f} | {large[name]:.1f} | {large[name] / before:.2f} |")
    print(f"| entries of the log | | {LogHead.objects.get().size:,} | |")
    for name in ("draft", "review", "release"):
        assert large[name] <= 1.2 * small[name], name
    assert large["queries of a release"] == small["queries of a release"]
