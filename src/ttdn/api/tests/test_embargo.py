"""Not one second early: what waits for its minute changes no byte of anything that anybody outside can ask for.

Every address of the reader side is taken from the URL patterns themselves, so that a new page is in this test by itself.
What is compared is the whole answer with its validators, before anybody wrote a word and one second before the minute.
"""

import gzip
import json
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings as site
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ttdn.api.actions.bulk import make_daily_files
from ttdn.portal.actions.drafting import add_draft, write_draft
from ttdn.portal.actions.groups import add_member, make_group, release_groups_due, schedule_group
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.actions.media_release import sync_public_media
from ttdn.portal.actions.releasing import release_due, schedule
from ttdn.portal.models import Edition, MediaAsset, PublicRecord, ReleaseGroup, Rendition
from ttdn.portal.tests import media_makers as make
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.web.pagecache import PageCache, Policy

pytestmark = pytest.mark.django_db
SECRET, SLUG = "zưxuân kínhạc", "zuxuan-kinhac"
MINUTE = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
NOBODY = uuid.UUID(int=7)
SLOT = re.compile(r"<(?:(\w+):)?(\w+)>")
Commit = Callable[..., Any]


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the reader side, with its slots."""
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each, route)
        elif isinstance(each, URLPattern) and not f"/{route}".startswith(tuple(site.STAFF_PREFIXES)):
            yield "/api/khong-co" if route.startswith("^") else f"/{route}"


ASKED = {
    "/api/v1/items": ("?limit=200", "?standing=in_force", "?body=bo-thu", "?since=2026-01-01T00:00:00Z"),
    "/api/v1/log": ("?limit=1000",),
    "/api/ninjs/": ("?language=en",),
    "/oai": (
        "?verb=Identify", "?verb=ListSets", "?verb=ListRecords&metadataPrefix=oai_dc",
        "?verb=ListRecords&metadataPrefix=ttdn", "?verb=ListIdentifiers&metadataPrefix=ttdn",
        f"?verb=GetRecord&metadataPrefix=ttdn&identifier=oai:localhost:{NOBODY}/vi",
    ),
    "/vi/tim-kiem/": (f"?q={SECRET}", f"?q=%22{SECRET}%22", "?q=zuxuam+kinhac", "?q=901%2FTB", "?co-quan=bo-thu"),
    "/en/search/": (f"?q={SECRET}",),
    "/vi/xac-thuc/": (f"?dia-chi=/s/{NOBODY}", f"?dia-chi=/vi/bo-thu/tin/2026/tin-{SLUG}/", "?dia-chi=901/TB"),
    "/vi/feed.atom": (f"?q={SECRET}",),
    "/vi/bao-chi/": ("?co-quan=bo-thu",),
}  # fmt: skip


def _addresses(items: tuple[uuid.UUID, ...], files: tuple[tuple[str, str], ...]) -> list[str]:
    """Every address that readers and machines can ask for, about these items and these files."""
    values: dict[str, list[str]] = {
        "public_id": [str(each) for each in items], "item": [str(each) for each in items], "language": ["vi", "en"],
        "name": ["vi.jsonl.gz", "en.jsonl.gz", "vi-2026-11-20.jsonl.gz"], "part": ["0", "1"], "form": ["atom", "rss", "json"],
        "kind": ["news"], "slug": [f"tin-{SLUG}"], "code": ["bo-thu"], "index": [str(each) for each in (0, 3)],
        "year": ["2026"], "month": ["11"],
        "rest": ["bo-thu", f"bo-thu/tin/2026/tin-{SLUG}", f"bo-thu/news/2026/news-{SLUG}", "bo-thu/tin/2026/se-sua"],
    }  # fmt: skip
    found: list[str] = []
    for route in _routes(get_resolver()):
        slots = [(kind, name) for kind, name in SLOT.findall(route)]
        if any(kind == "sha256" for kind, _name in slots):
            found += [f"/tep/{sha256}/{name}" for sha256, name in files]
            continue
        own = {"vi": ["vi"], "foreign": ["en"]}
        for chosen in product(*(own.get(kind) or values[name] for kind, name in slots)):
            given = iter(chosen)
            address = SLOT.sub(lambda _slot, given=given: next(given), route)
            found += [address, *(address + more for more in ASKED.get(address, ()))]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class Said:
    """All that an answer tells: what it is, its bytes, and the validators by which a cache would notice a change."""

    status: int
    content: bytes
    marks: tuple[str, ...]

    def tells(self, address: str) -> bool:
        """Whether it gives the secret away, beyond what the address itself said."""
        data = gzip.decompress(self.content) if self.content.startswith(b"\x1f\x8b") else self.content
        text = unescape(data.decode("utf-8", "ignore")) + " ".join(self.marks)
        text = text.replace(address, "")
        spelt = (SECRET, json.dumps(SECRET)[1:-1], quote(SECRET), SLUG, "zuxuan kinhac")
        return any(each in text for each in spelt)


def _say(client: Client, address: str, **headers: str) -> Said:
    cache.clear()  # a refusal for asking too often would hide what would be told
    answer = client.get(address, headers=headers or None)
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]
    marks = tuple(
        answer.headers.get(each, "") for each in ("ETag", "Last-Modified", "Location", "Link", "Content-Length")
    )
    return Said(answer.status_code, content, marks)


def _everything(client: Client, addresses: list[str]) -> dict[str, Said]:
    """What every address says; and what the check of a pasted text says."""
    said = {address: _say(client, address) for address in addresses}
    cache.clear()
    for words in (f"Tin {SECRET}", f"Nói về {SECRET} trong bài này, hôm nay và ngày mai."):
        answer = client.post("/vi/xac-thuc/", {"van-ban": words})
        said[f"POST {words}"] = Said(answer.status_code, answer.content, ())
    return said


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Commit:
    """Runs an act, and what its commit sets off."""

    def run(act: Callable[[], Any]) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return run


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Any) -> None:
    for name in (
        "FILES_ROOT",
        "PUBLIC_MEDIA_ROOT",
        "C2PA_ROOT",
        "PDF_ROOT",
        "SEARCH_ROOT",
        "BULK_ROOT",
        "PAGE_CACHE_ROOT",
    ):
        setattr(settings, name, tmp_path / name.lower())


@dataclass(frozen=True)
class Waiting:
    """What waits for its minute: a group of two languages of an item with a picture, and a correction."""

    asset: MediaAsset
    group: ReleaseGroup
    edition: Edition
    correction: Edition


def _picture(newsroom: Newsroom) -> MediaAsset:
    about = About(title=f"Ảnh {SECRET}", credit=SECRET, words={"vi": {"alt": SECRET, "caption": SECRET}})
    upload = make.sent(make.jpeg(seed=9, width=64, height=48), "anh.jpg")
    return add_media(body=newsroom.body, upload=upload, about=about, acting_user=newsroom.editor, at=AT).asset


def _lay_in_wait(newsroom: Newsroom, asset: MediaAsset, known: PublicRecord) -> Waiting:
    page = newsroom.draft(
        title=f"Tin {SECRET}", content={"lead": f"Nói về {SECRET} trong bài này, hôm nay và ngày mai."}
    )
    blocks = json.dumps([{"type": "picture", "value": {"media": asset.pk, "caption": SECRET}}])
    page = write_draft(page=page, values={"body": blocks}, acting_user=newsroom.editor, at=AT)
    english = add_draft(
        page.item, language="en", title=f"News {SECRET}", at=AT, acting_user=newsroom.editor, content={"lead": SECRET}
    )
    group = make_group(body=newsroom.body, title=f"Đợt {SECRET}", acting_user=newsroom.editor, at=AT)
    edition = newsroom.approved(page)
    for each in (edition, newsroom.approved(english)):
        add_member(group=group, edition=each, acting_user=newsroom.editor, at=AT)
    schedule_group(group=group, release_at=MINUTE, acting_user=newsroom.editor, at=AT)
    from ttdn.portal.queries import draft_of  # noqa: PLC0415

    old = draft_of(known.item, "vi")
    assert old is not None
    write_draft(page=old, values={"lead": f"Đã sửa: {SECRET}", "body": blocks}, acting_user=newsroom.editor, at=AT)
    correction = newsroom.approved(old, public_reason=f"Sửa vì {SECRET}")
    schedule(edition=correction, release_at=MINUTE, acting_user=newsroom.editor, at=AT)
    return Waiting(asset, group, edition, correction)


def _clock(at: datetime) -> int:
    """What the worker does each minute and each day."""
    done = release_due(at) + release_groups_due(at)
    sync_public_media(at)
    make_daily_files(at)
    return done


def _files(asset: MediaAsset) -> tuple[tuple[str, str], ...]:
    """Every hash of a medium with the name it would be public under: the original, the preview, all renditions."""
    private = [(asset.sha256, "anh.jpg"), *([(asset.preview.sha256, "xem.webp")] if asset.preview else [])]
    return (*private, *Rendition.objects.filter(asset=asset).values_list("sha256", "name"))


def _site(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    answer = Client().get(environ["PATH_INFO"].encode("latin-1").decode())
    start_response(f"{answer.status_code} {answer.reason_phrase}", [*answer.items()])
    return [answer.content]


def _through(kept: PageCache, path: str) -> bytes:
    environ = {
        "REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "HTTP_HOST": "testserver", "SERVER_PORT": "80",
        "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": "",
    }  # fmt: skip
    return b"".join(kept(environ, lambda *_told: None))


@pytest.fixture
def known(newsroom: Newsroom, commits: Commit) -> PublicRecord:
    """A published item that a correction waits for."""
    made: PublicRecord = commits(lambda: newsroom.published(newsroom.draft(title="Sẽ sửa")))
    return made


def test_not_a_byte_changes_before_the_minute(newsroom: Newsroom, known: PublicRecord, commits: Commit) -> None:
    client, early = Client(), MINUTE - SECOND
    public = _addresses((known.item.public_id, NOBODY), (("0" * 64, "tep.jpg"),))
    assert len(public) > 120
    kept = PageCache(_site, site.PAGE_CACHE_ROOT, Policy(hosts=frozenset({"testserver"})))
    pages = (known.path, "/vi/", "/vi/bo-thu/")
    with time_machine.travel(early, tick=False):
        _clock(early)
        before = _everything(client, public)
        cached = {path: _through(kept, path) for path in pages}
        asset = commits(lambda: _picture(newsroom))
        waiting = commits(lambda: _lay_in_wait(newsroom, asset, known))
        assert commits(lambda: _clock(early)) == 0
        after = _everything(client, public)
        assert [each for each in before if before[each] != after[each]] == []
        assert {path: _through(kept, path) for path in pages} == cached
        for path in pages:
            assert _say(client, path, **{"If-None-Match": before[path].marks[0]}).status == 304
        _nothing_of_it_is_there(client, waiting)
        _nobody_else_sees_it(waiting)
    with time_machine.travel(MINUTE, tick=False):
        assert commits(lambda: _clock(MINUTE)) == 2
        now = _tellers(waiting, known)
        assert [each for each in now if not _say(client, each).tells(each)] == []
        assert SECRET.encode() in _through(kept, known.path)
        assert _say(client, known.path, **{"If-None-Match": before[known.path].marks[0]}).status == 200


def _nothing_of_it_is_there(client: Client, waiting: Waiting) -> None:
    """An item, a group, an edition or a file that waits is told from one that does not exist by no answer."""
    item, files = waiting.edition.item.public_id, _files(waiting.asset)
    assert len(files) > 3
    nothing = uuid.UUID(int=9)
    none_such = tuple((f"{number:064x}", "tep.jpg") for number in range(len(files)))
    for mine, none in zip(_addresses((item,), files), _addresses((nothing,), none_such), strict=True):
        if str(item) in mine or mine.startswith("/tep/"):
            seen, expected = _say(client, mine), _say(client, none)
            assert seen.status == expected.status == 404, mine
            assert not seen.tells(mine), mine
            if str(item) in mine:
                assert seen.content.replace(str(item).encode(), b"") == expected.content.replace(
                    str(nothing).encode(), b""
                )
    identifier = f"/oai?verb=GetRecord&metadataPrefix=ttdn&identifier=oai:localhost:{item}/vi"
    assert "idDoesNotExist" in client.get(identifier).content.decode()
    assert not [each for each in site.PUBLIC_MEDIA_ROOT.rglob("*") if each.is_file()]
    assert not list((site.PDF_ROOT / str(item)).glob("*"))


def _nobody_else_sees_it(waiting: Waiting) -> None:
    """Previews and the screens of the workspace, for somebody who is not signed in."""
    client = Client()
    for name, object_id in (
        ("portal_item", waiting.edition.item.public_id),
        ("portal_edition", waiting.edition.public_id),
        ("portal_edition_frame", waiting.edition.public_id),
        ("portal_edition_frame", waiting.correction.public_id),
        ("portal_group", waiting.group.public_id),
        ("portal_media_look", waiting.asset.public_id),
        ("portal_media_bytes", waiting.asset.public_id),
    ):
        answer = client.get(reverse(name, args=[object_id]))
        assert answer.status_code == 302, name
        assert SECRET not in answer.content.decode()


def _tellers(waiting: Waiting, known: PublicRecord) -> list[str]:
    """From the minute on the same addresses tell it: what was compared before can tell."""
    item, old = waiting.edition.item.public_id, known.item.public_id
    return [
        "/vi/", "/en/", "/vi/feed.atom", "/vi/feed.json", "/vi/bo-thu/feed.rss", "/sitemap-items-0.xml", "/api/ninjs/",
        "/api/v1/items", "/api/bulk/vi.jsonl.gz", "/vi/luu-tru/2026/11/", "/vi/muc/news/", f"/api/v1/items/{item}/vi",
        f"/api/v1/items/{old}/vi", f"/s/{item}/vi/proof.json", f"/s/{item}", f"/s/{old}/vi/proof.json", known.path,
        "/oai?verb=ListRecords&metadataPrefix=ttdn", "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    ]  # fmt: skip
