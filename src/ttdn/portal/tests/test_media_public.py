"""Media are public while something published shows them, in the approved words, and never otherwise."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.test import Client
from django.utils import translation
from PIL import Image

from ttdn.files.tests.makers import pdf_bytes
from ttdn.portal.actions.changing import withdraw
from ttdn.portal.actions.drafting import write_draft
from ttdn.portal.actions.media import About, describe_media, set_subtitles
from ttdn.portal.actions.media_release import sync_public_media
from ttdn.portal.actions.releasing import release, release_due, schedule
from ttdn.portal.choices import Kind
from ttdn.portal.errors import Incomplete
from ttdn.portal.models import PublicRecord, Rendition
from ttdn.portal.tests import media_makers as make
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.portal.tests.published_media import (
    WORDS,
    Commit,
    addresses,
    asset_of,
    draft_with,
    open_files,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_folders")]


def test_no_address_gives_what_is_not_published(newsroom: Newsroom, client: Client, commits: Commit) -> None:
    asset = asset_of(newsroom)
    client.force_login(newsroom.editor)
    page = draft_with(newsroom, asset)
    edition = commits(lambda: newsroom.approved(page))
    assert Rendition.objects.filter(asset=asset).count() > 9, "made at approval, in the background"
    schedule(edition=edition, release_at=AT + timedelta(hours=2), acting_user=newsroom.editor, at=AT)
    assert [client.get(each).status_code for each in addresses() if client.get(each).status_code != 404] == []
    assert open_files() == []
    commits(lambda: release_due(AT + timedelta(hours=2) - timedelta(seconds=1)))
    assert {client.get(each).status_code for each in addresses()} == {404}
    assert open_files() == []
    commits(lambda: release_due(AT + timedelta(hours=2)))
    forms = PublicRecord.objects.get().media[str(asset.public_id)]
    assert client.get(forms["w320.webp"][0]).status_code == 200
    assert len(open_files()) == Rendition.objects.count()


def test_public_bytes_carry_the_headers_of_what_never_changes(
    newsroom: Newsroom, client: Client, commits: Commit
) -> None:
    asset = asset_of(newsroom)
    record = commits(lambda: newsroom.published(draft_with(newsroom, asset)))
    record.refresh_from_db()
    for spec, (address, width, height) in record.media[str(asset.public_id)].items():
        answer = client.get(address)
        data = answer.content
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not answer.cookies
        picture = Image.open(io.BytesIO(data))
        assert picture.size == (width, height), spec
        kind = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}[spec.rsplit(".", 1)[1]]
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Content-Length"] == str(len(data))
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert client.post(address).status_code == 405
    other = client.get(address.rsplit("/", 1)[0] + "/ten-khac.exe")
    assert (other.status_code, other.headers["Location"]) == (301, address)
    original = client.get(f"/tep/{asset.sha256}/le-khai-mac.jpg")
    assert original.status_code == 302, "the original stays private; its address leads to the public picture"
    assert original.headers["Location"] == record.media[str(asset.public_id)]["w480.jpg"][0]


@pytest.mark.parametrize("address", ["/tep/../../etc/passwd", "/tep/%2e%2e/x", f"/tep/{'0' * 64}/x.jpg", "/tep/zz/x"])
def test_tricks_with_paths_find_nothing(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_a_withdrawn_item_takes_its_media_back_unless_another_shows_them(
    newsroom: Newsroom, client: Client, commits: Commit
) -> None:
    shared, lonely = asset_of(newsroom), asset_of(newsroom, make.jpeg(4, 480, 320), title="Riêng")
    first = commits(lambda: newsroom.published(draft_with(newsroom, shared, lonely)))
    second = commits(lambda: newsroom.published(draft_with(newsroom, shared, title="Bài hai")))
    first.refresh_from_db()
    both = first.media
    commits(lambda: withdraw(edition=first.edition, reason="Sai.", acting_user=newsroom.leader, at=AT))
    kept = [each[0] for each in both[str(shared.public_id)].values()]
    gone = [each[0] for each in both[str(lonely.public_id)].values()]
    assert {client.get(each).status_code for each in kept} == {200}
    assert {client.get(each).status_code for each in gone} == {404}
    page = client.get(first.path).content.decode()
    assert "/tep/" not in page.split("<main")[1]
    assert "Khán giả trước sân khấu" in page
    commits(lambda: withdraw(edition=second.edition, reason="Sai.", acting_user=newsroom.leader, at=AT))
    assert {client.get(each).status_code for each in kept} == {404}
    assert open_files() == []


def test_a_correction_without_a_picture_takes_it_back(newsroom: Newsroom, client: Client, commits: Commit) -> None:
    asset = asset_of(newsroom)
    page = draft_with(newsroom, asset)
    record = commits(lambda: newsroom.published(page))
    record.refresh_from_db()
    address = record.media[str(asset.public_id)]["w480.jpg"][0]
    assert client.get(address).status_code == 200
    write_draft(page=page, values={"body": "[]"}, acting_user=newsroom.editor, at=AT)
    commits(lambda: newsroom.published(page, public_reason="Bỏ ảnh.", at=AT + timedelta(hours=1)))
    assert client.get(address).status_code == 404


def test_each_language_shows_the_words_approved_in_it(newsroom: Newsroom, client: Client, commits: Commit) -> None:
    asset = asset_of(newsroom)
    record = commits(lambda: newsroom.published(draft_with(newsroom, asset)))
    page = client.get(record.path).content.decode()
    assert 'alt="Khán giả trước sân khấu"' in page
    assert "Khai mạc tại &lt;Huế&gt; &amp; hai nơi" in page
    assert page.count("<source ") >= 3
    assert 'width="480" height="320"' in page
    assert "sizes=" in page


def test_a_page_waits_for_the_description_of_its_pictures_in_its_own_language(
    newsroom: Newsroom, client: Client, commits: Commit
) -> None:
    asset = asset_of(newsroom)
    about = About(title="Lễ khai mạc", credit="Trần Văn A", words={"vi": WORDS["vi"], "en": {"caption": "Opening"}})
    describe_media(asset=asset, about=about, acting_user=newsroom.editor, at=AT)
    page = draft_with(newsroom, asset, language="en", title="The opening")
    with pytest.raises(Incomplete) as refused:
        newsroom.approved(page)
    assert "ảnh “Lễ khai mạc” chưa có lời mô tả bằng tiếng Anh" in refused.value.sentence
    with translation.override("en"), pytest.raises(Incomplete) as refused:
        newsroom.approved(page)
    assert "the picture “Lễ khai mạc” has no description in English" in refused.value.sentence
    words = WORDS | {"en": {"alt": "The audience", "caption": ""}}
    describe_media(asset=asset, about=replace(about, words=words), acting_user=newsroom.editor, at=AT)
    record = commits(lambda: newsroom.published(page))
    shown = client.get(record.path).content.decode()
    assert 'alt="The audience"' in shown
    assert "Khai mạc tại" not in shown, "no Vietnamese caption in an English page"


def test_lists_show_the_cut_picture_without_another_query(
    newsroom: Newsroom, client: Client, commits: Commit, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        asset = asset_of(newsroom, make.jpeg(20 + number, 480, 320), title=f"Ảnh {number}")
        commits(
            lambda asset=asset, number=number: newsroom.published(draft_with(newsroom, asset, title=f"Bài {number}"))
        )
    with django_assert_max_num_queries(8):
        page = client.get("/vi/muc/news/").content.decode()
    assert page.count('width="288" height="192"') == 3


def test_a_worker_that_was_away_catches_up_after_publication(
    newsroom: Newsroom, client: Client, commits: Commit
) -> None:
    asset = asset_of(newsroom)
    edition = newsroom.approved(draft_with(newsroom, asset))
    assert not Rendition.objects.exists(), "no commit, no task yet"
    record = release(edition=edition, acting_user=newsroom.editor, at=AT)
    record.refresh_from_db()
    assert record.media == {}
    assert "Khán giả trước sân khấu" in client.get(record.path).content.decode(), "its words stand in its place"
    second = commits(lambda: _again(newsroom, record))
    assert client.get(second.media[str(asset.public_id)]["w480.jpg"][0]).status_code == 200


def _again(newsroom: Newsroom, record: PublicRecord) -> PublicRecord:
    from ttdn.portal.tasks import complete_record_media  # noqa: PLC0415

    complete_record_media.enqueue(record.pk)
    record.refresh_from_db()
    return record


def test_films_documents_and_subtitles_are_served_in_ranges_and_as_what_they_are(
    newsroom: Newsroom, client: Client, commits: Commit
) -> None:
    film = asset_of(newsroom, make.mp4(), "phim.mp4", "Phim giới thiệu")
    paper = asset_of(newsroom, pdf_bytes("Toan van"), "van-ban.pdf", "Toàn văn")
    vtt = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"
    set_subtitles(asset=film, language="en", upload=make.sent(vtt, "a.vtt"), acting_user=newsroom.editor, at=AT)
    record = commits(lambda: newsroom.published(draft_with(newsroom, film, paper)))
    record.refresh_from_db()
    forms = record.media[str(film.public_id)]
    address = forms["original"][0]
    assert address == f"/tep/{film.sha256}/phim-gioi-thieu.mp4"
    part = client.get(address, headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.content) == (206, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{film.file.size}"
    assert client.get(address, headers={"Range": "bytes=-4"}).content == b"film"
    assert client.get(address, headers={"Range": f"bytes={film.file.size}-"}).status_code == 416
    assert client.get(address, headers={"Range": "bytes=9-4"}).status_code == 416
    for whole in ("bytes=-", "lines=1-2", "bytes=0-1,4-5", "bytes=a-b"):
        assert client.get(address, headers={"Range": whole}).status_code == 200
    assert client.get(address, headers={"Range": "bytes=0-3", "If-Range": '"other"'}).status_code == 200
    track = client.get(forms["vtt-en"][0])
    assert track.headers["Content-Type"] == "text/vtt"
    document = client.get(record.media[str(paper.public_id)]["original"][0])
    assert document.headers["Content-Type"] == "application/pdf"
    assert document.headers["Content-Disposition"].startswith("attachment")
    page = client.get(record.path).content.decode()
    assert '<track kind="subtitles"' in page
    assert 'srclang="en"' in page
    assert 'width="640" height="360"' in page
    assert f'href="/tep/{paper.sha256}/toan-van.pdf"' in page


def test_a_film_shows_its_poster_and_takes_it_back(newsroom: Newsroom, client: Client, commits: Commit) -> None:
    face, film = asset_of(newsroom), asset_of(newsroom, make.mp4(), "phim.mp4", "Phim giới thiệu")
    other = asset_of(newsroom, pdf_bytes("Toan van"), "van-ban.pdf", "Toàn văn")
    about = About(title=film.title, credit="A", words=WORDS)
    for wrong in (str(other.public_id), str(film.public_id), "khong-phai-ma", str(uuid4())):
        with pytest.raises(Incomplete):
            describe_media(asset=film, about=replace(about, poster=wrong), acting_user=newsroom.editor, at=AT)
    client.force_login(newsroom.editor)
    address = f"/lam-viec/noi-dung/thu-vien/{film.public_id}/"
    assert f'<option value="{face.public_id}">' in client.get(address).content.decode()
    said = {"title": film.title, "credit": "A", "rights": "editorial", "poster": str(face.public_id)}
    assert client.post(address, said).status_code == 302
    record = commits(lambda: newsroom.published(draft_with(newsroom, film)))
    record.refresh_from_db()
    shown = record.media[str(face.public_id)]
    page = client.get(record.path).content.decode()
    poster = page.split('poster="')[1].split('"')[0]
    assert poster in {form[0] for form in shown.values()}
    assert client.get(poster).status_code == 200
    commits(lambda: withdraw(edition=record.edition, reason="Nhầm.", acting_user=newsroom.leader, at=AT))
    assert "poster=" not in client.get(record.path).content.decode()
    assert client.get(poster).status_code == 404


def test_subtitles_added_later_wait_for_the_next_approved_edition(
    newsroom: Newsroom, client: Client, commits: Commit
) -> None:
    film = asset_of(newsroom, make.mp4(), "phim.mp4", "Phim")
    record = commits(lambda: newsroom.published(draft_with(newsroom, film)))
    vtt = b"WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n"
    kept = set_subtitles(asset=film, language="en", upload=make.sent(vtt, "a.vtt"), acting_user=newsroom.editor, at=AT)
    assert "<track" not in client.get(record.path).content.decode()
    assert client.get(f"/tep/{kept.file.sha256}/phim.vtt").status_code == 404


def test_a_gallery_shows_its_pictures_side_by_side(newsroom: Newsroom, client: Client, commits: Commit) -> None:
    assets = [asset_of(newsroom, make.jpeg(30 + each, 480, 320), title=f"Ảnh {each}") for each in range(3)]
    record = commits(lambda: newsroom.published(draft_with(newsroom, *assets, kind=Kind.GALLERY, title="Bộ ảnh")))
    page = client.get(record.path).content.decode()
    assert page.count('class="pic pic--tile"') == 3
    assert "item--gallery" in page


def test_the_daily_check_mends_the_public_folder(newsroom: Newsroom, commits: Commit) -> None:
    asset = asset_of(newsroom)
    commits(lambda: newsroom.published(draft_with(newsroom, asset)))
    before = {path.relative_to(site.PUBLIC_MEDIA_ROOT): path.read_bytes() for path in open_files()}
    open_files()[0].unlink()
    stray = Path(site.PUBLIC_MEDIA_ROOT) / "tep" / ("a" * 64) / "la.jpg"
    stray.parent.mkdir()
    stray.write_bytes(b"x")
    assert sync_public_media(AT) == (1, 1)
    assert {path.relative_to(site.PUBLIC_MEDIA_ROOT): path.read_bytes() for path in open_files()} == before
    assert sync_public_media(AT) == (0, 0)


def test_publishing_costs_the_same_number_of_queries_however_many_pictures_were_made(
    newsroom: Newsroom, commits: Commit, django_assert_max_num_queries: Any
) -> None:
    assets = [asset_of(newsroom, make.jpeg(40 + each, 480, 320), title=f"Ảnh {each}") for each in range(4)]
    edition = commits(lambda: newsroom.approved(draft_with(newsroom, *assets)))
    with django_assert_max_num_queries(80):
        release(edition=edition, acting_user=newsroom.editor, at=AT)
