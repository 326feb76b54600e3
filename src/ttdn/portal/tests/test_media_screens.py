"""The library over HTTP: adding several files, describing, the focal point without a script; choosing; foreign media."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ttdn.portal.actions.media import About, add_media
from ttdn.portal.models import DraftPage, MediaAsset
from ttdn.portal.tests import media_makers as make
from ttdn.portal.tests.conftest import AT, Newsroom

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.PUBLIC_MEDIA_ROOT = tmp_path / "public"


def _asset(newsroom: Newsroom, seed: int = 1, title: str = "Ảnh lễ") -> MediaAsset:
    upload = make.sent(make.jpeg(seed, 400, 300), "anh.jpg")
    about = About(title=title, credit="Trần A")
    return add_media(body=newsroom.body, upload=upload, about=about, acting_user=newsroom.editor, at=AT).asset


def _send(client: Client, newsroom: Newsroom, *files: Any, **said: Any) -> Any:
    values = {"body": str(newsroom.body.public_id), "credit": "Trần A", "rights": "attribution", "uploads": list(files)}
    return client.post(reverse("portal_media_new"), values | said, follow=True)


def test_several_files_are_taken_or_refused_one_by_one(newsroom: Newsroom, client: Client) -> None:
    client.force_login(newsroom.editor)
    page = _send(
        client,
        newsroom,
        make.sent(make.jpeg(1, 300, 200), "mot.jpg"),
        make.sent(b"<svg onload=x>", "hai.svg"),
        make.sent(make.jpeg(1, 300, 200), "ba.jpg"),
        make.sent(make.mp3(), "bon.mp3"),
    )
    text = page.content.decode()
    assert sorted(MediaAsset.objects.values_list("title", flat=True)) == ["bon", "mot"]
    assert "hai.svg: " in text
    assert "ba.jpg: Tệp này đã có trong thư viện với tên “mot”" in text
    assert text.count("Đã thêm") == 2


def test_one_form_sent_twice_adds_once(newsroom: Newsroom, client: Client) -> None:
    client.force_login(newsroom.editor)
    for _turn in range(2):
        page = _send(client, newsroom, make.sent(make.jpeg(1, 300, 200), "mot.jpg"), once="a" * 32)
        assert page.status_code == 200
        assert page.redirect_chain[-1][0] == reverse("portal_media_page", args=[MediaAsset.objects.get().public_id])


def test_a_body_that_is_not_ones_own_takes_nothing(newsroom: Newsroom, make_newsroom: Any, client: Client) -> None:
    other = make_newsroom("bo-ban", "Bộ Bạn")
    client.force_login(newsroom.editor)
    page = _send(client, newsroom, make.sent(make.jpeg(), "mot.jpg"), body=str(other.body.public_id))
    assert page.status_code == 200
    assert not MediaAsset.objects.exists()
    client.force_login(newsroom.leader)
    assert client.get(reverse("portal_media_new")).status_code == 403


def test_words_per_language_are_kept(newsroom: Newsroom, client: Client) -> None:
    asset = _asset(newsroom)
    client.force_login(newsroom.editor)
    url = reverse("portal_media_page", args=[asset.public_id])
    said = {"title": "Tên mới", "credit": "B", "rights": "reserved", "focal_x": "10", "focal_y": "90"}
    answer = client.post(url, said | {"alt_vi": "Mô tả", "caption_lo": "ພາສາລາວ", "taken_on": "05/11/2026"})
    assert answer.status_code == 302
    asset.refresh_from_db()
    assert asset.words == {"vi": {"alt": "Mô tả", "caption": ""}, "lo": {"alt": "", "caption": "ພາສາລາວ"}}
    assert (asset.focal_x, asset.focal_y, asset.rights) == (0.1, 0.9, "reserved")
    wrong = client.post(url, said | {"title": "", "focal_x": "300"})
    assert wrong.status_code == 200
    assert "Chưa điền mục này." in wrong.content.decode()


def test_the_focal_point_is_where_the_picture_is_clicked(newsroom: Newsroom, client: Client) -> None:
    asset = _asset(newsroom)
    client.force_login(newsroom.editor)
    url = reverse("portal_media_focal", args=[asset.public_id])
    page = client.get(reverse("portal_media_page", args=[asset.public_id])).content.decode()
    found = re.search(r'<input type="image"[^>]* width="(\d+)" height="(\d+)"', page)
    assert found is not None
    width, height = int(found[1]), int(found[2])
    assert client.post(url, {"diem.x": width // 4, "diem.y": height}).status_code == 302
    asset.refresh_from_db()
    assert (round(asset.focal_x, 2), asset.focal_y) == (0.25, 1.0)
    for nothing in ({"diem.x": 0, "diem.y": 0}, {}, {"diem.x": "a", "diem.y": "1"}):
        client.post(url, nothing)
    asset.refresh_from_db()
    assert asset.focal_y == 1.0


def test_what_is_put_away_leaves_the_list_and_comes_back(newsroom: Newsroom, client: Client) -> None:
    asset = _asset(newsroom)
    client.force_login(newsroom.editor)
    library = reverse("portal_media")
    assert "Ảnh lễ" in client.get(library).content.decode()
    assert "Ảnh lễ" not in client.get(library + "?kind=video").content.decode()
    assert "Ảnh lễ" in client.get(library + "?q=LỄ&kind=picture&state=private").content.decode()
    client.post(reverse("portal_media_retire", args=[asset.public_id]))
    assert "Ảnh lễ" not in client.get(library).content.decode()
    assert "Ảnh lễ" in client.get(library + "?state=retired").content.decode()
    client.post(reverse("portal_media_retire", args=[asset.public_id]))
    assert "Ảnh lễ" in client.get(library).content.decode()


def test_a_page_of_the_library_stays_small(
    newsroom: Newsroom, client: Client, django_assert_max_num_queries: Any
) -> None:
    for seed in range(6):
        _asset(newsroom, seed + 50, f"Ảnh {seed}")
    client.force_login(newsroom.editor)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("portal_media"))
    assert len(page.content) < 150_000


def test_subtitles_are_added_and_removed(newsroom: Newsroom, client: Client) -> None:
    upload = make.sent(make.mp4(), "phim.mp4")
    film = add_media(
        body=newsroom.body, upload=upload, about=About(credit="A"), acting_user=newsroom.editor, at=AT
    ).asset
    client.force_login(newsroom.editor)
    url = reverse("portal_media_subtitles", args=[film.public_id])
    bad = client.post(url, {"language": "en", "file": make.sent(b"khong phai", "a.vtt")})
    assert "Không tìm thấy phụ đề" in bad.content.decode()
    good = make.sent(b"WEBVTT\n\n00:01.000 --> 00:02.000\nA\n", "a.vtt")
    assert client.post(url, {"language": "en", "file": good}).status_code == 302
    assert film.captions.get().language == "en"
    client.post(reverse("portal_media_subtitles_remove", args=[film.public_id]), {"language": "en"})
    assert not film.captions.exists()


def test_private_bytes_are_for_the_people_of_the_body(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], client: Client
) -> None:
    asset = _asset(newsroom)
    names = ("portal_media_look", "portal_media_bytes", "portal_media_page")
    addresses = [reverse(name, args=[asset.public_id]) for name in names]
    addresses.append(reverse("files_download", args=[asset.file.public_id]))
    client.force_login(newsroom.officer)
    for address in addresses[:2]:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-cache"
    client.force_login(make_newsroom("bo-ban", "Bộ Bạn").editor)
    assert {client.get(address).status_code for address in addresses} == {404}
    assert {client.post(each).status_code for each in addresses} <= {404, 405}
    client.logout()
    assert {client.get(address).status_code for address in addresses} == {302}


def _words(client: Client, address: str) -> str:
    """What the chooser shows: a page of JSON around HTML, or HTML."""
    text = client.get(address).content.decode()
    return str(json.loads(text)["html"]) if text.startswith("{") else text


def test_the_chooser_shows_own_media_filters_and_searches(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], client: Client
) -> None:
    own, theirs = _asset(newsroom), _asset(make_newsroom("bo-ban", "Bộ Bạn"), 3, "Ảnh kín của Bạn")
    client.force_login(newsroom.editor)
    for address in ("/bien-tap/portal_media_chooser/", "/bien-tap/portal_media_chooser/results/"):
        text = _words(client, address)
        assert "Ảnh lễ" in text
        assert reverse("portal_media_look", args=[own.public_id]) in text
        assert "Ảnh kín của Bạn" not in text
        assert str(theirs.public_id) not in text
        assert "Ảnh lễ" not in _words(client, address + "?kind=video")
        assert "Ảnh lễ" in _words(client, address + "?q=anh LE&kind=picture")
        assert "Ảnh lễ" not in _words(client, address + "?q=khác")
    assert client.get(f"/bien-tap/portal_media_chooser/chosen/{theirs.pk}/").status_code == 404
    assert client.get(f"/bien-tap/portal_media_chooser/chosen/{own.pk}/").status_code == 200


def _saved(client: Client, page: DraftPage, media: int) -> Any:
    values = {
        "title": page.title,
        "slug": page.slug,
        "lead": page.lead,
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "picture",
        "body-0-id": "",
        "body-0-value-media": str(media),
        "body-0-value-caption": "",
    }
    return client.post(f"/bien-tap/pages/{page.pk}/edit/", values)


def test_a_foreign_medium_smuggled_into_the_editor_is_refused(
    newsroom: Newsroom, make_newsroom: Callable[..., Newsroom], client: Client
) -> None:
    theirs = _asset(make_newsroom("bo-ban", "Bộ Bạn"), 3, "Ảnh kín của Bạn")
    page = newsroom.draft()
    page.refresh_from_db()
    client.force_login(newsroom.editor)
    before = page.latest_revision_id
    answer = _saved(client, page, theirs.pk)
    assert answer.status_code == 200
    assert "Ảnh kín của Bạn" not in answer.content.decode()
    page.refresh_from_db()
    assert page.latest_revision_id == before
    own = _asset(newsroom)
    assert _saved(client, page, own.pk).status_code == 302
    page.refresh_from_db()
    assert json.loads(page.latest_revision.content["body"])[0]["value"]["media"] == own.pk
