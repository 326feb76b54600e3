"""What strangers put into addresses, headers and tokens, asked of every address of the reader side; and clocks that are wrong.

The table in docs/explanation/architecture.md says which test stands for which bad input.
"""

import base64
import json
import re
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.signing import dumps
from django.test import Client
from django.urls import get_resolver

from ttdn.api.actions.keys import make_key, revoke_key
from ttdn.api.tests.test_embargo import SLOT, _routes
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.models import PublicationClock, PublicRecord
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.proofs.models import LogEntry

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LINE = "%0d%0aX-Injected:%20yes%0d%0a%0d%0a<script>"
TRICKS = (
    "..%2f..%2f..%2fsecret-key",
    "%2e%2e/%2e%2e/secret-key",
    "..%5c..%5csecret-key",
    "x%00.jpg",
    "%c0%ae%c0%ae",
    LINE,
)
GOOD = {
    "public_id": "0198f4c2-6d0a-7b3e-9c55-2f6c1a7be0d4", "item": "0198f4c2-6d0a-7b3e-9c55-2f6c1a7be0d4", "sha256": "0" * 64,
    "part": "0", "index": "0", "year": "2026", "month": "11", "form": "atom",
}  # fmt: skip


def _tricked() -> list[str]:
    """Every address with a slot for words, each trick in it."""
    found = []
    for route in _routes(get_resolver()):
        slots = SLOT.findall(route)
        for trick in TRICKS if any(kind in {"str", "slug", "path", ""} for kind, _name in slots) else ():
            given = iter({"vi": "vi", "foreign": "en"}.get(kind) or GOOD.get(name) or trick for kind, name in slots)
            found.append(SLOT.sub(lambda _slot, given=given: next(given), route))
    return found


def _is_calm(client: Client, address: str, **headers: str) -> str:
    """Asks, and checks what every answer owes: no server error, no header of the stranger, nothing of the machine's files."""
    cache.clear()
    answer = client.get(address, headers=headers or None)
    assert answer.status_code < 500, address
    assert "X-Injected" not in answer.headers, address
    assert not [each for each in answer.headers.values() if re.search(r"[\r\n\x00]", each)], address
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    if "json" not in answer.headers.get("Content-Type", ""):
        assert b"<script>" not in content, address
    assert b"only-for-tests" not in content, address
    return content.decode("utf-8", "replace")


def test_tricks_in_paths_and_line_breaks_in_headers_find_nothing(newsroom: Newsroom, client: Client) -> None:
    newsroom.published()
    addresses = _tricked()
    assert len(addresses) > 60
    for address in addresses:
        _is_calm(client, address)


