"""What the library takes and what it refuses; what a file says of itself; what it looks like."""

import io
import struct
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from PIL import Image

from ttdn.files.errors import RefusedFile, SecretMark
from ttdn.files.models import StoredFile
from ttdn.files.tests.makers import docx_bytes, pdf_bytes
from ttdn.portal.actions.media import About, Added, add_media, describe_media, set_subtitles
from ttdn.portal.choices import MediaKind
from ttdn.portal.errors import DuplicateMedia, Incomplete
from ttdn.portal.looks import cut, look_hash, looks_alike
from ttdn.portal.metadata import Found, Written, read_metadata
from ttdn.portal.models import MediaAsset
from ttdn.portal.subtitles import read_subtitles
from ttdn.portal.tests import media_makers as make
from ttdn.portal.tests.conftest import AT, Newsroom
from ttdn.web.errors import NotAllowed

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


Take = Callable[..., Added]


@pytest.fixture
def take(newsroom: Newsroom) -> Take:
    """Takes bytes into the library of the newsroom."""

    def act(data: bytes, name: str = "anh.jpg", credit: str = "Nguyễn B", **said: Any) -> Added:
        user = said.pop("user", newsroom.editor)
        return add_media(
            body=said.pop("body", newsroom.body),
            upload=make.sent(data, name),
            about=About(credit=credit, **said),
            acting_user=user,
            at=AT,
        )

    return act


def test_pictures_films_sound_and_documents_are_taken(take: Take) -> None:
    drawn = make.drawing()
    good = {
        "a.jpg": (make.jpeg(), MediaKind.PICTURE, (900, 600), "image/jpeg"),
        "b.png": (make.encoded(make.drawing(seed=4), "PNG"), MediaKind.PICTURE, (900, 600), "image/png"),
        "c.webp": (make.encoded(make.drawing(seed=5), "WEBP"), MediaKind.PICTURE, (900, 600), "image/webp"),
        "d.avif": (make.encoded(make.drawing(seed=6), "AVIF"), MediaKind.PICTURE, (900, 600), "image/avif"),
        "e.mp4": (make.mp4(), MediaKind.VIDEO, (640, 360), "video/mp4"),
        "f.webm": (make.webm(), MediaKind.VIDEO, (320, 180), "video/webm"),
        "g.mp3": (make.mp3(), MediaKind.AUDIO, (None, None), "audio/mpeg"),
        "h.m4a": (make.mp4(brand=b"M4A "), MediaKind.AUDIO, (None, None), "audio/mp4"),
        "i.ogg": (make.ogg(), MediaKind.AUDIO, (None, None), "audio/ogg"),
        "k.pdf": (pdf_bytes("Bao cao"), MediaKind.DOCUMENT, (None, None), "application/pdf"),
        "l.epub": (make.epub(), MediaKind.DOCUMENT, (None, None), make.EPUB_MIME),
        "m.docx": (docx_bytes("Thông cáo"), MediaKind.DOCUMENT, (None, None), None),
    }
    assert drawn.size == (900, 600)
    for name, (data, kind, size, mime) in good.items():
        asset = take(data, name).asset
        assert (asset.kind, (asset.width, asset.height)) == (kind, size), name
        assert mime is None or asset.file.mime == mime, name
        assert bool(asset.preview_id) == (kind == MediaKind.PICTURE), name


def test_heic_of_a_telephone_is_kept_as_jpeg(take: Take) -> None:
    heif = pillow_heif.from_pillow(make.drawing(640, 480))
    out = io.BytesIO()
    heif.save(out, quality=80)
    asset = take(out.getvalue(), "IMG_0001.HEIC").asset
    assert (asset.file.mime, asset.file.name, asset.width) == ("image/jpeg", "IMG 0001.jpg", 640)


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")


def _animated() -> bytes:
    return make.encoded(
        make.drawing(60, 40), "WEBP", save_all=True, append_images=[make.drawing(60, 40, 9)], duration=100
    )


