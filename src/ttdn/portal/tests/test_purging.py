"""The purge of what readers had: no byte of it left in database, files, index or caches; its addresses answer 410."""

import gzip
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import IntegrityError, connection, transaction
from django.test import Client

from ttdn.audit.verification import verify
from ttdn.portal.actions.drafting import add_draft, write_draft
from ttdn.portal.actions.groups import add_member, make_group, release_group
from ttdn.portal.actions.media import About, add_media
from ttdn.portal.actions.translating import begin_translation
from ttdn.portal.choices import Standing, State
from ttdn.portal.models import Edition, MediaAsset, PublicRecord
from ttdn.portal.tests import media_makers as make
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.proofs.models import LogEntry
from ttdn.proofs.verification import verify_log
from ttdn.purging import ledger, registry
from ttdn.purging.actions import approve_purge, finish, reapply, request_purge
from ttdn.purging.models import Purge, PurgedObject
from ttdn.search.actions import rebuild
from ttdn.web import clock
from ttdn.web.errors import UserError
from ttdn.web.pagecache import PageCache, Policy

pytestmark = pytest.mark.django_db
SECRET = "zưxuân kínhạc"
SAID = (SECRET, "zuxuan kinhac", "zuxuan-kinhac")
"""As it was written, without marks (search), and as an address says it."""
LATER = AT + timedelta(days=2)
ON = LATER.date()
Commit = Callable[..., Any]


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
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
    settings.PURGE_LEDGER = tmp_path / "purges.jsonl"


def _in_database(*words: str) -> list[str]:
    """Tables and columns of the whole database that hold one of the words, as text or as escaped JSON."""
    wanted = {spelt for each in words for spelt in (each, json.dumps(each)[1:-1])}
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = f'CAST("{column.name}" AS text)'
                asked = " OR ".join(f"{name} LIKE %s" for _each in wanted)
                cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {asked}', [f"%{each}%" for each in wanted])
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found


def _in_files(folder: Path, *words: str) -> list[str]:
    """Files below a folder whose bytes (unpacked where they are packed) or names hold one of the words."""
    wanted = [each.encode() for each in words] + [json.dumps(each)[1:-1].encode() for each in words]
    found = []
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        if any(each in data or each in str(path).encode() for each in wanted):
            found.append(str(path.relative_to(folder)))
    return found


def _picture(newsroom: Newsroom) -> MediaAsset:
    words = {"vi": {"alt": SECRET, "caption": f"Ảnh {SECRET}"}}
    about = About(title=f"Ảnh {SECRET}", credit=SECRET, place=SECRET, words=words)
    upload = make.sent(make.jpeg(seed=5, width=64, height=48), "anh.jpg")
    return add_media(body=newsroom.body, upload=upload, about=about, acting_user=newsroom.editor, at=AT).asset


def _told(newsroom: Newsroom, asset: MediaAsset) -> PublicRecord:
    """An item that says the secret wherever an item holds words: published, corrected, translated, put in a group."""
    page = newsroom.draft(title=f"Tin {SECRET}", content={"lead": f"Nói về {SECRET}"})
    blocks = [
        {"type": "paragraph", "value": f"<p>Đoạn {SECRET}</p>"},
        {"type": "picture", "value": {"media": asset.pk, "caption": SECRET}},
    ]
    page = write_draft(page=page, values={"body": json.dumps(blocks)}, acting_user=newsroom.editor, at=AT)
    newsroom.published(page)
    page = write_draft(page=page, values={"lead": f"Sửa {SECRET}"}, acting_user=newsroom.editor, at=AT)
    record = newsroom.published(page, public_reason=f"Đính chính {SECRET}", at=AT + timedelta(hours=1))
    english = add_draft(
        page.item, language="en", title=f"News {SECRET}", at=AT, acting_user=newsroom.editor, content={"lead": SECRET}
    )
    group = make_group(body=newsroom.body, title="Đợt đăng", acting_user=newsroom.editor, at=AT)
    add_member(group=group, edition=newsroom.approved(english), acting_user=newsroom.editor, at=AT)
    write_draft(page=english, values={"lead": f"Late {SECRET}"}, acting_user=newsroom.editor, at=AT)
    stopped = release_group(group=group, acting_user=newsroom.editor, at=AT)
    assert SECRET in stopped.stopped_reason
    return record


