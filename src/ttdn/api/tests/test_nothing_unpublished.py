"""No way out ever gives a word of what is not public: draft, on its way, approved, scheduled, in a group, or withdrawn."""

import gzip
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from ttdn.api.actions.bulk import make_daily_files, renew_stale_files
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.releasing import release_due, schedule
from ttdn.portal.actions.review import submit
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db
SECRET = "Điều-chưa-ai-biết"
MINUTE = timedelta(minutes=1)


def addresses(newsroom: Newsroom, items: list[str]) -> list[str]:
    """Every address for machines, by every argument that could reach further."""
    found = [f"/{code}/feed.{form}" for code in ("vi", "en") for form in ("atom", "rss", "json")]
    found += [f"/vi/bo-thu/feed.{form}?q={SECRET}" for form in ("atom", "json")]
    found += [f"/vi/muc/{kind}/feed.atom" for kind in ("news", "statement")]
    found += ["/sitemap.xml", "/sitemap-pages.xml", "/sitemap-news.xml", "/sitemap-items-1.xml"]
    found += ["/api/v1/items?limit=200", "/api/v1/items?standing=withdrawn", "/api/v1/items?body=bo-thu"]
    found += ["/api/v1/bodies", "/api/v1/topics", "/api/v1/log?limit=1000", "/api/v1/log/roots", "/api/v1/agreement"]
    found += ["/api/ninjs/", "/api/catalogue.jsonld", "/api/catalogue.ttl", "/api/bulk/", "/api/"]
    for verb in ("ListRecords", "ListIdentifiers"):
        found += [f"/oai?verb={verb}&metadataPrefix={prefix}" for prefix in ("oai_dc", "ttdn")]
    found += ["/oai?verb=ListSets", "/oai?verb=Identify"]
    for item in items:
        found += [f"/api/v1/items/{item}", f"/api/ninjs/{item}/vi"]
        found += [f"/api/v1/items/{item}/vi{tail}" for tail in ("", "/editions", "/media", "/proof")]
        found.append(f"/oai?verb=GetRecord&metadataPrefix=ttdn&identifier=oai:localhost:{item}/vi")
    found += ["/api/bulk/vi.jsonl.gz", "/api/bulk/vi-2026-11-20.jsonl.gz", "/api/bulk/vi-2026-11-21.jsonl.gz"]
    return found


def telling(client: Client, newsroom: Newsroom, items: list[str]) -> list[str]:
    """The addresses that give the secret away."""
    told = []
    cache.clear()  # a refusal for asking too often would hide what would be told
    for address in addresses(newsroom, items):
        answer = client.get(address)
        assert answer.status_code in {200, 404, 410, 503}, address
        content = b"".join(answer) if answer.streaming else answer.content
        if content.startswith(b"\x1f\x8b"):
            content = gzip.decompress(content)
        text = content.decode()
        if (
            SECRET in text.replace(f"?q={SECRET}", "").replace(f"“{SECRET}”", "")
            or SECRET.encode("unicode_escape").decode() in text
        ):
            told.append(address)
    return told


def test_what_is_not_public_leaves_by_no_address(
    newsroom: Newsroom, client: Client, settings: object, tmp_path: object
) -> None:
    settings.BULK_ROOT = tmp_path  # type: ignore[attr-defined]
    newsroom.published(newsroom.draft(title="Đã công bố"))
    draft = newsroom.draft(title=f"{SECRET} nháp")
    on_its_way = newsroom.draft(title=f"{SECRET} đang đọc")
    submit(item=on_its_way.item, language="vi", acting_user=newsroom.editor, at=AT)
    approved = newsroom.approved(newsroom.draft(title=f"{SECRET} đã duyệt"))
    waiting = newsroom.approved(newsroom.draft(title=f"{SECRET} hẹn giờ"))
    schedule(edition=waiting, release_at=AT + timedelta(hours=1), acting_user=newsroom.editor, at=AT)
    corrected = newsroom.draft(title="Bài sẽ sửa")
    newsroom.published(corrected)
    write_draft(page=corrected, values={"lead": f"{SECRET} bản sửa"}, acting_user=newsroom.editor, at=AT)
    newsroom.approved(corrected, public_reason="Sửa.")
    items = [str(each.item.public_id) for each in (draft, on_its_way, approved, waiting, corrected)]
    make_daily_files(AT + timedelta(days=1))
    assert telling(client, newsroom, items) == []

    assert release_due(AT + timedelta(minutes=59)) == 0
    assert telling(client, newsroom, items) == []
    assert release_due(AT + timedelta(hours=1)) == 1
    make_daily_files(AT + timedelta(days=1))
    public = telling(client, newsroom, items)
    assert {"/vi/feed.atom", "/api/v1/items?limit=200", "/api/bulk/vi.jsonl.gz"} <= set(public)
    assert f"/api/v1/items/{waiting.item.public_id}/vi" in public


def test_a_withdrawn_text_leaves_by_no_address_from_the_same_moment(
    newsroom: Newsroom, client: Client, settings: object, tmp_path: object, make_newsroom: Callable[..., Newsroom]
) -> None:
    settings.BULK_ROOT = tmp_path  # type: ignore[attr-defined]
    record = newsroom.published(newsroom.draft(title=f"{SECRET} sẽ rút", content={"lead": SECRET}))
    make_daily_files(AT + timedelta(days=1))
    items = [str(record.item.public_id)]
    assert len(telling(client, newsroom, items)) > 10
    withdraw(edition=record.edition, reason="Sai.", acting_user=newsroom.leader, at=AT + MINUTE)
    assert telling(client, newsroom, items) == []
    assert client.get("/api/bulk/vi.jsonl.gz").status_code == 503
    assert client.get("/api/bulk/vi.jsonl.gz").headers["Retry-After"] == "60"
    assert renew_stale_files(AT + 2 * MINUTE) == 2
    assert client.get("/api/bulk/vi.jsonl.gz").status_code == 200
    assert telling(client, newsroom, items) == []