HOSTILE = {
    "svg": (SVG, "anh.svg"),
    "svg called jpg": (SVG, "anh.jpg"),
    "html called png": (b"<!doctype html><script>1</script>", "anh.png"),
    "program": (b"MZ" + b"\0" * 500, "anh.jpg"),
    "gif": (b"GIF89a" + b"\0" * 100, "anh.gif"),
    "quicktime": (make.box(b"ftyp", b"qt  \0\0\0\0") + make.box(b"mdat", b"x"), "phim.mov"),
    "bomb by size": (_png(50_000, 50_000), "bom.png"),
    "bomb under the old limit": (_png(9000, 9000), "bom.png"),
    "cut off": (make.jpeg()[:2000], "anh.jpg"),
    "png without picture": (_png(100, 100), "anh.png"),
    "moving": (_animated(), "anh.webp"),
    "film cut off": (make.mp4()[:900], "phim.mp4"),
    "film without tracks": (make.box(b"ftyp", b"isom\0\0\0\0") + make.box(b"mdat", b"x" * 50), "phim.mp4"),
    "film with a liar's box": (make.mp4(tail=b"\xff\xff\xff\xf0junk"), "phim.mp4"),
    "webm cut off": (make.webm()[:-4], "phim.webm"),
    "sound that is none": (b"ID3\x03\x00\x00\x00\x00\x00\x00 chu", "am.mp3"),
    "ogg cut off": (make.ogg()[:-3], "am.ogg"),
    "book with script": (make.epub(OEBPS_x="") and make.epub(**{"OEBPS_c2//xhtml": "<script>1</script>"}), "s.epub"),
    "book with handler": (make.epub(**{"OEBPS_c2//xhtml": "<p onclick='x()'>a</p>"}), "s.epub"),
    "locked book": (make.epub(**{"META-INF_encryption//xml": "<x/>"}), "s.epub"),
    "empty": (b"", "anh.jpg"),
}