@pytest.fixture
def asset(newsroom: Newsroom, commits: Commit) -> MediaAsset:
    made: MediaAsset = commits(lambda: _picture(newsroom))
    return made


@pytest.fixture
def told(newsroom: Newsroom, asset: MediaAsset, commits: Commit) -> PublicRecord:
    made: PublicRecord = commits(lambda: _told(newsroom, asset))
    made.refresh_from_db()
    return made


def _ordered(newsroom: Newsroom, kind: str, object_id: Any) -> Purge:
    purge = request_purge(
        kind=kind, object_id=object_id, reason="Lộ dữ liệu cá nhân", document="12/QĐ-BTN", acting_user=newsroom.clerk,
        at=LATER, on=ON,
    )  # fmt: skip
    return approve_purge(public_id=purge.public_id, acting_user=newsroom.leader, at=LATER, on=ON)


def _purged(newsroom: Newsroom, commits: Commit, kind: str, object_id: Any) -> Purge:
    purge: Purge = commits(lambda: _ordered(newsroom, kind, object_id))
    return finish(purge, at=LATER)


def _site(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The real pages as a WSGI application, within the transaction of the test."""
    answer = Client().get(environ["PATH_INFO"].encode("latin-1").decode())
    start_response(f"{answer.status_code} {answer.reason_phrase}", [*answer.items()])
    return [answer.content]


def _asked(cache: PageCache, path: str) -> tuple[str, bytes]:
    environ = {
        "REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "HTTP_HOST": "testserver", "SERVER_PORT": "80",
        "PATH_INFO": path.encode().decode("latin-1"), "QUERY_STRING": "",
    }  # fmt: skip
    seen: list[str] = []
    body = b"".join(cache(environ, lambda status, _headers, _exc=None: seen.append(status)))
    return seen[0], body


def _cached(path: str) -> PageCache:
    """The page cache with a page in its memory and on the disk."""
    cache = PageCache(_site, site.PAGE_CACHE_ROOT, Policy(hosts=frozenset({"testserver"})))
    assert _asked(cache, path)[0].startswith("200")
    cache.settle()
    return cache


def test_not_a_byte_is_left(
    newsroom: Newsroom, told: PublicRecord, asset: MediaAsset, commits: Commit, tmp_path: Path
) -> None:
    client = Client()
    address, permanent, pdf = told.path, f"/s/{told.item.public_id}", f"/s/{told.item.public_id}/vi.pdf"
    picture = next(iter(told.media.values()))["w64.jpg"][0]
    assert client.get(pdf).status_code == client.get(picture).status_code == 200
    rebuild()
    for job in clock.jobs_due(None, LATER):
        if job.name == "api.make_bulk_files":
            job.run(LATER)
    cache = _cached(address)
    with_words = set(_in_database(*SAID))
    assert {"portal_edition.snapshot", "portal_publicrecord.path", "proofs_sealedtext.canonical"} <= with_words
    assert {"wagtailcore_revision.content", "portal_releasegroup.stopped_reason"} <= with_words
    places = {Path(each).parts[0] for each in _in_files(tmp_path, *SAID)}
    assert {"bulk_root", "page_cache_root", "public_media_root"} <= places
    assert (
        address in client.get("/vi/tim-kiem/", {"q": SECRET}).content.decode()
    )  # an index packs its words: it is asked
    log, hashes = LogEntry.objects.count(), set(Edition.objects.values_list("content_hash", flat=True))

    _purged(newsroom, commits, "portal.item", told.item.public_id)
    _purged(newsroom, commits, "portal.media", asset.public_id)

    assert _in_database(*SAID) == []
    assert _in_files(tmp_path, *SAID) == []
    assert address not in client.get("/vi/tim-kiem/", {"q": SECRET}).content.decode()
    assert list(site.PDF_ROOT.rglob("*.pdf")) == []
    assert [each for each in site.PUBLIC_MEDIA_ROOT.rglob("*") if each.is_file()] == []
    assert [each for each in site.FILES_ROOT.rglob("*") if each.is_file()] == []
    assert set(Edition.objects.values_list("content_hash", flat=True)) == hashes
    assert LogEntry.objects.count() == log + 1  # the withdrawal; nothing of the log itself is touched
    assert verify() == []
    assert verify_log() == []
    for gone in (address, permanent, f"{permanent}/vi", picture):
        answer = client.get(gone)
        assert answer.status_code == 410, gone
        assert "Nội dung đã được xóa theo 12/QĐ-BTN" in answer.content.decode()
    assert client.get(pdf, follow=True).status_code == 410
    assert client.get(f"{permanent}/vi/proof.json").status_code == 410
    status, body = _asked(cache, address)
    assert status.startswith("410")
    assert SECRET.encode() not in body


def test_what_goes_out_tells_of_a_withdrawal_only(newsroom: Newsroom, told: PublicRecord, commits: Commit) -> None:
    _purged(newsroom, commits, "portal.item", told.item.public_id)
    client = Client()
    identifier = "/oai?verb=ListRecords&metadataPrefix=oai_dc"
    assert 'status="deleted"' in client.get(identifier).content.decode()
    shown = client.get(f"/api/v1/items/{told.item.public_id}/vi").json()
    assert shown["standing"] == Standing.WITHDRAWN
    assert client.get("/vi/").status_code == 200
    assert told.item.public_id.hex not in client.get("/sitemap.xml").content.decode()
    for page in ("/vi/luu-tru/", "/vi/so-ghi/", f"/vi/{newsroom.body.code}/"):
        assert client.get(page).status_code in {200, 404}, page


def test_the_workspace_still_stands(
    newsroom: Newsroom, told: PublicRecord, asset: MediaAsset, commits: Commit, client_for: Any
) -> None:
    _purged(newsroom, commits, "portal.item", told.item.public_id)
    _purged(newsroom, commits, "portal.media", asset.public_id)
    client = client_for(newsroom.editor)
    for page in ("noi-dung/", f"noi-dung/bai/{told.item.public_id}/", "noi-dung/thu-vien/"):
        assert client.get(f"/lam-viec/{page}").status_code == 200, page
    for edition in Edition.objects.all():
        assert client.get(f"/lam-viec/noi-dung/ban/{edition.public_id}/").status_code == 200
    assert set(Edition.objects.values_list("state", flat=True)) == {State.SUPERSEDED, State.WITHDRAWN, State.DROPPED}


def test_the_guards_open_for_the_purge_alone(newsroom: Newsroom, told: PublicRecord, commits: Commit) -> None:
    frozen = {"snapshot": {}, "title": registry.ERASED}
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=told.edition_id).update(**frozen)
    purge = request_purge(
        kind="portal.item", object_id=told.item.public_id, reason="x", document="1/QĐ", acting_user=newsroom.clerk,
        at=LATER, on=ON,
    )  # fmt: skip
    with transaction.atomic():
        Purge.objects.filter(pk=purge.pk).update(
            state="approved", approved_by=newsroom.leader.public_id, approved_at=LATER
        )
        PurgedObject.objects.create(purge=purge, kind="portal.edition", object_id=told.edition.public_id)
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=told.edition_id).update(title="Tin khác")
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=told.edition_id).update(content_hash="0" * 64, **frozen)
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.exclude(pk=told.edition_id).update(**frozen)
        transaction.set_rollback(True)


def test_a_restore_is_purged_again(newsroom: Newsroom, told: PublicRecord, asset: MediaAsset, commits: Commit) -> None:
    place = transaction.savepoint()
    _purged(newsroom, commits, "portal.item", told.item.public_id)
    _purged(newsroom, commits, "portal.media", asset.public_id)
    transaction.savepoint_rollback(place)
    assert _in_database(*SAID)
    lines = ledger.read(ledger.path())
    outcomes = commits(lambda: [outcome for _line, outcome in reapply(lines, at=LATER)])
    assert outcomes == ["again", "again"]
    assert _in_database(*SAID) == []
    assert verify() == []


def test_a_picture_alone_leaves_the_item_and_its_words(
    newsroom: Newsroom, told: PublicRecord, asset: MediaAsset, commits: Commit
) -> None:
    assert ("portal.media", asset.public_id, f"Ảnh {SECRET}") in registry.related_to("portal.item", told.item.public_id)
    assert ("portal.item", told.item.public_id, "") in registry.related_to("portal.media", asset.public_id)
    client = Client()
    client.get(f"/s/{told.item.public_id}/vi.pdf")
    before = told.sequence
    _purged(newsroom, commits, "portal.media", asset.public_id)
    told.refresh_from_db()
    assert (told.standing, told.media) == (Standing.IN_FORCE, {})
    assert told.sequence > before
    assert "/tep/" not in client.get(told.path).content.decode()
    assert list(site.PDF_ROOT.rglob("*.pdf")) == []
    assert client.get(f"/s/{told.item.public_id}/vi.pdf").status_code == 200
    with pytest.raises(UserError, match="đã có trong thư viện"):
        _picture(newsroom)  # the same bytes do not come back into the library


def test_an_item_may_be_written_anew(newsroom: Newsroom, told: PublicRecord, commits: Commit) -> None:
    """A body keeps its item (a profile above all): new words, a new edition, at the same permanent address."""
    old = told.path
    _purged(newsroom, commits, "portal.item", told.item.public_id)
    page = commits(
        lambda: add_draft(
            told.item, language="vi", title="Tin mới", at=LATER, acting_user=newsroom.editor, content={"lead": "Đã bỏ."}
        )
    )
    record = commits(lambda: newsroom.published(page, public_reason="Viết lại", at=LATER + timedelta(hours=1)))
    client = Client()
    assert client.get(record.path).status_code == 200
    assert client.get(old).headers["Location"] == record.path
    assert client.get(f"/s/{told.item.public_id}", follow=True).status_code == 200
    other = newsroom.published(newsroom.draft(title=f"Tin {SECRET}"))
    assert other.path != old  # the erased address is never another item's


def test_the_address_of_a_profile_stays_the_address_of_the_body(newsroom: Newsroom, commits: Commit) -> None:
    record = commits(
        lambda: newsroom.published(
            newsroom.draft(kind="profile", title=SECRET, content={"functions": SECRET, "lead": SECRET})
        )
    )
    client = Client()
    _purged(newsroom, commits, "portal.item", record.item.public_id)
    assert client.get(record.path).status_code == 410
    commits(newsroom.published)
    answer = client.get(record.path)
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()
    assert client.get(f"/s/{record.item.public_id}").status_code == 410


def test_a_translation_under_way_goes_with_its_item(newsroom: Newsroom, told: PublicRecord, commits: Commit) -> None:
    commits(lambda: begin_translation(item=told.item, language="fr", acting_user=newsroom.translator, at=AT))
    assert "portal_translatedsegment.source" in _in_database(*SAID)
    _purged(newsroom, commits, "portal.item", told.item.public_id)
    left = [
        each
        for each in _in_database(*SAID)
        if not each.startswith(("portal_media", "files_", "portal_rendition", "audit"))
    ]
    assert left == []
