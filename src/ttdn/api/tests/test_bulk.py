"""Bulk files: whole, by day, the same bytes for the same records, never half written."""

import gzip
import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from ttdn.api.actions.bulk import KEPT_DAYS, make_daily_files, renew_stale_files
from ttdn.api.models import BulkFile
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.BULK_ROOT = tmp_path


def lines(client: Client, name: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/bulk/{name}")
    assert answer.status_code == 200, name
    return [json.loads(line) for line in gzip.decompress(b"".join(answer)).splitlines()]


def test_the_whole_file_and_the_changes_of_a_day(newsroom: Newsroom, client: Client, tmp_path: Path) -> None:
    page = newsroom.draft()
    newsroom.published(page)
    make_daily_files(AT + DAY)
    write_draft(page=page, values={"lead": "Mới."}, acting_user=newsroom.editor, at=AT)
    newsroom.published(page, public_reason="Sửa.", at=AT + DAY)
    newsroom.published(newsroom.draft(title="Hai"), at=AT + DAY)
    make_daily_files(AT + 2 * DAY)
    assert [each["title"] for each in lines(client, "vi.jsonl.gz")] == ["Họp báo thường kỳ", "Hai"]
    assert lines(client, "vi-2026-11-20.jsonl.gz")[0]["edition"] == 1
    assert [each["edition"] for each in lines(client, "vi-2026-11-21.jsonl.gz")] == [2, 1]
    told = client.get("/api/bulk/").json()["files"]
    assert [each["url"].rsplit("/")[-1] for each in told] == [
        "vi.jsonl.gz",
        "vi-2026-11-21.jsonl.gz",
        "vi-2026-11-20.jsonl.gz",
    ]
    whole = b"".join(client.get("/api/bulk/vi.jsonl.gz"))
    assert hashlib.sha256(whole).hexdigest() == told[0]["sha256"]
    assert client.get("/api/bulk/vi.jsonl.gz", headers={"If-None-Match": f'"{told[0]["sha256"]}"'}).status_code == 304
    assert client.head("/api/bulk/vi.jsonl.gz").status_code == 200
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted({f"{each['sha256']}.jsonl.gz" for each in told})


def test_making_them_again_changes_nothing(newsroom: Newsroom) -> None:
    newsroom.published()
    make_daily_files(AT + DAY)
    before = list(BulkFile.objects.order_by("pk").values_list("sha256", flat=True))
    make_daily_files(AT + DAY + timedelta(hours=1))
    assert list(BulkFile.objects.order_by("pk").values_list("sha256", flat=True)) == before
    assert renew_stale_files(AT + DAY) == 0


def test_a_late_run_catches_up_and_old_days_go(newsroom: Newsroom, client: Client, tmp_path: Path) -> None:
    newsroom.published()
    make_daily_files(AT + DAY)
    newsroom.published(newsroom.draft(title="Hai"), at=AT + 3 * DAY)
    make_daily_files(AT + (KEPT_DAYS + 5) * DAY)
    days = [each.day.isoformat() for each in BulkFile.objects.exclude(day=None)]
    assert days == ["2026-12-25"]
    assert [each["title"] for each in lines(client, "vi-2026-12-25.jsonl.gz")] == ["Hai"]
    assert len(list(tmp_path.iterdir())) == 2
    assert client.get("/api/bulk/vi-2026-11-20.jsonl.gz").status_code == 404