@pytest.mark.parametrize("which", HOSTILE)
def test_hostile_and_broken_files_are_refused_and_nothing_is_kept(take: Take, which: str, settings: Any) -> None:
    data, name = HOSTILE[which]
    with pytest.raises(RefusedFile) as refused:
        take(data, name)
    assert refused.value.sentence.endswith(".")
    assert not MediaAsset.objects.exists()
    assert not StoredFile.objects.exists()
    assert not [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


def test_a_file_over_the_limit_and_a_mark_of_a_secret_are_refused(take: Take, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    with pytest.raises(RefusedFile, match="MB"):
        take(make.jpeg())
    settings.UPLOAD_MAX_BYTES = 25 * 1024 * 1024
    words = Written(title="TỐI MẬT", captions={"vi": "TỐI MẬT"}, credit="A", source="", copyright="", usage="")
    with pytest.raises(SecretMark):
        take(make.xmp_webp(words), "anh.webp")
    with pytest.raises(SecretMark):
        take(make.jpeg(7), place="TUYỆT MẬT")
    assert not StoredFile.objects.exists()


def test_what_a_picture_says_of_itself_fills_in_what_nobody_said(take: Take) -> None:
    asset = take(make.telling_jpeg(), credit="").asset
    assert (asset.title, asset.credit, asset.place) == ("Lễ khai mạc Tuần văn hoá", "Trần Văn A", "Hà Nội")
    assert asset.taken_on == date(2026, 11, 18)
    assert asset.words["vi"]["caption"] == "Đoàn nghệ thuật biểu diễn tại lễ khai mạc."
    said = take(make.telling_jpeg(seed=8), credit="Người khác", place="Huế").asset
    assert (said.credit, said.place) == ("Người khác", "Huế")


def test_a_picture_that_says_nothing_needs_a_credit(take: Take) -> None:
    with pytest.raises(Incomplete):
        take(make.jpeg(), credit=" ")
    assert not MediaAsset.objects.exists()


def test_damaged_and_hostile_metadata_says_nothing() -> None:
    entity = (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&a;</x:xmpmeta>'
    )
    for packet in (b"<not xml", entity, b"\xff\xfe\x00"):
        picture = Image.open(io.BytesIO(make.encoded(make.drawing(80, 60), "WEBP", xmp=packet)))
        assert read_metadata(picture) == Found()


def test_the_place_and_device_of_a_film_are_not_kept(take: Take) -> None:
    asset = take(make.mp4(), "phim.mp4").asset
    with Path(asset_path(asset)).open("rb") as file:
        kept = file.read()
    assert b"+21.0285" not in kept
    assert b"SERIAL-77" not in kept
    assert kept.endswith(b"film" * 500)


def asset_path(asset: MediaAsset) -> Path:
    """Where the private bytes of an asset lie."""
    from ttdn.files.storage import path_of  # noqa: PLC0415

    return path_of(asset.sha256)


def test_the_same_bytes_and_the_same_look_are_noticed_within_the_body_only(
    take: Take, make_newsroom: Callable[..., Newsroom]
) -> None:
    first = take(make.jpeg(), title="Ảnh đầu").asset
    with pytest.raises(DuplicateMedia, match="Ảnh đầu") as known:
        take(make.jpeg())
    assert known.value.known == first.public_id
    smaller = make.encoded(make.drawing().resize((450, 300)), "WEBP", quality=60)
    assert take(smaller, "nho.webp").alike == first
    assert take(make.jpeg(11), "khac.jpg").alike is None
    other = make_newsroom("bo-ban", "Bộ Bạn")
    theirs = take(make.jpeg(), body=other.body, user=other.editor)
    assert theirs.alike is None


def test_planes_of_one_colour_look_like_nothing() -> None:
    white, black = Image.new("RGB", (50, 50), "white"), Image.new("RGB", (50, 50))
    assert look_hash(white) == ""
    assert not looks_alike(look_hash(white), look_hash(black))


@pytest.mark.parametrize(("focal", "kept"), [((0.0, 0.0), "red"), ((1.0, 1.0), "blue")])
def test_cuts_keep_the_focal_point_and_never_enlarge(focal: tuple[float, float], kept: str) -> None:
    picture = Image.new("RGB", (1000, 200), "white")
    picture.paste("red", (0, 0, 100, 200))
    picture.paste("blue", (900, 0, 1000, 200))
    part = cut(picture, 288, 192, focal)
    corner = part.getpixel((2, 2) if kept == "red" else (part.width - 3, part.height - 3))
    assert isinstance(corner, tuple)
    assert (corner[0] > 200) == (kept == "red")
    assert part.size == (288, 192)
    assert cut(Image.new("RGB", (100, 100)), 1200, 630, focal).size == (100, 52)


def test_only_editors_of_the_body_add_and_describe(take: Take, newsroom: Newsroom, make_newsroom: Any) -> None:
    other = make_newsroom("bo-ban", "Bộ Bạn")
    asset = take(make.jpeg()).asset
    for person in (newsroom.leader, newsroom.officer, newsroom.translator, other.editor):
        with pytest.raises(NotAllowed):
            take(make.jpeg(12), user=person)
        with pytest.raises(NotAllowed):
            describe_media(asset=asset, about=About(title="x", credit="y"), acting_user=person, at=AT)


def test_subtitles_are_read_strictly_and_written_anew(take: Take, newsroom: Newsroom) -> None:
    vtt = (
        "WEBVTT\n\nSTYLE\n::cue{color:red}\n\n1\n00:01.000 --> 00:04.000 align:start onclick:1\n"
        "<script>x</script><b>Xin chào</b> <v Lan>các bạn 1 < 2\n\n"
        "00:00:05,000 --> 00:00:06,500\nHai\n"
    )
    text = read_subtitles(vtt.encode())
    assert text == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:04.000 align:start\nx<b>Xin chào</b> các bạn 1 &lt; 2\n\n"
        "00:00:05.000 --> 00:00:06.500\nHai\n"
    )
    film = take(make.mp4(), "phim.mp4").asset
    set_subtitles(
        asset=film, language="en", upload=make.sent(vtt.encode(), "a.vtt"), acting_user=newsroom.editor, at=AT
    )
    assert film.captions.get().file.mime == "text/vtt"
    picture = take(make.jpeg()).asset
    with pytest.raises(Incomplete):
        set_subtitles(
            asset=picture, language="en", upload=make.sent(vtt.encode(), "a.vtt"), acting_user=newsroom.editor, at=AT
        )


@pytest.mark.parametrize(
    "bad",
    [b"", b"WEBVTT\n", b"\xff\xfe\x00", b"WEBVTT\n\n00:05.000 --> 00:01.000\nA\n", b"WEBVTT\n\n9 --> x\nA\n"],
)
def test_subtitles_that_no_player_could_use_are_refused(bad: bytes) -> None:
    with pytest.raises(RefusedFile):
        read_subtitles(bad)