def test_line_breaks_in_questions_and_headers_reach_no_header(newsroom: Newsroom, client: Client) -> None:
    record = newsroom.published()
    names = (
        "q",
        "trang",
        "dia-chi",
        "co-quan",
        "lang",
        "ban",
        "cursor",
        "resumptionToken",
        "verb",
        "ngon-ngu",
        "after",
    )
    places = (
        "/vi/",
        "/vi/tim-kiem/",
        "/vi/xac-thuc/",
        "/vi/bao-chi/",
        "/oai",
        "/api/v1/items",
        "/api/catalogue.jsonld",
        "/api/ninjs/",
    )
    for place, name in product(places, names):
        _is_calm(client, f"{place}?{name}={LINE}")
    hostile = "vi\r\nX-Injected: yes"
    for header in ("Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "Accept", "Referer", "User-Agent"):
        for place in ("/", record.path, "/vi/feed.atom", "/api/v1/items", "/api/catalogue.jsonld"):
            _is_calm(client, place, **{header: hostile})


def test_a_title_with_line_breaks_and_quotes_names_its_files_plainly(newsroom: Newsroom, client: Client) -> None:
    title = 'Tin\r\nX-Injected: yes"; filename="../../x.exe'
    record = newsroom.published(newsroom.draft(title=title))
    for tail in (".pdf", "/proof.json"):
        answer = client.get(f"/s/{record.item.public_id}/vi{tail}")
        assert answer.status_code == 200, tail
        assert "X-Injected" not in answer.headers
        assert re.fullmatch(r'(inline|attachment); filename="[a-z0-9.-]+"', answer.headers["Content-Disposition"])
    for form in ("atom", "rss", "json"):
        assert "X-Injected" not in client.get(f"/vi/feed.{form}").headers


HOSTILE = (
    "<script>alert(1)</script>", '<img src=x onerror="alert(1)">', '<a href="javascript:alert(1)">x</a>',
    '<svg><script>alert(1)</script></svg>', '<iframe src="https://x.example"></iframe>', '<p style="x" onclick="alert(1)">x</p>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>', "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
)  # fmt: skip


def test_hostile_html_in_an_approved_text_reaches_nobody(newsroom: Newsroom, client: Client) -> None:
    """Whoever gets past the editor's own cleaning: the snapshot is cleaned again, for pages, feeds and the API alike."""
    page = newsroom.draft()
    blocks = [{"type": "paragraph", "value": f"<p>Trước</p>{each}<p>Sau</p>"} for each in HOSTILE]
    page = write_draft(page=page, values={"body": json.dumps(blocks)}, acting_user=newsroom.editor, at=AT)
    record = newsroom.published(page)
    api = f"/api/v1/items/{record.item.public_id}/vi"
    for place in (
        record.path,
        "/vi/",
        "/vi/feed.atom",
        "/vi/feed.json",
        "/oai?verb=ListRecords&metadataPrefix=ttdn",
        api,
    ):
        text = client.get(place).content.decode()
        assert not re.search(r"<script>alert|<img src=x|<iframe|<svg><script", text), place
    shown = client.get(record.path).content.decode()
    assert not re.search(r"<[^>]+\son(error|click)=|href=\"(javascript|data):|<(math|style)\b", shown)
    assert shown.count("Trước") >= len(HOSTILE)


def test_forged_tokens_open_nothing_and_say_so(newsroom: Newsroom, client: Client) -> None:
    for _each in range(3):
        newsroom.published(newsroom.draft(title="Tin"))
    foreign = base64.urlsafe_b64encode(json.dumps([1, "' OR 1=1 --"]).encode()).decode()
    for token in (foreign, dumps({"after": 0}, key="khác"), "e30=", "null", "A" * 5000, "%00", "-1"):
        for place in ("/vi/muc/news/", "/vi/luu-tru/", "/vi/so-ghi/", "/vi/bao-chi/"):
            assert client.get(place, {"trang": token}).status_code == 200, place  # the first page, as for anybody
        assert client.get("/api/v1/items", {"cursor": token}).status_code in {400, 422}, token
        answer = client.get("/oai", {"verb": "ListRecords", "resumptionToken": token})
        assert 'code="badResumptionToken"' in answer.content.decode()
        assert client.get("/api/v1/items", headers={"Authorization": f"Bearer {token[:200]}"}).status_code == 401


def test_a_revoked_key_of_the_api_opens_nothing_from_that_moment(
    newsroom: Newsroom, client: Client, user_factory: Callable[..., Any]
) -> None:
    person = user_factory(is_system_administrator=True)
    row, key = make_key(owner="Báo", contact="a@b.example", per_minute=60, acting_user=person, at=AT)
    held = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/items", headers=held).status_code == 200
    assert client.get("/api/v1/items", headers={"Authorization": f"Bearer {key[:-1]}x"}).status_code == 401
    revoke_key(public_id=row.public_id, acting_user=person, at=AT)
    assert client.get("/api/v1/items", headers=held).status_code == 401


def test_a_clock_that_runs_behind_hides_no_change(newsroom: Newsroom, client: Client) -> None:
    """Two servers whose clocks differ: what the slow one publishes is in every list, after every cursor, under a new ETag.

    (Last-Modified is the clock of whoever published: the date alone is the weak validator that RFC 9110 calls it.)
    """
    first = newsroom.published(newsroom.draft(title="Từ máy đúng giờ"))
    places = ("/api/v1/items", "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/vi/feed.atom", "/vi/")
    with time_machine.travel(AT + HOUR, tick=False):
        known = {place: dict(client.get(place).headers) for place in places}
        cursor = client.get("/api/v1/items").json()["cursor"]
        slow = newsroom.published(newsroom.draft(title="Từ máy chậm giờ"), at=AT - HOUR)
        assert slow.sequence > first.sequence
        (new,) = client.get("/api/v1/items", {"cursor": cursor}).json()["items"]
        assert new["id"] == str(slow.item.public_id)
        for place, headers in known.items():
            again = client.get(place, headers={"If-None-Match": headers.get("ETag", '"none"')})
            assert again.status_code == 200, place
            told = again.content.decode()
            assert str(slow.item.public_id) in told or slow.path in told, place
    moments = list(LogEntry.objects.order_by("index").values_list("at", flat=True))
    assert moments == sorted(moments)
    assert PublicationClock.objects.get().changed_at is not None
    assert PublicRecord.objects.order_by("-sequence").first() == slow


def test_a_clock_that_runs_ahead_releases_nothing_twice(newsroom: Newsroom, client: Client) -> None:
    """Conditions and questions from the future get what there is, not an error and not an empty promise."""
    newsroom.published()
    ahead = "Fri, 01 Jan 2100 00:00:00 GMT"
    assert client.get("/api/v1/items", {"since": "2100-01-01T00:00:00Z"}).json()["items"] == []
    answer = client.get("/oai", {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2100-01-01T00:00:00Z"})
    assert 'code="noRecordsMatch"' in answer.content.decode()
    for place in ("/vi/", "/vi/feed.atom", "/api/v1/items"):
        assert client.get(place, headers={"If-Modified-Since": ahead}).status_code in {200, 304}, place
